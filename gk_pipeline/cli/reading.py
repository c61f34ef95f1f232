"""Commands that answer what was read, and where it stands.

Belongs here: files, values, names, tables. Does not: other commands.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from gk_pipeline.cli.options import AsJson, Inbox, Samples, fail, paths_of


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


def trace(
    row_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="The id of a fact, a claim or a finding.")],
    as_json: AsJson = False,
    inbox: Inbox = None,
    samples: Samples = False,
) -> None:
    """From a value of the marts to the characters of the raw file, with the rules it took part in."""
    from gk_pipeline.console import readings
    from gk_pipeline.pipeline.trace import trace as trace_value
    from gk_pipeline.warehouse.errors import WarehouseError

    try:
        traced = trace_value(paths_of(inbox, samples), row_id)
    except WarehouseError as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(readings.trace_as_json(traced), ensure_ascii=False, default=str))
    else:
        readings.show_trace(traced)


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
        raise fail(str(error)) from error


def dictionary(
    chinese: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
) -> None:
    """The data dictionary as Markdown: every mart and every table of the lake, column by column."""
    from gk_pipeline.warehouse.dictionary import render

    typer.echo(render("zh" if chinese else "en"), nl=False)
