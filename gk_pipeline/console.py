"""What commands show on a terminal.

Belongs here: tables, progress, marked text. Does not: finding anything out, exit codes (`cli.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from gk_pipeline.agencies.resolution import Resolution
    from gk_pipeline.pipeline.bench import Measured, Memory, Resolving
    from gk_pipeline.pipeline.bench_refresh import Refreshed
    from gk_pipeline.pipeline.doctor import Check
    from gk_pipeline.pipeline.evaluate import Score
    from gk_pipeline.pipeline.read_file import Reading
    from gk_pipeline.pipeline.release import Release
    from gk_pipeline.pipeline.run import Summary
    from gk_pipeline.pipeline.trace import Trace
    from gk_pipeline.warehouse.versions import Manifest

# A pipe has no width of its own; tables must not be squeezed into 80 columns there.
_console = Console(highlight=False, width=None if sys.stdout.isatty() else 132)
# Progress goes to the other stream, so that what a command prints can be piped.
_progress_console = Console(stderr=True, highlight=False)
_SHOWN_FACTS = 12
_SHOWN_YEARS = 5

# What a terminal would obey instead of showing it: control characters, and those that turn the direction of writing.
_COMMANDS = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}


def visible(text: str) -> str:
    """Text of a file, or its name, with signs in the place of characters that a terminal would obey."""
    return text.translate(_COMMANDS)


def escape(text: str) -> str:
    """Text of a file, or its name, as it may stand in what is printed: it commands neither terminal nor layout."""
    return escape_markup(visible(text))


class Watching:
    """A progress line a step. On a stream that is no terminal each step is one plain line."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_progress_console,
            disable=not _progress_console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, name: str, done: int, total: int) -> None:
        if name not in self._tasks:
            for task in self._tasks.values():
                self._progress.update(task, total=1, completed=1, visible=True)
            self._tasks[name] = self._progress.add_task(name, total=total or None)
            if not _progress_console.is_terminal:
                _progress_console.print(f"{name} ({total})" if total else name)
        self._progress.update(self._tasks[name], completed=done, total=total or None)


def show_summary(summary: Summary) -> None:
    """The table that ends a run: files by outcome, rows, findings, where the marts are."""
    outcomes = summary.outcomes()
    files = sum(outcomes.values())
    table = Table(title="What became of the inbox", title_justify="left", show_header=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    table.add_row("files in the years written", str(files))
    for outcome in ("report", "duplicate", "not_a_report", "unreadable"):
        table.add_row(f"  {outcome.replace('_', ' ')}", str(outcomes.get(outcome, 0)))
    table.add_section()
    table.add_row("documents read in this run", str(summary.extracted.documents))
    rows = summary.rows()
    for name in ("facts", "claims", "unmapped_cells"):
        table.add_row(name.replace("_", " "), str(rows.get(name, 0)))
    findings = summary.findings()
    table.add_row("findings", f"{findings.get('error', 0)} errors, {findings.get('warning', 0)} warnings")
    table.add_row("rows in quarantine", str(sum(summary.rejected().values())))
    table.add_section()
    if summary.built:
        table.add_row("dbt", f"{len(summary.built.models)} models built, {summary.built.tests_passed} tests passed")
        if summary.built.corrections:
            states = summary.built.corrections.items()
            table.add_row("corrections", ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in states))
    table.add_row("seconds", " ".join(f"{step} {seconds:.1f}" for step, seconds in summary.seconds.items()))
    _console.print(table)
    if summary.published:
        state = "published" if summary.published.is_new else "unchanged"
        _console.print(f"marts {state}, version {summary.published.manifest.version}: {summary.published.folder}")
        _console.print(f"open read-only with any DuckDB client: {summary.published.database}")


def show_reading(file: str, reading: Reading) -> None:
    """One file in a few lines: who, when, which form, counts by status, findings."""
    extraction, report = reading.extraction, reading.extraction.report
    _console.print(f"[bold]{escape(file)}[/bold]  {extraction.outcome}")
    if extraction.reason:
        _console.print(f"  {escape(extraction.reason)}" + (f"; {escape(reading.remedy)}" if reading.remedy else ""))
    if report is None:
        return
    who = f"{report.agency_name or 'agency not told'} ({report.agency_level or 'level not told'})"
    _console.print(f"  {escape(who)}, {report.year or 'year not told'}, form {report.form}, layout {report.layout}")
    counts: dict[str, int] = {}
    for fact in extraction.facts:
        counts[fact.status.value] = counts.get(fact.status.value, 0) + 1
    shown = ", ".join(f"{count} {status}" for status, count in sorted(counts.items(), key=lambda item: -item[1]))
    _console.print(
        f"  facts: {shown or 'none'}; claims: {len(extraction.claims)}; unmapped: {len(extraction.unmapped)}"
    )
    for fact in [fact for fact in extraction.facts if fact.value][:_SHOWN_FACTS]:
        column = f"[{fact.column_id}]" if fact.column_id else ""
        _console.print(f"    {fact.indicator_id}{escape(column)} = {fact.value} {fact.unit or ''}")
    for finding in reading.findings:
        _console.print(f"  {finding.severity} {finding.rule_id} ({finding.verdict}): {escape(finding.message)}")
        if finding.suggestion:
            _console.print(f"    {escape(finding.suggestion)}")


