"""Finds the printed labels of all forms in one pass over a folded text.

Belongs here: the matcher built from the catalogue, and its hits. Does not: which hit is which row (`align.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import ahocorasick

from gk_pipeline.catalog.forms import Column, Row, load
from gk_pipeline.extraction.folding import fold_label


@dataclass(slots=True, eq=False)
class Label:
    """Everything a printed label can stand for: rows of forms, heads of columns, a mark without value.

    There is one for each text, so that labels are the same only where they are one.
    """

    text: str
    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    mark: str | None = None


class Hit(NamedTuple):
    """A label at `start:end` of the folded text."""

    start: int
    end: int
    label: Label


def find_labels(norm: str) -> list[Hit]:
    """All labels in reading order; where one label holds another the longer one counts."""
    return [Hit(end - size + 1, end + 1, label) for end, (size, label) in _automaton().iter_long(norm)]


def label_of(text: str) -> Label | None:
    """The label that a folded text is, as a whole."""
    return _labels().get(text)


@cache
def _labels() -> dict[str, Label]:
    labels: dict[str, Label] = {}

    def entries(printed: tuple[str, ...]) -> list[Label]:
        spellings = {variant for text in printed for variant in _spellings(fold_label(text))}
        return [labels.setdefault(text, Label(text)) for text in sorted(spellings)]

    catalog = load()
    for form in catalog.forms.values():
        for row in form.rows:
            for label in entries(row.labels):
                label.rows.append(row)
    for columns in catalog.columns.values():
        for column in columns:
            for label in entries(column.labels):
                label.columns.append(column)
    for mark in catalog.marks:
        for label in entries(mark.labels):
            label.mark = mark.kind
    return labels


def _spellings(text: str) -> set[str]:
    """The same label with and without its inner commas, and with either of 其他 and 其它."""
    spellings = {text}
    for comma in "、,/":
        spellings |= {s.replace(comma, "") for s in spellings}
    spellings |= {s.replace("、", ",") for s in spellings}
    return spellings | {s.replace("其他", "其它") for s in spellings}


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for text, label in _labels().items():
        automaton.add_word(text, (len(text), label))
    automaton.make_automaton()
    return automaton
