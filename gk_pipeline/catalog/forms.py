"""The official forms as typed data: forms, printed rows, column sets, indicators, units, marks, concepts.

Belongs here: reading `data/*.csv` and checking that the files agree with each other. Does not: how labels are found
in a document, which identities hold (`identities.py`), which wordings prose uses (`claims.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

NATIONAL_FORMS = ("old2014", "fmt2019", "fmt2021")


class CatalogError(Exception):
    """The files of the catalogue contradict each other; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one form. `kind` is `value` or `heading`; `value_type` is count, signed or amount."""

    form: str
    indicator_id: str
    parent_id: str | None
    section: str | None
    kind: str
    label_zh: str
    label_en: str
    unit: str | None
    unit_zh: str | None
    value_type: str | None
    first_year: int | None
    last_year: int | None
    sort_order: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a set: the labels that head it, and the cell it makes with a row (`{row}` is the row's id)."""

    column_set: str
    position: int
    indicator: str
    column_id: str | None
    labels: tuple[str, ...]
    group: str | None
    is_total: bool
    label_en: str


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row of a form. `cells` are its (indicator_id, column_id) in printed order, empty for headings.

    `number` is the numbering printed before the label. A row with `when_absent == "omit"` is a variant: when it is
    not printed, nothing is missing.
    """

    form: str
    table_id: str
    position: int
    row_id: str
    number: str
    labels: tuple[str, ...]
    column_set: str
    parent: str | None
    when_absent: str
    cells: tuple[tuple[str, str | None], ...]

    @property
    def is_heading(self) -> bool:
        return not self.cells


@dataclass(frozen=True, slots=True)
class Form:
    """An official form: its rows in printed order. A form without rows is told by what is missing (`narrative`)."""

    form: str
    label_zh: str
    label_en: str
    legal_basis: str | None
    first_year: int | None
    last_year: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and the words it is printed with; `factor` turns it into its base unit."""

    unit: str
    unit_zh: str
    words: tuple[str, ...]
    base: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """Printed text of a form that carries no value: section headings, heads, column groups."""

    kind: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All of it. `columns` are by column set, `indicators` by form and id."""

    forms: dict[str, Form]
    columns: dict[str, tuple[Column, ...]]
    indicators: dict[tuple[str, str], Indicator]
    units: dict[str, Unit]
    marks: tuple[Mark, ...]

    def indicator(self, form: str, indicator_id: str) -> Indicator:
        """The indicator as this form has it. Raises KeyError for an id that the form does not have."""
        return self.indicators[form, indicator_id]

    def home_form(self, indicator_id: str, form: str, year: int | None) -> str:
        """The form that defines an indicator for a report on `form`: that form, or the one in use in the year.

        A report without a table speaks in the terms of its time. Raises KeyError when no form has the indicator.
        """
        if (form, indicator_id) in self.indicators:
            return form
        homes = [self.forms[name] for name, known in self.indicators if known == indicator_id]
        if not homes:
            raise KeyError(indicator_id)
        in_use = [f for f in homes if year is not None and (f.first_year or 0) <= year]
        return max(in_use or homes[:1], key=lambda f: f.first_year or 0).form


def read_rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields (line number, fields) of `data/<name>`, for loaders that name the line when something is wrong."""
    text = (files("gk_pipeline.catalog") / "data" / name).read_text(encoding="utf-8")
    yield from enumerate(csv.DictReader(text.splitlines()), start=2)


def split(field: str) -> tuple[str, ...]:
    """The alternatives of a field that separates them by `|`."""
    return tuple(part for part in field.split("|") if part)


@cache
def load() -> Catalog:
    """The catalogue, read once. Raises CatalogError when a row names a column set or an indicator that is not there."""
    indicators = {(i.form, i.indicator_id): i for i in _indicators()}
    columns: dict[str, tuple[Column, ...]] = {}
    for column in _columns():
        columns[column.column_set] = (*columns.get(column.column_set, ()), column)
    rows: dict[str, list[Row]] = {}
    for line, fields in read_rows("rows.csv"):
        row = _row(line, fields, columns)
        for indicator_id, _ in row.cells:
            if (row.form, indicator_id) not in indicators:
                raise CatalogError(
                    f"rows.csv:{line}: {row.row_id} makes {indicator_id}, not an indicator of {row.form}"
                )
        rows.setdefault(row.form, []).append(row)
    forms = {
        f["form"]: Form(
            form=f["form"],
            label_zh=f["label_zh"],
            label_en=f["label_en"],
            legal_basis=f["legal_basis"] or None,
            first_year=_year(f["first_year"]),
            last_year=_year(f["last_year"]),
            rows=tuple(rows.get(f["form"], ())),
        )
        for _, f in read_rows("forms.csv")
    }
    units = {
        f["unit"]: Unit(f["unit"], f["unit_zh"], split(f["words"]), f["base"], Decimal(f["factor"]))
        for _, f in read_rows("units.csv")
    }
    marks = tuple(Mark(f["kind"], split(f["labels"])) for _, f in read_rows("marks.csv"))
    return Catalog(forms, columns, indicators, units, marks)


def _indicators() -> Iterator[Indicator]:
    for _, f in read_rows("indicators.csv"):
        yield Indicator(
            form=f["form"],
            indicator_id=f["indicator_id"],
            parent_id=f["parent_id"] or None,
            section=f["section"] or None,
            kind=f["kind"],
            label_zh=f["label_zh"],
            label_en=f["label_en"],
            unit=f["unit"] or None,
            unit_zh=f["unit_zh"] or None,
            value_type=f["value_type"] or None,
            first_year=_year(f["first_year"]),
            last_year=_year(f["last_year"]),
            sort_order=int(f["sort_order"]),
        )


def _columns() -> Iterator[Column]:
    for _, f in read_rows("columns.csv"):
        yield Column(
            column_set=f["column_set"],
            position=int(f["position"]),
            indicator=f["indicator"],
            column_id=f["column_id"] or None,
            labels=split(f["labels"]),
            group=f["group"] or None,
            is_total=f["is_total"] == "1",
            label_en=f["label_en"],
        )


def _row(line: int, fields: dict[str, str], columns: dict[str, tuple[Column, ...]]) -> Row:
    column_set = fields["column_set"]
    if column_set != "heading" and column_set not in columns:
        raise CatalogError(f"rows.csv:{line}: column set {column_set!r} is not in columns.csv")
    cells = tuple(
        (column.indicator.format(row=fields["row_id"]), column.column_id) for column in columns.get(column_set, ())
    )
    return Row(
        form=fields["form"],
        table_id=fields["table_id"],
        position=int(fields["position"]),
        row_id=fields["row_id"],
        number=fields["number"],
        labels=split(fields["labels"]),
        column_set=column_set,
        parent=fields["parent"] or None,
        when_absent=fields["when_absent"],
        cells=cells,
    )


def _year(field: str) -> int | None:
    return int(field) if field else None
