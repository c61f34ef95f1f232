"""What assets are given: where the home is, and dbt.

Belongs here: settings as a Dagster resource, the dbt command and what it needs around it. Does not: which dbt
commands are run (`warehouse.py`), settings themselves (`settings.py` of the package).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource
from dbt.adapters.base.impl import BaseAdapter
from dbt.version import __version__ as dbt_version
from packaging.version import Version

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT, dbt_environment, session

_IN_MEMORY = ":memory:"


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of a run, as the environment had them when the code was loaded (GK_HOME, GK_INBOX)."""

    home: str
    inbox: str

    @classmethod
    def of(cls, paths: Paths) -> Home:
        return cls(home=str(paths.home), inbox=str(paths.inbox))

    @property
    def paths(self) -> Paths:
        return Paths(replace(Settings.load(), home=Path(self.home)).with_inbox(self.inbox))


class Dbt(DbtCliResource):
    """The dbt of this installation, on the project of this checkout."""

    @cached_property
    def _cli_version(self) -> Version:
        # What `dbt --version` would tell after seconds, in every run.
        return Version(dbt_version)

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> BaseAdapter:
        adapter = super()._initialize_dbt_core_adapter(args)
        credentials: Any = adapter.config.credentials
        if Path(credentials.path).name == _IN_MEMORY:
            # The shared warehouse is attached to a database in memory, which Dagster takes for a file to be read.
            credentials.path = _IN_MEMORY
            del credentials.config_options["access_mode"]
        return adapter


def dbt_resource() -> Dbt:
    # The command lies beside the interpreter, which need not be on PATH.
    search = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return Dbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=shutil.which("dbt", path=search) or "dbt",
        global_config_flags=["--no-use-colors"],
    )


@contextmanager
def dbt_session(paths: Paths, parsed: Path, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """The environment that the dbt project reads, for as long as dbt works in this process.

    `more` are variables for what dbt is to do. `parsed` is a folder with what an earlier parse left, which Dagster
    hands to dbt to save it another one. The warehouse, from which Dagster reads column types, is closed afterwards.
    """
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    with session({**dbt_environment(paths), **more, "DBT_TARGET_PATH": str(parsed)}):
        yield
