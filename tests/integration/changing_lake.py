"""A lake that changes: documents of few agencies over few years, whose rows depend on each other across years.

Belongs here: which rows the documents make, and laying them down as the lake does. Does not: building marts, what they
should be.

What reaches from one year into others is all there: a department that a reform renamed, so that the bounds of its
versions follow from the years that it reports in; findings that name figures of the year before; series with gaps;
prose that restates last year's figures; roll-ups; several documents of one agency and year; corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake.catalogue import write_reference
from gk_pipeline.lake.tables import drop_year, ensure_tables, write_year
from gk_pipeline.paths import Paths
from tests.integration.warehouse_lake import VERSION, document_id, row_id

Row = dict[str, Any]
Tables = dict[str, list[Row]]

YEARS = (2016, 2017, 2018, 2019, 2020, 2021, 2022)
_COUNTY, _TOWN = "dv_9621e8137917", "dv_b4a54e030e46"


def _agency(key: str, name: str, kind: str, scope: str, division: str = _COUNTY, **more: str) -> Row:
    town = division == _TOWN
    return {
        "agency_key": key,
        "agency_name": name,
        "agency_level": "township" if town else "county",
        "agency_type": kind,
        "division_code": "430725101" if town else "430725",
        "division_key": division,
        "coverage_scope": scope,
        **more,
    }


_NEWER = {"department": "health", "department_name": "卫生健康局"}
AGENCIES = (
    _agency("county", "桃源县人民政府", "government", "government_rollup"),
    _agency("town", "陬市镇人民政府", "government", "own_agency", _TOWN),
    # Renamed by the reform of 2018: which version a year belongs to depends on the years around it.
    _agency(
        "health", "桃源县卫生健康局", "department", "own_agency", department="health", department_name="卫生健康局"
    ),
    {"agency_key": "nobody", "agency_name": "某某办公室", "coverage_scope": "unknown"},
)
_FORMER = {"agency_name": "桃源县卫生和计划生育局", "department_name": "卫生和计划生育局"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: who files it for which year (None: it does not tell), and `state`, which its figures follow from.

    Of the same `state` in another `edition` it is another file with the same figures.
    """

    agency: int
    year: int | None
    edition: int
    state: int

    @property
    def name(self) -> str:
        return f"{AGENCIES[self.agency]['agency_key']} {self.year} {self.edition} {self.state}"

    @property
    def form(self) -> str:
        if self.year is None or self.year < 2019:
            return "old2014"
        return "fmt2019" if self.year < 2021 else "fmt2021"

    @property
    def is_loaded(self) -> bool:
        """Some reports break their contract, and what was read from them is held back with them."""
        return self.state % 11 != 0

    @property
    def cells(self) -> dict[str, int | str]:
        rng = Random(self.state)
        cells: dict[str, int | str]
        if self.form == "old2014":
            return {"old.1.1": _one(rng, 3, 4, "blank"), "old.3.1": _one(rng, 1, 2, "placeholder", "ambiguous")}
        cells = {
            "app.carried_in:total": _one(rng, 0, 1),
            "app.new_received:total": _one(rng, 5, 6, "blank"),
            "app.carried_out:total": _one(rng, 0, 1, "placeholder"),
        }
        if self.form == "fmt2019":
            return cells | {"pub.rules.total_disclosed": 4, "pub.rules.new_disclosed": rng.choice([0, 1])}
        return cells | {"pub.rules.in_force": rng.choice([4, 5]), "pub.rules.issued": 1, "pub.rules.repealed": 0}


def _one(rng: Random, *of: int | str) -> int | str:
    return rng.choice(of)


def tables(papers: Iterable[Paper], corrected: int = 0) -> Tables:
    """The rows of the lake for these documents, and those of the table `corrections`, which `corrected` decides."""
    papers = sorted(papers, key=lambda paper: paper.name)
    rows: Tables = {table.name: [] for table in (*LAKE, contract("corrections"))}
    for paper in papers:
        _add(rows, paper, papers)
    if corrected:
        cell = {"agency_key": "county", "report_year": 2019, "indicator_id": "app.new_received", "column_id": "total"}
        _row(rows, "corrections", correction_id="by cell", **cell, **_correction(5, corrected))
        first = next((paper for paper in papers if paper.form == "old2014"), Paper(0, 2016, 0, 0))
        of_fact = {"fact_id": row_id(first.name, "old.1.1")}
        _row(rows, "corrections", correction_id="by id", **of_fact, **_correction(3, corrected + 1))
    return rows


def lay_down(paths: Paths, rows: Tables) -> None:
    """Makes the lake hold these rows. Files whose content stays the same are not written."""
    ensure_tables(paths)
    for table in LAKE:
        by_year: dict[int | None, list[Row]] = {None: []}
        for row in rows[table.name]:
            by_year.setdefault(row["report_year"], []).append(row)
        for year in {*YEARS, *by_year}:
            if year is None or year in by_year:
                write_year(paths, table.name, year, pa.Table.from_pylist(by_year[year], schema=arrow_schema(table)))
            else:
                drop_year(paths, table.name, year)
    write_reference(paths, "corrections", rows["corrections"])


