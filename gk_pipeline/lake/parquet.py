"""How Arrow tables become Parquet bytes, and back: the same rows give the same bytes.

Belongs here: the options of writing and reading, kept in one place. Does not: where files lie (`store.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.lake import store
from gk_pipeline.location import Location


class DamagedFile(ContractError):
    """A Parquet file that can't be read, or holds other bytes than were written; `file` is which."""

    def __init__(self, file: Location) -> None:
        super().__init__(f"{file} is damaged. Run again for all years: what it held is made again, if it can be.")
        self.file = file


# Rows a group: small enough that one report is found without reading a year.
_ROW_GROUP = 122_880


class ParquetBytes:
    """One Parquet file in the making, compressed as it grows. Nothing in it tells when or by whom it was written."""

    def __init__(self, schema: pa.Schema) -> None:
        self._out = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._out, schema, compression="zstd", compression_level=3)

    def add(self, table: pa.Table) -> None:
        """Adds rows. Raises pyarrow.ArrowInvalid when a column that may not be null holds one."""
        self._writer.write_table(table, row_group_size=_ROW_GROUP)

    def close(self) -> bytes:
        """The bytes of the file; nothing can be added any more."""
        self._writer.close()
        return self._out.getvalue().to_pybytes()


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as one Parquet file. Raises what `ParquetBytes.add` raises."""
    file = ParquetBytes(table.schema)
    file.add(table)
    return file.close()


def scan_file(file: Location, schema: pl.Schema | None = None) -> pl.LazyFrame:
    """The rows of one file, to be read when they are asked for; those of an object are fetched at once.

    `schema` is what the file has to have; when it has another, reading raises what Polars raises.
    """
    return _scan(file if isinstance(file, Path) else BytesIO(store.read(file)), schema)


def scan_bytes(content: bytes) -> pl.LazyFrame:
    """The rows of the bytes of a file, to be read when they are asked for."""
    return _scan(BytesIO(content), None)


def _scan(content: Path | BytesIO, schema: pl.Schema | None) -> pl.LazyFrame:
    return pl.scan_parquet(content, schema=schema, hive_partitioning=False, glob=False)


def read_bytes(content: bytes) -> pa.Table:
    """All rows of the bytes of a file, with the schema that was written."""
    return pq.read_table(pa.BufferReader(content))


def row_count(file: Location) -> int:
    """Rows of a file, without reading them. Raises FileNotFoundError when there is none, DamagedFile."""
    with damage_named(file), store.opened(file) as source:
        return int(pq.read_metadata(source).num_rows)


@contextmanager
def damage_named(file: Location) -> Iterator[None]:
    """Raises what Polars and Arrow say about bytes that are no Parquet file as DamagedFile."""
    try:
        yield
    except (pl.exceptions.ComputeError, pa.ArrowException) as error:
        raise DamagedFile(file) from error
    except OSError as error:
        # From the disk or the server, not about the bytes. Polars gives no number to a file that is not there.
        if error.errno is not None or isinstance(error, FileNotFoundError):
            raise
        raise DamagedFile(file) from error
