"""What a reader hands on: the text of a file with its tables, every piece with its offsets.

Belongs here: the value types of a read document. Does not: how a format is read, what the text means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class UnreadableDocument(Exception):
    """The bytes can't be turned into text. `reason` says why in one line, `remedy` what a person can do."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Cell(NamedTuple):
    """One printed cell. `text[start:end]` is its trimmed content; `start == end` when it is empty.

    `row` and `column` are the grid position of its upper left corner, counted from 0 with spans expanded.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: its cells in reading order and the size of the grid. `start:end` spans it in the text.

    Tables that only hold other tables (page layout) are not listed; their text still is in the rendition.
    """

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]


class Place(NamedTuple):
    """Where `text[start:end]`, a piece on one printed line, stands on paper: page from 1, box in points.

    The box is measured from the upper left corner of the page as it is shown.
    """

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text. `text` is the rendition all offsets refer to: a function of the bytes and the reader alone.

    `encoding` is the codec the bytes were decoded with; `replaced` counts the characters that could not be decoded.
    `title` is the title the format itself declares (`<title>`), never a guess. `places`, in the order of the text, are
    given by formats that have pages (`places.page_of`).
    """

    document_id: str
    format: str
    text: str
    encoding: str | None = None
    title: str | None = None
    tables: tuple[Table, ...] = ()
    replaced: int = 0
    places: tuple[Place, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Where a piece of the rendition stands in the raw file: `data[start:end]`, decoded and with entities resolved."""

    start: int
    end: int
