"""Texts and names as SQL writes them.

Belongs here: quoting. Does not: any statement.
"""

from __future__ import annotations


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(identifier: str) -> str:
    """The name of a table or column, whatever is in it."""
    return '"' + identifier.replace('"', '""') + '"'
