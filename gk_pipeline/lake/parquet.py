"""How Arrow tables become Parquet bytes: the same rows give the same bytes.

Belongs here: the writer's options, kept in one place. Does not: where files lie.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

# Rows a group: small enough that one report is found without reading a year.
_ROW_GROUP = 122_880


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as one Parquet file. Nothing in it tells when or by whom it was written.

    Raises pyarrow.ArrowInvalid when a column that may not be null holds one.
    """
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP)
    return out.getvalue().to_pybytes()
