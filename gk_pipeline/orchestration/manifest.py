"""The parsed dbt project, from which the assets of the warehouse are made.

Belongs here: parsing it once for each state of the project, reading what came of it. Does not: what the assets are
(`warehouse.py`).

The manifest is kept under a digest of what it was made from, so it is never out of date, and a reader never meets one
that is being written: whoever needs a new one, be it the webserver, the daemon or a run, makes it and renames it there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from dbt.version import __version__ as dbt_version

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT, dbt_environment, parse_project

MARTS = "marts"

# What dbt keeps of a parse, to know what it need not parse again.
_STATE = "partial_parse.msgpack"

# What dbt itself writes into a project.
_WRITTEN = ("target", "logs", "dbt_packages")


def ensure_manifest(paths: Paths) -> Path:
    """The file `manifest.json` of the project as it is now; takes seconds when the project has changed."""
    folder = paths.warehouse / "parsed" / _digest(paths)
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        _parse(paths, folder)
        for old in folder.parent.iterdir():
            if old != folder and not old.name.startswith("."):
                shutil.rmtree(old, ignore_errors=True)
    return manifest


def load_manifest(file: Path) -> dict[str, Any]:
    """The manifest, in which every test hangs on one model, so that it can be an asset check.

    dbt names that model for tests that stand with a model's columns. A test in a file of its own may look at many; it
    is put with the first mart that it names.
    """
    manifest: dict[str, Any] = json.loads(file.read_bytes())
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("attached_node"):
            parents = node["depends_on"]["nodes"]
            marts = [parent for parent in parents if manifest["nodes"].get(parent, {}).get("fqn", ())[1:2] == [MARTS]]
            node["attached_node"] = next(iter(marts), None)
    return manifest


def _parse(paths: Paths, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as made:
        target = Path(made) / "target"
        target.mkdir()
        with suppress(OSError):  # the last `gk run` here parsed most of it, or all
            shutil.copy(paths.dbt_target / _STATE, target)
        parse_project(paths, target)
        with suppress(OSError):  # another process was faster, with the same result
            target.rename(folder)


def _digest(paths: Paths) -> str:
    digest = hashlib.sha256(f"{dbt_version} {sorted(dbt_environment(paths).items())}".encode())
    for file in sorted(DBT_PROJECT.rglob("*")):
        name = file.relative_to(DBT_PROJECT)
        if name.parts[0] not in _WRITTEN and file.is_file():
            digest.update(name.as_posix().encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
