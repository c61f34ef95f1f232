"""What parsers produced, before it is validated: append-only parts by parser version, table and report year.

Belongs here: `lake/extracted/version=V/<table>/year=YYYY/part-<id>.parquet`. Does not: which documents are parsed
(`ledger.py`), what the rows are worth (`contracts/`).

A document's rows of one table always lie in one part, which is written whole. So a document that was appended twice,
because a process was killed between a part and its entry in the ledger, is told by its lying in two parts, and only
the first of them is read. Outcomes are written last: a document with an outcome has all its other rows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gk_pipeline.contracts.arrow import unvalidated_schema
from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import EXTRACTED, contract
from gk_pipeline.contracts.vocabulary import PARSER_VERSION
from gk_pipeline.lake.atomic import remove_left_behind, replace_if_changed
from gk_pipeline.lake.parquet import parquet_bytes
from gk_pipeline.paths import Paths

MAX_SMALL_PARTS = 32
_SMALL_BYTES = 32 * 1024 * 1024
_ATTEMPTS = 5


def append(paths: Paths, batch: Mapping[str, pa.Table]) -> str:
    """Stores what one parser version produced for some documents, and returns the id of the part for the ledger.

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
        replace_if_changed(folder / f"part-{part_id}.parquet", content)
    for folder, _ in files:
        _merge_small_parts(folder)
    return part_id


def read(
    paths: Paths, table_name: str, year: int | None, document_ids: Iterable[str], parser_version: str
) -> pl.DataFrame:
    """The rows of the given documents as one parser version produced them, each document once.

    Typed as the contract, also when there are none. `year` is the report year under which the rows were appended.
    """
    table = _extracted_table(table_name)
    folder = paths.extracted_partition(parser_version, table_name, year)
    return _read_parts(table, folder, pl.col("document_id").is_in(list(document_ids)))


def read_outcomes(paths: Paths) -> pl.DataFrame:
    """The outcomes of all documents for all parser versions, each document and version once."""
    table = contract("outcomes")
    folders = sorted(paths.extracted.glob("version=*/outcomes/year=*"))
    return pl.concat(
        [pl.DataFrame(schema=polars_schema(table)), *(_read_parts(table, f, pl.lit(True)) for f in folders)]
    )


def _read_parts(table: Table, folder: Path, wanted: pl.Expr) -> pl.DataFrame:
    schema = polars_schema(table)
    for attempt in range(_ATTEMPTS):
        parts = _parts(folder)
        if not parts:
            break
        try:
            rows = pl.scan_parquet(
                parts, schema=schema, hive_partitioning=False, glob=False, include_file_paths="_part"
            )
            first = pl.col("_part") == pl.col("_part").min().over("document_id")
            return rows.filter(wanted).filter(first).drop("_part").collect()
        except FileNotFoundError:  # another process has just merged these parts into one
            if attempt == _ATTEMPTS - 1:
                raise
        except (pl.exceptions.SchemaError, pl.exceptions.ColumnNotFoundError) as error:
            raise ContractError(
                f"{folder} was written under another contract of {table.name}: {error}. "
                f"Remove {folder.parent.parent} and the ledger, and run again: its documents are parsed anew."
            ) from error
    return pl.DataFrame(schema=schema)


def _merge_small_parts(folder: Path) -> None:
    """Many small parts to one. The parts go after the merged one is there: in between, rows lie twice, which
    reading allows for. A part that has gone meanwhile means that another process is at it; then leave it to that."""
    remove_left_behind(folder)
    try:
        small = [part for part in _parts(folder) if part.stat().st_size < _SMALL_BYTES]
        if len(small) <= MAX_SMALL_PARTS:
            return
        tables = [pq.read_table(part, partitioning=None) for part in small]
    except FileNotFoundError:
        return
    rows = pl.concat([pl.DataFrame(table).with_columns(_part=index) for index, table in enumerate(tables)])
    once = rows.filter(pl.col("_part") == pl.col("_part").min().over("document_id")).drop("_part")
    content = parquet_bytes(once.to_arrow().cast(tables[0].schema))
    merged = folder / f"part-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    replace_if_changed(merged, content)
    for part in small:
        if part != merged:
            part.unlink(missing_ok=True)


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.parquet"))


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
