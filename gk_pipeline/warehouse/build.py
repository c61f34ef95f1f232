"""Building the marts: one `dbt build`, and what it says in words that help.

Belongs here: running all models and tests, telling which test failed, on which rows and what to do. Does not: the
models (`dbt_project/`), what has to be made anew (`refresh.py`), what readers open (`publish.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.dbt_run import Node, run_dbt
from gk_pipeline.warehouse.ducklake import one_writer
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for
from gk_pipeline.warehouse.refresh import Refresh, pending

_ROWS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class YearRows:
    """Rows of the marts for one report year; None is the unknown year. `values` are the facts that carry a number."""

    year: int | None
    reports: int
    facts: int
    values: int
    findings: int


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A build whose tests all passed: its nodes in the order they ran, and the rows of the years asked for.

    No node ran when nothing had changed. `refreshed` are the years of the lake that were made anew, None for all of
    them; models that look at other years may have gone further. `corrections` counts the corrections by what became
    of them.
    """

    nodes: tuple[Node, ...]
    years: tuple[YearRows, ...]
    seconds: float
    corrections: dict[str, int]
    refreshed: frozenset[int | None] | None

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(node.name for node in self.nodes if node.kind == "model")

    @property
    def tests_passed(self) -> int:
        return sum(node.kind == "test" and node.status == "pass" for node in self.nodes)

    @property
    def warnings(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.status == "warn")


class BuildError(WarehouseError):
    """Models or tests failed; `failed` are their nodes. What was published before is untouched."""

    def __init__(self, message: str, remedy: str, failed: tuple[Node, ...]) -> None:
        super().__init__(message, remedy)
        self.failed = failed


def build(paths: Paths, years: Sequence[int] | None = None) -> BuildResult:
    """Brings the marts up to date with the lake and runs all data tests on what was made anew.

    What has to be made anew the lake tells; `years` only says which report years the result counts (default: every
    one that has rows, the unknown one last). Raises BuildError when a model or test fails, WarehouseError when dbt
    can't run.
    """
    with one_writer(paths):
        refresh = pending(paths)
        nodes = _run(paths, refresh) if refresh.is_needed else ()
        seconds = sum(node.seconds for node in nodes)
        return BuildResult(nodes, _count_years(paths, years), seconds, _corrections(paths), refresh.years)


def _run(paths: Paths, refresh: Refresh) -> tuple[Node, ...]:
    # Unit tests try the models on made-up rows; that is for those who change a model, not for every run.
    options = ("--exclude-resource-type", "unit_test", *refresh.options)
    nodes = run_dbt(paths, "build", *options, variables=refresh.environment)
    failed = tuple(node for node in nodes if node.failed)
    if failed:
        raise BuildError(_describe(paths, failed), _remedy(paths, failed), failed)
    return nodes


def _describe(paths: Paths, failed: Iterable[Node]) -> str:
    parts = []
    for node in failed:
        parts.append(f"{node.kind} {node.name} ({node.defined_in}): {node.message.strip()}")
        if node.kind == "test":
            parts.extend([f"    {node.description}"] if node.description else [])
            parts.extend(f"    {row}" for row in _broken_rows(paths, node))
    return "The marts are not built:\n" + "\n".join(parts)


def _broken_rows(paths: Paths, node: Node) -> list[str]:
    """The first rows that a failed test selects, as text; none when the test itself could not be run."""
    if node.sql is None or node.status != "fail":
        return []
    with open_warehouse(paths) as connection:
        rows = connection.sql(node.sql).limit(_ROWS_SHOWN)
        return [", ".join(f"{n}={v}" for n, v in zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def _remedy(paths: Paths, failed: Iterable[Node]) -> str:
    if any(node.kind == "test" for node in failed):
        return (
            "What was published before is untouched. Find the rows above in the lake "
            f"({paths.lake}) and correct what wrote them, or the test, then build again."
        )
    return "What was published before is untouched. " + remedy_for(" ".join(n.message for n in failed), paths)


_YEARS = """
    with counted as (
        select report_year, count(*) as reports, 0 as facts, 0 as number_of_values, 0 as findings
        from marts.dim_report group by report_year
        union all
        select report_year, 0, count(*), count(value), 0 from marts.fct_indicator group by report_year
        union all
        select report_year, 0, 0, 0, count(*) from marts.fct_finding group by report_year
    )
    select report_year, sum(reports), sum(facts), sum(number_of_values), sum(findings)
    from counted group by report_year order by report_year nulls last
"""


def _corrections(paths: Paths) -> dict[str, int]:
    with open_warehouse(paths) as connection:
        query = "select state, count(*) from marts.fct_correction group by state order by state"
        return dict(connection.execute(query).fetchall())


def _count_years(paths: Paths, years: Sequence[int] | None) -> tuple[YearRows, ...]:
    with open_warehouse(paths) as connection:
        found = [YearRows(year, *map(int, counts)) for year, *counts in connection.execute(_YEARS).fetchall()]
    if years is None:
        return tuple(found)
    by_year = {rows.year: rows for rows in found}
    return tuple(by_year.get(year, YearRows(year, 0, 0, 0, 0)) for year in years)
