"""Does the lake account for every file of the inbox, and what did contracts keep out of it?

Belongs here: counting what lies in the lake, year by year. Does not: bringing it there (`land.py`), judging whether a
count is good or bad, which is the caller's part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl
import pyarrow.parquet as pq

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import FileRecord
from gk_pipeline.lake.tables import read_table, years_of
from gk_pipeline.paths import Paths

# A file as the lake should have it: its inbox name, its bytes, and the parser that read them.
_File = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class YearAccount:
    """The files of one report year (None: unknown): what the inbox has against what the lake has.

    `outcomes` counts rows of the table `documents`, `quarantined` those that its contract kept out. `missing` names
    files of the inbox that neither has as they are now, `extra` those that the lake has and the inbox has not.
    """

    year: int | None
    files: int
    outcomes: dict[str, int]
    quarantined: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def is_balanced(self) -> bool:
        return not (self.missing or self.extra) and self.files == sum(self.outcomes.values()) + self.quarantined


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many rows of a table and report year are in quarantine for one reason. A row may have several reasons."""

    table: str
    year: int | None
    reason: str
    rows: int


def accounts(paths: Paths, ledger: Ledger) -> list[YearAccount]:
    """One account for every year that the inbox or the lake has files of, in order, the unknown year last.

    A file that this parser has not read yet counts to the unknown year.
    """
    inbox: dict[int | None, list[FileRecord]] = {}
    for record in ledger.documents(parser_version()):
        inbox.setdefault(record.report_year, []).append(record)
    years = {*inbox, *years_of(paths, "documents"), *years_of(paths, "quarantine")}
    return [_account(paths, year, inbox.get(year, [])) for year in sorted(years, key=_by_year)]


def row_counts(paths: Paths, years: Iterable[int | None] | None = None) -> dict[str, dict[int | None, int]]:
    """Rows by table and report year; of the given years, or of all that have rows."""
    wanted = None if years is None else list(years)
    return {
        table.name: {
            year: _rows(paths, table.name, year) for year in (years_of(paths, table.name) if wanted is None else wanted)
        }
        for table in LAKE
    }


def rejected(paths: Paths) -> list[Rejected]:
    """Everything in quarantine, by table, year and reason."""
    rows = read_table(paths, "quarantine").explode("reasons").group_by("table_name", "report_year", "reasons").len()
    found = [Rejected(table, year, reason or "no reason", count) for table, year, reason, count in rows.iter_rows()]
    return sorted(found, key=lambda each: (each.table, _by_year(each.year), each.reason))


def quarantine_rates(paths: Paths) -> dict[int | None, tuple[int, int]]:
    """For every report year how many rows are in quarantine, and how many there are with them in all tables."""
    lying = row_counts(paths)
    refused = lying.pop("quarantine")
    total = Counter(refused)
    for by_year in lying.values():
        total.update(by_year)
    return {year: (refused.get(year, 0), total[year]) for year in sorted(total, key=_by_year)}


def _account(paths: Paths, year: int | None, records: list[FileRecord]) -> YearAccount:
    documents = read_table(paths, "documents", [year])
    refused = read_table(paths, "quarantine", [year]).filter(pl.col("table_name") == "documents")
    wanted = {(record.file_path, record.document_id, record.parser_version) for record in records}
    held = {*_files(documents, "file_path"), *_files(refused, "row_key")}
    return YearAccount(
        year,
        len(records),
        dict(sorted(documents.group_by("outcome").len().iter_rows())),
        refused.height,
        tuple(sorted(path for path, _, _ in wanted - held)),
        tuple(sorted(path for path, _, _ in held - wanted)),
    )


def _files(frame: pl.DataFrame, path: str) -> Iterator[_File]:
    return iter(frame.select(path, "document_id", "parser_version").iter_rows())


def _rows(paths: Paths, table_name: str, year: int | None) -> int:
    part = paths.part(table_name, year)
    return int(pq.read_metadata(part).num_rows) if part.is_file() else 0


def _by_year(year: int | None) -> tuple[bool, int]:
    return year is None, year or 0
