"""A text is cut where spans begin and end, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.explorer.evidence import pieces


@given(st.data())
def test_a_span_is_made_of_whole_pieces_and_the_text_is_whole(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=30))
    border = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(border, border).map(lambda pair: (min(pair), max(pair))), max_size=8))
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    for number, (start, end) in enumerate(spans):
        held = [piece for piece in found if number in piece.covered]
        assert "".join(piece.text for piece in held) == text[start:end]
        # The anchor stands once, where the span begins; a span without characters has none.
        assert [piece.begins.count(number) for piece in found if number in piece.begins] == [1] * (start < end)
        assert start == end or number in held[0].begins


def test_spans_that_share_characters_are_all_named() -> None:
    found = pieces("收到12件", [(2, 4), (0, 5), (2, 4)])
    assert [(piece.text, piece.covered, piece.begins) for piece in found] == [
        ("收到", (1,), (1,)),
        ("12", (0, 1, 2), (0, 2)),
        ("件", (1,), ()),
    ]


@pytest.mark.parametrize("span", [(-1, 2), (0, 6), (3, 2)])
def test_a_span_that_the_text_does_not_hold_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        pieces("收到12件", [span])
