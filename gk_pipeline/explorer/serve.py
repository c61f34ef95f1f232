"""Serves the pages of a home, and writes single ones.

Belongs here: the server process, the page of a report as a file. Does not: the application.
"""

from __future__ import annotations

import uvicorn

from gk_pipeline.explorer.app import build_app
from gk_pipeline.explorer.page import Asked
from gk_pipeline.explorer.pages import report
from gk_pipeline.explorer.rendering import render
from gk_pipeline.explorer.words import Words
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.marts import Reader


def serve(paths: Paths, *, host: str, port: int) -> None:
    """Serves until it is told to stop, and says where. Ends the process with an error if the address is taken."""
    uvicorn.run(build_app(paths), host=host, port=port, access_log=False, server_header=False, lifespan="off")


def evidence(paths: Paths, document_id: str, language: str) -> str:
    """The page of a report as HTML that needs no server and no other file.

    `document_id` may be the beginning of one, or the id of a fact. Raises NotThere when there is no such report, or
    more than one, WarehouseError when nothing is published.
    """
    marts = Reader(paths).marts()
    parts = {"document_id": report.whole_id(marts, document_id.partition(":")[0])}
    return render(report.page(Asked(paths, marts, Words(language), parts)), Words(language), is_alone=True)
