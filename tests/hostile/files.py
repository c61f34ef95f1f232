"""All hostile files, and the folder in which they meet."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.hostile.archives import ARCHIVES
from tests.hostile.case import CANARY_FILE, CANARY_SERVER, UNREADABLE, Row
from tests.hostile.office import OFFICE
from tests.hostile.pages import PAGES
from tests.hostile.pdfs import PDFS
from tests.hostile.pictures import PICTURES
from tests.hostile.spreadsheets import SPREADSHEETS
from tests.hostile.texts import TEXTS
from tests.unit.documents.sample_report import as_docx, as_html, as_pdf, as_xlsx

IS_BIG = os.environ.get("GK_HOSTILE_BIG") == "1"
EVERY = (*ARCHIVES, *OFFICE, *SPREADSHEETS, *PDFS, *PICTURES, *PAGES, *TEXTS)
FILES = tuple(hostile for hostile in EVERY if IS_BIG or not hostile.big)

_NO_FILE = Row(UNREADABLE, "this is no regular file")
# What lies in the inbox and is no file of its own bytes, by inbox name.
PLANTED = {
    "link-to-a-file.txt": _NO_FILE,
    "link-to-passwords.html": _NO_FILE,
    "link-to-a-folder": _NO_FILE,
    "link-to-itself.html": _NO_FILE,
    "link-to-nothing.html": _NO_FILE,
    "pipe.html": _NO_FILE,
    "socket.html": _NO_FILE,
    "sparse.html": Row(UNREADABLE, "the limit is 20 MB"),
    "disk.html": Row(UNREADABLE, "the file has 1000 GB"),
    "folder.html/link.txt": _NO_FILE,
}

# Names that no program should trip over, with what stands in the files: each another notice.
NAMES = {
    name: f"通知第{number}号".encode()
    for number, name in enumerate(
        (
            "换\n行.txt",
            "\x1b[2Jterminal.txt",
            "<script>alert(1)<∕script>|`x`.txt",
            "[bold]rich[∕bold].txt",
            "长" * 83 + ".txt",
            "a!",
            "=cmd|' C calc'!A0.csv",
            "-rf",
            "back\\slash.txt",
            "\udcff\udcfe.txt",
        )
    )
}


def good_files() -> dict[str, bytes]:
    """Reports that must be read whatever lies beside them, by name."""
    return {"good.html": as_html(), "good.docx": as_docx(), "good.xlsx": as_xlsx(), "good.pdf": as_pdf()}


def write(folder: Path, canary: Path, server: str) -> None:
    """Makes all files, which speak of the canary file and the canary server."""
    folder.mkdir(parents=True)
    for hostile in FILES:
        data = hostile.make().replace(CANARY_FILE.encode(), os.fsencode(canary))
        (folder / hostile.name).write_bytes(data.replace(CANARY_SERVER.encode(), server.encode()))


def plant(folder: Path, canary: Path) -> list[socket.socket]:
    """Puts links, pipes and the like into a folder. Returns what must stay open for them to be there."""
    (folder / "link-to-a-file.txt").symlink_to(canary)
    (folder / "link-to-passwords.html").symlink_to("/etc/passwd")
    (folder / "link-to-a-folder").symlink_to(canary.parent, target_is_directory=True)
    (folder / "link-to-itself.html").symlink_to("link-to-itself.html")
    (folder / "link-to-nothing.html").symlink_to("nothing")
    (folder / "folder.html").mkdir()
    (folder / "folder.html" / "link.txt").symlink_to(f"../../{canary.parent.name}/{canary.name}")
    os.mkfifo(folder / "pipe.html")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    try:
        listening.bind("socket.html")
    finally:
        os.chdir(here)
    with (folder / "sparse.html").open("wb") as sparse:
        sparse.truncate(300_000_000)
    with (folder / "disk.html").open("wb") as sparse:
        sparse.truncate(1_000_000_000_000)
    return [listening]
