"""The door to the readers: formats told apart, refusals with their reasons, and no file that hangs."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable

import pytest

from gk_pipeline.documents.limits import MAXIMUM_BYTES
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import READERS, read

SENTENCE = "收到政府信息公开申请2件。\r\n"


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "\n" + SENTENCE + "\t\n\n",
        "一 | 2 |\n",
        "# 报告\n\n| 甲 | 乙 |\n",
        "1 < 2, a<b>c",
        "<2017年报告>",
        "\u3000年",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_its_own_rendition(text: str, codec: str) -> None:
    data = text.encode(codec)
    document = read(data)
    assert (document.format, document.text, document.tables, document.title) == ("text", text, (), None)
    assert document.document_id == hashlib.sha256(data).hexdigest()
    assert document.metadata == {}


@pytest.mark.parametrize(
    "markup",
    [
        "<!DOCTYPE html><p>年</p>",
        "\ufeff\n<!-- a --> <!doctype HTML PUBLIC '-//W3C//DTD'><p>年</p>",
        "<?xml version='1.0'?>\n<html xmlns='x'><p>年</p></html>",
        "<div class=a>年",
        "<TABLE><tr><td>年",
        "<tr><td>年",
        "年度报告</p><p>一</p><p>二</p>",
    ],
)
def test_html_is_recognised_whole_or_in_pieces(markup: str) -> None:
    document = read(markup.encode())
    assert document.format == "html"
    assert "<" not in document.text
    assert "年" in document.text


def test_the_name_tips_the_balance_only() -> None:
    assert read("年</p>报".encode()).format == "text"
    assert read("年</p>报".encode(), name="a.HTM").format == "html"
    assert read("年报".encode(), name="a.html").format == "text"
    assert read(b"<html>1", name="a.txt").format == "html"


def test_bad_bytes_are_counted() -> None:
    assert read(SENTENCE.encode() * 9 + b"\xff").replaced == 1
    assert read(f"<p>{SENTENCE * 9}".encode() + b"\xff</p>").replaced == 1


def test_formats_of_the_registry_have_names_of_their_own() -> None:
    assert len({reader.format for reader in READERS}) == len(READERS)


def refused(data: bytes, name: str | None = None) -> tuple[str, str]:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name=name)
    assert caught.value.remedy
    return caught.value.reason, caught.value.remedy


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        ("\u3000\n".encode("utf-16"), "no text"),
        (b"<p>1</p>\0", "NUL character, the first at 8"),
        ("年\0".encode("utf-16"), "NUL character, the first at 1"),
        (SENTENCE.encode("utf-16-le"), "NUL"),
        (bytes(range(1, 32)) * 9 + b"a" * 99, "control characters"),
        (b"\xff\x80\xff" * 99 + b"abc" * 9, "bad sequences"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"GIF89a\0", "GIF"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
        (b"<?xml version='1.0'?><w:wordDocument><w:p>7</w:p></w:wordDocument>", "XML"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert reason in refused(data)[0]


def test_random_bytes_are_refused() -> None:
    source = random.Random(5)
    for size in (64, 1000, 100_000):
        refused(source.randbytes(size))
        # Without NUL bytes it takes the control characters to tell; name and start lie.
        refused(b"<html>" + bytes(byte or 1 for byte in source.randbytes(size)), "a.html")


def test_the_limit_of_size() -> None:
    assert len(read(b"1" * MAXIMUM_BYTES).text) == MAXIMUM_BYTES
    assert "20.0 MB" in refused(b"1" * (MAXIMUM_BYTES + 1))[0]
    assert "30.0 MB" in refused(b"<p>" + b"1" * 30_000_000)[0]


def nested(tag: str, times: int) -> str:
    return f"<{tag}>" * times + "1"


HOSTILE: dict[str, Callable[[], str]] = {
    "divs": lambda: "<p>" + nested("div", 100_000),
    "lists": lambda: "<ul>" + nested("li><ul", 50_000),
    "unclosed formatting": lambda: "<p>" + "".join(f"<font color={i}><p>1" for i in range(20_000)),
    "nested tables": lambda: nested("table><tr><td", 50_000) + "</table>" * 50_000,
    "unclosed everything": lambda: "<html><body>" + "<div><table><tr><td><p><b><select><option>1<textarea>" * 20_000,
    "row spans": lambda: "<table>" + "<tr><td rowspan=1000000000>1</td></tr>" * 20_000,
    "wide row spans": lambda: "<table>" + ("<tr>" + "<td rowspan=99999>1" * 100) + "<tr><td>2" * 50_000,
    "column spans": lambda: "<table>" + "<tr><td colspan=0>1<td colspan=-1>2<td colspan=abc>3" * 20_000,
    "cells": lambda: "<table><tr>" + "<td>1" * 100_000,
    "ends of cells": lambda: "<table><tr><td>" + "</td>" * 200_000,
    "text between cells": lambda: "<table><tr>" + "<td>1</td>2" * 50_000,
    "rows": lambda: "<table>" + "<tr>" * 200_000,
    "attributes": lambda: "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">1",
    "quotes": lambda: "<p " + "a=\"'" * 100_000 + ">1",
    "open tag": lambda: "<p " + "a=" * 500_000,
    "open comments": lambda: "<p>" + "<!-- " * 200_000,
    "open scripts": lambda: "<p>" + "<script><!-- <script " * 50_000,
    "open raw elements": lambda: "<p>" + "<textarea><noscript><template>" * 50_000,
    "open asides": lambda: "<p>" + "<title><select><ruby><rt>" * 50_000,
    "angle brackets": lambda: "<p>" + "<" * 500_000,
    "ampersands": lambda: "<p>" + "&" * 500_000 + "&#" + "9" * 100_000 + "&" + "a" * 100_000,
    "one line": lambda: "<p>" + "1" * 5_000_000,
    "blanks": lambda: "<p>" + " " * 5_000_000 + "1",
    "marks": lambda: "<p>" + "\x0e\x14\x15\x11" * 20 + "1" * 5_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_no_page_hangs(case: str) -> None:
    data = HOSTILE[case]().encode()
    started = time.process_time()
    document = read(data)
    # Any of them would take minutes if the time grew with the square of the size.
    assert time.process_time() - started < 20
    assert isinstance(document, Document)
    assert document.format == "html"


def test_no_damage_hangs() -> None:
    started = time.process_time()
    refused(b"<p>" + b"\xff" * 5_000_000)
    refused(b"1" * 20_000 + bytes(0x80 | byte for byte in random.Random(1).randbytes(3_000_000)) + b"\xff" * 3_000_000)
    assert time.process_time() - started < 20
