"""The version of the parser: what has to change for a file to be read again.

Belongs here: one string made of the release and a digest of everything that decides what is read. Does not: the
versions of stored tables.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from gk_pipeline import __version__

# The rooms whose code and data decide what is read from a file.
_ROOMS = ("catalog", "documents", "extraction", "agencies", "rules")


@cache
def parser_version() -> str:
    """`release+digest`; the same sources give the same version on every machine."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for name, content in _sources(files("gk_pipeline") / room, room):
            digest.update(name.encode())
            digest.update(content)
    return f"{__version__}+{digest.hexdigest()[:10]}"


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".py", ".csv")):
            found.append((f"{path}/{entry.name}", entry.read_bytes().replace(b"\r\n", b"\n")))
    return found
