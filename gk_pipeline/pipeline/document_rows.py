"""The rows of the table `documents` of one report year.

Belongs here: the files of the inbox as rows, and when each was read. Does not: which files make up a year (`land.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from gk_pipeline.contracts.registry import contract
from gk_pipeline.lake.columns import rows_to_table
from gk_pipeline.lake.ledger_records import FileRecord
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths

_SAME = ("file_path", "document_id", "parser_version")


def document_rows(paths: Paths, year: int | None, records: Iterable[FileRecord]) -> pl.DataFrame:
    """A row a file. Of a file that the lake has already as this parser version read it, the first reading counts.

    Else homes with one lake, each with a time of its own, would never agree on how to leave it. Raises DamagedFile.
    """
    names = contract("documents").column_names
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for record in records:
        for name in names:
            value = getattr(record, name)
            columns[name].append("duplicate" if name == "outcome" and record.duplicate_of else value)
    rows = pl.DataFrame(rows_to_table("documents", columns))
    before = read_table(paths, "documents", [year], adapt=True).group_by(_SAME).agg(earlier=pl.min("extracted_at"))
    known = rows.join(before, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
    return known.with_columns(extracted_at=pl.min_horizontal("extracted_at", "earlier")).drop("earlier")
