"""The key of an agency.

Belongs here: one name, one key. Does not: telling which names are the same agency over time.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

# The key of a report that does not tell who files it; such reports are kept and seen, never joined with another.
UNKNOWN = "unknown"


def agency_key(name: str | None) -> str:
    """The same name gives the same key, whatever its blanks and widths: `ag_` and 12 hex digits."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name or ""))
    if not folded:
        return UNKNOWN
    return "ag_" + hashlib.blake2b(folded.encode(), digest_size=6).hexdigest()
