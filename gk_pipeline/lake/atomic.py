"""Files that are either the old one or the new one, whenever the power goes.

Belongs here: replacing one file as a whole. Does not: what is in it.
"""

from __future__ import annotations

import os
import time
from itertools import count
from pathlib import Path

# A reader's `*.parquet` matches neither the dot in front nor the ending.
_TEMPORARY = ".{name}.{process}-{number}.tmp"
_LEFT_BEHIND_SECONDS = 24 * 60 * 60
_numbers = count()


def replace_if_changed(file: Path, content: bytes) -> bool:
    """Makes `content` the content of `file`, which readers see whole or not at all. Tells whether it was written.

    The same content leaves the file alone, and with it the time of its last change. On any error, and when the
    process is killed, the old file stays. Makes the folder when there is none.
    """
    if _has_content(file, content):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(_TEMPORARY.format(name=file.name, process=os.getpid(), number=next(_numbers)))
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)
    return True


def remove_left_behind(folder: Path) -> None:
    """Removes temporary files of processes that were killed: those that nobody touched for a day."""
    for temporary in folder.glob(".*.tmp"):
        if time.time() - temporary.stat().st_mtime > _LEFT_BEHIND_SECONDS:
            temporary.unlink(missing_ok=True)


def _has_content(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Makes the new name of the file last. Not every file system can; then the next run writes the file again."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
