"""Texts and files of other kinds: floods, lines without end, programs, databases."""

from __future__ import annotations

import sqlite3

from tests.hostile.case import NOT_A_REPORT, UNREADABLE, WHOLE, Hostile, Row
from tests.unit.documents.sample_report import as_markdown, as_text

_TEXT = as_text().decode()
_FLOOD = 20_000


def _flood(piece: str, count: int = _FLOOD) -> bytes:
    """The sample report with a piece said over and over behind its last line."""
    return (_TEXT + "\n" + piece * (count // len(piece)) + "\n").encode()


def _inside(piece: str, count: int = _FLOOD) -> bytes:
    """The same inside its prose, where sentences are taken apart."""
    return _TEXT.replace("本报告由", piece * (count // len(piece)) + "本报告由", 1).encode()


def _database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE a (b)")
        return connection.serialize()


_PIECES = {
    "digits": "1",
    "blanks": " ",
    "commas": "，",
    "opening": "（",
    "closing": "）",
    "stops": "。",
    "signs": "+-",
    "points": "1.",
    "thousands": "1,000,",
    "ordinals": "第1条",
    "counts": "收到申请1件，",
    "years": "2023年",
    "dates": "2023年1月1日",
    "numerals": "二千三百",
    "magnitudes": "一万",
    "pipes": "|",
    "dashes": "|-",
    "labels": "一、本年新收政府信息公开申请数量",
    "values": "20 3 0 1 0 0 24 ",
    "of-which": "其中，",
    "quotes": "“”",
    "emphasis": "*_`",
    "tags": "<td>",
    "letters": "a",
}

TEXTS = (
    *(
        Hostile(f"flood-of-{name}.txt", lambda piece=piece: _flood(piece), values=WHOLE, seconds=5)
        for name, piece in _PIECES.items()
    ),
    *(
        Hostile(f"flood-inside-of-{name}.txt", lambda piece=piece: _inside(piece), values=WHOLE, seconds=5)
        for name, piece in _PIECES.items()
    ),
    Hostile(
        "flood-of-rows.md",
        lambda: as_markdown() + ("|" + "1|" * 100 + "\n").encode() * 5_000,
        values=WHOLE,
        seconds=30,
        megabytes=900,
    ),
    Hostile("empty.txt", lambda: b"", Row(UNREADABLE, "empty")),
    Hostile("blank.txt", lambda: "\u3000 \n".encode() * 1000, Row(UNREADABLE, "only blanks")),
    Hostile("mark-alone.txt", lambda: b"\xef\xbb\xbf", Row(UNREADABLE, "only blanks")),
    Hostile("escapes.txt", lambda: _TEXT.encode() + b"\n\x1b]0;owned\x07\x1b[2J", values=WHOLE),
    Hostile("controls.txt", lambda: b"\x01\x02\x03\x08" * 500, Row(UNREADABLE, "binary")),
    Hostile("noise.txt", lambda: bytes(range(128, 256)) * 400, Row(NOT_A_REPORT)),
    Hostile("program.exe", lambda: b"\x7fELF\2\1\1" + bytes(2000), Row(UNREADABLE, "binary")),
    Hostile("database.sqlite", _database, Row(UNREADABLE, "binary")),
    Hostile("shell.sh", "#!/bin/sh\nrm -rf /\n# 通知\n".encode, Row(NOT_A_REPORT)),
    Hostile("mail.mht", lambda: b"MIME-Version: 1.0\r\n\r\n" + as_text(), Row(UNREADABLE, "web archive")),
    Hostile(
        "mail.eml",
        lambda: b"Received: by x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUFB" * 900,
        Row(NOT_A_REPORT),
    ),
    Hostile(
        "laughs.xml", lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Row(UNREADABLE, "XML")
    ),
    Hostile("numbers.csv", "项目,数\n=cmd|'/C calc'!A0,1\n".encode, Row(NOT_A_REPORT)),
)
