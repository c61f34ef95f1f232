"""The command `gk`.

Belongs here: options, exit codes, what goes to which stream. Does not: work (`pipeline`), tables on screen
(`console`). Commands import what they need when they are called, so that `gk extract --help` stays light.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gk_pipeline import __version__
from gk_pipeline.lake.objects import StorageError

if TYPE_CHECKING:
    from gk_pipeline.paths import Paths

app = typer.Typer(
    name="gk",
    help="Reads yearly government information disclosure reports into a traceable warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_INBOX_HELP = "Folder of raw report files, or s3://bucket/prefix. Default: GK_INBOX, or else GK_HOME/inbox."

published = typer.Typer(help="The published versions of the marts.", no_args_is_help=True)
app.add_typer(published, name="published")


def main() -> None:
    """Runs the command; an error that the user can mend ends in one line on stderr and exit code 1."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except (StorageError, OSError) as error:
        typer.echo(f"gk: {error}", err=True)
        sys.exit(1)


def _fail(message: str) -> typer.Exit:
    typer.echo(f"gk: {message}", err=True)
    return typer.Exit(1)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        typer.echo(f"gk_pipeline {__version__}")
        raise typer.Exit


@app.command()
def run(
    inbox: Annotated[str | None, typer.Option(help=_INBOX_HELP)] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Use the sample reports of the package as inbox.")] = False,
    year: Annotated[int | None, typer.Option(help="Refresh this report year alone.")] = None,
    years: Annotated[str | None, typer.Option(help="Refresh these report years, such as 2015-2021.")] = None,
) -> None:
    """The whole pipeline in one process: inbox to published marts."""
    from gk_pipeline.console import runs, terminal
    from gk_pipeline.contracts.model import ContractError
    from gk_pipeline.lake.ledger import LedgerError
    from gk_pipeline.pipeline.run import run as run_pipeline
    from gk_pipeline.pipeline.scan import InboxError
    from gk_pipeline.warehouse.errors import WarehouseError

    paths = _paths(inbox, samples)
    try:
        with terminal.Watching() as watch:
            summary = run_pipeline(paths, _years(year, years), watch.step)
    except (InboxError, LedgerError, ContractError, WarehouseError) as error:
        raise _fail(str(error)) from error
    runs.show_summary(summary)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Report files of any supported format.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, a file each.")] = False,
    text: Annotated[bool, typer.Option("--text", help="The text that offsets refer to.")] = False,
) -> None:
    """Reads one file or many, without any store: the report, its facts, claims and findings."""
    from gk_pipeline.console import readings, terminal
    from gk_pipeline.pipeline.as_json import as_json as to_json
    from gk_pipeline.pipeline.inbox import read_file

    for name, reading in (each for file in files for each in read_file(file)):
        if text:
            shown = reading.document.text if reading.document else f"gk: {name}: {reading.extraction.reason}"
            # Signs as many as characters, so that offsets stay what they are; a pipe gets the text itself.
            typer.echo(terminal.visible(shown) if sys.stdout.isatty() else shown)
        elif as_json:
            typer.echo(json.dumps(to_json(name, reading), ensure_ascii=False))
        else:
            readings.show_reading(name, reading)


@app.command()
def trace(
    row_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="The id of a fact, a claim or a finding.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    inbox: Annotated[str | None, typer.Option(help=_INBOX_HELP)] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Use the sample reports of the package as inbox.")] = False,
) -> None:
    """From a value of the marts to the characters of the raw file, with the rules it took part in."""
    from gk_pipeline.console import readings
    from gk_pipeline.pipeline.trace import trace as trace_value
    from gk_pipeline.warehouse.errors import WarehouseError

    try:
        traced = trace_value(_paths(inbox, samples), row_id)
    except WarehouseError as error:
        raise _fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(readings.trace_as_json(traced), ensure_ascii=False, default=str))
    else:
        readings.show_trace(traced)


