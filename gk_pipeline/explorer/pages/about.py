"""What the marks mean, every rule, table and column.

Belongs here: the method in words, the rules and the data dictionary. Does not: descriptions, which their sources have.
"""

from __future__ import annotations

from functools import cache

from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.explorer.page import Asked, Page
from gk_pipeline.warehouse.dictionary import Entry, mart_entries


def page(asked: Asked) -> Page:
    del asked  # it is the same for everyone
    return Page("about.html", {"entries": _entries(), "rules": load_identities()})


@cache
def _entries() -> tuple[Entry, ...]:
    return mart_entries()
