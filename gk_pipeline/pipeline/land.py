"""Makes one report year of the lake: what was extracted for the files that are in the inbox now, judged and validated.

Belongs here: which documents make up a year, findings across years, contracts and quarantine. Does not: parsing,
marts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import attrgetter

import polars as pl

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.registry import contract
from gk_pipeline.contracts.validation import validate
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import FileRecord
from gk_pipeline.lake.part import Part
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.document_rows import document_rows
from gk_pipeline.pipeline.judge_year import judge_year
from gk_pipeline.pipeline.release_rows import NewRows, changes_of_year

# What is read of a document, in this order, since a rejected report takes its values with it.
_READ = ("reports", "facts", "claims", "unmapped_cells", "passages")
TABLES = ("documents", *_READ, "findings", "release_changes")
# Documents whose rows are held at once, some 1 GB of them.
_AT_ONCE = 5_000


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
    """Writes all lake tables of one report year. Rows that break their contract go to quarantine with the reasons.

    Some documents after the other, in the order of their ids: a year can have more than fits into memory.
    """
    records = [r for r in ledger.documents(parser_version()) if r.report_year == year and r.outcome is not None]
    landing = _Landing(paths, ledger, year)
    landing.add_files(records)
    known = sorted((r for r in records if r.document_id), key=lambda record: str(record.document_id))
    documents = [list(own) for _, own in groupby(known, key=attrgetter("document_id"))]
    for start in range(0, max(len(documents), 1), _AT_ONCE):
        landing.add_documents([*chain.from_iterable(documents[start : start + _AT_ONCE])])
    return landing.write()


class _Landing:
    """A year in the making."""

    def __init__(self, paths: Paths, ledger: Ledger, year: int | None) -> None:
        self._paths, self._ledger, self._year = paths, ledger, year
        self._counts = ledger.row_counts(parser_version())
        self._landed = Landed(year)
        self._parts = {name: Part(name, year) for name in TABLES if name != "release_changes"}
        # By other keys than the documents' ids, and few.
        self._changes = [pl.DataFrame(schema=polars_schema(contract("release_changes")))]
        self._rejected: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}

    def add_files(self, records: Sequence[FileRecord]) -> None:
        """The rows of `documents`: all files of the year."""
        for record in records:
            _count(self._landed.outcomes, "duplicate" if record.duplicate_of else str(record.outcome))
        self._add("documents", self._validated("documents", document_rows(self._paths, self._year, records)))

    def add_documents(self, records: Sequence[FileRecord]) -> None:
        """The rows of all other tables that come of some documents; `records` are all files that hold these."""
        ids = sorted({str(r.document_id) for r in records if r.outcome == "report"})
        frames = {name: self._extracted(name, ids) for name in _READ}
        lost = self._extracted("quarantine", ids)
        counts = {document_id: self._counts.get(document_id) for document_id in ids}
        extracted.require_rows(self._paths, self._year, parser_version(), counts, found=frames, refused=lost)
        read = {
            name: self._validated(name, frames.pop(name), lost.filter(pl.col("table_name") == name)) for name in _READ
        }
        judged = judge_year(self._paths, self._year, **{name: read[name] for name in ("reports", "facts", "claims")})
        for rule, outcomes in judged.identities.items():
            for outcome, count in outcomes.items():
                _count(self._landed.identities.setdefault(rule, {}), outcome, count)
        for severity, count in judged.findings.group_by("severity").len().iter_rows():
            _count(self._landed.findings, severity, count)
        landed = read | {"facts": judged.facts, "findings": self._validated("findings", judged.findings)}
        changes = changes_of_year(self._paths, self._ledger, records, NewRows(self._year, read, landed))
        self._changes.append(self._validated("release_changes", changes))
        for name, rows in landed.items():
            self._add(name, rows)

    def write(self) -> Landed:
        """Puts the files of the year in their places."""
        landed = self._landed
        for name, frames in self._rejected.items():
            rejected = pl.concat(frames)
            replace_rejected(self._paths, name, self._year, rejected)
            landed.rejected[name] = rejected.height
        # First of all, since the rows that it compares with are gone afterwards.
        changes = Part("release_changes", self._year)
        changes.add(frame_to_table("release_changes", pl.concat(self._changes)))
        for name, part in {"release_changes": changes, **self._parts}.items():
            landed.rows[name] = part.rows
            if part.write(self._paths):
                landed.changed.append(name)
        return landed

    def _extracted(self, name: str, ids: Sequence[str]) -> pl.DataFrame:
        return extracted.read(self._paths, name, self._year, ids, parser_version())

    def _validated(self, name: str, frame: pl.DataFrame, lost: pl.DataFrame | None = None) -> pl.DataFrame:
        """The rows that keep their contract; the others are kept for quarantine, with those lost before."""
        validated = validate(name, frame)
        self._rejected[name] += [validated.rejected] if lost is None else [validated.rejected, lost]
        for check, count in validated.counts.items():
            if count:
                _count(self._landed.failed, f"{name}.{check}", count)
        return validated.good

    def _add(self, name: str, rows: pl.DataFrame) -> None:
        self._parts[name].add(frame_to_table(name, rows))


def _count(counts: dict[str, int], name: str, more: int = 1) -> None:
    counts[name] = counts.get(name, 0) + more


def drop_vanished(paths: Paths, present: Iterable[int | None], landed: Iterable[int | None]) -> list[int]:
    """Removes the years that no file of the inbox reports any more. Returns them."""
    gone = sorted(year for year in set(landed) - set(present) if year is not None)
    for year in gone:
        # Its documents, by which a year is known, go last: cut off before, the next call goes on.
        for name in ("quarantine", *reversed(TABLES)):
            drop_year(paths, name, year)
    return gone
