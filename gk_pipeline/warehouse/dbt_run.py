"""Running dbt inside this process, and what came of each of its nodes.

Belongs here: where the dbt project lies, the environment and options of a run, its results as plain values, parsing
the project. Does not: what a failure means to people (`build.py`). dbt is imported when it is run, because that takes
seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.ducklake import catalog_of, one_writer
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for
from gk_pipeline.warehouse.extensions import extension_directory, uses_object_storage

# The project lies beside the package in the checkout; models are no part of the wheel.
DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

# Sources are given to DuckDB as a quoted pattern of file names, in which dbt replaces what stands in braces.
_UNUSABLE = frozenset("'{}*?[]")

_FAILED = frozenset({"fail", "error", "runtime error", "partial success"})


@dataclass(frozen=True, slots=True)
class Node:
    """What came of a model, data test or unit test.

    `kind` is `model`, `test`, `unit_test` or `operation`. `status` is dbt's word: success, pass, warn, fail, error,
    skipped, no-op. `failures` is the number of rows that broke a test, `sql` what the test selects them with,
    `defined_in` the file below the dbt project.
    """

    name: str
    kind: str
    status: str
    message: str
    description: str
    failures: int | None
    sql: str | None
    defined_in: str
    seconds: float

    @property
    def failed(self) -> bool:
        return self.status in _FAILED


def dbt_environment(paths: Paths) -> dict[str, str]:
    """The variables that the profile and the sources of the dbt project read. None of them is a secret.

    The extensions of DuckDB are put where the profile finds them. Raises WarehouseError when one is not installed.
    """
    settings = paths.settings
    shared = settings.shared_warehouse
    return {
        "GK_LAKE": str(paths.lake),
        "GK_WAREHOUSE": str(paths.warehouse_file),
        "GK_WAREHOUSE_TARGET": "shared" if shared else "local",
        "GK_WAREHOUSE_CATALOG": catalog_of(shared) if shared else "",
        "GK_WAREHOUSE_DATA": str(shared.data) if shared else "",
        "GK_DUCKDB_EXTENSIONS": str(extension_directory(paths)),
        "GK_OBJECT_STORAGE": "yes" if uses_object_storage(paths) else "",
        "GK_S3_ENDPOINT": settings.storage.endpoint or "",
        "AWS_REGION": settings.storage.region,
    }


def run_dbt(paths: Paths, command: str, *options: str, variables: Mapping[str, str] | None = None) -> tuple[Node, ...]:
    """Runs `dbt COMMAND` on the project and gives its nodes in the order they ran.

    `variables` are further ones of the environment. Nothing is printed; the log is `logs/dbt.log` in the folder of the
    warehouse. The database is closed afterwards. In a shared warehouse other machines wait meanwhile.
    Failed nodes are in the result; WarehouseError is raised when dbt could not run at all, KeyboardInterrupt when it
    was interrupted.
    """
    with one_writer(paths):
        run = _invoke(paths, [command, *_locations(paths, paths.dbt_target), "--no-write-json", *options], variables)
    return tuple(_node(result) for result in run.results)


def parse_project(paths: Paths, target: Path) -> None:
    """Writes the project, parsed for these places, into `target`: `manifest.json`, and the state of dbt's parser.

    What a state that lies there already says of unchanged files is taken over; whether it holds, dbt finds out. No
    database is opened. Raises as `run_dbt` does, also when the project has a fault.
    """
    _invoke(paths, ["parse", *_locations(paths, target)])


def _invoke(paths: Paths, arguments: Sequence[str], variables: Mapping[str, str] | None = None) -> Any:
    """The result of a dbt command."""
    if not (DBT_PROJECT / "dbt_project.yml").is_file():
        raise WarehouseError(
            f"There is no dbt project in {DBT_PROJECT}.",
            "Run gk from a checkout of the repository, installed with `pip install -e .`.",
        )
    for variable, place in (("GK_HOME", paths.home), ("GK_LAKE", paths.lake)):
        if _UNUSABLE & set(str(place)):
            raise WarehouseError(
                f"The path {place} has one of the characters {' '.join(sorted(_UNUSABLE))}.",
                f"dbt and DuckDB read them as patterns: set {variable} to a folder without them.",
            )
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    paths.warehouse.mkdir(parents=True, exist_ok=True)
    with session(dbt_environment(paths) | dict(variables or {})):
        outcome = dbtRunner().invoke([*arguments, *_QUIET])
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if outcome.exception is not None:
        raise WarehouseError(f"dbt could not run: {outcome.exception}", remedy_for(str(outcome.exception), paths))
    return outcome.result


_QUIET = ("--quiet", "--no-use-colors", "--no-print", "--log-level", "none")


def _locations(paths: Paths, target: Path) -> Sequence[str]:
    return (
        *("--project-dir", str(DBT_PROJECT)),
        *("--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(target)),
        *("--log-path", str(paths.warehouse / "logs")),
    )


@contextmanager
def session(variables: Mapping[str, str]) -> Iterator[None]:
    """What dbt, working in this process, needs around it: variables of the environment, which is how it takes them.

    The old ones are put back afterwards, and the database is closed: the adapter would hold it, and its lock, as long
    as the process lives.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    manager: Any = DuckDBConnectionManager
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        if manager._ENV is not None:
            manager.env().close()
        manager.close_all_connections()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _node(result: Any) -> Node:
    node = result.node
    return Node(
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        message=result.message or "",
        description=" ".join((node.description or "").split()),
        failures=result.failures,
        sql=getattr(node, "compiled_code", None),
        defined_in=node.original_file_path,
        seconds=result.execution_time,
    )
