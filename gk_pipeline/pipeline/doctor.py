"""Checks that the installation works: what `gk doctor` reports.

Belongs here: one small check each for what a run needs. Does not: repairing anything.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import store
from gk_pipeline.lake.objects import StorageError
from gk_pipeline.location import ObjectPath
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings, SettingsError

_PACKAGES = ("polars", "pyarrow", "pandera", "duckdb", "dbt-core", "dbt-duckdb", "dagster", "dagster-dbt", "selectolax")
_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """`detail` is what was found, `remedy` what to do when it is not ok."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None


def examine() -> list[Check]:
    """All checks, also after one has failed."""
    return list(_checks())


def _checks() -> Iterator[Check]:
    running = ".".join(map(str, sys.version_info[:3]))
    yield Check("python", sys.version_info >= (3, 11), running, "install Python 3.11 or newer")
    for package in _PACKAGES:
        yield _package(package)
    yield _attempt("catalogue", lambda: f"{len(load().indicators)} indicators, parser {parser_version()}")
    try:
        paths = Paths(Settings.load())
    except SettingsError as error:
        yield Check("settings", False, str(error))
        return
    yield from _home(paths)


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", "run `make setup`")


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except Exception as error:  # whatever is wrong is the answer
        return Check(name, False, f"{type(error).__name__}: {error}", "reinstall the package")


def _home(paths: Paths) -> Iterator[Check]:
    existing = next(folder for folder in (paths.home, *paths.home.parents) if folder.exists())
    writable = os.access(existing, os.W_OK)
    yield Check("home", writable, str(paths.home), f"make {existing} writable, or set GK_HOME")
    free = shutil.disk_usage(existing).free
    yield Check("disk", free > _FREE_BYTES, f"{free / 1e9:.0f} GB free", "make room: a run needs 1 GB at least")
    missing = isinstance(paths.inbox, Path) and not paths.inbox.is_dir()
    hint = " (not there yet: put report files there, or try `gk run --samples`)" if missing else ""
    yield Check("inbox", True, f"{paths.inbox}{hint}")
    yield from _published(paths)
    for place in (paths.inbox, paths.lake, paths.mirror):
        if isinstance(place, ObjectPath):
            yield _bucket(place)


def _published(paths: Paths) -> Iterator[Check]:
    """Whether readers get what was published: a disk may turn bits."""
    try:
        from gk_pipeline.warehouse.errors import WarehouseError  # noqa: PLC0415
        from gk_pipeline.warehouse.versions import current_folder, damage  # noqa: PLC0415
    except ImportError:  # a package is missing, as was said above
        return
    try:
        folder = current_folder(paths)
    except WarehouseError:
        yield Check("published", True, "nothing yet")
        return
    lost = damage(folder)
    detail = f"not what was published: {', '.join(lost)}" if lost else "all files are what was published"
    yield Check("published", not lost, f"version {folder.name}, {detail}", f"remove {folder}, then `gk run`")


def _bucket(place: ObjectPath) -> Check:
    try:
        return Check(str(place), True, f"{len(store.files(place))} objects")
    except StorageError as error:
        return Check(str(place), False, str(error))
