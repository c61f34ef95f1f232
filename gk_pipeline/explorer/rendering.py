"""Pages to HTML.

Belongs here: the templates' environment, how numbers and cells are written, addresses. Does not: what is shown.
Every page carries its own style and script, so that a page that is saved looks and works as it did.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gk_pipeline.explorer.page import LENGTH, Page
from gk_pipeline.explorer.words import LANGUAGES, Words

_TEMPLATES = files("gk_pipeline.explorer") / "templates"
_SCRIPT = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
_STYLE = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
SCRIPT_DIGEST = "sha256-" + b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
"""The one script that a page may run."""


def render(
    page: Page,
    words: Words,
    *,
    path: str = "",
    query: Mapping[str, str] | None = None,
    version: str | None = None,
    is_alone: bool = False,
) -> str:
    """The HTML of a page. `path` and `query` are its address; a page that stands alone has no links to others."""
    given = dict(query or {})

    def here(**changes: object) -> str:
        """The address of this page with other values in its query."""
        changed = given | {name: str(value) for name, value in changes.items()}
        return path + ("?" + urlencode(changed) if changed else "")

    return (
        _environment()
        .get_template(page.template)
        .render(
            page.values,
            _=words,
            words=words,
            languages=LANGUAGES,
            here=here,
            query=given,
            version=version,
            is_alone=is_alone,
            has_rows=bool(page.rows),
            length=LENGTH,
            # Both were written for this project; an element's own text is not escaped.
            script=Markup(_SCRIPT),  # noqa: S704
            style=Markup(_STYLE),  # noqa: S704
        )
    )


def number(value: Any) -> str:
    """A number with its thousands apart; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def share(part: int | None, whole: int | None) -> str:
    """A part of a whole in percent, never rounded to all or nothing; nothing where there is no whole."""
    if not whole or part is None:
        return ""
    percent = 100 * part / whole
    rounded = round(percent)
    if rounded in (0, 100) and 0 < percent < 100:
        return "<1 %" if rounded == 0 else ">99 %"
    return f"{rounded} %"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gk_pipeline.explorer"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "address": lambda text: quote(str(text), safe="")}
    environment.globals["share"] = share
    return environment
