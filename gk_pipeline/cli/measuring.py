"""Commands that measure the reading.

Belongs here: accuracy, speed, reports with known values. Does not: other commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gk_pipeline.cli.options import fail


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
        raise fail(str(error)) from error
    measures.show_scores(scores, details=details)
    if any(score.wrong or score.invented for score in scores):
        raise typer.Exit(1)


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
        raise fail(f"there is no benchmark {what!r}; there are: extract, memory, agency, refresh")
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


def synth(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the reports and expected/*.json are written.")],
    count: Annotated[int, typer.Option(help="How many reports.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 0,
) -> None:
    """Writes realistic reports with known values, for tests and benchmarks; `gk evaluate DIR` reads them back."""
    from gk_pipeline.synthesis.make import write

    write(folder, count, seed)
    typer.echo(f"{count} reports in {folder}; compare with: gk evaluate {folder}")