@app.command()
def agency(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names; - reads them from standard input.")],
    province: Annotated[str | None, typer.Option(help="The province that the agencies lie in.")] = None,
    year: Annotated[int | None, typer.Option(help="The year of their reports, where names changed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, a name each.")] = False,
) -> None:
    """Resolves names of agencies: division, level, kind of body, department. Abstains rather than guess.

    On standard input a name a line, behind a tab its province, behind a second tab what else names its place.
    """
    from gk_pipeline.console import readings
    from gk_pipeline.pipeline import agency as agencies

    lines = (line for name in names for line in (sys.stdin if name == "-" else [name]))
    try:
        for found in agencies.answer(agencies.read_lines(lines, province), year):
            if as_json:
                typer.echo(json.dumps(agencies.as_json(found), ensure_ascii=False))
            else:
                readings.show_agency(found, agencies.candidates(found.candidates))
    except agencies.AgencyError as error:
        raise _fail(str(error)) from error


@published.command("list")
def list_published() -> None:
    """The published versions, the newest first; the one that readers see is marked."""
    from gk_pipeline.console import runs
    from gk_pipeline.warehouse.errors import WarehouseError
    from gk_pipeline.warehouse.versions import current_manifest, list_versions

    paths = _paths()
    try:
        runs.show_versions(list_versions(paths), current_manifest(paths).version)
    except WarehouseError as error:
        raise _fail(str(error)) from error


@published.command("use")
def use_published(
    version: Annotated[str, typer.Argument(help="The name of a version, or how it begins.")],
) -> None:
    """Rolls back, or forward: readers see this version until marts are published again."""
    from gk_pipeline.warehouse.errors import WarehouseError
    from gk_pipeline.warehouse.mirror import mirror
    from gk_pipeline.warehouse.versions import use_version

    paths = _paths()
    try:
        used = use_version(paths, version).version
        mirror(paths)
        typer.echo(f"readers see version {used} now")
    except WarehouseError as error:
        raise _fail(str(error)) from error


