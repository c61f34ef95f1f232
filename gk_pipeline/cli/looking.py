"""Commands that show the marts in a browser.

Belongs here: the web pages. Does not: other commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gk_pipeline.cli.options import Inbox, fail, paths_of


def explore(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    inbox: Inbox = None,
) -> None:
    """The web pages: agencies, reports and findings, each figure beside the characters it was read from."""
    from gk_pipeline.explorer.serve import serve

    serve(paths_of(inbox), host=host, port=port)


def evidence(
    report_id: Annotated[
        str, typer.Argument(metavar="REPORT", help="The id of a report or how it begins, or of a fact.")
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write. Default: standard output.")] = None,
    chinese: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    inbox: Inbox = None,
) -> None:
    """A report as one HTML file that opens anywhere: its figures, and the text that they were read from."""
    from gk_pipeline.explorer.page import NotThere
    from gk_pipeline.explorer.serve import evidence as page_of
    from gk_pipeline.warehouse.errors import WarehouseError

    try:
        page = page_of(paths_of(inbox), report_id, "zh" if chinese else "en")
    except (NotThere, WarehouseError) as error:
        raise fail(str(error)) from error
    if out is None:
        typer.echo(page, nl=False)
    else:
        out.write_text(page, encoding="utf-8")
