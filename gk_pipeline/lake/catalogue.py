"""The catalogue as Parquet, for dbt to join with: `lake/catalog/<name>.parquet`.

Belongs here: writing given rows. Does not: what the catalogue says; rows come from those who load it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import REFERENCE, contract
from gk_pipeline.contracts.validation import validate
from gk_pipeline.lake import store
from gk_pipeline.lake.columns import frame_to_table, rows_to_table
from gk_pipeline.lake.parquet import parquet_bytes
from gk_pipeline.paths import Paths


def write_reference(paths: Paths, table_name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Makes `rows` the reference table; every row names every column. Tells whether the file changed.

    Raises ContractError, and leaves the old table, when a single row breaks the contract: a catalogue that is wrong
    in part is not used.
    """
    file = paths.reference(table_name)
    changed = store.write(file, _content(table_name, rows))
    store.tidy(file.parent)
    return changed


def is_reference(paths: Paths, table_name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether `rows` are the reference table already; one that was not written yet has no rows."""
    try:
        return bool(store.read(paths.reference(table_name)) == _content(table_name, rows))
    except FileNotFoundError:
        return not rows


def _content(table_name: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    table = contract(table_name)
    if table not in REFERENCE:
        raise ContractError(
            f"{table_name} is no table of the catalogue; those are {', '.join(t.name for t in REFERENCE)}"
        )
    names = set(table.column_names)
    for number, row in enumerate(rows):
        if faults := names ^ set(row):
            raise ContractError(f"{table_name}, row {number}: columns missing or unknown: {', '.join(sorted(faults))}")
    data = rows_to_table(table_name, {name: [row[name] for row in rows] for name in table.column_names})
    validated = validate(table_name, pl.DataFrame(data))
    if validated.rejected.height:
        first = validated.rejected.row(0, named=True)
        raise ContractError(
            f"{table_name}: {validated.rejected.height} rows break the contract; "
            f"the first is {first['row_key']}: {', '.join(first['reasons'])}"
        )
    ordered = frame_to_table(table_name, validated.good.sort(table.sort_order))
    return parquet_bytes(ordered.combine_chunks())
