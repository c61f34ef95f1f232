"""Extensions of DuckDB from installed wheels: nothing is ever fetched from the network.

Belongs here: the folder that DuckDB loads extensions from, and connections that use it and are signed in to object
storage. Does not: what is opened and attached (`connection.py`, `ducklake.py`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from gk_pipeline.location import ObjectPath, Service
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.sql import quoted

_EXTENSIONS = ("ducklake", "httpfs", "postgres_scanner")
_SUFFIX = ".duckdb_extension"


def extension_directory(paths: Paths) -> Path:
    """The folder to give DuckDB as `extension_directory`, with a link to every extension that is installed.

    DuckDB finds them by itself where a statement needs one (`s3://...`, `attach 'ducklake:postgres:...'`).
    """
    root = paths.warehouse / "extensions"
    folder = root / f"v{duckdb.__version__}" / _platform()
    folder.mkdir(parents=True, exist_ok=True)
    for name in _EXTENSIONS:
        wheel = _installed(name)
        if wheel is not None:
            _link(folder / wheel.name, wheel)
    return root


def connect(paths: Paths, file: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, or to one in memory, that can read and write where the settings point to.

    Raises duckdb.Error, and WarehouseError when an extension is not installed.
    """
    connection = duckdb.connect(
        file or ":memory:",
        read_only=read_only,
        config={
            "autoinstall_known_extensions": False,
            "extension_directory": str(extension_directory(paths)),
            "temp_directory": f"{paths.warehouse_file}.tmp",
        },
    )
    try:
        # DuckDB would print it in programs that it takes for a session at a keyboard.
        connection.execute("set enable_progress_bar = false")
        if uses_object_storage(paths):
            sign_in(connection, paths.settings.storage)
    except BaseException:
        connection.close()
        raise
    return connection


def uses_object_storage(paths: Paths) -> bool:
    """Whether the lake or the shared warehouse is in object storage."""
    shared = paths.settings.shared_warehouse
    return any(isinstance(place, ObjectPath) for place in (paths.lake, shared and shared.data))


def require_extensions(names: Iterable[str]) -> None:
    """Raises WarehouseError, telling the remedy, when one of the extensions is not installed for this DuckDB."""
    missing = [name for name in names if _installed(name) is None]
    if missing:
        raise WarehouseError(
            f"DuckDB {duckdb.__version__} needs what is not installed: {', '.join(missing)}.",
            'Install the extra "shared": pip install "gk-pipeline[shared]".',
        )


def sign_in(connection: duckdb.DuckDBPyConnection, service: Service) -> None:
    """Lets a connection read and write object storage, as the usual AWS_... variables of the environment allow.

    Raises WarehouseError when the extension for it is not installed.
    """
    require_extensions(("httpfs",))
    connection.execute(s3_secret(service, os.environ))


def s3_secret(service: Service, environment: Mapping[str, str]) -> str:
    """The statement by which DuckDB signs in; never log it. Without AWS_ACCESS_KEY_ID requests are not signed."""
    options = {
        "key_id": environment.get("AWS_ACCESS_KEY_ID"),
        "secret": environment.get("AWS_SECRET_ACCESS_KEY"),
        "session_token": environment.get("AWS_SESSION_TOKEN"),
        "region": service.region,
    }
    if service.host:
        encrypted = "true" if service.is_encrypted else "false"
        options |= {"endpoint": service.host, "url_style": "path", "use_ssl": encrypted}
    given = "".join(f", {name} {quoted(value)}" for name, value in options.items() if value)
    return f"create or replace secret gk_object_storage (type s3, provider config{given})"


def _installed(name: str) -> Path | None:
    """The file of an extension for the DuckDB that runs; a wheel for another version is none."""
    package = find_spec(f"duckdb_extension_{name}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}{_SUFFIX}"
        if file.is_file():
            return file
    return None


@cache
def _platform() -> str:
    """DuckDB's word for this machine."""
    with duckdb.connect() as connection:
        (platform,) = connection.execute("select platform from pragma_platform()").fetchall()[0]
    return str(platform)


def _link(link: Path, target: Path) -> None:
    """Points `link` at `target` in one step, so that another process never misses it."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f".{link.name}.{secrets.token_hex(4)}")
    fresh.symlink_to(target)
    fresh.replace(link)
