"""Versions of a report, comparable series and carry chains, on a lake written by hand with the real catalogue.

Two agencies. The zone changes its form twice, has no report in some years and published 2023 twice; the county follows
its items from 2019 to 2020. Every expected row was worked out by hand from `_documents`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.contracts.registry import LAKE, REFERENCE, contract
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.rules.expression import Reference, Source, Sum
from gk_pipeline.rules.parser import parse
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.build import build
from tests.conftest import without_data_tests
from tests.integration.warehouse_lake import VERSION, document_id, row_id, write_lake

Row = dict[str, Any]
Cells = Mapping[str, int | str]

APPLICANTS = (
    *("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service"),
    *("org_other", "total"),
)
ZONE = {"agency_key": "zone", "agency_name": "某综合实验区管委会"}
COUNTY = {"agency_key": "county", "agency_name": "某县人民政府"}


def _by_applicant(row: str, *values: int) -> dict[str, int]:
    return {f"{row}:{column}": value for column, value in zip(APPLICANTS, values, strict=True)}


ZONE_2023: Cells = {"app.new_received:total": 9, "app.granted:total": 5, "pub.rules.issued": 1}


def _documents() -> list[tuple[str, Row, int, str, date | None, Cells]]:
    """(name, agency, year, form, day of publication, cells: a number or the status of a cell without one)."""
    return [
        ("zone 2014", ZONE, 2014, "local", date(2015, 1, 2), {"loc.10": 1, "loc.10:cumulative": 5}),
        (
            *("zone 2020", ZONE, 2020, "fmt2019", date(2021, 3, 5)),
            {
                "app.new_received:total": 21,
                **_by_applicant("app.carried_out", 3, 1, 0, 0, 0, 0, 4),
                "app.other:total": 4,
                "pub.rules.total_disclosed": 7,
                "pub.normdocs.total_disclosed": 10,
            },
        ),
        (
            *("zone 2021", ZONE, 2021, "fmt2021", date(2022, 3, 5)),
            {
                "app.new_received:total": "ambiguous",
                **_by_applicant("app.carried_in", 2, 2, 0, 0, 0, 0, 4),
                "app.other.no_correction:total": 1,
                "app.other.fee_unpaid:total": "blank",
                "app.other.other:total": 3,
                **{"pub.rules.issued": 1, "pub.rules.repealed": 2, "pub.rules.in_force": 6},
                **{"pub.normdocs.issued": 1, "pub.normdocs.repealed": 2, "pub.normdocs.in_force": "blank"},
            },
        ),
        ("zone 2023", ZONE, 2023, "fmt2021", date(2024, 1, 10), ZONE_2023),
        ("county 2018", COUNTY, 2018, "old2014", None, {"old.3.1": 2, "old.5": 1}),
        (
            *("county 2019", COUNTY, 2019, "fmt2019", None),
            {"app.carried_in:total": 0, "pub.licensing.items_prev": 10, "pub.licensing.items_change": -2},
        ),
        ("county 2020", COUNTY, 2020, "fmt2019", None, {"pub.licensing.items_prev": 8, "pub.penalty.items_prev": 5}),
    ]


def _republished() -> list[tuple[str, Row, int, str, date | None, Cells]]:
    """2023 again, with two cells changed and one that was empty before, and a copy of it that lost its separators."""
    changed = {**ZONE_2023, "app.new_received:total": 8, "pub.rules.issued": "blank"}
    glued = {**changed, "app.new_received:total": "ambiguous", "app.granted:total": "row_absent"}
    return [
        ("zone 2023 again", ZONE, 2023, "fmt2021", date(2024, 2, 20), changed),
        ("zone 2023 text", ZONE, 2023, "fmt2021", date(2024, 3, 1), glued),
    ]


def _lake(documents: list[tuple[str, Row, int, str, date | None, Cells]]) -> dict[str, list[Row]]:
    """Lake tables of these documents; those of the catalogue are empty."""
    tables: dict[str, list[Row]] = {table.name: [] for table in (*LAKE, *REFERENCE)}

    def add(table: str, **values: Any) -> None:
        tables[table].append({**dict.fromkeys(contract(table).column_names), "parser_version": VERSION, **values})

    for name, agency, year, form, published_on, cells in documents:
        ids = {"document_id": document_id(name), "report_year": year}
        read_at = datetime(2026, 1, 1, tzinfo=UTC)
        add("documents", **ids, file_path=f"{name}.html", outcome="report", extracted_at=read_at)
        add("reports", **ids, **agency, **_OF_REPORT, form=form, published_on=published_on)
        for cell, what in cells.items():
            indicator, _, column = cell.partition(":")
            add(
                "facts",
                **ids,
                fact_id=row_id(name, cell),
                form=form,
                indicator_id=indicator,
                column_id=column or None,
                value=Decimal(what) if isinstance(what, int) else None,
                unit="条" if form == "local" else "件",
                status="reported" if isinstance(what, int) else what,
                approximate=False,
                corroborated=False,
                method="grid",
                raw_text=str(what) if isinstance(what, int) else None,
                start_offset=100 if isinstance(what, int) else None,
                end_offset=100 + len(str(what)) if isinstance(what, int) else None,
            )
    return tables


_OF_REPORT = {
    "layout": "table",
    "format": "html",
    "agency_candidates": [],
    "coverage_scope": "unknown",
    "scope_source": "kind",
    "is_recognised": False,
}


class Marts:
    """A warehouse that is built in a home and moved to another folder."""

    def __init__(
        self, home: Path, folder: Path, documents: list[tuple[str, Row, int, str, date | None, Cells]]
    ) -> None:
        paths = Paths(Settings.load({"GK_HOME": str(home)}))
        shutil.rmtree(Path(str(paths.lake)), ignore_errors=True)
        write_lake(paths.lake, _lake(documents))
        write_catalogue(paths)
        build(paths)
        self._file = paths.warehouse_file.rename(folder / paths.warehouse_file.name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self._file), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def marts(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Marts:
    """Built with both versions of 2023."""
    return Marts(home, tmp_path_factory.mktemp("series"), _documents() + _republished())


def test_one_report_of_a_year_is_current_and_the_others_say_why_not(marts: Marts) -> None:
    named = {document_id(name): name for name, *_ in _documents() + _republished()}
    rows = marts.rows(
        "select document_id, version_status, current_report_id, decided_by, published_on, cast(ingested_at as varchar) "
        "from marts.dim_report where agency_key = 'zone' and report_year = 2023"
    )
    read_at = "2026-01-01 00:00:00"
    assert sorted((named[i], status, named[current], *rest) for i, status, current, *rest in rows) == [
        ("zone 2023", "superseded", "zone 2023 again", "published_on", date(2024, 1, 10), read_at),
        ("zone 2023 again", "current", "zone 2023 again", None, date(2024, 2, 20), read_at),
        ("zone 2023 text", "duplicate", "zone 2023 again", "values", date(2024, 3, 1), read_at),
    ]
    others = marts.rows("select count(*) from marts.dim_report where report_year != 2023 and not is_current")
    assert others == [(0,)]


def test_exactly_the_changed_cells_are_listed(marts: Marts) -> None:
    rows = marts.rows(
        "select old_fact_id, new_fact_id, version_status, change_kind, old_value, old_status, new_value, new_status "
        "from marts.fct_report_change"
    )
    again = "zone 2023 again"
    assert set(rows) == {
        (
            *(row_id("zone 2023", "app.new_received:total"), row_id(again, "app.new_received:total")),
            *("superseded", "value", 9, "reported", 8, "reported"),
        ),
        (
            *(row_id("zone 2023", "pub.rules.issued"), row_id(again, "pub.rules.issued")),
            *("superseded", "emptied", 1, "reported", None, "blank"),
        ),
        (
            *(row_id("zone 2023 text", "app.new_received:total"), row_id(again, "app.new_received:total")),
            *("duplicate", "reading", None, "ambiguous", 8, "reported"),
        ),
        (
            *(row_id("zone 2023 text", "app.granted:total"), row_id(again, "app.granted:total")),
            *("duplicate", "gained", None, "row_absent", 5, "reported"),
        ),
    }
    assert len(rows) == 4


def test_a_concept_runs_over_the_forms_and_names_its_gaps(marts: Marts) -> None:
    rows = marts.rows(
        """
        select report_year, form, value, unit, status, missing_parts, link_to_concept, previous_year, previous_form,
            link_to_previous, years_without_report, years_without_value, fact_ids
        from marts.mart_concept_series where agency_key = 'zone' and concept_id = 'c.received' order by report_year
        """
    )
    cell = "app.new_received[total]"
    assert rows == [
        (
            *(2014, "local", 1, "条", "reported", None, "near", None, None, None, None, None),
            [row_id("zone 2014", "loc.10")],
        ),
        (
            *(2020, "fmt2019", 21, "件", "reported", None, "exact", 2014, "local", "near"),
            *([2015, 2016, 2017, 2018, 2019], [], [row_id("zone 2020", "app.new_received:total")]),
        ),
        (
            *(2021, "fmt2021", None, None, "ambiguous", [f"{cell}: ambiguous"], "exact", 2020, "fmt2019", None),
            *([], [], [row_id("zone 2021", "app.new_received:total")]),
        ),
        (
            *(2023, "fmt2021", 8, "件", "reported", None, "exact", 2020, "fmt2019", "exact"),
            *([2022], [2021], [row_id("zone 2023 again", "app.new_received:total")]),
        ),
    ]


def test_a_sum_with_a_blank_part_is_no_number(marts: Marts) -> None:
    rows = marts.rows(
        "select report_year, value, status, missing_parts, n_indicators, n_indicators_reported "
        "from marts.mart_concept_series where concept_id = 'c.other' order by report_year"
    )
    assert rows == [
        (2020, 4, "reported", None, 1, 1),
        (2021, None, "part_missing", ["app.other.fee_unpaid[total]: blank"], 3, 2),
    ]


def test_requests_are_carried_in_seven_columns(marts: Marts) -> None:
    rows = marts.rows(
        "select applicant_key, expected, actual, difference, verdict, link, rule_id, previous_year "
        "from marts.fct_carry_chain where agency_key = 'zone' and topic = 'requests' and report_year = 2021"
    )
    assert {row[0]: row[1:] for row in rows} == {
        "natural_person": (3, 2, -1, "broken", "exact", "F07", 2020),
        "org_business": (1, 2, 1, "broken", "exact", "F07", 2020),
        "total": (4, 4, 0, "holds", "exact", "F07", 2020),
        **dict.fromkeys(APPLICANTS[2:6], (0, 0, 0, "holds", "exact", "F07", 2020)),
    }


def test_chains_say_why_they_can_not_be_judged(marts: Marts) -> None:
    rows = marts.rows(
        """
        select agency_key, report_year, topic, verdict, years_missing, expected, actual, missing_terms, link
        from marts.fct_carry_chain
        where applicant_key in ('total', 'none') and topic in ('requests', 'rules', 'normdocs', 'licensing', 'penalty')
        """
    )
    found = {row[:3]: row[3:] for row in rows}
    years = [2015, 2016, 2017, 2018, 2019]
    assert found["zone", 2020, "requests"] == ("gap", years, None, None, ["this app.carried_in: not_stated"], None)
    assert found["zone", 2020, "rules"] == ("gap", years, None, 7, None, None)
    assert found["zone", 2021, "rules"] == ("holds", [], 6, 6, None, "near")  # 7 + 1 - 2
    assert found["zone", 2021, "normdocs"] == (
        *("not_assessable", [], 9, None, ["this pub.normdocs.in_force: blank"], "near"),
    )
    assert found["zone", 2023, "requests"][:2] == ("gap", [2022])
    assert found["county", 2019, "requests"] == ("other_form", [], None, 0, None, None)
    assert found["county", 2019, "licensing"] == ("other_form", [], None, 10, None, None)
    assert found["county", 2020, "licensing"] == ("holds", [], 8, 8, None, "exact")  # 10 - 2
    assert found["county", 2020, "penalty"] == (
        *("not_assessable", [], None, 5),
        *(["previous pub.penalty.items_change: not_stated", "previous pub.penalty.items_prev: not_stated"], "exact"),
    )
    assert ("zone", 2014, "requests") not in found


def test_terms_of_chains_are_the_rules_of_the_catalogue(marts: Marts) -> None:
    """Each rule says of each topic: what is actual less what is expected is nought."""
    terms = marts.rows(
        "select distinct rule_id, topic, form, previous_form, side, of_year, sign, indicator_id "
        "from intermediate.int_chains__terms"
    )
    assert len({term[0] for term in terms}) == 6
    found: dict[tuple[str, str, str], dict[tuple[str, str], int]] = {}
    for rule_id, topic, form, previous_form, side, of_year, sign, indicator in terms:
        assert form in next(i for i in load_identities() if i.rule_id == rule_id).forms
        weights = found.setdefault((rule_id, topic, previous_form), {})
        weights[indicator, of_year] = sign if side == "actual" else -sign
    for (rule_id, topic, _), weights in found.items():
        assert weights == _weights(rule_id, topic), rule_id


def _weights(rule_id: str, topic: str) -> dict[tuple[str, str], int]:
    """The figures of a rule with their signs when all stand on its left side."""
    identity = next(i for i in load_identities() if i.rule_id == rule_id)
    test: Any = parse(identity.expression).test
    weights: dict[tuple[str, str], int] = {}
    for side, operand in ((1, test.left), (-1, test.right)):
        terms = operand.terms if isinstance(operand, Sum) else ((1, operand),)
        for sign, reference in terms:
            assert isinstance(reference, Reference)
            year = "previous" if reference.source is Source.PREVIOUS else "this"
            weights[reference.indicator.replace("$x", topic), year] = side * sign
    return weights


def test_a_republished_report_moves_its_changed_cells_and_nothing_else(
    marts: Marts, home: Path, tmp_path: Path
) -> None:
    with without_data_tests():
        before = Marts(home, tmp_path, _documents())
    series = "select agency_key, report_year, concept_id, value, status from marts.mart_concept_series"
    sums = (
        "select indicator_key, applicant_key, report_year, value_sum, n_reports, n_reports_reported, n_blank "
        "from marts.mart_indicator_year"
    )
    # Both marts see the change of two cells, and no other row is touched.
    assert set(before.rows(series)) ^ set(marts.rows(series)) == {
        ("zone", 2023, "c.received", 9, "reported"),
        ("zone", 2023, "c.received", 8, "reported"),
        ("zone", 2023, "c.rules.issued", 1, "reported"),
        ("zone", 2023, "c.rules.issued", None, "blank"),
    }
    assert set(before.rows(sums)) ^ set(marts.rows(sums)) == {
        ("fmt2021:app.new_received", "total", 2023, 9, 1, 1, 0),
        ("fmt2021:app.new_received", "total", 2023, 8, 1, 1, 0),
        ("fmt2021:pub.rules.issued", "none", 2023, 1, 1, 1, 0),
        ("fmt2021:pub.rules.issued", "none", 2023, None, 1, 0, 1),
    }
    assert before.rows("select count(*) from marts.fct_report_change") == [(0,)]