@app.command()
def release(
    from_version: Annotated[str | None, typer.Option("--from", help="The version before, or how it begins.")] = None,
    to_version: Annotated[
        str | None, typer.Option("--to", help="The version after, or how it begins. Default: this parser's.")
    ] = None,
    first: Annotated[int, typer.Option(min=0, help="How many changes are shown.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """What a new version of the parser reads or judges otherwise than the one before: cells, findings, reports."""
    from gk_pipeline.console import runs
    from gk_pipeline.contracts.model import ContractError
    from gk_pipeline.pipeline import release as releases

    paths = _paths()
    try:
        found = releases.release(paths, from_version=from_version, to_version=to_version, first=first)
        if as_json:
            typer.echo(json.dumps(releases.as_json(found), ensure_ascii=False))
        else:
            runs.show_release(found, releases.releases(paths))
    except ContractError as error:
        raise _fail(str(error)) from error


@app.command()
def dictionary(
    chinese: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
) -> None:
    """The data dictionary as Markdown: every mart and every table of the lake, column by column."""
    from gk_pipeline.warehouse.dictionary import render

    typer.echo(render("zh" if chinese else "en"), nl=False)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with reports and expected/*.json.")],
    details: Annotated[bool, typer.Option("--details", help="Every difference, cell by cell.")] = False,
) -> None:
    """Compares what is read with values that people read; exit code 1 when anything is silently wrong."""
    from gk_pipeline.console import measures
    from gk_pipeline.pipeline.evaluate import EvaluationError, evaluate_folder

    try:
        scores = list(evaluate_folder(folder))
    except EvaluationError as error:
        raise _fail(str(error)) from error
    measures.show_scores(scores, details=details)
    if any(score.wrong or score.invented for score in scores):
        raise typer.Exit(1)


@app.command()
def bench(
    what: Annotated[str, typer.Argument(metavar="extract|memory|agency|refresh", help="What to measure.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders. Default: the sample reports.")] = None,
    repeats: Annotated[int, typer.Option(help="Runs of which the median counts.")] = 11,
    count: Annotated[int, typer.Option("--files", help="For refresh: how many synthetic reports.")] = 2000,
) -> None:
    """Benchmarks: extraction beside bare parsers of the same bytes, its memory over 10,000 files; names a second; what
    one new file among many costs."""
    from gk_pipeline.console import measures
    from gk_pipeline.pipeline.bench import bench_agency, bench_extract, bench_memory
    from gk_pipeline.samples import samples_folder

    if what == "agency":
        measures.show_bench_agency(bench_agency(repeats))
        return
    if what == "refresh":
        _bench_refresh(count)
        return
    if what not in ("extract", "memory"):
        raise _fail(f"there is no benchmark {what!r}; there are: extract, memory, agency, refresh")
    given = files or [samples_folder() / "inbox"]
    found = [p for path in given for p in ([path] if path.is_file() else sorted(path.rglob("*"))) if p.is_file()]
    if what == "memory":
        measures.show_bench_memory(bench_memory(found))
    else:
        measures.show_bench(bench_extract(found, repeats))


def _bench_refresh(files: int) -> None:
    from tempfile import TemporaryDirectory

    from gk_pipeline.console import measures, terminal
    from gk_pipeline.pipeline.bench_refresh import bench_refresh

    with TemporaryDirectory(prefix="gk-bench-") as folder, terminal.Watching() as watching:
        measured = bench_refresh(Path(folder), files, watching.step)
    measures.show_bench_refresh(measured)


@app.command()
def synth(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the reports and expected/*.json are written.")],
    count: Annotated[int, typer.Option(help="How many reports.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 0,
) -> None:
    """Writes realistic reports with known values, for tests and benchmarks; `gk evaluate DIR` reads them back."""
    from gk_pipeline.synthesis.make import write

    write(folder, count, seed)
    typer.echo(f"{count} reports in {folder}; compare with: gk evaluate {folder}")


@app.command()
def doctor() -> None:
    """Checks the installation and the home folder; exit code 1 when something is wrong."""
    from gk_pipeline.console import runs
    from gk_pipeline.pipeline.doctor import examine

    checks = examine()
    runs.show_checks(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@app.command()
def dev(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 3000,
    samples: Annotated[bool, typer.Option("--samples", help="Use the sample reports of the package as inbox.")] = False,
) -> None:
    """The Dagster UI, with its daemon, for this home folder."""
    from gk_pipeline.orchestration.dev import serve

    raise typer.Exit(serve(_paths(None, samples), host=host, port=port))


@app.command()
def explore(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    inbox: Annotated[str | None, typer.Option(help=_INBOX_HELP)] = None,
) -> None:
    """The web pages: agencies, reports and findings, each figure beside the characters it was read from."""
    from gk_pipeline.explorer.serve import serve

    serve(_paths(inbox), host=host, port=port)


@app.command()
def evidence(
    report_id: Annotated[
        str, typer.Argument(metavar="REPORT", help="The id of a report or how it begins, or of a fact.")
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write. Default: standard output.")] = None,
    chinese: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    inbox: Annotated[str | None, typer.Option(help=_INBOX_HELP)] = None,
) -> None:
    """A report as one HTML file that opens anywhere: its figures, and the text that they were read from."""
    from gk_pipeline.explorer.page import NotThere
    from gk_pipeline.explorer.serve import evidence as page_of
    from gk_pipeline.warehouse.errors import WarehouseError

    try:
        page = page_of(_paths(inbox), report_id, "zh" if chinese else "en")
    except (NotThere, WarehouseError) as error:
        raise _fail(str(error)) from error
    if out is None:
        typer.echo(page, nl=False)
    else:
        out.write_text(page, encoding="utf-8")


def _paths(inbox: str | None = None, samples: bool = False) -> Paths:
    from gk_pipeline.paths import Paths
    from gk_pipeline.settings import Settings, SettingsError

    if samples:
        from gk_pipeline.samples import samples_folder

        inbox = str(samples_folder() / "inbox")
    try:
        settings = Settings.load()
        return Paths(settings.with_inbox(inbox) if inbox else settings)
    except SettingsError as error:
        raise _fail(str(error)) from error


def _years(year: int | None, years: str | None) -> list[int] | None:
    if year is not None:
        return [year]
    if years is None:
        return None
    first, _, last = years.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        raise _fail(f"--years {years!r} is no range; write 2015-2021 or 2017")
    return list(range(int(first), int(last or first) + 1))


if __name__ == "__main__":
    main()
