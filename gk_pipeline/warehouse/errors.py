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


class NoWarehouseError(WarehouseError):
    """Nothing has been built yet."""

    def __init__(self, place: object) -> None:
        super().__init__(f"There is no warehouse in {place}.", "Build it first: `gk run`.")


_REMEDIES = (
    ("No space left on device", "Make room, then run again. What was published before is untouched."),
    ("No magic bytes found", "A table of the lake is damaged. Run `gk run` for all years, which makes it again."),
    ("Could not set lock on file", "Another run is using the warehouse. Wait until it ends, then run again."),
    ("No files found that match the pattern", "A table is missing in {lake}. Run `gk run`, which writes them all."),
    ("database file with version", "Another version of DuckDB wrote {warehouse}. Remove it; it is built anew."),
    (
        "Unable to connect to Postgres",
        "Check GK_WAREHOUSE_CATALOG, whether PostgreSQL runs there, and the password in PGPASSWORD or ~/.pgpass.",
    ),
    (
        "does not match existing data path",
        "The catalogue in GK_WAREHOUSE_CATALOG has its files elsewhere: set GK_WAREHOUSE_DATA to that place.",
    ),
    ("not a valid DuckDB database file", "{warehouse} is damaged. Remove it; it is built anew from the lake."),
)


def remedy_for(message: str, paths: Paths) -> str:
    """What to do about a message of dbt or DuckDB."""
    for part, remedy in _REMEDIES:
        if part in message:
            return remedy.format(warehouse=paths.warehouse, lake=paths.lake)
    return f"The log is {paths.warehouse / 'logs' / 'dbt.log'}."
