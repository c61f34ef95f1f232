"""Where everything lies: the only maker of paths below the home folder, and of the names of inbox files.

Belongs here: folder and file names. Does not: reading, writing or making folders; those who write make them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gk_pipeline.location import Location, ObjectPath
from gk_pipeline.settings import Settings

# The name that Hive, Spark, DuckDB and Polars share for "no value" in a partition folder.
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"

# The one file of a partition.
PART = "part-0.parquet"

# The locks that homes with the same lake, or the same folder of published marts, share (`lake/lock.py`).
LAKE_LOCK = "lake"
MARTS_LOCK = "marts"

_ESCAPED = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one home. Makes names only; nothing here touches the disk."""

    settings: Settings

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def inbox(self) -> Location:
        """Raw files as they came. Never written to."""
        return self.settings.inbox

    @property
    def lake(self) -> Location:
        return self.settings.lake or self.home / "lake"

    @property
    def ledger(self) -> Path:
        """The SQLite file that remembers which files were seen and which documents were parsed."""
        return self.home / "ledger.sqlite"

    @property
    def warehouse(self) -> Path:
        """The private folder of dbt: database, target and logs."""
        return self.home / "warehouse"

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file that dbt alone opens."""
        return self.warehouse / "warehouse.duckdb"

    @property
    def dbt_target(self) -> Path:
        return self.warehouse / "target"

    @property
    def published(self) -> Path:
        """What readers open: one folder a version, and the link to the current one."""
        place = self.settings.published
        return place if isinstance(place, Path) else self.home / "published"

    @property
    def mirror(self) -> ObjectPath | None:
        """Where readers on other machines find what is in `published`; None when there is no such place."""
        place = self.settings.published
        return place if isinstance(place, ObjectPath) else None

    @property
    def corrections(self) -> Path:
        """What people decided about single values, in YAML files. Never written to."""
        return self.home / "corrections"

    @property
    def unsettled(self) -> Path:
        """An empty file for every report year that is being landed, so that a run which was cut off is gone on with."""
        return self.home / "unsettled"

    @property
    def landed(self) -> Path:
        """How the tables of the lake were left, and by which version of the package."""
        return self.home / "landed.json"

    @property
    def locks(self) -> Path:
        """The files on which processes hold the locks of this home. They may lie there when no one holds one."""
        return self.home / ".locks"

    def lock(self, what: str) -> Path:
        """The file of one lock. Those of the lake and of what is published lie there: other homes may use these too."""
        if what == LAKE_LOCK and isinstance(self.lake, Path):
            return self.lake / ".lock"
        if what == MARTS_LOCK:
            return self.published / ".lock"
        return self.locks / f"{what}.lock"

    @property
    def dagster_home(self) -> Path:
        return self.home / "dagster"

    def table(self, name: str) -> Location:
        """The folder of a lake table."""
        return self.lake / name

    def partition(self, name: str, year: int | None) -> Location:
        """The folder of one report year of a lake table; None is the year that is not known."""
        return self.table(name) / _year_folder(year)

    def part(self, name: str, year: int | None) -> Location:
        """The one file that holds the rows of a partition."""
        return self.partition(name, year) / PART

    def reference(self, name: str) -> Location:
        """The file of a reference table of the catalogue."""
        return self.lake / "catalog" / f"{name}.parquet"

    @property
    def reference_manifest(self) -> Location:
        """Which version of the package wrote the reference tables, and what they are."""
        return self.lake / "catalog" / "MANIFEST.json"

    @property
    def extracted(self) -> Location:
        """What parsers produced, one folder `version=...` a parser version."""
        return self.lake / "extracted"

    def extracted_partition(self, parser_version: str, name: str, year: int | None) -> Location:
        """The folder of the parts that one parser version produced for one table and report year."""
        return self.extracted / f"version={parser_version}" / name / _year_folder(year)

    def inbox_file(self, name: str) -> Location:
        """The file of the inbox that `stored_name` gave this name."""
        return self.inbox / _ESCAPED.sub(_unescaped, name)


def stored_name(relative: str) -> str:
    """The name by which tables call the file with this path relative to the inbox, with `/`.

    A file name need not be UTF-8: a byte that is not becomes `\\xhh`, and a backslash is doubled, so that every name
    can be stored and leads back to the file.
    """
    return relative.replace("\\", "\\\\").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _year_folder(year: int | None) -> str:
    return f"year={NULL_PARTITION if year is None else year}"


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return "\\"
    return bytes.fromhex(match[1]).decode("utf-8", "surrogateescape")
