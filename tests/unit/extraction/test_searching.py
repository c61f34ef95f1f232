"""Looking only around what every match must hold finds what looking everywhere finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.extraction.searching import find_near

_NAME = re.compile("[a-d]{2,4}?(?:xy|z(?!q))")
_CORE = re.compile("xy|z(?!q)")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("abcdxy", ["abcdxy"]),
        ("aaaaaaaxy", ["aaaaxy"]),
        ("axy", []),
        ("abzqcdz", ["cdz"]),
        ("abxycdz", ["abxy", "cdz"]),
        ("zzabz", ["abz"]),
        ("zxxxabzq", []),
    ],
)
def test_matches(text: str, found: list[str]) -> None:
    assert [match.group() for match in find_near(_NAME, _CORE, text, before=4, behind=3)] == found


@given(st.text("abxyzq", max_size=40))
def test_it_finds_what_the_pattern_finds(text: str) -> None:
    near = [match.span() for match in find_near(_NAME, _CORE, text, before=4, behind=3)]
    assert near == [match.span() for match in _NAME.finditer(text)]
