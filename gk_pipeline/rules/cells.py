"""The cells a form has, and the figures that a report puts into them, as rules see both.

Belongs here: which cells exist, which printed values a rule may count with, in the unit of their row. Does not: how a
rule is written or judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from gk_pipeline.catalog.forms import Unit, load
from gk_pipeline.extraction.model import Fact, Number, Status

FactKey = tuple[str, str | None]

# A report without a table has no form of its own; its claims carry the ids of any form.
ANY_FORM = "narrative"


@cache
def columns() -> tuple[str, ...]:
    """The applicant columns in printed order."""
    return tuple(column.column_id for column in load().columns["applicant"] if column.column_id)


@cache
def part_columns() -> frozenset[str]:
    """The applicant columns that the total column adds up."""
    return frozenset(c.column_id for c in load().columns["applicant"] if c.column_id and not c.is_total)


@cache
def cells_of(form: str) -> dict[FactKey, None]:
    """The cells that a report on this form may fill, in printed order, then those that it states in prose."""
    catalog = load()
    if form == ANY_FORM:
        return {cell: None for name in catalog.forms if name != ANY_FORM for cell in cells_of(name)}
    printed = {cell: None for row in catalog.forms[form].rows for cell in row.cells}
    rows = {indicator_id for indicator_id, _ in printed}
    values = (i.indicator_id for i in catalog.indicators.values() if i.form == form and i.kind == "value")
    return printed | {(indicator_id, None): None for indicator_id in values if indicator_id not in rows}


@cache
def value_types(form: str) -> dict[str, str]:
    """Rows with cells -> count, signed or amount. A row that most printings leave to its parts holds a count."""
    known = {i.indicator_id: i.value_type for i in load().indicators.values() if i.value_type}
    return {indicator_id: known.get(indicator_id, "count") for indicator_id, _ in cells_of(form)}


def instance_name(key: FactKey) -> str:
    """A cell as instances write it: `indicator` or `indicator[column]`."""
    indicator_id, column_id = key
    return f"{indicator_id}[{column_id}]" if column_id else indicator_id


@cache
def row_units() -> dict[str, str]:
    """The unit of every row, which is the same on every form that has the row."""
    return {i.indicator_id: i.unit for i in load().indicators.values() if i.unit}


def converted(value: Number, unit: str | None, target: str | None) -> Number | None:
    """The value in the target unit, exactly; None where the units measure different things.

    Units are codes of the catalogue or the words they are printed with. A value without a unit is in the unit of its
    row. Words that count things (`条`, `件`, `次`) are printed for one another and are all the same to a rule.
    """
    if unit is None or unit == target:
        return value
    factors = _factors(unit, target or "")
    if factors is None:
        return None
    given, wanted = factors
    if given == wanted:
        return value
    exact = value * given / wanted
    return int(exact) if exact == int(exact) else exact


@lru_cache(maxsize=1024)  # every value of every report asks
def _factors(unit: str, target: str) -> tuple[Decimal, Decimal] | None:
    """What turns values in two units into the unit they share; None where they share none."""
    given, wanted = _units().get(unit), _units().get(target)
    if _measure(given) != _measure(wanted):
        return None
    return (given.factor, wanted.factor) if given and wanted else (Decimal(1), Decimal(1))


# A fact's id, and its figure where rules may count with it.
Entry = tuple[str, Number | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts of one report by cell.

    `least` is what the figure of a cell without one must at least be, where that is more than nothing.
    """

    entries: Mapping[FactKey, Entry]
    least: Mapping[FactKey, Number] = field(default_factory=dict)


def figures_of(facts: Iterable[Fact]) -> list[Number | None]:
    """The figures of facts that rules can count with: the reported values in the unit of their row.

    No figure is what a rule can't count with: what is not reported, what is approximate (a rounded number neither
    proves nor breaks a sum), what is in a unit that is not the row's (a share where a count belongs).
    """
    figures: list[Number | None] = []
    # Members of an enum are slow to reach, and this loop sees every value of every report.
    reported = Status.REPORTED
    for fact in facts:
        value = fact.value
        if fact.status is not reported or fact.approximate:
            value = None
        elif value is not None and fact.unit is not None and not _is_unit_of_row(fact.unit, fact.indicator_id):
            value = converted(value, fact.unit, row_units().get(fact.indicator_id))
        figures.append(value)
    return figures


@lru_cache(maxsize=4096)
def _is_unit_of_row(unit: str, indicator_id: str) -> bool:
    """Whether figures in a unit are those of a row as they are."""
    factors = _factors(unit, row_units().get(indicator_id) or "")
    return factors is not None and factors[0] == factors[1]


def sheet(facts: Iterable[Fact]) -> Sheet:
    """A report's facts as a sheet, with their figures (`figures_of`)."""
    read = list(facts)
    keys = [(fact.indicator_id, fact.column_id) for fact in read]
    return Sheet({key: (fact.fact_id, figure) for key, fact, figure in zip(keys, read, figures_of(read), strict=True)})


def added(sheets: Sequence[Sheet]) -> Sheet:
    """The sums over many reports. A cell has a figure where every report has one; its facts, being many, go unnamed."""
    entries: dict[FactKey, Entry] = {}
    least: dict[FactKey, Number] = {}
    for key in {key: None for each in sheets for key in each.entries}:
        figures = [each.entries[key][1] if key in each.entries else None for each in sheets]
        known = [figure for figure in figures if figure is not None]
        least[key] = sum(known)
        entries[key] = ("", sum(known) if len(known) == len(sheets) else None)
    return Sheet(entries, least=least)


@cache
def _units() -> dict[str, Unit]:
    units = load().units.values()
    return {word: unit for unit in units for word in unit.words} | {unit.unit: unit for unit in units}


def is_money(unit: str | None) -> bool:
    """Whether a unit (a code, or the word it is printed with) is one of money."""
    return _measure(_units().get(unit or "")) == "cny"


def _measure(unit: Unit | None) -> str:
    """What a unit measures: money, a share, or a number of things."""
    return unit.base if unit and unit.base in ("cny", "percent") else "count"
