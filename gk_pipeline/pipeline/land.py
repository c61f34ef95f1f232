"""Makes one report year of the lake: what was extracted for the files that are in the inbox now, judged and validated.

Belongs here: which documents make up a year, findings across years, contracts and quarantine. Does not: parsing,
marts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from gk_pipeline.catalog.forms import NATIONAL_FORMS
from gk_pipeline.contracts.registry import contract
from gk_pipeline.contracts.validation import validate
from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.columns import frame_to_table, rows_to_table
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year, read_table, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.document_rows import document_rows
from gk_pipeline.pipeline.judge import judge
from gk_pipeline.pipeline.release_rows import NewRows, changes_of_year
from gk_pipeline.pipeline.rows import finding_row
from gk_pipeline.rules.neighbours import Filer, settle_by_previous

# In this order, since a rejected report takes its values with it.
TABLES = ("documents", "reports", "facts", "claims", "unmapped_cells", "passages", "findings", "release_changes")


@dataclass(slots=True)
class Landed:
    """What one year holds now. `rows` and `rejected` count by table, `failed` by check (`table.check`).

    `outcomes` counts files by what became of them, `findings` by severity, `changed` names tables that changed.
    """

    year: int | None
    rows: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    identities: dict[str, dict[str, int]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def inbox_years(ledger: Ledger) -> set[int | None]:
    """The report years of the files that are in the inbox now; None for those whose year can't be told."""
    return {record.report_year for record in ledger.documents(parser_version())}


def land_year(paths: Paths, ledger: Ledger, year: int | None) -> Landed:
    """Writes all lake tables of one report year. Rows that break their contract go to quarantine with the reasons."""
    landed = Landed(year)
    records = [r for r in ledger.documents(parser_version()) if r.report_year == year and r.outcome is not None]
    for record in records:
        outcome = "duplicate" if record.duplicate_of else str(record.outcome)
        landed.outcomes[outcome] = landed.outcomes.get(outcome, 0) + 1
    ids = sorted({r.document_id for r in records if r.document_id and r.outcome == "report"})
    frames = {name: extracted.read(paths, name, year, ids, parser_version()) for name in TABLES[1:6]}
    lost = extracted.read(paths, "quarantine", year, ids, parser_version())
    known = ledger.row_counts(parser_version())
    counts = {document_id: known.get(document_id) for document_id in ids}
    extracted.require_rows(paths, year, parser_version(), counts, found=frames, refused=lost)
    frames["documents"] = document_rows(paths, year, records)
    good: dict[str, pl.DataFrame] = {}
    for name in TABLES[:6]:
        good[name] = _validated(paths, landed, name, frames[name], lost)
    read = dict(good)
    good["facts"], findings = _judged(paths, landed, year, good)
    good["findings"] = _validated(paths, landed, "findings", findings, lost)
    changes = changes_of_year(paths, ledger, records, NewRows(year, read, good))
    # First of all, since the rows that it compares with are gone afterwards.
    good = {"release_changes": _validated(paths, landed, "release_changes", changes, lost), **good}
    for name, frame in good.items():
        landed.rows[name] = frame.height
        if write_year(paths, name, landed.year, frame_to_table(name, frame)):
            landed.changed.append(name)
    return landed


def drop_vanished(paths: Paths, present: Iterable[int | None], landed: Iterable[int | None]) -> list[int]:
    """Removes the years that no file of the inbox reports any more. Returns them."""
    gone = sorted(year for year in set(landed) - set(present) if year is not None)
    for year in gone:
        # Its documents, by which a year is known, go last: cut off before, the next call goes on.
        for name in ("quarantine", *reversed(TABLES)):
            drop_year(paths, name, year)
    return gone


