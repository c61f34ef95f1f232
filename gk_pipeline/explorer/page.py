"""What is asked of a page and what it gives.

Belongs here: the two types between addresses and pages, and what a reader may ask a list for. Does not: any page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gk_pipeline.explorer.words import Words
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.marts import Marts, Row

LENGTH = 100
"""Rows on a page of a list."""


class NotThere(Exception):
    """The marts have nothing under this address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the marts that answer it, the parts of its address and its query."""

    paths: Paths
    marts: Marts
    words: Words
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    is_download: bool = False

    def text(self, name: str) -> str | None:
        """What the query says of `name`; None for nothing."""
        return self.query.get(name, "").strip() or None

    def number(self, name: str) -> int | None:
        """The same as a number; None for what is none, or too long to be one."""
        text = self.text(name) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None

    @property
    def first(self) -> int:
        """How many rows of a list come before its page."""
        return LENGTH * max((self.number("page") or 1) - 1, 0)

    @property
    def length(self) -> int | None:
        """How many rows of a list are asked for, one more than a page shows; None (all) for a download."""
        return None if self.is_download else LENGTH + 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its template with the values that it needs, and the rows that it has to download, if any."""

    template: str
    values: Mapping[str, Any]
    rows: Sequence[Row] = ()
