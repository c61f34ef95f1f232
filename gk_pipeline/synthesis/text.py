"""Renders a report as the text dumps that crawlers and copying leave: with all, some or none of their separators.

Belongs here: the layouts of plain text. Does not: what is printed, other formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from gk_pipeline.synthesis.model import BREAK, Cell, Draft, Heading, Page, Paragraph, Row, Table


def glued_lines(draft: Draft, rng: Random) -> str:
    """A row a line, its cells glued together; the numbering of a row may stand further in."""
    indent = rng.choice(("", "  ", "　"))
    return "\n".join(_lines(draft, rng, lambda row: indent * row.depth + _glue(row)))


def glued_one_line(draft: Draft, rng: Random) -> str:
    """Everything on one line, cells glued together; what a crawler noted about the page stands above."""
    between = rng.choice(("", " "))
    body = between.join(_lines(draft, rng, _glue, between))
    return "\n".join([*_notes(draft), body])


def cell_lines(draft: Draft, rng: Random) -> str:
    """A cell a line, with or without empty lines between them."""
    end = rng.choice(("\n", "\n\n"))
    return end.join(_lines(draft, rng, lambda row: end.join(_printed(cell, "\n") for cell in row.cells)))


def spaced_rows(draft: Draft, rng: Random) -> str:
    """A row a line, its cells set apart by blanks or tabs."""
    blank = rng.choice((" ", " ", "  ", "\t"))
    return "\n".join(_lines(draft, rng, lambda row: blank.join(_printed(cell, "") for cell in row.cells)))


def spaced_one_line(draft: Draft, rng: Random) -> str:
    """Everything on one line, cells set apart by blanks."""
    body = " ".join(_lines(draft, rng, lambda row: " ".join(_printed(cell, " ") for cell in row.cells), " "))
    return "\n".join([*_notes(draft), body])


def pipes(draft: Draft, rng: Random) -> str:
    """Cells set apart by `|`: a row a line, a cell a line, or the mark on a line of its own."""
    style = rng.choice(("row", "row", "cell", "lone"))

    def row_text(row: Row) -> str:
        cells = [_printed(cell, "") for cell in row.cells]
        if style == "row":
            return " | ".join(cells) + " |"
        return "\n".join(f"{cell} |" for cell in cells) if style == "cell" else "\n|\n".join(cells)

    lines = list(_lines(draft, rng, row_text))
    if not draft.head_cut:
        lines.insert(1, "索引号 | 主题分类 |" + " |" * rng.randint(0, 60))
    return "\n".join(lines)


def _glue(row: Row) -> str:
    return "".join((" " if cell.gap else "") + _printed(cell, " ") for cell in row.cells)


def _printed(cell: Cell, line_break: str) -> str:
    return cell.printed.replace(BREAK, line_break)


def _notes(draft: Draft) -> list[str]:
    """The lines that a crawler writes above a page."""
    page = draft.page
    if draft.head_cut:
        return []
    return [
        f"标题: {page.title}",
        f"发布时间: {page.published}",
        "文号: ",
        "==================== 正文 ====================",
    ]


def _lines(draft: Draft, rng: Random, row_text: Callable[[Row], str], paragraph_end: str = "\n") -> Iterator[str]:
    """The report line by line: its title, where it came from, its parts."""
    page = draft.page
    if not draft.head_cut:
        yield page.title
        yield _source(page, rng)
    for part in page.parts:
        if isinstance(part, Heading):
            yield part.number + part.text
        elif isinstance(part, Paragraph):
            yield part.text.replace(BREAK, paragraph_end)
        else:
            yield from _table(part, row_text)


def _table(table: Table, row_text: Callable[[Row], str]) -> Iterator[str]:
    if table.caption:
        yield table.caption
    for row in table.rows:
        yield row_text(row)


def _source(page: Page, rng: Random) -> str:
    return rng.choice(("{d} 来源:{n}", "发布日期：{d}  来源：{n}", "发布时间: {d} 浏览次数:{c}")).format(
        d=page.published, n=page.filer.name, c=rng.randint(10, 900)
    )
