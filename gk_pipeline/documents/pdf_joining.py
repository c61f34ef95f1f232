"""Joins the parts of a table that a page break cut.

Belongs here: whether a table goes on on the next page, which of its cells the break tore. Does not: where cells stand
on a page.

Three things happen to a row at a page break. Its head rows are printed again above it. A cell that spans rows is cut
in two, and its text with it. Or the row itself is cut, the end of its label then standing in a row without values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gk_pipeline.documents.pdf_blocks import TableBlock, TableCell
from gk_pipeline.documents.pdf_lines import is_full

# How far the same edge may stand from itself on two pages, in points.
_SAME_EDGE = 4.0
# How a label begins, by its number or as a part of the label above.
_BEGINNING = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．,，]|其中|[①-⑳]")
_VALUE = re.compile(r"[\d０-９,.，．/\\\-—–－―─*★☆%％+万元件条项]+|无|不填")


def continues(table: TableBlock, following: TableBlock) -> bool:
    """Whether a table that begins a page goes on with the one that ended the page before: their columns agree."""
    shift = table.xs[0] - following.xs[0]
    if abs(table.xs[-1] - following.xs[-1] - shift) > 2 * _SAME_EDGE:
        return False
    # Pages of two sides have different margins, so the columns are compared from the table's own left edge.
    moved = [x + shift for x in following.xs[:-1]]
    fewer, more = sorted((table.xs[:-1], moved), key=len)
    return all(any(abs(x - other) <= _SAME_EDGE for other in more) for x in fewer)


def join(table: TableBlock, following: TableBlock) -> TableBlock:
    """One table of both parts, in the positions of the first."""
    upper, lower = table.cells, _without_heads(table, _moved(table, following))
    lower_rows = 1 + max(cell.bottom_row for cell in lower)
    if _is_torn_row(upper, lower, table.rows):
        lower_rows -= 1
        joined = _join_row(upper, lower, table.rows)
    else:
        joined = _join_spans(upper, lower, table.rows)
    cells = sorted([*upper, *joined], key=lambda cell: (cell.row, cell.left))
    return TableBlock(cells, _edges_of(cells), table.rows + lower_rows, table.top, following.bottom)


def _moved(table: TableBlock, following: TableBlock) -> list[TableCell]:
    """The cells of the second part with the column positions of the first, wherever both have one."""
    shift = table.xs[0] - following.xs[0]
    known = [*table.xs]
    positions = {}
    for x in following.xs:
        nearest = min(known, key=lambda other: abs(other - x - shift))
        positions[x] = nearest if abs(nearest - x - shift) <= _SAME_EDGE else x + shift
    positions[following.xs[-1]] = table.xs[-1]
    return [
        TableCell(cell.row, cell.row_span, positions[cell.left], positions[cell.right], cell.lines)
        for cell in following.cells
    ]


def _without_heads(table: TableBlock, lower: list[TableCell]) -> list[TableCell]:
    """The second part without the head rows that it repeats."""
    heads = 0
    while _is_same_head(_row(table.cells, heads), _row(lower, heads)):
        heads += 1
    kept = [cell for cell in lower if cell.row >= heads]
    if not kept:
        return lower
    for cell in kept:
        cell.row -= heads
    return kept


def _is_same_head(row: Sequence[TableCell], other: Sequence[TableCell]) -> bool:
    texts = [cell.plain for cell in row]
    return (
        any(texts)
        and texts == [cell.plain for cell in other]
        and not any(_VALUE.fullmatch(text) for text in texts)
        and [(c.left, c.right, c.row_span) for c in row] == [(c.left, c.right, c.row_span) for c in other]
    )


def _row(cells: Sequence[TableCell], row: int) -> list[TableCell]:
    return [cell for cell in cells if cell.row == row]


def _pairs(upper: Sequence[TableCell], lower: Sequence[TableCell], rows: int) -> Iterator[tuple[TableCell, TableCell]]:
    """The cells of the last row of the first part and of the first row of the second that stand in the same columns."""
    ending = {(cell.left, cell.right): cell for cell in upper if cell.bottom_row == rows - 1}
    for cell in _row(lower, 0):
        if above := ending.get((cell.left, cell.right)):
            yield above, cell


def _is_torn_row(upper: Sequence[TableCell], lower: Sequence[TableCell], rows: int) -> bool:
    """Whether the second part begins with the end of a row: text goes on in it, and values stand in one part alone."""
    pairs = [*_pairs(upper, lower, rows)]
    own = [(above, cell) for above, cell in pairs if above.row_span == cell.row_span == 1]
    if len(pairs) != len(_row(lower, 0)) or not any(_text_goes_on(above, cell) for above, cell in own):
        return False
    return all(above.is_empty or cell.is_empty or _text_goes_on(above, cell) for above, cell in own)


def _text_goes_on(above: TableCell, cell: TableCell) -> bool:
    """Whether the text of a cell breaks off at its full last line, and that below is no beginning."""
    if above.is_empty or cell.is_empty or _VALUE.fullmatch(cell.plain) or _BEGINNING.match(cell.plain):
        return False
    return is_full(above.lines[-1], cell.lines[0], above.left, above.right)


def _join_row(upper: list[TableCell], lower: Sequence[TableCell], rows: int) -> list[TableCell]:
    """The second part without its first row, whose cells have gone to those above them."""
    for above, cell in _pairs(upper, lower, rows):
        above.lines += cell.lines
        above.row_span += cell.row_span - 1
    left = [cell for cell in lower if cell.row > 0]
    for cell in left:
        cell.row += rows - 1
    return left


def _join_spans(upper: Sequence[TableCell], lower: list[TableCell], rows: int) -> list[TableCell]:
    """The second part without the cells that are the ends of cells which span rows of both parts."""
    spanning = {(cell.left, cell.right) for cell in (*upper, *lower) if cell.row_span > 1}
    first_row = _row(lower, 0)
    gone: set[int] = set()
    for above, cell in _pairs(upper, lower, rows):
        is_label_of_rows = (cell.left, cell.right) in spanning and any(
            not other.is_empty and not _VALUE.fullmatch(other.plain) for other in first_row if other.left >= cell.right
        )
        if is_label_of_rows and (above.is_empty or cell.is_empty or _text_goes_on(above, cell)):
            above.lines += cell.lines
            above.row_span += cell.row_span
            gone.add(id(cell))
    left = [cell for cell in lower if id(cell) not in gone]
    for cell in left:
        cell.row += rows
    return left


def _edges_of(cells: Sequence[TableCell]) -> tuple[float, ...]:
    return tuple(sorted({edge for cell in cells for edge in (cell.left, cell.right)}))
