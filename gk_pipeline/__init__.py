"""Reads yearly government information disclosure reports into a traceable warehouse.

The folders tell the story of the data: `catalog` (the official forms), `documents` (bytes to text with offsets),
`extraction` (text to facts and claims), `agencies` (who reported), `rules` (do the figures add up), `contracts`
(the shape of every table), `lake` (Parquet by year), `warehouse` (dbt marts and lineage), `pipeline` (the use
cases), and on top `orchestration` (Dagster), `explorer` (web pages) and `cli` (the command `gk`).
"""

__version__ = "0.1.0"
