"""The reader of Markdown.

Belongs here: pipe tables, which make text Markdown, with the offsets of their cells. Does not: headings, lists and
emphasis, which stay in the text as they are written: the rendition is the decoded text, character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from gk_pipeline.documents.limits import MAXIMUM_GRID_COLUMNS, MAXIMUM_GRID_SLOTS
from gk_pipeline.documents.model import Cell, Document, Table
from gk_pipeline.documents.source import Source

_NAMES = (".md", ".markdown")
_LINE = re.compile(r"[^\n]+")
# The row between head and body, without which pipes are no table. That of a single column has pipe and three dashes: in
# text with a pipe behind every cell `- |` is a mark.
_DELIMITER = re.compile(r"[ \t>]*(?:\|[ \t]*:?-{3,}:?[ \t]*|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+)\|?[ \t\r]*")
_DELIMITER_HINT = re.compile(r"\|[ \t]*:?-|-:?[ \t]*\|")
_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")
_BLANK_CELL = re.compile(r"(?:&nbsp;|<br\s*/?>|\s)*", re.IGNORECASE)
# Emphasis and code around all that a cell holds; what is struck out keeps its marks, so that it is no figure.
_AROUND = ("***", "**", "__", "``", "*", "_", "`")
_MARKS = "*_`"

Span = tuple[int, int]


def accepts(source: Source) -> bool:
    """Whether the file is Markdown: its name says so, or it has a pipe table."""
    if source.name and source.name.lower().endswith(_NAMES):
        return True
    text = source.decoded.text
    return bool(_DELIMITER_HINT.search(text)) and any(True for _ in islice(find_tables(text), 1))


def read(source: Source) -> Document:
    """The decoded text as it stands, with its pipe tables. Metadata: `oversize_tables` when there are any."""
    decoded = source.decoded
    tables = [*find_tables(decoded.text)]
    kept = tuple(t for t in tables if t.columns <= MAXIMUM_GRID_COLUMNS and t.columns * t.rows <= MAXIMUM_GRID_SLOTS)
    oversize = {"oversize_tables": str(len(tables) - len(kept))} if len(kept) < len(tables) else {}
    return Document(
        document_id=source.document_id,
        format="markdown",
        text=decoded.text,
        encoding=decoded.encoding,
        tables=kept,
        replaced=decoded.replaced,
        metadata=source.metadata | oversize,
    )


def find_tables(text: str) -> Iterator[Table]:
    """The pipe tables of a text: a head row, a delimiter row, and the rows with a pipe below it.

    Blank lines inside a table, as converters leave them, do not end it. A row with fewer cells than the table has
    columns ends in empty cells, and one with more keeps them all.
    """
    lines = [found.span() for found in _LINE.finditer(text) if not found[0].isspace()]
    number = 0
    while number + 1 < len(lines):
        if not _is_head(text, lines, number):
            number += 1
            continue
        rows = [lines[number]]
        number += 2
        while number < len(lines) and _goes_on(text, lines, number):
            rows.append(lines[number])
            number += 1
        yield _table(text, rows)


def _is_head(text: str, lines: Sequence[Span], number: int) -> bool:
    return _has_pipe(text, lines[number]) and _is_delimiter(text, lines, number + 1)


def _goes_on(text: str, lines: Sequence[Span], number: int) -> bool:
    """Whether a line is the next row; behind a blank line only a row that opens with a pipe and heads no table."""
    start, end = lines[number]
    if not _has_pipe(text, (start, end)):
        return False
    is_next = text.count("\n", lines[number - 1][1], start) == 1
    return is_next or (text[start:end].lstrip().startswith("|") and not _is_head(text, lines, number))


def _is_delimiter(text: str, lines: Sequence[Span], number: int) -> bool:
    return number < len(lines) and bool(_DELIMITER.fullmatch(text, *lines[number]))


def _has_pipe(text: str, line: Span) -> bool:
    return bool(_PIPE.search(text, *line))


def _table(text: str, rows: Sequence[Span]) -> Table:
    printed = [_row(text, *row) for row in rows]
    columns = max(map(len, printed))
    cells = [
        Cell(row, column, 1, 1, *span)
        for row, spans in enumerate(printed)
        for column, span in enumerate([*spans, *[(spans[-1][1], spans[-1][1])] * (columns - len(spans))])
    ]
    return Table(cells[0].start, cells[-1].end, len(rows), columns, tuple(cells))


def _row(text: str, start: int, end: int) -> list[Span]:
    """The spans of the cells of a line, without the pipes at its ends."""
    start, end = _trimmed(text, start, end)
    pipes = [found.end() - 1 for found in _PIPE.finditer(text, start, end)]
    if pipes and pipes[0] == start:
        start = pipes.pop(0) + 1
    if pipes and pipes[-1] == end - 1:
        end = pipes.pop()
    edges = zip([start, *(pipe + 1 for pipe in pipes)], [*pipes, end], strict=True)
    return [_content(text, *edge) for edge in edges]


def _content(text: str, start: int, end: int) -> Span:
    """The content of a cell, without emphasis; an empty span for blanks in whatever spelling."""
    start, end = _trimmed(text, start, end)
    if start == end or (text[start] in "&<" and _BLANK_CELL.fullmatch(text, start, end)):
        return start, start
    if text[start] not in _MARKS:
        return start, end
    for mark in _AROUND:
        inner = text[start + len(mark) : end - len(mark)]
        if text.startswith(mark, start) and text.endswith(mark, start, end) and inner.strip() and mark[0] not in inner:
            return _trimmed(text, start + len(mark), end - len(mark))
    return start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without white space at its ends; empty, at its start, when there is nothing else."""
    piece = text[start:end].rstrip()
    return start + len(piece) - len(piece.lstrip()), start + len(piece)