def _validated(paths: Paths, landed: Landed, name: str, frame: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Holds rows against their contract, quarantines the bad ones, returns the good ones."""
    validated = validate(name, frame)
    rejected = pl.concat([validated.rejected, lost.filter(pl.col("table_name") == name)])
    replace_rejected(paths, name, landed.year, rejected)
    landed.rejected[name] = rejected.height
    landed.failed.update({f"{name}.{check}": count for check, count in validated.counts.items() if count})
    return validated.good


def _judged(
    paths: Paths, landed: Landed, year: int | None, good: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Runs the rules on every report of the year, with the same agency's report of the year before where it has one.

    That report also reads what runs of digits leave open.
    """
    facts = _by_document(good["facts"])
    claims = _by_document(good["claims"])
    previous = _previous_facts(paths, year)
    corroborated: set[str] = set()
    settled: list[Fact] = []
    rows: list[dict[str, Any]] = []
    for report in good["reports"].iter_rows(named=True):
        document_id = report["document_id"]
        own = [_fact(row) for row in facts.get(document_id, ())]
        stated = [_claim(row) for row in claims.get(document_id, ())]
        filer = Filer(report["form"], year, report["agency_level"], report["agency_type"])
        settled += settle_by_previous(filer, own, stated, previous.get(report["agency_key"], {}))
        judged = judge(
            document_id,
            own,
            stated,
            form=report["form"],
            year=year,
            level=report["agency_level"],
            agency_type=report["agency_type"],
            previous=previous.get(report["agency_key"]),
        )
        corroborated |= judged.corroborated
        rows += [finding_row(finding, document_id, year) for finding in judged.findings]
        for result in judged.results:
            counts = landed.identities.setdefault(result.rule_id, {})
            counts[result.outcome.value] = counts.get(result.outcome.value, 0) + 1
    for row in rows:
        landed.findings[row["severity"]] = landed.findings.get(row["severity"], 0) + 1
    columns = {name: [row[name] for row in rows] for name in contract("findings").column_names}
    facts_of_year = _with_settled(good["facts"], settled)
    marked = facts_of_year.with_columns(pl.col("fact_id").is_in(list(corroborated)).alias("corroborated"))
    return marked, pl.DataFrame(rows_to_table("findings", columns))


def _with_settled(frame: pl.DataFrame, settled: Sequence[Fact]) -> pl.DataFrame:
    """The facts with the values, spans and statuses of those that last year's report settled."""
    columns = {
        "fact_id": [fact.fact_id for fact in settled],
        "value": [None if fact.value is None else Decimal(fact.value) for fact in settled],
        "status": [fact.status.value for fact in settled],
        "raw_text": [fact.raw_text for fact in settled],
        "start_offset": [fact.start for fact in settled],
        "end_offset": [fact.end for fact in settled],
        "candidates": [fact.candidates for fact in settled],
    }
    updates = pl.DataFrame(columns, schema={name: frame.schema[name] for name in columns})
    return frame.update(updates, on="fact_id")


def _by_document(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["document_id"], []).append(row)
    return rows


def _previous_facts(paths: Paths, year: int | None) -> dict[str, dict[tuple[str, str | None], Fact]]:
    """Facts of the year before by agency, from its reports on national forms.

    Where there are several, a page and its attachment or a later version, what they do not agree on is left out.
    """
    if year is None:
        return {}
    reports = read_table(paths, "reports", [year - 1]).filter(
        pl.col("form").is_in(list(NATIONAL_FORMS)), pl.col("agency_key") != "unknown"
    )
    agencies = dict(reports.select("document_id", "agency_key").iter_rows())
    facts = read_table(paths, "facts", [year - 1]).filter(pl.col("document_id").is_in(list(agencies)))
    found: dict[str, dict[tuple[str, str | None], Fact]] = {}
    torn: set[tuple[str, tuple[str, str | None]]] = set()
    for row in facts.iter_rows(named=True):
        agency, fact = agencies[row["document_id"]], _fact(row)
        key = fact.indicator_id, fact.column_id
        known = found.setdefault(agency, {}).get(key)
        if known is None or known.status is not Status.REPORTED:
            found[agency][key] = fact
        elif fact.status is Status.REPORTED and fact.value != known.value:
            torn.add((agency, key))
    for agency, key in torn:
        del found[agency][key]
    return found


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        row["fact_id"],
        row["indicator_id"],
        row["column_id"],
        _number(row["value"]),
        row["unit"],
        Status(row["status"]),
        row["approximate"],
        row["method"],
        row["raw_text"],
        row["start_offset"],
        row["end_offset"],
        row["page"],
        row["candidates"],
        printed_label=row["printed_label"],
    )


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(
        row["claim_id"],
        row["indicator_id"],
        row["column_id"],
        _number(row["value"]) or 0,
        row["unit"],
        row["approximate"],
        row["negated"],
        row["scope"],
        row["raw_text"],
        row["start_offset"],
        row["end_offset"],
        row["sentence"],
        row["sentence_start"],
        row["sentence_end"],
    )


def _number(value: Decimal | None) -> Number | None:
    """A stored decimal as the parser had it: whole figures are int again."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()
