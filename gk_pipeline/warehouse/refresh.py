"""What a build has to make anew: the inputs of the marts as they are now, against those of the last build that passed.

Belongs here: which report years changed, and how dbt is told. Does not: running dbt (`build.py`), which other years a
change reaches, which the models find out themselves (`int_years__touched`).

dbt keeps the inputs in the warehouse, in `state.inputs`, only while every model and test of the project agrees with
them (`macros/standing_failures.sql`): after a run that failed, was cut off, or left something out, all is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import version

import duckdb

from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.extraction.version import package_version
from gk_pipeline.lake import store
from gk_pipeline.paths import NULL_PARTITION, Paths
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT
from gk_pipeline.warehouse.errors import NoWarehouseError

# What an input is: a lake table and one of its years, a table of the catalogue, or a part of what makes the marts.
Input = tuple[str, str, str]

_UNKNOWN = "unknown"
_CODE = ("dbt-core", "dbt-duckdb", "duckdb")
# The models find out themselves which years a correction is about.
_BY_ROW = "corrections"


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a build has to make anew. `years` are the report years of the lake that changed, None for all of them.

    In `years` None is the unknown year. When `is_needed` is false, dbt need not be run at all.
    """

    years: frozenset[int | None] | None
    is_needed: bool
    inputs: Mapping[Input, str]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the process that tell the dbt project what to make anew."""
        listed = [(*key, digest) for key, digest in sorted(self.inputs.items())]
        return {
            "GK_REFRESH_YEARS": "all" if self.years is None else ",".join(sorted(map(_year_name, self.years))),
            "GK_REFRESH_INPUTS": json.dumps(listed),
        }

    @property
    def options(self) -> tuple[str, ...]:
        """The options of `dbt build`: tables are made by the models of today, when all is made anew."""
        return ("--full-refresh",) if self.years is None else ()


def pending(paths: Paths) -> Refresh:
    """What has changed since the last build that passed. Reads the lake's folders, not its rows.

    Raises WarehouseError when there is a warehouse that can't be opened.
    """
    now = _inputs(paths)
    before = _inputs_of_marts(paths)
    if not before:
        return Refresh(None, is_needed=True, inputs=now)
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    if any(kind != "lake" and name != _BY_ROW for kind, name, _ in changed):
        return Refresh(None, is_needed=True, inputs=now)
    years = frozenset(_year(year) for kind, _, year in changed if kind == "lake")
    return Refresh(years, is_needed=bool(changed), inputs=now)


def _inputs_of_marts(paths: Paths) -> dict[Input, str]:
    """The inputs of the last build; none when there is none, or it did not pass."""
    try:
        with open_warehouse(paths) as connection:
            if connection.execute("select count(*) from state.standing_failures").fetchone() != (0,):
                return {}
            rows = connection.execute("select kind, name, report_year, digest from state.inputs").fetchall()
    except (NoWarehouseError, duckdb.CatalogException):
        return {}
    return {(kind, name, year): digest for kind, name, year, digest in rows}


def _inputs(paths: Paths) -> dict[Input, str]:
    found: dict[Input, str] = {}
    for table in LAKE:
        for part in store.files(paths.table(table.name)):
            folder, _, name = part.name.partition("/")
            if fnmatch(folder, "year=*") and fnmatch(name, "*.parquet"):
                key = ("lake", table.name, _folder_year(folder))
                # A file is replaced when its content changes, and only then.
                found[key] = f"{found.get(key, '')}{name}:{part.size}:{part.mtime_ns};"
    for table in REFERENCE:
        file = paths.reference(table.name)
        found["catalog", table.name, ""] = _digest([store.read(file)] if store.is_file(file) else [])
    project = sorted(file for file in DBT_PROJECT.rglob("*") if file.suffix in {".sql", ".yml"} and file.is_file())
    parts = (part for file in project for part in (str(file.relative_to(DBT_PROJECT)).encode(), file.read_bytes()))
    found["code", "dbt_project", ""] = _digest(parts)
    found["code", "gk_pipeline", ""] = package_version()
    for name in _CODE:
        found["code", name, ""] = version(name)
    return found


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _folder_year(folder: str) -> str:
    year = folder.removeprefix("year=")
    return _UNKNOWN if year == NULL_PARTITION else year


def _year(name: str) -> int | None:
    return None if name == _UNKNOWN else int(name)


def _year_name(year: int | None) -> str:
    return _UNKNOWN if year is None else str(year)