def _add(rows: Tables, paper: Paper, papers: list[Paper]) -> None:
    ids = {"document_id": document_id(paper.name), "report_year": paper.year}
    of_file = {"size_bytes": 100, "format": "html", "extracted_at": datetime(2024, 1, 1, tzinfo=UTC)}
    _row(rows, "documents", **ids, **of_file, file_path=f"{paper.name}.html", outcome="report")
    if paper.state % 3 == 0:
        copied = {"outcome": "duplicate", "duplicate_of": f"{paper.name}.html"}
        _row(rows, "documents", **ids, **of_file, file_path=f"copy of {paper.name}.html", **copied)
    if paper.is_loaded:
        _row(rows, "reports", **ids, **_report(paper))
    else:
        held = {"row_key": ids["document_id"], "reasons": ["no agency"], "row_json": "{}"}
        _row(rows, "quarantine", table_name="reports", **ids, **held)
    for cell, what in paper.cells.items():
        _row(rows, "facts", **ids, **_fact(paper, cell, what))
    for restated in (False, True):
        _row(rows, "claims", **ids, **_claim(paper, restated=restated))
    _row(rows, "unmapped_cells", **ids, **_unmapped(paper))
    for passage in _passages(paper):
        _row(rows, "passages", **ids, **passage)
    before = next((each for each in papers if (each.agency, each.year) == (paper.agency, (paper.year or 0) - 1)), None)
    for finding in _findings(paper, before):
        _row(rows, "findings", **ids, **finding)


def _row(rows: Tables, table: str, **values: Any) -> None:
    names = contract(table).column_names
    given = {"parser_version": VERSION, **values}
    rows[table].append({name: given.get(name) for name in names})


def _report(paper: Paper) -> Row:
    agency = AGENCIES[paper.agency]
    former = _FORMER if agency["agency_key"] == "health" and (paper.year or 0) < 2018 else {}
    published = None if paper.year is None else date(paper.year + 1, 3, 1 + paper.state % 20)
    return {
        **agency,
        **former,
        "agency_candidates": [],
        "scope_source": "kind",
        "is_recognised": False,
        "form": paper.form,
        "layout": "table",
        "format": "html",
        "encoding": "utf-8",
        "published_on": published,
    }


def _fact(paper: Paper, cell: str, what: int | str) -> Row:
    indicator, _, column = cell.partition(":")
    printed = str(what) if isinstance(what, int) else {"placeholder": "/", "ambiguous": "1213"}.get(what)
    return {
        "fact_id": row_id(paper.name, cell),
        "form": paper.form,
        "indicator_id": indicator,
        "column_id": column or None,
        "value": Decimal(what) if isinstance(what, int) else None,
        "unit": "件",
        "status": "reported" if isinstance(what, int) else what,
        "approximate": False,
        "method": "grid",
        "raw_text": printed,
        "start_offset": None if printed is None else 10,
        "end_offset": None if printed is None else 10 + len(printed),
        "candidates": 2 if what == "ambiguous" else None,
        "corroborated": paper.state % 2 == 0,
    }


def _claim(paper: Paper, *, restated: bool) -> Row:
    cell = "old.3.1" if paper.form == "old2014" else "app.new_received"
    value = 5 + paper.state % 2
    return {
        "claim_id": row_id(paper.name, "claim", "last" if restated else "this"),
        "indicator_id": cell,
        "column_id": None if paper.form == "old2014" else "total",
        "value": Decimal(value),
        "unit": "件",
        "approximate": False,
        "negated": False,
        "scope": "last_year" if restated else None,
        "raw_text": str(value),
        **{"start_offset": 50, "end_offset": 51, "sentence": f"共{value}件", "sentence_start": 49, "sentence_end": 52},
    }


def _unmapped(paper: Paper) -> Row:
    cell = {"labels": ["其他"], "raw_text": "7", "value": Decimal(7), "status": "reported"}
    return {"cell_id": row_id(paper.name, "unmapped", "1"), **cell, "start_offset": 90, "end_offset": 91}


def _passages(paper: Paper) -> Iterator[Row]:
    """Words that the agency repeats every year, words that those of one taste have in common, and words of its own."""
    taste = 10 * (paper.state % 3)
    own = [1000 * (paper.agency + 1) + number for number in range(3)]
    for number, fingerprint in enumerate([*own, taste, taste + 1, taste + 2, 10_000 + paper.state]):
        span = {"start_offset": 200 + 50 * number, "end_offset": 240 + 50 * number}
        yield {
            "passage_id": row_id(paper.name, "passage", str(number)),
            "letters": 20 + number,
            "fingerprint": fingerprint,
            **span,
        }


def _findings(paper: Paper, before: Paper | None) -> list[Row]:
    """One about a figure of the report alone, and one that names last year's figure, when the two do not agree."""
    found = []
    if paper.state % 5 == 0:
        claims = [row_id(paper.name, "claim", "this")]
        found.append(_finding(paper, "P01", "warning", [row_id(paper.name, next(iter(paper.cells)))], claims))
    carried = "app.carried_in:total", "app.carried_out:total"
    if before and carried[1] in before.cells and paper.cells[carried[0]] != before.cells[carried[1]]:
        named = [row_id(paper.name, carried[0]), row_id(before.name, carried[1])]
        found.append(_finding(paper, "F07" if paper.form == "fmt2021" else "N07", "error", named, []))
    return found


def _finding(paper: Paper, rule: str, severity: str, facts: list[str], claims: list[str]) -> Row:
    return {
        "finding_id": row_id(paper.name, rule, "total"),
        "rule_id": rule,
        "instance": "total",
        "severity": severity,
        "verdict": "undecided",
        "message": "these two do not agree",
        "message_zh": "这两项不一致",
        "fact_ids": facts,
        "claim_ids": claims,
    }


def _correction(old: int, new: int) -> Row:
    return {
        "from_value": Decimal(old),
        "from_status": "reported",
        "to_value": Decimal(new),
        "to_status": "reported",
        "reason": "seen in the source",
        "author": "Li Lei",
        "corrected_on": date(2024, 5, 1),
        "is_expired": False,
    }
