"""Several Parquet files of one schema as one file, without decoding a row: their row groups one after the other.

Belongs here: copying row groups and writing the footer that finds them. Does not: what is in the files, their order.

The footer of a Parquet file is a Thrift structure in the compact protocol, which says at which byte of the file each
part of a row group begins. Bytes are copied as they are and the positions moved; all else in the footers is kept as it
was written, whatever the writer put there. Field numbers are those of parquet.thrift in apache/parquet-format.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = b"PAR1"
_TAIL = struct.Struct("<I4s")

# Types of the compact protocol. A boolean field is told by its type alone.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_INTEGERS = (_I16, _I32, _I64)

# FileMetaData
_SCHEMA, _ROWS, _ROW_GROUPS = 2, 3, 4
# RowGroup; the ordinal is optional, and two byte long
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
# ColumnChunk
_CHUNK_OFFSET, _META_DATA, _OFFSET_INDEX, _COLUMN_INDEX = 2, 3, 4, 6
# ColumnMetaData
_DATA_PAGE, _INDEX_PAGE, _DICTIONARY_PAGE, _BLOOM_FILTER = 9, 10, 11, 14


class JoinError(ValueError):
    """The files can't be joined; the message says why."""


def join(parts: Sequence[Path], target: Path) -> None:
    """Makes `target` one Parquet file with the rows of `parts` in this order; there must be at least one.

    The same parts give the same bytes. Raises JoinError when a part is no Parquet file or has another schema.
    """
    if not parts:
        raise JoinError(f"there is nothing to join into {target}")
    whole: _Struct | None = None
    with target.open("wb") as out:
        out.write(_MAGIC)
        for part in parts:
            footer, end = _footer(part)
            shift = out.tell() - len(_MAGIC)
            with part.open("rb") as rows:
                rows.seek(len(_MAGIC))
                _copy(rows, out, end - len(_MAGIC))
            groups = footer.value(_ROW_GROUPS).items
            for group in groups:
                _shift_group(group, shift)
            if whole is None:
                whole = footer
                continue
            if footer.value(_SCHEMA) != whole.value(_SCHEMA):
                raise JoinError(f"{part} has another schema than {parts[0]}")
            whole.set(_ROWS, whole.value(_ROWS) + footer.value(_ROWS))
            whole.value(_ROW_GROUPS).items.extend(groups)
        assert whole is not None
        for number, group in enumerate(whole.value(_ROW_GROUPS).items):
            group.set(_ORDINAL, number)
        content = bytearray()
        _write_struct(content, whole)
        out.write(content)
        out.write(_TAIL.pack(len(content), _MAGIC))


def _copy(rows: Any, out: Any, length: int) -> None:
    """Copies so many bytes."""
    block = 1 << 20
    while length:
        read = rows.read(min(block, length))
        if not read:
            raise JoinError("a part ended before its footer")
        out.write(read)
        length -= len(read)


def _footer(part: Path) -> tuple[_Struct, int]:
    """The footer, and the position where it begins."""
    size = part.stat().st_size
    with part.open("rb") as file:
        head = file.read(len(_MAGIC))
        file.seek(max(size - _TAIL.size, 0))
        tail = file.read()
        if size < len(_MAGIC) + _TAIL.size or head != _MAGIC:
            raise JoinError(f"{part} is no Parquet file")
        length, magic = _TAIL.unpack(tail)
        start = size - _TAIL.size - length
        if magic != _MAGIC or start < len(_MAGIC):
            raise JoinError(f"{part} is no Parquet file")
        file.seek(start)
        return _Reader(file.read(length)).struct(), start


def _shift_group(group: _Struct, shift: int) -> None:
    group.add(_GROUP_OFFSET, shift)
    for chunk in group.value(_COLUMNS).items:
        for field in (_CHUNK_OFFSET, _OFFSET_INDEX, _COLUMN_INDEX):
            # Writers that do not use the first of them leave it at 0.
            if chunk.get(field):
                chunk.add(field, shift)
        for field in (_DATA_PAGE, _INDEX_PAGE, _DICTIONARY_PAGE, _BLOOM_FILTER):
            chunk.value(_META_DATA).add(field, shift)


@dataclass(slots=True)
class _List:
    kind: int
    items: list[Any]


@dataclass(slots=True)
class _Struct:
    """Fields as (number, type, value), in the order of the file."""

    fields: list[tuple[int, int, Any]]

    def get(self, number: int) -> Any:
        return next((value for field, _, value in self.fields if field == number), None)

    def value(self, number: int) -> Any:
        found = self.get(number)
        if found is None:
            raise JoinError(f"a footer lacks its field {number}")
        return found

    def set(self, number: int, value: Any) -> None:
        """Gives a field another value; a field that is not there stays away."""
        self.fields = [(field, kind, value if field == number else old) for field, kind, old in self.fields]

    def add(self, number: int, amount: int) -> None:
        if (value := self.get(number)) is not None:
            self.set(number, value + amount)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def struct(self) -> _Struct:
        fields: list[tuple[int, int, Any]] = []
        number = 0
        while (head := self._byte()) != 0:
            kind, step = head & 0x0F, head >> 4
            number = number + step if step else self._zigzag()
            fields.append((number, kind, None if kind in (_TRUE, _FALSE) else self._value(kind)))
        return _Struct(fields)

    def _value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self._zigzag()
        if kind in (_TRUE, _FALSE, _BYTE):  # the first two only as items of a list
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 != 15 else self._varint()
            return _List(head & 0x0F, [self._value(head & 0x0F) for _ in range(size)])
        if kind == _STRUCT:
            return self.struct()
        raise JoinError(f"a footer has a field of type {kind}, which no Parquet footer has")

    def _byte(self) -> int:
        self._at += 1
        try:
            return self._content[self._at - 1]
        except IndexError:
            raise JoinError("a footer is cut off") from None

    def _bytes(self, length: int) -> bytes:
        self._at += length
        if self._at > len(self._content):
            raise JoinError("a footer is cut off")
        return self._content[self._at - length : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _write_struct(out: bytearray, value: _Struct) -> None:
    before = 0
    for number, kind, content in value.fields:
        step = number - before
        if 0 < step <= 15:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            _write_varint(out, _to_zigzag(number))
        before = number
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, content)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in _INTEGERS:
        _write_varint(out, _to_zigzag(value))
    elif kind in (_TRUE, _FALSE, _BYTE):
        out.append(value)
    elif kind == _DOUBLE:
        out += value
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        size = len(value.items)
        out.append((size if size < 15 else 15) << 4 | value.kind)
        if size >= 15:
            _write_varint(out, size)
        for item in value.items:
            _write_value(out, value.kind, item)
    else:
        _write_struct(out, value)


def _write_varint(out: bytearray, value: int) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _to_zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1