def show_agency(found: Resolution, candidates: Sequence[tuple[str, str]]) -> None:
    """A line for what the name stands for, or a line for each thing it could stand for."""
    kind = " ".join(filter(None, (found.level, found.agency_type, found.department)))
    if found.is_resolved:
        place = f"{found.division_code} {found.division_name or ''}"
        _console.print(f"{escape(found.name)}  [bold]{place}[/bold]  {kind}  ({found.method}, {found.confidence})")
    else:
        _console.print(f"{escape(found.name)}  [yellow]{'ambiguous' if candidates else 'unknown'}[/yellow]  {kind}")
    for code, name in candidates:
        _console.print(f"    {code} {escape(name)}")


def show_trace(trace: Trace) -> None:
    """Where a value stands in its file, what it took part in, which versions made it."""
    row = trace.row
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name in ("fact_id", "claim_id", "finding_id", "agency_name", "report_year", "indicator_id", "column_id"):
        if row.get(name) is not None:
            table.add_row(name, escape(str(row[name])))
    for name in ("value", "unit", "status", "method", "corroborated", "message"):
        if row.get(name) is not None:
            table.add_row(name, escape(str(row[name])))
    if correction := row.get("correction"):
        printed = row["printed_status"] if row["printed_value"] is None else row["printed_value"]
        table.add_row("printed", escape(str(printed)))
        table.add_row("correction", escape(f"{row['correction_id']} by {correction['author']}: {correction['reason']}"))
    table.add_row("file", escape(trace.file or ", ".join(row["file_paths"])))
    table.add_row("sha256", row["document_id"])
    if trace.bytes_at:
        table.add_row("bytes", f"{trace.bytes_at.start}-{trace.bytes_at.end}")
    if trace.line is not None and trace.marked is not None:
        first, last = trace.marked
        before, value, after = trace.line[:first], trace.line[first:last], trace.line[last:]
        marked = f"{escape(before)}[reverse bold]⟦{escape(value)}⟧[/reverse bold]{escape(after)}".replace("\t", " │ ")
        table.add_row(f"line {trace.line_number}", marked)
    for rule in trace.rules:
        name = rule.rule_id + (f" {escape(f'[{rule.instance}]')}" if rule.instance else "")
        figures = "" if rule.expected is None else f": {rule.actual} against {rule.expected}"
        table.add_row("rule", f"{name} {rule.outcome.value.replace('_', ' ')}{figures}")
    table.add_row(
        "read by", f"{row['parser_version']}" + ("" if not trace.problem else f" (now {trace.parser_version})")
    )
    if trace.problem:
        table.add_row("problem", escape(trace.problem))
    _console.print(table)


def trace_as_json(trace: Trace) -> dict[str, Any]:
    """The trace as one object; `byte_start` and `byte_end` are null where nothing is printed."""
    return {
        **trace.row,
        "file": trace.file,
        "line_number": trace.line_number,
        "line": trace.line,
        "marked": trace.marked,
        "byte_start": trace.bytes_at.start if trace.bytes_at else None,
        "byte_end": trace.bytes_at.end if trace.bytes_at else None,
        "rules": [
            {
                "rule_id": r.rule_id,
                "instance": r.instance,
                "outcome": r.outcome,
                "expected": r.expected,
                "actual": r.actual,
            }
            for r in trace.rules
        ],
        "current_parser_version": trace.parser_version,
        "problem": trace.problem,
    }


