"""What can go wrong in the warehouse, in words.

Belongs here: the exception of this room, and what to do about messages of dbt and DuckDB. Does not: which tests failed
(`build.py`).
"""

from __future__ import annotations

from gk_pipeline.paths import Paths


class WarehouseError(Exception):
    """The warehouse can't be built, published or read. `remedy` says what a person can do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}\n{remedy}")
        self.message = message
        self.remedy = remedy


_REMEDIES = (
    ("Could not set lock on file", "Another run is using the warehouse. Wait until it ends, then run again."),
    ("No files found that match the pattern", "A table is missing in {lake}. Run `gk run`, which writes them all."),
    ("database file with version", "Another version of DuckDB wrote {warehouse}. Remove it; it is built anew."),
    ("not a valid DuckDB database file", "{warehouse} is damaged. Remove it; it is built anew from the lake."),
)


def remedy_for(message: str, paths: Paths) -> str:
    """What to do about a message of dbt or DuckDB."""
    for part, remedy in _REMEDIES:
        if part in message:
            return remedy.format(warehouse=paths.warehouse, lake=paths.lake)
    return f"The log is {paths.warehouse / 'logs' / 'dbt.log'}."
