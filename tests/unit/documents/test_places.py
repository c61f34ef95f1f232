"""Looking up where pieces of a rendition stand on paper."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.model import Document, Place
from gk_pipeline.documents.places import boxes_of, page_of

# Three pieces on two pages: "ab", "cd" and, behind a separator, "ef".
TEXT = "abcd\tef"
PIECES = (Place(0, 2, 1, 10, 20, 30, 40), Place(2, 4, 2, 10, 50, 30, 60), Place(5, 7, 2, 50, 50, 70, 60))
DOCUMENT = Document("x", "pdf", TEXT, places=PIECES)


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (1, 1), (2, 2), (4, 2), (6, 2)])
def test_pages(offset: int, page: int) -> None:
    assert page_of(DOCUMENT, offset) == page


def test_formats_without_pages() -> None:
    assert page_of(Document("x", "text", TEXT), 0) is None
    assert boxes_of(Document("x", "text", TEXT), 0, 3) == []


@pytest.mark.parametrize(
    ("start", "end", "pieces"), [(0, 2, [0]), (1, 3, [0, 1]), (3, 4, [1]), (4, 5, []), (4, 6, [2]), (0, 7, [0, 1, 2])]
)
def test_boxes(start: int, end: int, pieces: list[int]) -> None:
    assert boxes_of(DOCUMENT, start, end) == [PIECES[number] for number in pieces]