def show_release(found: Release, known: Sequence[tuple[str, str, int]]) -> None:
    """What a version changed: counts, then a line a change. `known` are all pairs of versions with their changes."""
    if not found.total:
        _console.print(f"no changes by version {escape(found.to_version)}" + (" but by these:" if known else ""))
        for before, after, count in known:
            _console.print(f"  {before} to {after}: {count}")
        return
    versions = ", ".join(found.from_versions)
    _console.print(
        f"[bold]{versions} to {found.to_version}[/bold]: {found.total} changes in {found.documents} documents"
    )
    _console.print("kinds: " + ", ".join(f"{subject} {kind} {n}" for (subject, kind), n in found.by_subject.items()))
    _counted("causes", found.by_cause)
    _counted("forms", found.by_form)
    _counted("layouts", found.by_layout)
    _counted("indicators", dict(list(found.by_indicator.items())[:_SHOWN_FACTS]))
    table = Table("file", "year", "what", "kind", "cause", "before", "after", box=None, padding=(0, 2, 0, 0))
    for c in found.changes:
        year = "" if c.report_year is None else str(c.report_year)
        table.add_row(*(escape(text) for text in (c.file or "", year, c.label, c.kind, c.cause, c.before, c.after)))
    _console.print(table)
    if found.total > len(found.changes):
        _console.print(f"and {found.total - len(found.changes)} more")


def _counted(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        _console.print(f"{title}: " + ", ".join(f"{escape(name)} {count}" for name, count in counts.items()))


def show_versions(versions: Sequence[Manifest], current: str) -> None:
    """A line a version: when it was made, how much it holds, by which parsers."""
    table = Table("", "version", "made (UTC)", "tables", "rows", "parsers", box=None, padding=(0, 2, 0, 0))
    for manifest in versions:
        rows = sum(each.rows for each in manifest.tables)
        mark = "[bold]current[/bold]" if manifest.version == current else ""
        parsers = ", ".join(manifest.parser_versions)
        table.add_row(
            mark,
            manifest.version,
            manifest.created[:19].replace("T", " "),
            str(len(manifest.tables)),
            str(rows),
            parsers,
        )
    _console.print(table)


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
    _console.print(table)
    for score in scores:
        if score.differences and (details or not score.is_clean):
            _console.print(f"[bold]{escape(score.file)}[/bold]")
            for difference in score.differences:
                _console.print(f"  {escape(difference)}")


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
    _console.print(table)
    _console.print("unknown: where no table was met before; agency: resolving its code, apart from extraction")
    _console.print("ratios: extraction to bare parse, pandas to extraction")
    if any(m.bare and not m.pandas for m in measured):
        _console.print("pandas.read_html was not measured: it takes pandas and lxml, which are not installed")


def show_bench_refresh(measured: Sequence[Refreshed]) -> None:
    """A line a run with what it did; then the seconds by step, also as a part of the first run; then the marts."""
    table = Table("run", "files read", "years landed", "models", "tests", "seconds", "CPU", "of the first", "version")
    for m in measured:
        years = ", ".join(str(year or "unknown") for year in m.landed)
        landed = years if len(m.landed) < _SHOWN_YEARS else f"{len(m.landed)} years"
        part = f"{100 * m.cpu / measured[0].cpu:.1f} %"
        counts = str(m.documents), landed or "none", str(m.models), str(m.tests)
        table.add_row(m.what, *counts, f"{m.total:.1f}", f"{m.cpu:.1f}", part, m.version)
    _console.print(table)
    table = Table("step", *(m.what for m in measured))
    for step, first in measured[0].seconds.items():
        seconds = [m.seconds[step] for m in measured]
        table.add_row(step, *(f"{each:.2f} s ({100 * each / first:.1f} %)" for each in seconds))
    _console.print(table)
    for m in measured[1:]:
        if m.marts:
            table = Table("mart", "rows made", "of", "years made", "of", title=m.what, title_justify="left")
            for each in m.marts:
                made, of = ("whole", "") if each.years is None else (str(each.years), str(each.of_years))
                table.add_row(each.mart, str(each.rows), str(each.of_rows), made, of)
            _console.print(table)


def show_bench_memory(measured: Sequence[Memory]) -> None:
    """Peak memory after so many files."""
    for m in measured:
        _console.print(f"{m.files:>6} files extracted: peak of {m.megabytes:.0f} MB resident")


def show_bench_agency(measured: Resolving) -> None:
    """CPU seconds to load, names a second by kind."""
    _console.print(f"loaded in {measured.loading:.2f} CPU seconds; {measured.names} names, medians of one process:")
    _console.print(f"townships with their county: {measured.townships:.0f} a second")
    _console.print(f"departments of counties: {measured.departments:.0f} a second")


def show_checks(checks: Sequence[Check]) -> None:
    for check in checks:
        mark = "[green]ok[/green]  " if check.ok else "[red]FAIL[/red]"
        _console.print(f"{mark} {check.name}: {escape(check.detail)}")
        if not check.ok and check.remedy:
            _console.print(f"     {escape(check.remedy)}")
