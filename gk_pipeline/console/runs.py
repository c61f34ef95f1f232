"""What a run did, which versions there are, what a parser version changed, whether the installation works.

Belongs here: the tables of commands about the whole warehouse. Does not: single documents (`readings.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from gk_pipeline.console.terminal import console, escape

if TYPE_CHECKING:
    from gk_pipeline.pipeline.doctor import Check
    from gk_pipeline.pipeline.release import Release
    from gk_pipeline.pipeline.run import Summary
    from gk_pipeline.warehouse.versions import Manifest

_SHOWN_INDICATORS = 12


def show_summary(summary: Summary) -> None:
    """The table that ends a run: files by outcome, rows, findings, tests that only warn, where the marts are."""
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
    console.print(table)
    for node in summary.built.warnings if summary.built else ():
        told = f"{node.failures} rows are not so: {node.description or node.name} ({node.defined_in})"
        console.print(f"warning: {escape(told)}", soft_wrap=True)
    if summary.published:
        state = "published" if summary.published.is_new else "unchanged"
        folder, database = (escape(str(path)) for path in (summary.published.folder, summary.published.database))
        # Paths stay whole in a narrow terminal, to be copied from there.
        console.print(f"marts {state}, version {summary.published.manifest.version}: {folder}", soft_wrap=True)
        console.print(f"open read-only with any DuckDB client: {database}", soft_wrap=True)


def _counted(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        console.print(f"{title}: " + ", ".join(f"{escape(name)} {count}" for name, count in counts.items()))


def show_release(found: Release, known: Sequence[tuple[str, str, int]]) -> None:
    """What a version changed: counts, then a line a change. `known` are all pairs of versions with their changes."""
    if not found.total:
        console.print(f"no changes by version {escape(found.to_version)}" + (" but by these:" if known else ""))
        for before, after, count in known:
            console.print(f"  {before} to {after}: {count}")
        return
    versions = ", ".join(found.from_versions)
    console.print(
        f"[bold]{versions} to {found.to_version}[/bold]: {found.total} changes in {found.documents} documents"
    )
    console.print("kinds: " + ", ".join(f"{subject} {kind} {n}" for (subject, kind), n in found.by_subject.items()))
    _counted("causes", found.by_cause)
    _counted("forms", found.by_form)
    _counted("layouts", found.by_layout)
    _counted("indicators", dict(list(found.by_indicator.items())[:_SHOWN_INDICATORS]))
    table = Table("file", "year", "what", "kind", "cause", "before", "after", box=None, padding=(0, 2, 0, 0))
    for c in found.changes:
        year = "" if c.report_year is None else str(c.report_year)
        table.add_row(*(escape(text) for text in (c.file or "", year, c.label, c.kind, c.cause, c.before, c.after)))
    console.print(table)
    if found.total > len(found.changes):
        console.print(f"and {found.total - len(found.changes)} more")


def show_versions(versions: Sequence[Manifest], current: str | None, place: str) -> None:
    """Where versions lie, and a line for each: when it was made, how much it holds, by which parsers."""
    console.print(escape(place), soft_wrap=True)
    table = Table("", box=None, padding=(0, 2, 0, 0))
    table.add_column("version", no_wrap=True, min_width=max((len(each.version) for each in versions), default=0))
    for name in ("made (UTC)", "tables", "rows", "parsers"):
        table.add_column(name)
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
    console.print(table)


def show_checks(checks: Sequence[Check]) -> None:
    for check in checks:
        mark = "[green]ok[/green]  " if check.ok else "[red]FAIL[/red]"
        console.print(f"{mark} {check.name}: {escape(check.detail)}")
        if not check.ok and check.remedy:
            console.print(f"     {escape(check.remedy)}")
