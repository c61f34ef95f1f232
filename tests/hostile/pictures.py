"""Pictures: bombs, broken ones, and those that are programs."""

from __future__ import annotations

import struct
import zlib

from gk_pipeline.documents import ocr
from tests.hostile.case import CANARY_FILE, CANARY_SERVER, SECRET, UNREADABLE, Hostile, Row


def _refused(reason: str) -> Row:
    """A picture that the extra `ocr` refuses; without it, all pictures are."""
    return Row(UNREADABLE, reason if ocr.is_installed() else "which can't be read yet")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def _png(width: int, height: int, packed: bytes, *, depth: int = 1, more: bytes = b"") -> bytes:
    head = struct.pack(">LLBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + more + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)), packer.flush()])


def _jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(99)


def _tiff() -> bytes:
    """A picture of 4 thousand million dots on a side, with its directory leading back to itself."""
    tags = [
        (256, 4, 1, 0xFFFFFFF0),
        (257, 4, 1, 0xFFFFFFF0),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
    ]
    entries = b"".join(struct.pack("<HHLL", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<L", 8) + struct.pack("<H", len(tags)) + entries + struct.pack("<L", 8) + bytes(99)


SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("{CANARY_SERVER}")</script>'
    f'<image href="file://{CANARY_FILE}"/><text>通知</text></svg>'
).encode()

PICTURES = (
    Hostile("bomb.png", lambda: _png(50_000, 50_000, _zeros(312_000_000)), _refused("broken or too large")),
    Hostile(
        "bomb-beside.png",
        lambda: _png(10, 10, zlib.compress(b"\0\xff\xff" * 10), more=_chunk(b"zTXt", b"a\0\0" + _zeros(100_000_000))),
        _refused("no text"),
        megabytes=800,
    ),
    Hostile("wide.png", lambda: _png(2_000_000, 1, zlib.compress(bytes(250_001))), _refused("too")),
    Hostile("no-dots.png", lambda: _png(0, 0, b""), _refused("broken or too large")),
    Hostile("large.jpg", lambda: _jpeg(65_500, 65_500), _refused("broken or too large")),
    Hostile("cut.jpg", lambda: _jpeg(400, 400)[:20], _refused("broken or too large")),
    Hostile("large.tif", _tiff, _refused("broken or too large")),
    Hostile("picture.gif", lambda: b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(99), Row(UNREADABLE, "GIF")),
    Hostile("picture.bmp", lambda: b"BM" + bytes(200), Row(UNREADABLE, "binary")),
    Hostile("script.svg", lambda: b'<?xml version="1.0"?>' + SVG, Row(UNREADABLE, "XML"), absent=(SECRET,)),
)
