"""The compressed streams of a PDF, looked at before they are unpacked.

Belongs here: refusing a file that would unpack to far more than any page has, and whether a file has layers, which
PDFium does not tell of all that may belong to one. Does not: reading streams, which is
PDFium's work and has no limit there. Only the usual compression is looked into, however often it is applied, and
pictures, which nobody unpacks here, are passed over; whoever reads files of enemies sets a limit of memory to the
process as well.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from gk_pipeline.documents.limits import MAXIMUM_UNPACKED_BYTES
from gk_pipeline.documents.model import UnreadableDocument

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|/(\w+))")
_NAME = re.compile(rb"/(\w+)")
_LAYERS = b"/OCProperties"
# How much before a stream its dictionary may begin, and how much is unpacked at a time.
_DICTIONARY = 2_000
_STEP = 1 << 20

Chunks = Iterable[bytes]


def look_through(data: bytes) -> bool:
    """Whether the file has layers, which may be switched off.

    Raises UnreadableDocument when the streams unpack to more than the limit. Takes time up to the limit only.
    """
    unpacked, has_layers = 0, _LAYERS in data
    for filters, start, end in _streams(data):
        for chunk in _unpacked(data[start:end], filters):
            unpacked += len(chunk)
            has_layers = has_layers or _LAYERS in chunk
            if unpacked > MAXIMUM_UNPACKED_BYTES:
                limit = MAXIMUM_UNPACKED_BYTES / 1e6
                reason = f"the PDF of {len(data) / 1e6:.1f} MB would unpack to more than {limit:.0f} MB"
                raise UnreadableDocument(reason, "cut the report out of the file")
    return has_layers


def _streams(data: bytes) -> Iterator[tuple[list[bytes], int, int]]:
    """The names of its filters, the start and the end of every stream that is no picture."""
    for found in _STREAM.finditer(data):
        dictionary = max(data.rfind(b"obj", max(found.start() - _DICTIONARY, 0), found.start()), 0)
        if not _PICTURE.search(data, dictionary, found.start()):
            end = data.find(b"endstream", found.end())
            named = _FILTERS.search(data, dictionary, found.start())
            filters = _NAME.findall(named[1] or b"/" + (named[2] or b"")) if named else []
            yield filters or [b"FlateDecode"], found.end(), len(data) if end < 0 else end


def _unpacked(packed: bytes, filters: list[bytes]) -> Chunks:
    """A stream through its filters, a chunk at a time, up to the first filter that is not known here."""
    chunks: Chunks = [packed]
    for name in filters:
        if name not in _UNPACKERS:
            break
        chunks = _UNPACKERS[name](chunks)
    return chunks


def _inflated(chunks: Chunks) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for chunk in chunks:
        packed = chunk
        try:
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, _STEP)
                packed = unpacker.unconsumed_tail
        except zlib.error:
            return


def _from_hex(chunks: Chunks) -> Iterator[bytes]:
    for chunk in chunks:
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", chunk.partition(b">")[0])
        yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def _from_base_85(chunks: Chunks) -> Iterator[bytes]:
    for chunk in chunks:
        try:
            yield base64.a85decode(re.sub(rb"\s", b"", chunk.partition(b"~>")[0]))
        except ValueError:
            return


_UNPACKERS: dict[bytes, Callable[[Chunks], Iterator[bytes]]] = {
    b"FlateDecode": _inflated,
    b"Fl": _inflated,
    b"ASCIIHexDecode": _from_hex,
    b"AHx": _from_hex,
    b"ASCII85Decode": _from_base_85,
    b"A85": _from_base_85,
}
