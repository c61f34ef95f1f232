"""How figures and tables are shown in the UI.

Belongs here: rendering values as Dagster metadata. Does not: finding the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

from gk_pipeline.contracts.model import Column, Table

UNKNOWN_YEAR = "unknown"


def year_name(year: int | None) -> str:
    return UNKNOWN_YEAR if year is None else str(year)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Rows as a Markdown table; numbers stand to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    numeric = [bool(cells) and all(_is_number(row[place]) for row in cells) for place in range(len(header))]
    rule = ["---:" if right else "---" for right in numeric]
    return dg.MetadataValue.md("\n".join("| " + " | ".join(line) + " |" for line in (header, rule, *cells)))


def by_year(
    figures: Mapping[int | None, Mapping[str, int | float | None]], names: Sequence[str]
) -> dg.MarkdownMetadataValue:
    """One line a report year, one column a name; what a year does not count is 0, and None is no number."""
    return table(
        ("report year", *names),
        ((year_name(year), *map(_figure, (counts.get(name, 0) for name in names))) for year, counts in figures.items()),
    )


def _figure(value: int | float | None) -> int | float | str:
    return "none" if value is None else value


def column_schema(contract: Table) -> dg.TableSchema:
    """The columns of a contract with what binds their values."""
    only_key = contract.key[0] if len(contract.key) == 1 else None
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=column.type.value,
                description=f"{column.english} {column.chinese}",
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable, unique=column.name == only_key, other=_bounds(column)
                ),
            )
            for column in contract.columns
        ],
        constraints=dg.TableConstraints(other=[check.english for check in contract.row_checks]),
    )


def _bounds(column: Column) -> list[str]:
    bounds = []
    if column.allowed:
        bounds.append("one of " + ", ".join(column.allowed))
    if column.minimum is not None:
        bounds.append(f">= {column.minimum}")
    if column.maximum is not None:
        bounds.append(f"<= {column.maximum}")
    if column.pattern:
        bounds.append(f"matches {column.pattern}")
    return bounds


def _cell(value: object) -> str:
    text = f"{value:.1%}" if isinstance(value, float) else str(value)
    # Names come from the open web: what Markdown would take for markup of its own stays text.
    return re.sub(r"[\\`<\[|]", r"\\\g<0>", " ".join(text.split()))


def _is_number(text: str) -> bool:
    return text.removesuffix("%").replace(".", "", 1).isdigit()
