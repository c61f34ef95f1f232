"""Where a piece of the rendition stands on paper.

Belongs here: looking places up. Does not: finding them, which is the work of the reader of a format with pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from gk_pipeline.documents.model import Document, Place


def page_of(document: Document, offset: int) -> int | None:
    """The page, from 1, that the character at `offset` stands on. None for formats without pages.

    A separator between two pieces counts to the one before it.
    """
    places = document.places
    if not places:
        return None
    return places[max(_last_up_to(places, offset), 0)].page


def boxes_of(document: Document, start: int, end: int) -> Sequence[Place]:
    """The places of the printed pieces that `text[start:end]` has a part in, in reading order."""
    places = document.places
    first = max(_last_up_to(places, start), 0)
    return [place for place in places[first : _last_up_to(places, end - 1) + 1] if place.end > start]


def _last_up_to(places: Sequence[Place], offset: int) -> int:
    """The number of the last place that begins at or before an offset; -1 when none does."""
    return bisect_right(places, offset, key=lambda place: place.start) - 1
