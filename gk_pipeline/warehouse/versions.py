"""Published versions on disk: their manifests, the link to the current one, and which may go.

Belongs here: `published/versions/<version>/MANIFEST.json`, `published/current`, the lock of publishers. Does not: what
is in a version (`publish.py`).

The link is relative and swapped by one rename: the whole folder can be moved, and a reader finds the old version or
the new one, never a mix. A reader that has a file open keeps it, also when its version is removed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from gk_pipeline.lake.atomic import replace_if_changed
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.snapshots import show_version

DATABASE = "marts.duckdb"
_LAST = "LAST_PUBLISHED"
MANIFEST = "MANIFEST.json"
_STAGING = ".staging"
_LOCK = "marts"


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """A column of a mart; `type` is DuckDB's word for it."""

    name: str
    type: str
    description: str | None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A mart of a version: `sha256` and `size_bytes` are those of its Parquet file."""

    name: str
    file: str
    rows: int
    size_bytes: int
    sha256: str
    description: str | None
    columns: tuple[PublishedColumn, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version holds. `created` is an ISO time in UTC and the only thing here that depends on the clock."""

    version: str
    created: str
    parser_versions: tuple[str, ...]
    duckdb_version: str
    database_bytes: int
    tables: tuple[PublishedTable, ...]

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        return cls.parse((folder / MANIFEST).read_bytes())

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Raises ValueError, TypeError or KeyError for what is no manifest."""
        content = json.loads(text)
        tables = tuple(
            PublishedTable(**{**table, "columns": tuple(PublishedColumn(**column) for column in table["columns"])})
            for table in content.pop("tables")
        )
        return cls(**{**content, "parser_versions": tuple(content["parser_versions"]), "tables": tables})


def versions_folder(paths: Paths) -> Path:
    return paths.published / "versions"


def current_folder(paths: Paths) -> Path:
    """The folder of the current version, by its own name. Raises WarehouseError when nothing is published yet."""
    folder = (paths.published / "current").resolve()
    if not (folder / MANIFEST).is_file():
        raise WarehouseError(f"Nothing is published in {paths.published} yet.", "Run `gk run` first.")
    return folder


def current_manifest(paths: Paths) -> Manifest:
    """The manifest of the current version. Raises WarehouseError when nothing is published yet."""
    return Manifest.read(current_folder(paths))


def last_published(paths: Paths) -> str | None:
    """The version that was published last, current or not; None before the first."""
    try:
        return (paths.published / _LAST).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def remember_published(paths: Paths, version: str) -> None:
    """Notes which version was published last, so that going back to another can be told."""
    replace_if_changed(paths.published / _LAST, f"{version}\n".encode())


def list_versions(paths: Paths) -> list[Manifest]:
    """The manifests of all versions, the newest first."""
    manifests = [Manifest.read(file.parent) for file in versions_folder(paths).glob(f"[!.]*/{MANIFEST}")]
    return sorted(manifests, key=lambda manifest: (manifest.created, manifest.version), reverse=True)


def make_current(paths: Paths, version: str) -> None:
    """Points `current` at a version, in one step."""
    link = paths.published / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version, target_is_directory=True)
    link.replace(paths.published / "current")


def use_version(paths: Paths, wanted: str) -> Manifest:
    """Makes a version current whose name begins with `wanted`, until marts are published again; gives its manifest.

    Raises WarehouseError when no version, or more than one, is called so.
    """
    with alone(paths, _LOCK):
        known = list_versions(paths)
        found = [manifest for manifest in known if manifest.version.startswith(wanted)]
        if len(found) != 1 or not wanted:
            what = "More than one version" if len(found) > 1 and wanted else "No version"
            there = ", ".join(manifest.version for manifest in known) or "none"
            raise WarehouseError(f"{what} begins with {wanted!r}.", f"There are: {there}.")
        show_version(paths, found[0].version)
        make_current(paths, found[0].version)
    return found[0]


def remove_old(paths: Paths, keep: int) -> tuple[str, ...]:
    """Removes all but the `keep` newest versions, never the current one; gives the names of those removed."""
    current = current_folder(paths).name
    others = [manifest.version for manifest in list_versions(paths) if manifest.version != current]
    removed = tuple(others[max(keep - 1, 0) :])
    for version in removed:
        remove_version(versions_folder(paths) / version)
    for folder in versions_folder(paths).glob("[!.]*"):
        if not (folder / MANIFEST).is_file():  # its removal was cut off
            shutil.rmtree(folder)
    return removed


def remove_version(folder: Path) -> None:
    """Removes a version, its manifest first: a folder without one is no version, should the removal be cut off."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder)


@contextmanager
def staging(paths: Paths) -> Iterator[Path]:
    """An empty folder to make a version in, for one publisher at a time; others wait. It is gone afterwards."""
    folder = versions_folder(paths) / _STAGING
    with alone(paths, _LOCK):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def flush_to_disk(folder: Path) -> None:
    """Makes the files of a folder last through a loss of power."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
