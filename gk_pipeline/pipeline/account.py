"""Does the lake account for every file of the inbox, and what did contracts keep out of it?

Belongs here: counting what lies in the lake, year by year. Does not: bringing it there (`land.py`), judging whether a
count is good or bad, which is the caller's part.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import FileRecord
from gk_pipeline.lake.tables import read_table, row_count, years_of
from gk_pipeline.paths import Paths


@dataclass(frozen=True, slots=True)
class YearAccount:
    """The files of one report year (None: unknown): what the inbox has against what the lake has.

    `outcomes` counts rows of the table `documents`, `quarantined` those that its contract kept out. `missing` names
    files of the inbox that neither has as they are now, `extra` those that the lake has and the inbox has not.
    `difference` is a digest of these with their bytes, and empty when there are none.
    """

    year: int | None
    files: int
    outcomes: dict[str, int]
    quarantined: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    difference: str = field(default="", compare=False)

    @property
    def is_balanced(self) -> bool:
        return not (self.missing or self.extra) and self.files == sum(self.outcomes.values()) + self.quarantined


@dataclass(frozen=True, slots=True)
class Stock:
    """How many rows a table has in a report year, and how many of it are in quarantine by reason.

    A row may have several reasons; `quarantined` counts it once.
    """

    table: str
    year: int | None
    rows: int
    quarantined: int
    reasons: dict[str, int]


def accounts(paths: Paths, ledger: Ledger) -> list[YearAccount]:
    """One account for every year that the inbox or the lake has files of, in order, the unknown year last.

    A file that this parser has not read yet counts to the unknown year.
    """
    inbox: dict[int | None, list[FileRecord]] = {}
    for record in ledger.documents(parser_version()):
        inbox.setdefault(record.report_year, []).append(record)
    years = {*inbox, *years_of(paths, "documents"), *years_of(paths, "quarantine")}
    return [_account(paths, year, inbox.get(year, [])) for year in in_order(years)]


def stocks(paths: Paths) -> list[Stock]:
    """The stock of every table but `quarantine` in every report year that has rows of it, there or in quarantine."""
    refused = read_table(paths, "quarantine").partition_by("table_name", "report_year", as_dict=True)
    found = []
    for table in LAKE:
        if table.name == "quarantine":
            continue
        years = {*years_of(paths, table.name), *(year for name, year in refused if name == table.name)}
        for year in in_order(years):
            rows = refused.get((table.name, year), pl.DataFrame())
            found.append(Stock(table.name, year, row_count(paths, table.name, year), rows.height, _reasons(rows)))
    return found


def in_order(years: Iterable[int | None]) -> list[int | None]:
    """Report years in order, the unknown one last."""
    return sorted(years, key=lambda year: (year is None, year or 0))


def _reasons(refused: pl.DataFrame) -> dict[str, int]:
    return Counter(reason for reasons in refused["reasons"] for reason in reasons) if refused.height else {}


def _account(paths: Paths, year: int | None, records: list[FileRecord]) -> YearAccount:
    documents = read_table(paths, "documents", [year])
    refused = read_table(paths, "quarantine", [year]).filter(pl.col("table_name") == "documents")
    # A file as the lake should have it: its inbox name, its bytes, and the parser that read them.
    wanted = {(record.file_path, record.document_id, record.parser_version) for record in records}
    held = {
        *documents.select("file_path", "document_id", "parser_version").iter_rows(),
        *refused.select("row_key", "document_id", "parser_version").iter_rows(),
    }
    return YearAccount(
        year,
        len(records),
        dict(sorted(documents.group_by("outcome").len().iter_rows())),
        refused.height,
        tuple(sorted(path for path, _, _ in wanted - held)),
        tuple(sorted(path for path, _, _ in held - wanted)),
        _digest(wanted - held, held - wanted),
    )


def _digest(*sets: set[tuple[str, str | None, str]]) -> str:
    content = repr([sorted(rows, key=repr) for rows in sets])
    return hashlib.sha256(content.encode()).hexdigest()[:16] if any(sets) else ""
