"""Makes one report year of the lake: what was extracted for the files that are in the inbox now, judged and validated.

Belongs here: which documents make up a year, findings across years, contracts and quarantine. Does not: parsing,
marts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gk_pipeline.contracts.validation import validate
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import FileRecord
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.document_rows import document_rows
from gk_pipeline.pipeline.judge_year import judge_year
from gk_pipeline.pipeline.release_rows import NewRows, changes_of_year

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
    identities: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
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
    # Nothing but these rows is kept while they are written, and each table no longer than that: a year can be large.
    rows = _rows_of_year(paths, ledger, records, landed)
    for name in list(rows):
        frame = rows.pop(name)
        landed.rows[name] = frame.height
        if write_year(paths, name, landed.year, frame_to_table(name, frame)):
            landed.changed.append(name)
    return landed


def _rows_of_year(
    paths: Paths, ledger: Ledger, records: Sequence[FileRecord], landed: Landed
) -> dict[str, pl.DataFrame]:
    """The good rows of every table in the order in which they are written; the others are in quarantine."""
    year = landed.year
    ids = sorted({r.document_id for r in records if r.document_id and r.outcome == "report"})
    frames = {name: extracted.read(paths, name, year, ids, parser_version()) for name in TABLES[1:6]}
    lost = extracted.read(paths, "quarantine", year, ids, parser_version())
    known = ledger.row_counts(parser_version())
    counts = {document_id: known.get(document_id) for document_id in ids}
    extracted.require_rows(paths, year, parser_version(), counts, found=frames, refused=lost)
    frames["documents"] = document_rows(paths, year, records)
    read = {name: _validated(paths, landed, name, frames.pop(name), lost) for name in TABLES[:6]}
    judged = judge_year(paths, year, reports=read["reports"], facts=read["facts"], claims=read["claims"])
    landed.identities = judged.identities
    landed.findings = dict(judged.findings.group_by("severity").len().iter_rows())
    findings = _validated(paths, landed, "findings", judged.findings, lost)
    good = read | {"facts": judged.facts, "findings": findings}
    changes = changes_of_year(paths, ledger, records, NewRows(year, read, good))
    # First of all, since the rows that it compares with are gone afterwards.
    return {"release_changes": _validated(paths, landed, "release_changes", changes, lost), **good}


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
