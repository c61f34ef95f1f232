"""Files that are either the old one or the new one, whenever the power goes.

Belongs here: replacing one file as a whole, what a killed process leaves of that, saying what a disk's errors mean.
Does not: what is in a file.

A process holds a lock on the temporary file that it writes. The kernel lets go of it when the process ends, however
it ends: a temporary file that can be locked is nobody's and may go, whatever the clock says.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

# A reader's `*.parquet` matches neither the dot in front nor the ending.
_TEMPORARY = ".{name}.{token}.tmp"
_TEMPORARIES = ".*.tmp"

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


class WriteError(OSError):
    """A file can't be written; the message says which one and what to do. The old file, if any, is as it was."""

    def __str__(self) -> str:
        return str(self.strerror)


def replace_if_changed(file: Path, content: bytes) -> bool:
    """Makes `content` the content of `file`, which readers see whole or not at all. Tells whether it was written.

    The same content leaves the file alone, and with it the time of its last change. On any error, and when the
    process is killed, the old file stays. Makes the folder when there is none. Raises WriteError.
    """
    with explained(file):
        if _has_content(file, content):
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary, out = _temporary(file)
        with out:
            try:
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
    """Removes the temporary files of processes that have ended from a folder."""
    for temporary in folder.glob(_TEMPORARIES):
        _remove_unless_written(temporary)


def remove_left_below(folder: Path) -> None:
    """Removes the temporary files of processes that have ended from a folder and all folders below it."""
    for temporary in folder.rglob(_TEMPORARIES):
        _remove_unless_written(temporary)


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Raises what the operating system says about writing `file` as WriteError, with what to do."""
    try:
        yield
    except WriteError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(error.errno, f"{file} can't be written: {reason}. {_remedy(error)}") from error


def _remedy(error: OSError) -> str:
    if error.errno in _NO_SPACE:
        return "Make room and run again: what was there before is untouched, and what is done is kept."
    if error.errno in _NOT_ALLOWED:
        return "Give this user the right to write there, or set GK_HOME to a folder of its own."
    if error.errno in _NO_LOCKS:
        return (
            "Its file system has no locks: set GK_HOME and GK_LAKE to folders where `flock` works, as on a local disk."
        )
    return "Mend that and run again: what was there before is untouched."


def _temporary(file: Path) -> tuple[Path, BinaryIO]:
    """A new temporary file beside `file`, open and locked."""
    while True:
        temporary = file.with_name(_TEMPORARY.format(name=file.name, token=secrets.token_hex(8)))
        out = temporary.open("xb")
        try:
            fcntl.flock(out, fcntl.LOCK_EX)
            if os.fstat(out.fileno()).st_nlink:
                return temporary, out
        except BaseException:
            out.close()
            temporary.unlink(missing_ok=True)
            raise
        out.close()  # somebody who tidies up was faster than the lock


def _remove_unless_written(temporary: Path) -> None:
    # For writing, without which NFS gives no lock. One that another user writes is left to that user.
    with suppress(FileNotFoundError, PermissionError), temporary.open("r+b") as left:
        try:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
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
