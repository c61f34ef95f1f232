"""Converting files of formats that only an office program reads.

Belongs here: running LibreOffice, in a folder of its own, within a time limit, without network or macros. Does not: the
formats themselves.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from gk_pipeline.documents.limits import CONVERSION_SECONDS
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
        return converted.read_bytes()


def _options(work: Path) -> list[str]:
    return [
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(work)),
    ]


def _run(command: list[str], work: Path) -> None:
    # A session of its own, so that the programs LibreOffice starts end with it.
    environment = {**os.environ, "HOME": str(work), "http_proxy": "127.0.0.1:9", "https_proxy": "127.0.0.1:9"}
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(CONVERSION_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            reason = f"LibreOffice did not convert the file within {CONVERSION_SECONDS} seconds"
            raise UnreadableDocument(reason, _SAVE) from None
