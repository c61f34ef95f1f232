"""The release changes of one report year: which documents are compared, with which rows of which version.

Belongs here: telling documents that another version read from new ones, the rows of both sides, keeping what earlier
landings found. Does not: comparing rows (`release_diff.py`), writing them (`land.py`).

A year's changes are a function of what the lake has of the year and of its new rows, and are written before any of
these. So a landing that is cut off in between is landed again from the same old rows, or finds that the new ones are
there and keeps what was written before them: `reports` is written before the tables whose rows are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted, store
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import FileRecord, ParsedDocument
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.release_diff import (
    attribute_changes,
    compare_readings,
    fact_changes,
    finding_changes,
    no_changes,
)

_READ = ("reports", "facts", "claims")


@dataclass(frozen=True, slots=True)
class NewRows:
    """What a landing is about to write for one year: `read` before judging (reports, facts, claims), `landed` after."""

    year: int | None
    read: Mapping[str, pl.DataFrame]
    landed: Mapping[str, pl.DataFrame]


def changes_of_year(paths: Paths, ledger: Ledger, records: Iterable[FileRecord], new: NewRows) -> pl.DataFrame:
    """All release changes of some documents of a year: those that earlier landings found, and those of this version.

    `records` are all files that hold them. Of documents that are read as of another year, or as a report at all, other
    than by the version before, the cells are compared as both versions read them; their findings are not: beside
    another year's reports they are others.
    """
    documents = {r.document_id: r for r in records if r.document_id and r.duplicate_of is None}
    found = [no_changes()]
    compared: list[pl.DataFrame] = []
    for from_version, ids, changes in (
        *_of_the_same_year(paths, documents, new),
        *_of_another_year(paths, ledger, documents, new),
    ):
        versions = {"from_version": pl.lit(from_version), "to_version": pl.lit(parser_version())}
        found.append(changes.with_columns(report_year=pl.lit(new.year, pl.Int16), **versions))
        compared.append(pl.DataFrame({"document_id": ids}).with_columns(from_version=versions["from_version"]))
    before = _old(paths, "release_changes", new.year, list(documents))
    return pl.concat([_without(before, compared), *found])


def _of_the_same_year(
    paths: Paths, documents: Mapping[str, FileRecord], new: NewRows
) -> Iterator[tuple[str, list[str], pl.DataFrame]]:
    """By version: the documents whose rows in this year of the lake it wrote, and how the new ones differ."""
    reports = _old(paths, "reports", new.year, _reports_among(documents)).filter(
        pl.col("parser_version") != parser_version()
    )
    for (version,), own in reports.group_by("parser_version"):
        ids = own["document_id"].to_list()
        old_read = _as_read(paths, str(version), new.year, ids)
        readings = compare_readings(old_read, _of_all(new.read, ids))
        # Where a damaged file was taken away, its cells are known from what was read; its findings are not.
        old_facts, new_facts = _stood(paths, "facts", new.year, ids), new.landed["facts"]
        if old_facts is None:
            old_facts, new_facts = old_read["facts"], new.read["facts"]
        changes = [
            attribute_changes(own, _of(new.landed["reports"], ids)),
            fact_changes(old_facts, _of(new_facts, ids), readings),
        ]
        old_findings = _stood(paths, "findings", new.year, ids)
        if old_findings is not None:
            changes.append(finding_changes(old_findings, _of(new.landed["findings"], ids), readings))
        yield str(version), ids, pl.concat(changes)


def _of_another_year(
    paths: Paths, ledger: Ledger, documents: Mapping[str, FileRecord], new: NewRows
) -> Iterator[tuple[str, list[str], pl.DataFrame]]:
    """By version and year: the documents that it read as of that year, or as no report, and how the new rows differ."""
    written = _old(paths, "documents", new.year, list(documents)).filter(pl.col("parser_version") == parser_version())
    stood = _old(paths, "reports", new.year, _reports_among(documents))
    known = {*written["document_id"], *stood["document_id"]}
    before = ledger.read_before([each for each in documents if each not in known], parser_version())
    moved: dict[tuple[str, int | None], list[ParsedDocument]] = {}
    for document in before:
        record = documents[document.document_id]
        if (document.outcome, document.report_year) != (record.outcome, record.report_year):
            moved.setdefault((document.parser_version, document.report_year), []).append(document)
    for (version, year), group in moved.items():
        ids = [document.document_id for document in group]
        old, now_read = _as_read(paths, version, year, ids), _of_all(new.read, ids)
        was = pl.DataFrame({"document_id": ids, "outcome": [document.outcome for document in group]})
        now = pl.DataFrame({"document_id": ids, "outcome": [documents[each].outcome for each in ids]})
        changes = [
            attribute_changes(was, now, ("outcome",)),
            attribute_changes(old["reports"], now_read["reports"]),
            fact_changes(old["facts"], now_read["facts"], compare_readings(old, now_read)),
        ]
        yield version, ids, pl.concat(changes)


def _reports_among(documents: Mapping[str, FileRecord]) -> list[str]:
    return [document_id for document_id, record in documents.items() if record.outcome == "report"]


def _as_read(paths: Paths, version: str, year: int | None, ids: list[str]) -> dict[str, pl.DataFrame]:
    return {name: extracted.read(paths, name, year, ids, version, adapt=True) for name in _READ}


def _old(paths: Paths, table_name: str, year: int | None, ids: list[str]) -> pl.DataFrame:
    """What the lake has of some documents. An upgrade may change contracts too: old rows are compared in what both
    have."""
    return read_table(paths, table_name, [year], documents=ids, adapt=True)


def _stood(paths: Paths, table_name: str, year: int | None, ids: list[str]) -> pl.DataFrame | None:
    """The rows of some documents; None where the file of the year is gone, which is there if need be without rows."""
    return _old(paths, table_name, year, ids) if store.is_file(paths.part(table_name, year)) else None


def _of_all(tables: Mapping[str, pl.DataFrame], ids: list[str]) -> dict[str, pl.DataFrame]:
    return {name: _of(tables[name], ids) for name in _READ}


def _of(frame: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    return frame.filter(pl.col("document_id").is_in(ids))


def _without(before: pl.DataFrame, compared: list[pl.DataFrame]) -> pl.DataFrame:
    """The changes found before, but for those into this version that have just been found again."""
    if not compared:
        return before
    again = pl.concat(compared).with_columns(to_version=pl.lit(parser_version()))
    return before.join(again, on=["document_id", "from_version", "to_version"], how="anti", maintain_order="left")
