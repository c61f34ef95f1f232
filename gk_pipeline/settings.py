"""The settings of a run, read once from the environment.

Belongs here: every `GK_...` variable that the pipeline itself reads, its default and what is wrong with a bad value.
Does not: where files lie below the home folder (`paths.py`), options of single commands (`cli.py`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path

from gk_pipeline.location import (
    DEFAULT_REGION,
    SCHEME,
    Location,
    ObjectPath,
    Service,
    parse_endpoint,
    parse_object_path,
)

_INBOX_NOTE = "inbox.path"


class SettingsError(ValueError):
    """A variable of the environment can't be used; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class SharedWarehouse:
    """A DuckLake that several machines use. `catalog` is `postgres:` and how to reach the database, without its
    password; `data` is the place of its files, and of nothing else."""

    catalog: str
    data: Location


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders are absolute. `workers` counts parsing processes, `keep_versions` published versions.

    `shared_warehouse` is None when the marts are built in a DuckDB file below `home`. `lake` and `published` are None
    when they lie below `home`; they and `inbox` may lie in object storage, whose server is `storage`.
    """

    home: Path
    inbox: Location
    workers: int
    keep_versions: int
    shared_warehouse: SharedWarehouse | None = None
    lake: Location | None = None
    published: Location | None = None
    storage: Service = field(default_factory=Service)

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of `environment` (default: that of the process). An empty variable counts as not set.

        Raises SettingsError when a variable can't be used.
        """
        given = os.environ if environment is None else environment
        home = _folder(given, "GK_HOME", Path("data"))
        storage = _storage(given)
        settings = cls(
            home=home,
            inbox=_place(given, "GK_INBOX", storage) or _usual_inbox(home, storage),
            workers=_count(given, "GK_WORKERS", os.cpu_count() or 1),
            keep_versions=_count(given, "GK_KEEP_VERSIONS", 5),
            shared_warehouse=_shared_warehouse(given, storage),
            lake=_place(given, "GK_LAKE", storage),
            published=_place(given, "GK_PUBLISHED", storage),
            storage=storage,
        )
        settings._refuse_overlaps()
        return settings

    def with_inbox(self, inbox: str) -> Settings:
        """The same settings with another inbox, a folder or `s3://bucket/prefix`. Raises SettingsError."""
        place = _place({"--inbox": inbox}, "--inbox", self.storage)
        changed = replace(self, inbox=place or self.inbox)
        changed._refuse_overlaps()
        return changed

    def _refuse_overlaps(self) -> None:
        """In a bucket, what is written would be taken for reports that came in, or be removed with what is old."""
        places = {"GK_INBOX": self.inbox, "GK_LAKE": self.lake, "GK_PUBLISHED": self.published}
        if self.shared_warehouse is not None:
            places["GK_WAREHOUSE_DATA"] = self.shared_warehouse.data
        for (one, inner), (other, outer) in permutations(places.items(), 2):
            if isinstance(inner, ObjectPath) and isinstance(outer, ObjectPath) and inner.is_in(outer):
                raise SettingsError(f"{one} ({inner}) lies in {other} ({outer}). Give each a prefix of its own.")


def remember_inbox(home: Path, inbox: Location) -> None:
    """Keeps the inbox of a run, so that `gk trace` finds the raw files of marts made from another folder."""
    note = home / _INBOX_NOTE
    if inbox == home / "inbox":
        note.unlink(missing_ok=True)
    elif not note.is_file() or note.read_text(encoding="utf-8") != str(inbox):
        home.mkdir(parents=True, exist_ok=True)
        note.write_text(str(inbox), encoding="utf-8")


def _usual_inbox(home: Path, storage: Service) -> Location:
    """`inbox` below the home folder; where that is not there, the inbox of the last run."""
    note, usual = home / _INBOX_NOTE, home / "inbox"
    if usual.is_dir() or not note.is_file():
        return usual
    text = note.read_text(encoding="utf-8")
    if text.startswith(SCHEME):
        return parse_object_path(text, storage)
    # An empty note is one whose writer was killed.
    return Path(text) if text and Path(text).is_dir() else usual


def _storage(given: Mapping[str, str]) -> Service:
    region = given.get("AWS_REGION", "") or given.get("AWS_DEFAULT_REGION", "") or DEFAULT_REGION
    endpoint = given.get("GK_S3_ENDPOINT", "")
    try:
        return Service(parse_endpoint(endpoint) if endpoint else None, region)
    except ValueError as error:
        raise SettingsError(f"GK_S3_ENDPOINT can't be used: {error}.") from error


def _place(given: Mapping[str, str], name: str, storage: Service) -> Location | None:
    """A folder or a prefix of a bucket; None when the variable is not set."""
    text = given.get(name, "")
    if not text.startswith(SCHEME):
        return _folder(given, name, Path()) if text else None
    try:
        return parse_object_path(text, storage)
    except ValueError as error:
        raise SettingsError(f"{name} is {text!r}: {error}.") from error


def _shared_warehouse(given: Mapping[str, str], storage: Service) -> SharedWarehouse | None:
    name, catalog = "GK_WAREHOUSE_CATALOG", given.get("GK_WAREHOUSE_CATALOG", "")
    data = _place(given, "GK_WAREHOUSE_DATA", storage)
    if not catalog and data is None:
        return None
    if not catalog or data is None:
        raise SettingsError(f"{name} and GK_WAREHOUSE_DATA make a shared warehouse together. Set both, or none.")
    # A location that may hold a password is not repeated.
    if "password" in catalog or "://" in catalog:
        raise SettingsError(
            f"{name} holds a password or an address. Write it as postgres:dbname=gk host=... user=... "
            "and give the password by PGPASSWORD or in ~/.pgpass."
        )
    if not catalog.startswith("postgres:"):
        raise SettingsError(f"{name} is {catalog!r}. Write it as postgres:dbname=gk host=... user=...")
    return SharedWarehouse(catalog, data)


def _folder(given: Mapping[str, str], name: str, default: Path) -> Path:
    text = given.get(name, "")
    try:
        folder = (Path(text).expanduser() if text else default).absolute()
    except RuntimeError as error:
        raise SettingsError(f"{name} is {text!r}: {error} Write the folder in full.") from error
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{name} is {str(folder)!r}, which is a file. Set {name} to a folder.")
    return folder


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "")
    if not text:
        return default
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise SettingsError(f"{name} is {text!r}. Set it to a whole number from 1 on, or unset it to use {default}.")
    return count
