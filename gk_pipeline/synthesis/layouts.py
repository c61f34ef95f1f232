"""The layouts a synthetic report can have. A further one is a function and a line here.

Belongs here: the registry of layouts. Does not: any layout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from gk_pipeline.synthesis import html, markdown, text
from gk_pipeline.synthesis.model import Draft


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is laid out. `render` gives text, which is encoded, or the bytes of a binary format.

    `separated` is false where cells are glued together, so that not every row can be told apart; `html` pages name
    their charset.
    """

    name: str
    suffix: str
    render: Callable[[Draft, Random], str | bytes]
    separated: bool = True
    html: bool = False


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("glued_lines", "txt", text.glued_lines, separated=False),
        Layout("glued_one_line", "txt", text.glued_one_line, separated=False),
        Layout("cell_lines", "txt", text.cell_lines),
        Layout("spaced_rows", "txt", text.spaced_rows),
        Layout("spaced_one_line", "txt", text.spaced_one_line),
        Layout("pipes", "txt", text.pipes),
        Layout("html_clean", "html", html.html_clean, html=True),
        Layout("html_word", "html", html.html_word, html=True),
        Layout("html_chrome", "html", html.html_chrome, html=True),
        Layout("markdown", "md", markdown.markdown),
        Layout("markdown_groups", "md", markdown.markdown_groups),
    )
}
