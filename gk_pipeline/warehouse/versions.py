"""Published versions on disk: their manifests, the link to the current one, and which may go.

Belongs here: `published/versions/<version>/MANIFEST.json`, `published/current`, the lock of publishers, whether the
files are those that the manifest tells. Does not: making a version (`publish.py`), going back to one (`rollback.py`).

The link is relative and swapped by one rename: the whole folder can be moved, and a reader finds the old version or
the new one, never a mix. A reader that has a file open keeps it, also when its version is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gk_pipeline.lake.atomic import replace_if_changed
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import MARTS_LOCK, Paths
from gk_pipeline.warehouse.errors import WarehouseError

DATABASE = "marts.duckdb"
_LAST = "LAST_PUBLISHED"
MANIFEST = "MANIFEST.json"
_STAGING = ".staging"

# What reading a manifest raises that is none, or is not there.
UNREADABLE = (OSError, ValueError, TypeError, KeyError)


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
    """What a version holds. `created` is an ISO time in UTC and the only thing here that depends on the clock.

    `database_bytes` and `database_sha256` are of `marts.duckdb` as it was written: DuckDB does not give the same rows
    the same bytes, so they are not part of what the version is. Versions of old have no digest.
    """

    version: str
    created: str
    parser_versions: tuple[str, ...]
    duckdb_version: str
    database_bytes: int
    tables: tuple[PublishedTable, ...]
    database_sha256: str | None = None

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        return cls.parse((folder / MANIFEST).read_bytes())

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """What later versions of the package may say besides is left out. Raises ValueError, TypeError or KeyError for
        what is no manifest."""
        content = json.loads(text)
        tables = tuple(
            PublishedTable(**{**table, "columns": tuple(PublishedColumn(**column) for column in table["columns"])})
            for table in content["tables"]
        )
        known = {field.name: content[field.name] for field in fields(cls) if field.name in content}
        return cls(**{**known, "parser_versions": tuple(content["parser_versions"]), "tables": tables})


def versions_folder(paths: Paths) -> Path:
    return paths.published / "versions"


def current_folder(paths: Paths) -> Path:
    """The folder of the current version, by its own name. Raises WarehouseError when nothing is published yet."""
    folder = (paths.published / "current").resolve()
    if not (folder / MANIFEST).is_file():
        raise WarehouseError(f"Nothing is published in {paths.published} yet.", "Run `gk run` first.")
    return folder


def current_manifest(paths: Paths) -> Manifest:
    """The manifest of the current version. Raises WarehouseError when nothing is published yet, or it is damaged."""
    folder = current_folder(paths)
    try:
        return Manifest.read(folder)
    except UNREADABLE as error:
        raise WarehouseError(f"{folder / MANIFEST} is damaged.", f"Remove {folder}, then `gk run`.") from error


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
    """The manifests of all versions, the newest first; what has none that can be read is no version."""
    manifests = []
    for file in versions_folder(paths).glob(f"[!.]*/{MANIFEST}"):
        with suppress(*UNREADABLE):
            manifests.append(Manifest.read(file.parent))
    return newest_first(manifests)


def newest_first(manifests: Iterable[Manifest]) -> list[Manifest]:
    return sorted(manifests, key=lambda manifest: (manifest.created, manifest.version), reverse=True)


def damage(folder: Path) -> list[str]:
    """The files of a version that are gone, or not what was published. Reads all of them."""
    try:
        manifest = Manifest.read(folder)
    except UNREADABLE:
        return [MANIFEST]
    wanted: dict[str, str | int] = {table.file: table.sha256 for table in manifest.tables}
    wanted[DATABASE] = manifest.database_sha256 or manifest.database_bytes
    return [name for name, known in wanted.items() if not _is(folder / name, known)]


def _is(file: Path, known: str | int) -> bool:
    """Whether a file has this digest, or this many bytes."""
    try:
        return (file.stat().st_size if isinstance(known, int) else sha256(file)) == known
    except OSError:
        return False


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def make_current(paths: Paths, version: str) -> None:
    """Points `current` at a version, in one step."""
    link = paths.published / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version, target_is_directory=True)
    link.replace(paths.published / "current")


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
    with alone(paths, MARTS_LOCK):
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
