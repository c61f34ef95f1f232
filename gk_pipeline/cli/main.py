"""The command `gk` with all that it can do.

Belongs here: which commands there are, in the order of `gk --help`, and what happens to errors. Does not: any command.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from gk_pipeline import __version__
from gk_pipeline.cli import looking, measuring, reading, refreshing
from gk_pipeline.lake.objects import StorageError

app = typer.Typer(
    name="gk",
    help="Reads yearly government information disclosure reports into a traceable warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
published = typer.Typer(help="The published versions of the marts.", no_args_is_help=True)

for command in (
    *(refreshing.run, reading.extract, reading.trace, reading.agency, refreshing.release, reading.dictionary),
    *(measuring.evaluate, measuring.bench, measuring.synth),
    *(refreshing.doctor, looking.explore, looking.evidence, refreshing.dev),
):
    app.command()(command)
published.command("list")(refreshing.list_published)
published.command("use")(refreshing.use_published)
app.add_typer(published, name="published")


def main() -> None:
    """Runs the command; an error that the user can mend ends in one line on stderr and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        # Where a stream has no signs for Chinese, or a file name is no text, the rest is still printed.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except (StorageError, OSError) as error:
        typer.echo(f"gk: {error}", err=True)
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        typer.echo(f"gk_pipeline {__version__}")
        raise typer.Exit
