"""The key of an agency: the same body has the same key, whatever it is called in a report or a year.

Belongs here: what makes two names one agency. Does not: what a name stands for (`resolver`), how an agency is described
over the years, which the marts draw from its reports.

A key is worked out from the division in its first form, before renames, new codes and rises in rank, and from what the
body is there: its authority, or a department by its name, with plain renames of departments undone. It is a function of
the name and of the lists alone, so that no order of arrival changes it. A body that cannot be placed is keyed by its
name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

from gk_pipeline.agencies.divisions import load
from gk_pipeline.agencies.resolution import Resolution
from gk_pipeline.agencies.tables import rows_of

# The key of a report that does not tell who files it; such reports are kept and seen, never joined with another.
UNKNOWN = "unknown"
# What a township calls its authority changes with its rank: 乡 and 镇 have a government, 街道 an office.
_AUTHORITIES = frozenset({"government", "street_office"})

# The office of a government is printed as 人民政府办公室, 政府办公厅, 政府办 and 办公室.
_GOVERNMENT = re.compile(r"^(?:人民)?政府")
_OFFICE = re.compile(r"办公室|办公厅|办")


def agency_key(name: str | None, resolution: Resolution, document_id: str) -> str:
    """`ag_` and 12 hex digits; `UNKNOWN` where there is neither a name nor a resolution.

    A name that several bodies bear, and that nothing settles, is no key: each of its documents is an agency of its own.
    """
    body = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name or ""))
    if resolution.division_key:
        body = f"{load().origin(resolution.division_key)} {_role(resolution)}"
    elif resolution.candidates:
        body = f"{body} {document_id}"
    return "ag_" + hashlib.blake2b(body.encode(), digest_size=6).hexdigest() if body else UNKNOWN


def _role(resolution: Resolution) -> str:
    """What the body is in its division. A place that no list has is told by its name."""
    place = resolution.unlisted or ""
    if resolution.zone_key:
        return f"{load().origin(resolution.zone_key)} {resolution.department_name or ''}"
    if resolution.agency_type in _AUTHORITIES:
        return f"{place} authority"
    name = _GOVERNMENT.sub("", present_name(resolution.department_name or ""))
    name = "office" if _OFFICE.fullmatch(name) else name or str(resolution.agency_type)
    return f"{place} {name}"


def present_name(department: str) -> str:
    """The name that a department bears now, where it was only renamed; its own name where it was not."""
    for old, new in _renames():
        if department.startswith(old):
            return new + department.removeprefix(old)
    return department


@cache
def _renames() -> tuple[tuple[str, str], ...]:
    return tuple((row["from"], row["to"]) for row in rows_of("department_successions.csv") if row["kind"] == "rename")
