"""Converting files of formats that only an office program reads.

Belongs here: running LibreOffice, in a folder of its own, within limits, without network, macros, or what the
environment of this process says. Does not: the formats themselves.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from gk_pipeline.documents.limits import (
    CONVERSION_MEMORY,
    CONVERSION_SECONDS,
    MAXIMUM_BYTES,
    MAXIMUM_UNPACKED_BYTES,
)
from gk_pipeline.documents.model import UnreadableDocument

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_INSTALL = "install LibreOffice (its program `soffice` must be on the PATH), or save the file as DOCX or HTML"
_SAVE = "open the file with an office program and save it as DOCX or HTML"
# No macro runs, and nothing that a document links to is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@cache
def office_program() -> str | None:
    """The path of LibreOffice's program; None when it is not installed."""
    return next((path for program in _PROGRAMS if (path := shutil.which(program))), None)


def to_docx(data: bytes, suffix: str) -> bytes:
    """The bytes of a file, which has the given suffix, as DOCX.

    Raises UnreadableDocument when LibreOffice is not installed, takes too long, or does not know what to do.
    """
    program = office_program()
    if program is None:
        raise UnreadableDocument(f"a {suffix.upper()} file, which LibreOffice is needed for", _INSTALL)
    with tempfile.TemporaryDirectory(prefix="gk-office-") as folder:
        work = Path(folder)
        (work / "profile" / "user").mkdir(parents=True)
        (work / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        file = work / f"document.{suffix}"
        file.write_bytes(data)
        _run([program, *_options(work), str(file)], work)
        converted = work / "document.docx"
        if not converted.is_file():
            raise UnreadableDocument(f"LibreOffice could not convert this {suffix.upper()} file", _SAVE)
        if converted.stat().st_size > MAXIMUM_BYTES:
            raise UnreadableDocument(f"LibreOffice makes more than {MAXIMUM_BYTES / 1e6:.0f} MB of this file", _SAVE)
        return converted.read_bytes()


def _options(work: Path) -> list[str]:
    return [
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(work)),
    ]


def _run(command: list[str], work: Path) -> None:
    # A session of its own, so that the programs LibreOffice starts end with it.
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=work,
        env=_environment(work),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        _limit(process.pid)
        try:
            process.wait(CONVERSION_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            reason = f"LibreOffice did not convert the file within {CONVERSION_SECONDS} seconds"
            raise UnreadableDocument(reason, _SAVE) from None


def _environment(work: Path) -> dict[str, str]:
    """No variable of this process but the path to programs: some hold secrets. The proxies lead nowhere."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        **dict.fromkeys(("HOME", "TMPDIR"), str(work)),
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), nowhere),
    }


def _limit(pid: int) -> None:
    """Limits of memory and of the size of a file, for a process and what it starts, where the system has them."""
    if sys.platform != "linux":
        return
    for kind, most in ((resource.RLIMIT_DATA, CONVERSION_MEMORY), (resource.RLIMIT_FSIZE, MAXIMUM_UNPACKED_BYTES)):
        with suppress(ProcessLookupError):  # it has ended already
            _, hard = resource.prlimit(pid, kind)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(pid, kind, (limit, limit))
