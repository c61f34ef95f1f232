"""What the tables of a document are to the forms, whatever figures stand in them.

Belongs here: remembering, by the plans of its tables, which cell of a document is which cell of which form. Does not:
any of the steps that lead there, which are those of any document (`align.py`, `copies.py`, `tolerance.py`, `facts.py`).

Agencies fill in the same official forms, so most documents have tables that are known already but for their figures.
A plan is made from skeletons alone, by the same steps that read any document: it can't depend on a figure. Where one is
needed after all, there is no plan, and the document is read with its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gk_pipeline.catalog.forms import Form
from gk_pipeline.extraction.align import PrintedHeads, align
from gk_pipeline.extraction.anchors import Anchor, FigureNeededError, Slot
from gk_pipeline.extraction.contents import Content
from gk_pipeline.extraction.copies import may_have_copies
from gk_pipeline.extraction.facts import fact_id, form_cells, unmapped_slots
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.grid import TablePlan
from gk_pipeline.extraction.model import Fact, Status, UnmappedCell
from gk_pipeline.extraction.tables import PrintedTable
from gk_pipeline.extraction.tolerance import match_misprinted
from gk_pipeline.extraction.unheaded import may_be_unheaded
from gk_pipeline.extraction.yearly import may_be_yearly

_REMEMBERED = 1024
# The plan is one of tables: there is no text between their rows.
_NO_TEXT = fold_document("")


class _PlannedFact(NamedTuple):
    """A fact but for its figure, which stands in the cells from number `first` to before `end`; None: nowhere."""

    suffix: str
    indicator_id: str
    column_id: str | None
    unit: str | None
    status: Status
    first: int | None
    end: int
    label: str | None


class _PlannedCell(NamedTuple):
    """A cell of no form: its labels, its number, its status."""

    labels: tuple[str, ...]
    number: int
    status: Status


@dataclass(frozen=True, slots=True, eq=False)
class DocumentPlan:
    """The form that a document prints (None for none), its facts and unmapped cells by the numbers of their cells."""

    form: Form | None
    facts: Sequence[_PlannedFact]
    unmapped: Sequence[_PlannedCell]


@lru_cache(maxsize=_REMEMBERED)
def plan_document(tables: tuple[TablePlan, ...], heads: PrintedHeads) -> DocumentPlan | None:
    """The plan of a document whose rows all stand in tables; None when it takes the figures, or a look at the text."""
    anchors = list(_numbered(tables))
    alignment = align(anchors, heads)
    try:
        if alignment and may_have_copies(alignment):
            return None
        alignment = alignment and match_misprinted(_NO_TEXT, alignment)
        if alignment and (may_be_unheaded(alignment) or may_be_yearly(alignment)):
            return None
        facts = [
            _PlannedFact(*cell[:5], *_span(cell.slot), cell.label)
            for cell in (form_cells(alignment) if alignment else ())
        ]
        unmapped = [
            _PlannedCell(labels, slot.start, slot.status)
            for labels, slot in unmapped_slots(alignment, anchors)
            if slot.start is not None
        ]
    except FigureNeededError:
        return None
    return DocumentPlan(alignment.form if alignment else None, facts, unmapped)


def _numbered(tables: Sequence[TablePlan]) -> Iterator[Anchor]:
    """The anchors of all tables, with the cells numbered through the document."""
    first = 0
    for table in tables:
        yield from (_moved(anchor, first) for anchor in table.anchors) if first else table.anchors
        first += table.cells


def _moved(anchor: Anchor, by: int) -> Anchor:
    slots = [s if s.start is None or s.end is None else s.at(s.start + by, s.end + by, s.value) for s in anchor.slots]
    return anchor.at(anchor.start + by, slots)


def _span(slot: Slot | None) -> tuple[int | None, int]:
    return (None, 0) if slot is None or slot.start is None or slot.end is None else (slot.start, slot.end)


class PrintedDocument:
    """A document that has a plan: the plan with its figures."""

    def __init__(self, plan: DocumentPlan, tables: Sequence[PrintedTable]) -> None:
        self._plan = plan
        self._starts = [start for table in tables for start in table.starts]
        self._contents: list[Content] = [content for table in tables for content in table.contents]

    def facts(self, document_id: str, text: str) -> list[Fact]:
        """All facts of the form, as `facts.build_facts` gives them."""
        starts, contents, reported = self._starts, self._contents, Status.REPORTED
        prefix = fact_id(document_id, "", None)
        facts: list[Fact] = []
        for suffix, indicator_id, column_id, unit, status, first, end, label in self._plan.facts:
            if first is None:
                facts.append(Fact(prefix + suffix, indicator_id, column_id, None, unit, status))
                continue
            _, figure, start, stop = contents[first]
            start += starts[first]
            stop = starts[end - 1] + (stop if end == first + 1 else contents[end - 1].end)
            value = figure if status is reported else None
            fact = Fact(prefix + suffix, indicator_id, column_id, value, unit, status)
            fact.raw_text, fact.start, fact.end, fact.printed_label = text[start:stop], start, stop, label
            facts.append(fact)
        return facts

    def unmapped(self, text: str) -> list[UnmappedCell]:
        """Printed values that are no cell of the form, as `facts.unmapped_cells` gives them."""
        found: list[UnmappedCell] = []
        for labels, number, status in self._plan.unmapped:
            content, at = self._contents[number], self._starts[number]
            start, end = at + content.start, at + content.end
            found.append(UnmappedCell(labels, text[start:end], start, end, content.figure, status))
        return found
