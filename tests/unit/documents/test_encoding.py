"""Encodings are told by the bytes, whatever is declared, and every lost character is counted."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.encoding import bad_sequences, decode

SIMPLIFIED = "青石镇2017年政府信息公开工作年度报告：全年主动公开135条，依申请公开2件，均已按时答复。"
TRADITIONAL = "青石鎮2017年政府資訊公開工作年度報告：全年主動公開135條，依申請公開2件，均已按時答覆。"
RARE = SIMPLIFIED + "㐀䶵𠀀镕"

CASES = [
    ("utf-8", SIMPLIFIED, "utf-8"),
    ("utf-8-sig", SIMPLIFIED, "utf-8"),
    ("gbk", SIMPLIFIED, "gb18030"),
    ("gb2312", SIMPLIFIED, "gb18030"),
    ("gb18030", RARE, "gb18030"),
    ("big5", TRADITIONAL, "big5"),
    ("cp950", TRADITIONAL + "碁銹裏", "cp950"),
    ("utf-16", SIMPLIFIED, "utf-16-le"),
    ("utf-32", SIMPLIFIED, "utf-32-le"),
]


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "big5", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize(("codec", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_bytes_decide_whatever_is_declared(codec: str, text: str, expected: str, declared: str | None) -> None:
    written = f'<meta charset="{declared}">{text}' if declared else text
    decoded = decode(written.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.replaced) == (written, expected, 0)
    if codec not in ("utf-16", "utf-32"):
        assert decoded.declared == declared


def test_utf_16_big_endian_by_its_mark() -> None:
    decoded = decode(b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"))
    assert (decoded.text, decoded.encoding, decoded.offset) == (SIMPLIFIED, "utf-16-be", 2)


def test_gb18030_by_its_mark() -> None:
    assert decode(b"\x84\x31\x95\x33" + "年".encode("gb18030")).text == "年"


@pytest.mark.parametrize(
    ("declaration", "declared"),
    [
        ('<meta http-equiv="Content-Type" content="text/html; charset=GB2312">', "gb2312"),
        ("<meta charset = 'utf-8'>", "utf-8"),
        ('<?xml version="1.0" encoding="Big5"?>', "big5"),
        ("没有声明", None),
    ],
)
def test_the_declaration_is_kept(declaration: str, declared: str | None) -> None:
    assert decode(declaration.encode()).declared == declared


@pytest.mark.parametrize("declared", ["utf-8", "gb2312"])
@pytest.mark.parametrize("length", [60, 3000])
def test_utf_8_with_damage_stays_utf_8(declared: str, length: int) -> None:
    text = f"charset={declared} " + (SIMPLIFIED * 100)[:length]
    data = text.encode()
    cut = decode(data[:-1])
    assert (cut.text, cut.encoding, cut.replaced) == (text[:-1] + "\ufffd", "utf-8", 1)
    position = len(text[:30].encode())
    stray = decode(data[:position] + b"\xff" + data[position:])
    assert (stray.text, stray.encoding, stray.replaced) == (text[:30] + "\ufffd" + text[30:], "utf-8", 1)


@pytest.mark.parametrize(("codec", "text"), [("gbk", SIMPLIFIED), ("big5", TRADITIONAL)])
def test_gbk_and_big5_with_damage_stay_what_they_are(codec: str, text: str) -> None:
    data = text.encode(codec)
    cut = decode(data + text.encode(codec)[:1])
    assert (cut.text, cut.replaced) == (text + "\ufffd", 1)
    stray = decode(b"\xff" + data)
    assert (stray.text, stray.replaced) == ("\ufffd" + text, 1)


def test_a_replacement_character_of_the_file_itself_is_not_counted() -> None:
    genuine = SIMPLIFIED + "\ufffd"
    assert decode(genuine.encode()).replaced == 0
    damaged = decode(genuine.encode() + b"\xff")
    assert (damaged.text, damaged.replaced) == (genuine + "\ufffd", 1)
    assert decode(genuine.encode("gb18030") + b"\xff").replaced == 1


@pytest.mark.parametrize(("declared", "expected"), [("gbk", "gb18030"), ("big5", "big5")])
def test_where_the_text_is_too_short_the_declaration_decides(declared: str, expected: str) -> None:
    text = f"charset={declared} 年"
    decoded = decode(text.encode(declared))
    assert (decoded.text, decoded.encoding) == (text, expected)


def test_too_short_and_undeclared_is_taken_for_gb18030() -> None:
    assert decode("陬市镇".encode("gbk")).text == "陬市镇"


def test_bad_sequences_are_where_they_stand() -> None:
    data = b"a\xff" + "年".encode() + "报".encode()[:2] + b"b"
    assert bad_sequences(data, "utf-8") == [(1, 2), (5, 7)]
    assert bad_sequences("年报".encode("gbk"), "gb18030") == []


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"\xef\xbb\xbf", b"\xfe"])
def test_next_to_nothing_is_no_error(data: bytes) -> None:
    assert len(decode(data).text) <= 1


def test_the_seeds_are_utf_8(shared) -> None:  # type: ignore[no-untyped-def]
    for path in sorted((shared / "seeds").iterdir()):
        data = path.read_bytes()
        assert decode(data).text == data.decode("utf-8")


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "big5"])
def test_reports_in_another_encoding_are_recognised(shared, codec: str) -> None:  # type: ignore[no-untyped-def]
    """Real text, whole and in pieces, with the declaration of the original standing where there is one."""
    wanted = "big5" if codec == "big5" else "gb18030"
    for path in sorted([*(shared / "seeds").iterdir(), *(shared / "reports").glob("*.html")]):
        text = path.read_text("utf-8")
        for start in (0, len(text) // 2):
            piece = text[start : start + 4000]
            data = piece.encode(codec, "ignore")
            decoded = decode(data)
            assert decoded.text == data.decode(codec), path.name
            assert decoded.encoding == wanted, path.name


@pytest.mark.parametrize("characters", [20, 40, 400])
def test_names_that_gb2312_does_not_have_are_read_with_the_rest(characters: int) -> None:
    text = f"charset=big5 {(SIMPLIFIED * 20)[:characters]}镕"
    decoded = decode(b" " * 20_000 + text.encode("gbk"))
    assert (decoded.text.strip(), decoded.encoding, decoded.replaced) == (text, "gb18030", 0)


@pytest.mark.parametrize("characters", [35, 400, 4000])
def test_big5_is_not_taken_for_gb2312(characters: int) -> None:
    text = (TRADITIONAL * 100)[:characters]
    assert decode(f"charset=gb2312 {text}".encode("big5")).encoding == "big5"
