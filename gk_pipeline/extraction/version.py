"""The version of the parser: what has to change for a file to be read again.

Belongs here: one string made of the release and a digest of everything that decides what is read, and one of the whole
package. Does not: the versions of stored tables.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from gk_pipeline import __version__

# The rooms whose code and data decide what is read from a file.
_ROOMS = ("catalog", "documents", "extraction", "agencies", "rules")
# What made the data of a room decides nothing once they are made.
_NOT_READ = frozenset({"__pycache__", "build"})


@cache
def parser_version() -> str:
    """`release+digest`; the same sources give the same version on every machine."""
    return _version(*(_sources(files("gk_pipeline") / room, room) for room in _ROOMS))


@cache
def package_version() -> str:
    """Like `parser_version`, of everything in the package, as it was when this process asked first."""
    return package_version_on_disk()


def package_version_on_disk() -> str:
    """The version of the package as it lies there now: a new process would be of that one."""
    return _version(_sources(files("gk_pipeline"), ""))


def _version(*rooms: list[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in (source for sources in rooms for source in sources):
        digest.update(name.encode())
        digest.update(content)
    return f"{__version__}+{digest.hexdigest()[:10]}"


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in _NOT_READ:
            found += _sources(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".py", ".csv", ".gz")):
            found.append((f"{path}/{entry.name}", entry.read_bytes().replace(b"\r\n", b"\n")))
    return found
