"""ZIP archives, which office files are too, opened within limits.

Belongs here: what is refused before anything is unpacked, and reading one member. Does not: what members mean.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from gk_pipeline.documents.limits import (
    MAXIMUM_MEMBER_BYTES,
    MAXIMUM_MEMBERS,
    MAXIMUM_RATIO,
    MAXIMUM_UNPACKED_BYTES,
    RATIO_FREE_BYTES,
)
from gk_pipeline.documents.model import UnreadableDocument

SIGNATURE = b"PK\x03\x04"
_FETCH_AGAIN = "fetch the file again"
_UNPACK = "unpack the file by hand and put the reports inside it into the inbox"
_ENCRYPTED = 0x1
_UTF_8_NAME = 0x800
# What zipfile raises for archives that are broken or packed in a way it does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, OverflowError)


class Archive:
    """An open archive. Raises UnreadableDocument for one that is broken, encrypted or over the limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            members = [member for member in self._zip.infolist() if not member.is_dir()]
        except _BROKEN as error:
            raise UnreadableDocument(f"the ZIP archive is broken: {error}", _FETCH_AGAIN) from None
        unpacked = sum(member.file_size for member in members)
        if len(members) > MAXIMUM_MEMBERS:
            raise UnreadableDocument(
                f"the ZIP archive has {len(members)} files, the limit is {MAXIMUM_MEMBERS}", _UNPACK
            )
        if (
            unpacked > MAXIMUM_UNPACKED_BYTES
            or any(member.file_size > MAXIMUM_MEMBER_BYTES for member in members)
            or (unpacked > RATIO_FREE_BYTES and unpacked > MAXIMUM_RATIO * len(data))
        ):
            reason = f"the ZIP archive of {len(data) / 1e6:.1f} MB would unpack to {unpacked / 1e6:.0f} MB"
            raise UnreadableDocument(reason, _UNPACK)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._add(_name(member), member)

    def _add(self, name: str, member: zipfile.ZipInfo) -> None:
        """Of two files of one name programs show now the first, now the last, so there must be no choice."""
        if name in self._members and self._read(self._members[name]) != self._read(member):
            raise UnreadableDocument(f"the ZIP archive has two files called {name!r} in it", _UNPACK)
        self._members[name] = member

    @property
    def names(self) -> list[str]:
        """The names of the files in it, in their order there."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a file in it. Raises UnreadableDocument when they can't be had; KeyError for no such name."""
        return self._read(self._members[name])

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableDocument("the ZIP archive is locked with a password", _UNPACK)
        try:
            with self._zip.open(member) as stream:
                return stream.read(member.file_size)
        except NotImplementedError as error:
            raise UnreadableDocument(f"the ZIP archive is packed in an unknown way: {error}", _UNPACK) from None
        except (*_BROKEN, RuntimeError) as error:
            raise UnreadableDocument(f"the ZIP archive is broken: {error}", _FETCH_AGAIN) from None


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member. Chinese programs write names in GBK, which the standard reads as code page 437."""
    if member.flag_bits & _UTF_8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
