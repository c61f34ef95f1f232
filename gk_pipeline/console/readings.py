"""What one document says, who an agency is, where a value comes from.

Belongs here: the tables of commands about single documents and names. Does not: runs (`runs.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from gk_pipeline.console.terminal import console, escape

if TYPE_CHECKING:
    from gk_pipeline.agencies.resolution import Resolution
    from gk_pipeline.pipeline.read_file import Reading
    from gk_pipeline.pipeline.trace import Trace

_SHOWN_FACTS = 12


def show_reading(file: str, reading: Reading) -> None:
    """One file in a few lines: who, when, which form, counts by status, findings."""
    extraction, report = reading.extraction, reading.extraction.report
    console.print(f"[bold]{escape(file)}[/bold]  {extraction.outcome}")
    if extraction.reason:
        console.print(f"  {escape(extraction.reason)}" + (f"; {escape(reading.remedy)}" if reading.remedy else ""))
    if report is None:
        return
    who = f"{report.agency_name or 'agency not told'} ({report.agency_level or 'level not told'})"
    console.print(f"  {escape(who)}, {report.year or 'year not told'}, form {report.form}, layout {report.layout}")
    counts: dict[str, int] = {}
    for fact in extraction.facts:
        counts[fact.status.value] = counts.get(fact.status.value, 0) + 1
    shown = ", ".join(f"{count} {status}" for status, count in sorted(counts.items(), key=lambda item: -item[1]))
    console.print(f"  facts: {shown or 'none'}; claims: {len(extraction.claims)}; unmapped: {len(extraction.unmapped)}")
    for fact in [fact for fact in extraction.facts if fact.value][:_SHOWN_FACTS]:
        column = f"[{fact.column_id}]" if fact.column_id else ""
        console.print(f"    {fact.indicator_id}{escape(column)} = {fact.value} {fact.unit or ''}")
    for finding in reading.findings:
        console.print(f"  {finding.severity} {finding.rule_id} ({finding.verdict}): {escape(finding.message)}")
        if finding.suggestion:
            console.print(f"    {escape(finding.suggestion)}")


def show_agency(found: Resolution, candidates: Sequence[tuple[str, str]]) -> None:
    """A line for what the name stands for, or a line for each thing it could stand for."""
    kind = " ".join(filter(None, (found.level, found.agency_type, found.department)))
    if found.is_resolved:
        place = f"{found.division_code} {found.division_name or ''}"
        console.print(f"{escape(found.name)}  [bold]{place}[/bold]  {kind}  ({found.method}, {found.confidence})")
    else:
        console.print(f"{escape(found.name)}  [yellow]{'ambiguous' if candidates else 'unknown'}[/yellow]  {kind}")
    for code, name in candidates:
        console.print(f"    {code} {escape(name)}")


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
    for box in trace.boxes:
        corners = f"{box.x0:.1f}, {box.top:.1f} to {box.x1:.1f}, {box.bottom:.1f}"
        table.add_row(f"page {box.page}", f"{corners} (points from the upper left corner)")
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
    console.print(table)


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
        "boxes": [
            {"page": box.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom} for box in trace.boxes
        ],
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
