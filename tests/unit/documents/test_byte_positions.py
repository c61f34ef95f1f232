"""Byte positions of characters, in every encoding, with bad bytes anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gk_pipeline.documents.byte_positions import BytePositions

TEXT = "年a报\n2017、𠀀é"


@pytest.mark.parametrize(
    ("codec", "mark", "lengths"),
    [
        ("utf-8", b"", [3, 1, 3, 1, 1, 1, 1, 1, 3, 4, 2]),
        ("utf-8", b"\xef\xbb\xbf", [3, 1, 3, 1, 1, 1, 1, 1, 3, 4, 2]),
        ("utf-16-le", b"\xff\xfe", [2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2]),
        ("gb18030", b"", [2, 1, 2, 1, 1, 1, 1, 1, 2, 4, 2]),
    ],
)
def test_every_character(codec: str, mark: bytes, lengths: list[int]) -> None:
    positions = BytePositions(mark + TEXT.encode(codec))
    assert positions.text == TEXT
    expected = [len(mark) + sum(lengths[:index]) for index in range(len(TEXT) + 1)]
    assert [positions.of(index) for index in range(len(TEXT) + 1)] == expected


def test_bad_bytes_are_characters_of_their_length() -> None:
    # a, a stray byte, 年, the first two bytes of 报, b, another stray byte
    data = b"a\xff" + "年".encode() + "报".encode()[:2] + b"b\x80" + "年度报告公开".encode() * 20
    positions = BytePositions(data)
    assert positions.text.startswith("a\ufffd年\ufffdb\ufffd年度")
    assert [positions.of(index) for index in range(8)] == [0, 1, 2, 5, 7, 8, 9, 12]
    assert positions.of(len(positions.text)) == len(data)


def test_far_into_a_long_file() -> None:
    text = "年报1" * 50_000
    positions = BytePositions(text.encode())
    assert [positions.of(index) for index in (0, 1, 4097, 149_999, 150_000)] == [
        0,
        3,
        9_561,
        349_999,
        350_000,
    ]


@given(
    st.text(st.sampled_from("年报公开1a \n、é"), min_size=30, max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16"]),
    st.lists(st.tuples(st.integers(0, 300), st.binary(min_size=1, max_size=3)), max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_each_character_decodes_from_its_own_bytes(text: str, codec: str, damage: list[tuple[int, bytes]]) -> None:
    data = text.encode(codec, "ignore")
    for position, wrong in damage:
        data = data[:position] + wrong + data[position:]
    positions = BytePositions(data)
    starts = [positions.of(index) for index in range(len(positions.text) + 1)]
    assert starts == sorted(set(starts))
    for character, start, end in zip(positions.text, starts[:-1], starts[1:], strict=True):
        assert data[start:end].decode(positions.encoding, "replace") == character
    assert starts[-1] == len(data)
