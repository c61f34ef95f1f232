"""Streams of a PDF that would unpack to more than any page has."""

from __future__ import annotations

import base64
import zlib

import pytest

from gk_pipeline.documents import pdf_streams
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.pdf_streams import look_through

LARGE = zlib.compress(bytes(200_000))


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_streams, "MAXIMUM_UNPACKED_BYTES", 100_000)


def stream(data: bytes, entries: bytes) -> bytes:
    return b"1 0 obj\n<< " + entries + b" >>\nstream\n" + data + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("data", "entries"),
    [
        (LARGE, b"/Filter /FlateDecode"),
        (LARGE, b"/Filter/Fl"),
        (LARGE, b"/Filter [ /FlateDecode ]"),
        (LARGE, b"/Filter 9 0 R"),
        (zlib.compress(LARGE), b"/Filter [/FlateDecode /FlateDecode]"),
        (LARGE.hex().encode() + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        (base64.a85encode(LARGE) + b"~>", b"/Filter [/A85 /Fl]"),
    ],
)
def test_bombs_are_refused(data: bytes, entries: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="would unpack to more than"):
        look_through(stream(data, entries))


def test_streams_count_together() -> None:
    small = stream(zlib.compress(bytes(60_000)), b"/Filter /FlateDecode")
    look_through(small)
    with pytest.raises(UnreadableDocument):
        look_through(small * 2)


@pytest.mark.parametrize(
    ("data", "entries"),
    [
        (LARGE, b"/Subtype /Image /Filter /FlateDecode"),
        (LARGE, b"/Filter /DCTDecode"),
        (b"no stream at all", b"/Filter [/ASCII85Decode /FlateDecode]"),
        (b"zz>", b"/Filter [/AHx /Fl]"),
        (LARGE[:20], b"/Filter /FlateDecode"),
    ],
)
def test_others_are_left_to_the_reader(data: bytes, entries: bytes) -> None:
    look_through(stream(data, entries))


@pytest.mark.parametrize("entries", [b"/Type /Catalog /OCProperties << >>", b"/Type /Catalog"])
def test_layers_are_seen_where_the_catalogue_of_the_file_is_packed(entries: bytes) -> None:
    packed = zlib.compress(b"1 0 2 9 << " + entries + b" >> << >>")
    has_layers = look_through(stream(packed, b"/Type /ObjStm /Filter /FlateDecode"))
    assert has_layers == (b"OCProperties" in entries) == look_through(b"1 0 obj << " + entries + b" >> endobj")
