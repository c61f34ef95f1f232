"""Whose doings the figures of a report cover, decided from the kind and rank of the agency and what the report says.

Belongs here: the decision. Does not: finding the sentence (`extraction.scope`), which reports cover each other in the
warehouse.
"""

from __future__ import annotations

from typing import NamedTuple

OWN = "own_agency"
GOVERNMENT = "government_rollup"
TERRITORY = "territory_rollup"
SYSTEM = "system_rollup"
UNKNOWN = "unknown"
SCOPES = (OWN, GOVERNMENT, TERRITORY, SYSTEM, UNKNOWN)

# The authorities that the Regulations (2019, art. 49) make publish for their government as a whole.
_ROLL_UP_LEVELS = frozenset({"province", "prefecture", "county"})
# Only these have governments below whose figures they could add.
_TERRITORY_LEVELS = frozenset({"province", "prefecture"})
_AUTHORITIES = frozenset({"government", "zone"})
_BRANCHED = frozenset({"vertical", "judicial", "department"})


class Scope(NamedTuple):
    """`source` is `text` where a sentence of the report decides, `kind` where the kind of the agency does."""

    scope: str
    source: str


def scope_of(agency_type: str | None, level: str | None, stated: str | None) -> Scope:
    """The scope of a report. `stated` is what its text says, None when it says nothing.

    The text is believed only where such an agency can have such a scope: a township that repeats the sentence of its
    district covers itself alone.
    """
    if agency_type is None or level is None:
        return Scope(UNKNOWN, "kind")
    if agency_type in _AUTHORITIES and level in _ROLL_UP_LEVELS:
        if stated == TERRITORY and level in _TERRITORY_LEVELS:
            return Scope(TERRITORY, "text")
        return Scope(GOVERNMENT, "text" if stated == GOVERNMENT else "kind")
    if agency_type in _BRANCHED and stated == SYSTEM:
        return Scope(SYSTEM, "text")
    return Scope(OWN, "kind")
