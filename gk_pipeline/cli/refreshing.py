"""Commands that make the marts and look after them.

Belongs here: running, versions, releases, the installation. Does not: other commands.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from gk_pipeline.cli.interrupts import ending_at_once
from gk_pipeline.cli.options import AsJson, Inbox, Samples, fail, paths_of, years_of


def run(
    inbox: Inbox = None,
    samples: Samples = False,
    year: Annotated[int | None, typer.Option(help="Refresh this report year alone.")] = None,
    years: Annotated[str | None, typer.Option(help="Refresh these report years, such as 2015-2021.")] = None,
) -> None:
    """The whole pipeline in one process: inbox to published marts."""
    from gk_pipeline.console import runs, terminal
    from gk_pipeline.contracts.model import ContractError
    from gk_pipeline.lake.ledger_file import LedgerError
    from gk_pipeline.pipeline.run import run as run_pipeline
    from gk_pipeline.pipeline.scan import InboxError
    from gk_pipeline.warehouse.errors import WarehouseError

    paths = paths_of(inbox, samples)
    try:
        with ending_at_once("stopped; started again it goes on where it was"), terminal.Watching() as watch:
            summary = run_pipeline(paths, years_of(year, years), watch.step)
    except (InboxError, LedgerError, ContractError, WarehouseError) as error:
        raise fail(str(error)) from error
    runs.show_summary(summary)


def list_published() -> None:
    """The published versions, the newest first; the one that readers see is marked."""
    from gk_pipeline.console import runs
    from gk_pipeline.warehouse.errors import WarehouseError
    from gk_pipeline.warehouse.mirror import mirrored
    from gk_pipeline.warehouse.versions import current_manifest, list_versions

    paths = paths_of()
    if paths.mirror:
        runs.show_versions(*mirrored(paths), place=str(paths.mirror))
    try:
        current: str | None = current_manifest(paths).version
    except WarehouseError as error:
        if not paths.mirror:
            raise fail(str(error)) from error
        current = None
    runs.show_versions(list_versions(paths), current, place=str(paths.published))


def use_published(
    version: Annotated[str, typer.Argument(help="The name of a version, or how it begins.")],
) -> None:
    """Rolls back, or forward: readers see this version until marts are published again."""
    from gk_pipeline.warehouse.errors import WarehouseError
    from gk_pipeline.warehouse.rollback import use_version

    paths = paths_of()
    try:
        typer.echo(f"readers see version {use_version(paths, version).version} now")
    except WarehouseError as error:
        raise fail(str(error)) from error


def release(
    from_version: Annotated[str | None, typer.Option("--from", help="The version before, or how it begins.")] = None,
    to_version: Annotated[
        str | None, typer.Option("--to", help="The version after, or how it begins. Default: this parser's.")
    ] = None,
    first: Annotated[int, typer.Option(min=0, help="How many changes are shown.")] = 20,
    as_json: AsJson = False,
) -> None:
    """What a new version of the parser reads or judges otherwise than the one before: cells, findings, reports."""
    from gk_pipeline.console import runs
    from gk_pipeline.contracts.model import ContractError
    from gk_pipeline.pipeline import release as releases

    paths = paths_of()
    try:
        found = releases.release(paths, from_version=from_version, to_version=to_version, first=first)
        if as_json:
            typer.echo(json.dumps(releases.as_json(found), ensure_ascii=False))
        else:
            runs.show_release(found, releases.releases(paths))
    except ContractError as error:
        raise fail(str(error)) from error


def doctor() -> None:
    """Checks the installation and the home folder; exit code 1 when something is wrong."""
    from gk_pipeline.console import runs
    from gk_pipeline.pipeline.doctor import examine

    checks = examine()
    runs.show_checks(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def dev(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 3000,
    samples: Samples = False,
) -> None:
    """The Dagster UI, with its daemon, for this home folder."""
    from gk_pipeline.orchestration.dev import serve

    raise typer.Exit(serve(paths_of(None, samples), host=host, port=port))
