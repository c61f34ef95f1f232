"""The web application: addresses, the pages behind them, and what a browser may do with them.

Belongs here: routes, languages, downloads, errors, headers. Does not: what a page shows (`pages`), the server
(`serve`).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gk_pipeline.explorer import download
from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.explorer.pages import (
    about,
    agencies,
    agency,
    compare,
    documents,
    findings,
    indicator,
    indicators,
    overview,
    region,
    report,
    wording,
    wording_pair,
)
from gk_pipeline.explorer.rendering import SCRIPT_DIGEST, render
from gk_pipeline.explorer.words import LANGUAGES, Words, preferred
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.marts import Reader

_PAGES: dict[str, Callable[[Asked], Page]] = {
    "/": overview.page,
    "/agencies": agencies.page,
    "/agencies/{agency_key}": agency.page,
    "/reports/{document_id}": report.page,
    "/compare": compare.page,
    "/regions": region.page,
    "/regions/{region_key}": region.page,
    "/indicators": indicators.page,
    "/indicators/{indicator_key}": indicator.page,
    "/findings": findings.page,
    "/wording": wording.page,
    "/wording/{document_id}/{other_id}": wording_pair.page,
    "/documents": documents.page,
    "/about": about.page,
}
_LANGUAGE = "language"
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_DIGEST}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def build_app(paths: Paths) -> Starlette:
    """The application for the published marts of a home. Opens nothing before the first request."""
    reader = Reader(paths)

    def route(address: str, answer: Callable[[Request, Asked], Response]) -> Route:
        return Route(address, lambda request: _guarded(request, answer, paths, reader))

    return Starlette(
        routes=[
            Route("/language/{language}", _choose_language),
            route("/reports/{document_id}/raw", _raw),
            route("/reports/{document_id}/evidence.html", _evidence),
            *(route(address, _shows(page)) for address, page in _PAGES.items()),
            route("/{anything:path}", _nothing),
        ]
    )


def _guarded(request: Request, answer: Callable[[Request, Asked], Response], paths: Paths, reader: Reader) -> Response:
    """The answer to a request, or a page that says why there is none."""
    words = Words(preferred(request.headers.get("accept-language", ""), request.cookies.get(_LANGUAGE)))
    is_download = request.query_params.get("as") in download.KINDS
    try:
        asked = Asked(paths, reader.marts(), words, request.path_params, request.query_params, is_download)
        return answer(request, asked)
    except (NotThere, WarehouseError) as error:
        page = Page("problem.html", {"problem": str(error)})
        return _html(request, words, page, status=404 if isinstance(error, NotThere) else 503)


def _shows(page: Callable[[Asked], Page]) -> Callable[[Request, Asked], Response]:
    def answer(request: Request, asked: Asked) -> Response:
        shown = page(asked)
        name = request.url.path.strip("/").replace("/", "-") or "overview"
        ending = asked.text("as") or ""
        if kind := download.KINDS.get(ending):
            return _file(_made(asked, kind, shown), kind.media_type, f"{name}.{ending}")
        return _html(request, asked.words, shown, version=asked.marts.version)

    return answer


def _made(asked: Asked, kind: download.Kind, page: Page) -> bytes:
    try:
        return kind.make(page.rows)
    except ValueError:
        raise NotThere(asked.words("A sheet holds {rows} rows: take the CSV.", rows=download.LONGEST_SHEET)) from None


def _html(request: Request, words: Words, page: Page, status: int = 200, version: str | None = None) -> Response:
    text = render(page, words, path=request.url.path, query=dict(request.query_params), version=version)
    return Response(text, status, media_type="text/html", headers=_HEADERS | {"Content-Language": words.language})


def _nothing(request: Request, asked: Asked) -> Response:
    raise NotThere(asked.words("There is no page {key}.", key=request.url.path))


def _raw(_: Request, asked: Asked) -> Response:
    """The raw file of a report, as it came; never shown by the browser, which would run what is in it."""
    raw = report.raw(asked)
    return _file(raw.data, "application/octet-stream", raw.name.rsplit("/", 1)[-1])


def _evidence(_: Request, asked: Asked) -> Response:
    """The page of a report as a file that needs no server."""
    shown = report.page(asked)
    text = render(shown, asked.words, version=asked.marts.version, is_alone=True)
    return _file(text.encode(), "text/html; charset=utf-8", f"{asked.parts['document_id'][:12]}.html")


def _choose_language(request: Request) -> Response:
    """Remembers a language, and goes back to the page where it was chosen."""
    back = request.query_params.get("back", "/")
    # A path of this server, never of another: to a browser "//host" and "/\\host" are other servers.
    if not back.startswith("/") or back[1:2] in ("/", "\\"):
        back = "/"
    response = RedirectResponse(quote(back, safe="/?&=%:,+"), 303)
    if request.path_params["language"] in LANGUAGES:
        response.set_cookie(_LANGUAGE, request.path_params["language"], max_age=31_536_000, samesite="lax")
    return response


def _file(data: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media_type, headers=_HEADERS | {"Content-Disposition": disposition})
