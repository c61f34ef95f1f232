"""What parsers produced, before it is validated: append-only parts by parser version, table and report year.

Belongs here: `lake/extracted/version=V/<table>/year=YYYY/part-<digest>.parquet`. Does not: which documents are parsed
(`ledger.py`), what the rows are worth (`contracts/`).

A document's rows of one table always lie in one part, which is written whole. So a document that was appended twice,
because a process was killed between a part and its entry in the ledger, is told by its lying in two parts, and only
the first of them is read. Outcomes are written last: a document with an outcome has all its other rows, as many as its
outcome says, unless somebody removed them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from shutil import rmtree

import polars as pl
import pyarrow as pa

from gk_pipeline.contracts.arrow import unvalidated_schema
from gk_pipeline.contracts.frames import adapted, polars_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import EXTRACTED, contract
from gk_pipeline.contracts.vocabulary import PARSER_VERSION
from gk_pipeline.lake import parquet, store
from gk_pipeline.lake.objects import Stored
from gk_pipeline.lake.parquet import DamagedFile, parquet_bytes
from gk_pipeline.location import Location
from gk_pipeline.paths import PART, Paths


class LostRows(DamagedFile):
    """The rows of a document that was read are gone: another program removed them, or another home that needs them no
    more. What is in their folder is as good as damaged."""


MAX_SMALL_PARTS = 32
_SMALL_BYTES = 32 * 1024 * 1024
_ATTEMPTS = 5


def append(paths: Paths, batch: Mapping[str, pa.Table]) -> str:
    """Stores what one parser version produced for some documents, and returns the id of the batch for the ledger.

    `batch` has tables of `rows_to_table` by name: outcomes, with one row for every document, and any of reports,
    facts, claims, unmapped_cells and quarantine. The same batch has the same id and is stored once. Merges the small
    parts of a year when there are more than MAX_SMALL_PARTS. Raises ContractError for a table that a parser does not
    produce, another schema, or rows of more than one parser version.
    """
    version = _version_of(batch)
    files = [
        (paths.extracted_partition(version, table.name, year), parquet_bytes(rows))
        for table in EXTRACTED
        if table.name in batch
        for year, rows in _by_year(table, batch[table.name])
    ]
    digest = hashlib.sha256(version.encode())
    for _, content in files:
        digest.update(content)
    part_id = digest.hexdigest()[:16]
    for folder, content in files:
        store.write(folder / _part_name(content), content)
    for folder, _ in files:
        _merge_small_parts(folder)
    return part_id


def read(
    paths: Paths,
    table_name: str,
    year: int | None,
    document_ids: Iterable[str],
    parser_version: str,
    *,
    adapt: bool = False,
) -> pl.DataFrame:
    """The rows of the given documents as one parser version produced them, each document once.

    Typed as the contract, also when there are none. `year` is the report year under which the rows were appended.
    Rows of another contract raise ContractError, unless told to `adapt` them; what it did not have is null then.
    """
    table = _extracted_table(table_name)
    folder = paths.extracted_partition(parser_version, table_name, year)
    return _read_parts(table, folder, pl.col("document_id").is_in(list(document_ids)), adapt)


def require_rows(
    paths: Paths,
    year: int | None,
    parser_version: str,
    counts: Mapping[str, int | None],
    *,
    found: Mapping[str, pl.DataFrame],
    refused: pl.DataFrame,
) -> None:
    """Raises LostRows unless all rows of these documents, all read as reports, are among `found`, by table, or the rows
    of `quarantine` in `refused`, as `read` gives them.

    `counts` says how many they are; where it is None, they were not counted, and only the report itself is asked for.
    To be asked before a year is made of such rows: a part that was removed would thin it out without a word.
    """
    quarantined = refused.filter(pl.col("table_name").is_in(list(found)))
    held = Counter(chain(*(rows["document_id"] for rows in (*found.values(), quarantined))))
    reports = {*found["reports"]["document_id"], *quarantined.filter(table_name="reports")["document_id"]}
    if any(document not in reports or held[document] < (count or 0) for document, count in counts.items()):
        raise LostRows(paths.extracted_partition(parser_version, "reports", year) / PART)


def read_outcomes(paths: Paths) -> pl.DataFrame:
    """The outcomes of all documents for all parser versions, each document and version once.

    What the contract of their time did not have is null.
    """
    table = contract("outcomes")
    parts = (each.name for each in store.files(paths.extracted))
    folders = sorted({part.rpartition("/")[0] for part in parts if fnmatch(part, "version=*/outcomes/year=*/*")})
    frames = (_read_sound_parts(table, paths.extracted / folder) for folder in folders)
    return pl.concat([pl.DataFrame(schema=polars_schema(table)), *frames])


def _read_sound_parts(table: Table, folder: Location) -> pl.DataFrame:
    """All rows of a folder. Damaged parts are removed; what was in them is read anew, since nobody knows of it."""
    while True:
        try:
            return _read_parts(table, folder, pl.lit(True), adapt=True)
        except DamagedFile as damage:
            store.remove(damage.file)


def _read_parts(table: Table, folder: Location, wanted: pl.Expr, adapt: bool = False) -> pl.DataFrame:
    for attempt in range(_ATTEMPTS):
        parts = _parts(folder)
        if not parts:
            break
        try:
            frames = [_rows_of_part(table, folder / part.name, wanted, adapt) for part in parts]
        except FileNotFoundError:  # another process has just merged these parts into one
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        rows = pl.concat(frame.with_columns(_part=index) for index, frame in enumerate(frames))
        first = pl.col("_part") == pl.col("_part").min().over("document_id")
        return rows.filter(first).drop("_part")
    return pl.DataFrame(schema=polars_schema(table))


def _rows_of_part(table: Table, part: Location, wanted: pl.Expr, adapt: bool) -> pl.DataFrame:
    frame = parquet.scan_bytes(_content(part)).filter(wanted).collect()
    if adapt:
        frame = adapted(table, frame)
    if frame.schema != polars_schema(table):
        version = part.parent.parent.parent
        raise ContractError(
            f"{part.parent} was written under another contract of {table.name}. "
            f"Remove {version} and the ledger, and run again: its documents are parsed anew."
        )
    return frame


def _content(part: Location) -> bytes:
    """The bytes of a part. Raises DamagedFile when they are not those that were written, FileNotFoundError."""
    content = store.read(part)
    if part.name != _part_name(content):
        raise DamagedFile(part)
    return content


def _merge_small_parts(folder: Location) -> None:
    """Many small parts to one. The parts go after the merged one is there: in between, rows lie twice, which
    reading allows for. A part that has gone meanwhile means that another process is at it; then leave it to that."""
    store.tidy(folder)
    small = [part.name for part in _parts(folder) if part.size < _SMALL_BYTES]
    if len(small) <= MAX_SMALL_PARTS:
        return
    try:
        tables = [parquet.read_bytes(_content(folder / part)) for part in small]
    except (FileNotFoundError, DamagedFile):  # who reads the documents of a damaged part will find it
        return
    if any(table.schema != tables[0].schema for table in tables):  # of two contracts: neither is made the other
        return
    rows = pl.concat([pl.DataFrame(table).with_columns(_part=index) for index, table in enumerate(tables)])
    once = rows.filter(pl.col("_part") == pl.col("_part").min().over("document_id")).drop("_part")
    content = parquet_bytes(once.to_arrow().cast(tables[0].schema))
    merged = _part_name(content)
    store.write(folder / merged, content)
    for part in small:
        if part != merged:
            store.remove(folder / part)


def _part_name(content: bytes) -> str:
    """Parts are called after their bytes: nothing else would tell when a single figure was not as it was written."""
    return f"part-{hashlib.sha256(content).hexdigest()[:16]}.parquet"


def _parts(folder: Location) -> list[Stored]:
    return [each for each in store.files(folder) if fnmatch(each.name, "part-*.parquet")]


def _extracted_table(name: str) -> Table:
    table = contract(name)
    if table not in EXTRACTED:
        raise ContractError(
            f"{name} is no table that parsers produce; those are {', '.join(t.name for t in EXTRACTED)}"
        )
    return table


def _version_of(batch: Mapping[str, pa.Table]) -> str:
    if "outcomes" not in batch:
        raise ContractError("a batch has outcomes, one row for every document; this one has none")
    for name, rows in batch.items():
        if not rows.schema.equals(unvalidated_schema(_extracted_table(name))):
            raise ContractError(f"{name}: the schema is not that of the contract; make the table with rows_to_table")
    versions: set[str | None] = {
        version for rows in batch.values() for version in rows["parser_version"].unique().to_pylist()
    }
    if len(versions) != 1 or None in versions:
        raise ContractError(f"a batch is of one parser version; this one is of {sorted(map(str, versions))}")
    version = str(versions.pop())
    if not re.fullmatch(PARSER_VERSION, version):
        raise ContractError(f"the parser version {version!r} can't name a folder; it is spelled {PARSER_VERSION}")
    return version


def _by_year(table: Table, rows: pa.Table) -> Iterable[tuple[int | None, pa.Table]]:
    frame = pl.DataFrame(rows)
    for (year,), part in sorted(frame.group_by("report_year", maintain_order=True), key=lambda item: str(item[0])):
        yield year, part.to_arrow().cast(unvalidated_schema(table))


def versions(paths: Paths) -> set[str]:
    """The parser versions that rows are kept of, and those of which a removal that was cut off left something."""
    named = (each.name.partition("/")[0] for each in store.files(paths.extracted))
    return {name.removeprefix("version=") for name in named if name.startswith("version=")}


def remove_version(paths: Paths, parser_version: str) -> None:
    """Removes all that one parser version produced, its outcomes first: without them nothing counts as read by it.

    Call it when the ledger knows nothing of the version any more.
    """
    folder = paths.extracted / f"version={parser_version}"
    found = sorted(store.files(folder), key=lambda each: (not each.name.startswith("outcomes/"), each.name))
    for each in found:
        store.remove(folder / each.name)
    if isinstance(folder, Path):
        rmtree(folder, ignore_errors=True)  # empty folders, and what killed processes left
