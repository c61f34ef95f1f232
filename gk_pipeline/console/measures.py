"""How well documents are read, and what that costs.

Belongs here: the tables of `gk evaluate` and `gk bench`. Does not: measuring.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from gk_pipeline.console.terminal import console, escape

if TYPE_CHECKING:
    from gk_pipeline.pipeline.bench import Measured, Memory, Resolving
    from gk_pipeline.pipeline.bench_refresh import Refreshed
    from gk_pipeline.pipeline.evaluate import Score

_SHOWN_YEARS = 5


def show_scores(scores: Sequence[Score], *, details: bool) -> None:
    """A line a file, then sums by layout."""
    table = Table(title="Read against values read by eye", title_justify="left")
    for name in ("file", "form", "layout", "cells", "exact", "marked", "wrong", "invented", "claims", "findings"):
        table.add_column(name, justify="left" if name in ("file", "form", "layout", "findings") else "right")
    for score in scores:
        table.add_row(*_score_cells(score.file, score.form, score.layout, [score]))
    table.add_section()
    for layout in sorted({score.layout for score in scores}):
        table.add_row(*_score_cells("", "", layout, [score for score in scores if score.layout == layout]))
    console.print(table)
    for score in scores:
        if score.differences and (details or not score.is_clean):
            console.print(f"[bold]{escape(score.file)}[/bold]")
            for difference in score.differences:
                console.print(f"  {escape(difference)}")


def _score_cells(file: str, form: str, layout: str, scores: Sequence[Score]) -> list[str]:
    wrong = sum(score.wrong for score in scores)
    missed = [rule for score in scores for rule in score.missed_findings]
    false = [rule for score in scores for rule in score.false_findings]
    findings = " ".join([*(f"-{rule}" for rule in missed), *(f"+{rule}" for rule in false)]) or "ok"
    return [
        escape(file),
        form,
        layout,
        str(sum(score.cells for score in scores)),
        str(sum(score.exact for score in scores)),
        str(sum(score.marked for score in scores)),
        f"[red]{wrong}[/red]" if wrong else "0",
        str(sum(score.invented for score in scores)),
        f"{sum(score.claims_exact for score in scores)}/{sum(score.claims for score in scores)}",
        findings,
    ]


def show_bench(measured: Sequence[Measured]) -> None:
    """CPU time a file, and for HTML how often bare parsers would fit into it, or it into them."""
    table = Table(title="CPU milliseconds a file, medians of one process", title_justify="left")
    for name in ("files", "kB", "extraction", "files/s", "unknown", "agency", "bare parse", "ratio", "pandas", "ratio"):
        table.add_column(name, justify="right")
    for m in measured:
        table.add_row(
            f"{m.files} {m.kind}",
            f"{m.kilobytes:.0f}",
            f"{m.extraction:.2f}",
            f"{1000 / m.extraction:.0f}",
            f"{m.unknown:.2f}",
            f"{m.agency:.2f}",
            f"{m.bare:.2f}" if m.bare else "-",
            f"{m.extraction / m.bare:.1f}" if m.bare else "-",
            f"{m.pandas:.2f}" if m.pandas else "-",
            f"{m.pandas / m.extraction:.1f}" if m.pandas else "-",
        )
    console.print(table)
    console.print("unknown: where no table was met before; agency: resolving its code, apart from extraction")
    console.print("ratios: extraction to bare parse, pandas to extraction")
    if any(m.bare and not m.pandas for m in measured):
        console.print("pandas.read_html was not measured: it takes pandas and lxml, which are not installed")


def show_bench_refresh(measured: Sequence[Refreshed]) -> None:
    """A line a run with what it did; then the seconds by step, also as a part of the first run; then the marts."""
    table = Table("run", "files read", "years landed", "models", "tests", "seconds", "CPU", "of the first", "version")
    for m in measured:
        years = ", ".join(str(year or "unknown") for year in m.landed)
        landed = years if len(m.landed) < _SHOWN_YEARS else f"{len(m.landed)} years"
        part = f"{100 * m.cpu / measured[0].cpu:.1f} %"
        counts = str(m.documents), landed or "none", str(m.models), str(m.tests)
        table.add_row(m.what, *counts, f"{m.total:.1f}", f"{m.cpu:.1f}", part, m.version)
    console.print(table)
    table = Table("step", *(m.what for m in measured))
    for step, first in measured[0].seconds.items():
        seconds = [m.seconds[step] for m in measured]
        table.add_row(step, *(f"{each:.2f} s ({100 * each / first:.1f} %)" for each in seconds))
    console.print(table)
    for m in measured[1:]:
        if m.marts:
            table = Table("mart", "rows made", "of", "years made", "of", title=m.what, title_justify="left")
            for each in m.marts:
                made, of = ("whole", "") if each.years is None else (str(each.years), str(each.of_years))
                table.add_row(each.mart, str(each.rows), str(each.of_rows), made, of)
            console.print(table)


def show_bench_memory(measured: Sequence[Memory]) -> None:
    """Peak memory after so many files."""
    for m in measured:
        console.print(f"{m.files:>6} files extracted: peak of {m.megabytes:.0f} MB resident")


def show_bench_agency(measured: Resolving) -> None:
    """CPU seconds to load, names a second by kind."""
    console.print(f"loaded in {measured.loading:.2f} CPU seconds; {measured.names} names, medians of one process:")
    console.print(f"townships with their county: {measured.townships:.0f} a second")
    console.print(f"departments of counties: {measured.departments:.0f} a second")
