"""Renders a report as the Markdown that converters make of it: tables without spans, whole or group by group.

Belongs here: the layouts of Markdown. Does not: what is printed, other formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from random import Random

from gk_pipeline.synthesis.model import BREAK, Cell, Draft, Heading, Paragraph, Row, Table

_LABEL_HEADS = ("项目", "类别", "(数据项目)")
_REVIEW_PARTS = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")


def markdown(draft: Draft, rng: Random) -> str:
    """One Markdown table for each table: spans leave empty cells behind them, or heads are flattened to one line."""
    if rng.random() < 0.5:
        return _render(draft, lambda table: _flattened(table, rng))
    return _render(draft, _filled)


def markdown_groups(draft: Draft, rng: Random) -> str:
    """A small table for every group of rows, each with heads of its own."""
    head = rng.choice(_LABEL_HEADS)
    return _render(draft, lambda table: _grouped(table, head))


def _render(draft: Draft, table_lines: Callable[[Table], Iterator[str]]) -> str:
    return "\n".join(_lines(draft, table_lines)) + "\n"


def _lines(draft: Draft, table_lines: Callable[[Table], Iterator[str]]) -> Iterator[str]:
    page = draft.page
    if not draft.head_cut:
        yield from (f"# {page.title}", "", f"发布时间：{page.published}", "")
    for part in page.parts:
        if isinstance(part, Heading):
            yield f"## {part.number}{part.text}"
        elif isinstance(part, Paragraph):
            yield part.text.replace(BREAK, "\n")
        else:
            if part.caption:
                yield from (part.caption, "")
            yield from table_lines(part)
        yield ""


def _filled(table: Table) -> Iterator[str]:
    """The grid with empty cells wherever a cell spans; its first row is the head."""
    width = table.width
    grid = [[""] * width for _ in table.rows]
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row.cells:
            while (y, x) in taken:
                x += 1
            if x < width:
                grid[y][x] = _printed(cell)
            taken.update((y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns))
            x += cell.columns
    yield from _table(grid[0], grid[1:])


def _flattened(table: Table, rng: Random) -> Iterator[str]:
    """Heads on one line, groups as rows of their own."""
    if table.kind == "rl":
        yield from _filled(table)
        return
    yield from _caption(table)
    body: list[list[str]] = []
    group = ""
    for row in _body(table):
        if row.group and row.group != group and table.kind == "app":
            body.append([row.group, *[""] * (len(table.flat) - 1)])
        group = row.group
        body.append(_cells(row))
    yield from _table(_heads(table, rng.choice(_LABEL_HEADS)), body)


def _grouped(table: Table, head: str) -> Iterator[str]:
    if table.kind == "rl":
        results = [cell for row in table.rows for cell in row.values]
        for place, name in enumerate(_REVIEW_PARTS):
            part = slice(5 * place, 5 * place + 5)
            yield from (f"### {name}", *_table(table.flat[part], [[_printed(cell) for cell in results[part]]]), "")
        return
    yield from _caption(table)
    by_group = _group_of if table.kind in ("app", "stat") else lambda row: ""
    groups = [(name, list(rows)) for name, rows in groupby(_body(table), key=by_group)]
    for place, (name, rows) in enumerate(groups):
        heads = _heads(table, head)
        if table.tail and place == len(groups) - 1:
            heads = table.tail
        elif name:
            yield f"### {name}"
        yield from (*_table(heads, [_cells(row) for row in rows]), "")


def _group_of(row: Row) -> str:
    return row.group or (row.label.printed if row.label else "")


def _heads(table: Table, head: str) -> list[str]:
    return [head, *table.flat[1:]] if table.kind == "app" else table.flat


def _caption(table: Table) -> Iterator[str]:
    if table.kind == "pub":
        yield from (f"### {table.rows[0].cells[0].printed}", "")


def _body(table: Table) -> list[Row]:
    """The rows below the heads; heads that are printed again further down fall away with the first."""
    return [row for row in table.rows if not row.is_head]


def _cells(row: Row) -> list[str]:
    return [_printed(cell) for cell in row.cells if cell.role != "group" or not cell.number]


def _printed(cell: Cell) -> str:
    return cell.printed.replace(BREAK, " ")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield "|" + "---|" * len(heads)
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
