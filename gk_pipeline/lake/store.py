"""Files of a disk and objects of a bucket, read and written in one way.

Belongs here: reading, replacing, listing and removing whole files, wherever they lie. Does not: how a file is replaced
on a disk (`atomic.py`), talking to a server of objects (`objects.py`), what is in a file.

An object is replaced by one request, and a reader sees it whole or not at all, as a file that is replaced by a rename.
Functions raise what the disk raises (FileNotFoundError and other OSErrors) and, for a bucket, StorageError when the
server can't be reached or refuses.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gk_pipeline.lake import objects
from gk_pipeline.lake.atomic import remove_left_behind, replace_if_changed
from gk_pipeline.lake.objects import Stored
from gk_pipeline.location import Location


def read(file: Location) -> bytes:
    """The whole file."""
    return file.read_bytes() if isinstance(file, Path) else objects.read(file)


def size_of(file: Location) -> int:
    """Size in bytes."""
    return file.stat().st_size if isinstance(file, Path) else objects.size_of(file)


def is_file(file: Location) -> bool:
    if isinstance(file, Path):
        return file.is_file()
    try:
        objects.size_of(file)
    except FileNotFoundError:
        return False
    return True


def write(file: Location, content: bytes) -> bool:
    """Makes `content` the content of `file`, at once. Tells whether it was written: the same content is left alone."""
    if isinstance(file, Path):
        return replace_if_changed(file, content)
    try:
        if objects.size_of(file) == len(content) and objects.read(file) == content:
            return False
    except FileNotFoundError:
        pass
    objects.write(file, content)
    return True


def remove(file: Location) -> None:
    """Removes a file; nothing happens when there is none. Folders that are empty then may stay."""
    if isinstance(file, Path):
        file.unlink(missing_ok=True)
    else:
        objects.remove(file)


def files(folder: Location) -> list[Stored]:
    """The files below a folder, by name; none when there is no folder. Hidden files (`.name`) are left out."""
    try:
        found = _files_of_disk(folder) if isinstance(folder, Path) else objects.listed(folder)
    except FileNotFoundError:
        return []
    return sorted(each for each in found if not each.name.rpartition("/")[2].startswith("."))


def tidy(folder: Location) -> None:
    """Removes what killed processes left of writing files in a folder. Objects leave nothing."""
    if isinstance(folder, Path):
        remove_left_behind(folder)


@contextmanager
def opened(file: Location) -> Iterator[Any]:
    """The file, open to be read and sought in."""
    with file.open("rb") if isinstance(file, Path) else objects.opened(file) as stream:
        yield stream


def _files_of_disk(folder: Path) -> Iterator[Stored]:
    for place, _, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            try:
                status = file.stat()
            except FileNotFoundError:  # it went away meanwhile
                continue
            yield Stored(file.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns)
