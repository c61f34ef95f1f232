"""The tables of a document: what each of their cells says, and the anchors they give.

Belongs here: joining the plan of a table, which has no figures, with the figures and offsets of a document. Does not:
making plans (`grid.py`), reading one cell (`contents.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.documents.model import Table
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.contents import Content, Skeleton, content_of
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.grid import TablePlan, TableSkeleton, plan_table
from gk_pipeline.extraction.labels import Label
from gk_pipeline.extraction.model import Status


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as printed: its plan, and for each cell where it starts in the text and what it says.

    `position` is the place of the table in the folded text.
    """

    position: int
    plan: TablePlan
    starts: Sequence[int]
    contents: Sequence[Content]


def read_table(folded: Folded, table: Table, position: int, title: Label | None = None) -> PrintedTable:
    """Reads the cells of a table. `title` is the group of columns that the text right above it names, if any."""
    rows, columns, heights, widths, starts, ends = zip(*table.cells, strict=True) if table.cells else ((),) * 6
    text, traditional = folded.text, folded.is_traditional
    contents = [content_of(text[s:e], traditional) for s, e in zip(starts, ends, strict=True)]
    cells = tuple([content.skeleton for content in contents])
    merged = tuple([(k, rows) for k, rows in enumerate(heights) if rows > 1 and _prints_value(cells[k])])
    skeleton = TableSkeleton(title, rows, columns, widths, cells, merged)
    return PrintedTable(position, plan_table(skeleton), starts, contents)


def _prints_value(cell: Skeleton) -> bool:
    return cell.is_value and cell.status is not Status.BLANK


def table_anchors(folded: Folded, table: PrintedTable) -> Iterator[Anchor]:
    """The anchors of a table, with the figures and offsets of the document."""
    for anchor in table.plan.anchors:
        slots = [_printed(slot, table) for slot in anchor.slots]
        yield anchor.at(folded.position(table.starts[anchor.start]), slots)


def _printed(slot: Slot, table: PrintedTable) -> Slot:
    if slot.start is None:
        return slot
    start, content = table.starts[slot.start], table.contents[slot.start]
    return slot.at(start + content.start, start + content.end, content.figure)
