"""The Dagster definitions, loaded once a process as Dagster loads them: by importing the module, for a home of its own.

Belongs here: that import, and a walk through the graph. Does not: what is expected of them.
"""

from __future__ import annotations

import atexit
import importlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from gk_pipeline.paths import Paths
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from tests.parsed import parse_once

MODULE = "gk_pipeline.orchestration.definitions"


@cache
def load_definitions() -> tuple[Paths, dg.Definitions]:
    """The paths of a new home, whose inbox is a copy of the sample reports, and `defs` for it."""
    folder = Path(mkdtemp(prefix="gk-dagster-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    copytree(samples_folder() / "inbox", folder / "inbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GK_HOME", str(folder))
        patch.delenv("GK_INBOX", raising=False)
        paths = Paths(Settings.load())
        parse_once(paths)
        sys.modules.pop(MODULE, None)
        return paths, importlib.import_module(MODULE).defs


def graph() -> AssetGraph:
    return load_definitions()[1].resolve_asset_graph()


def downstream(of: Iterable[dg.AssetKey]) -> set[dg.AssetKey]:
    """The assets that depend on any of these, at whatever distance, and these."""
    found: set[dg.AssetKey] = set()
    ahead = list(of)
    while ahead:
        key = ahead.pop()
        if key not in found:
            found.add(key)
            ahead += graph().get(key).child_keys
    return found
