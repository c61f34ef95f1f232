"""What the resolver says about a name, and what it is told besides the name.

Belongs here: the value types. Does not: how a name is resolved.
"""

from __future__ import annotations

from dataclasses import dataclass

from gk_pipeline.agencies.gazetteer import Gazetteer
from gk_pipeline.agencies.settle import Vote


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for.

    `division_key` and `division_code` are None when the resolver abstains; then `candidates` are the keys of what it
    could be (none: nothing fits). The central government has the code 000000 and no key. A zone belongs to the division
    that runs it; `zone_key` is the zone itself where it is known, `seat_code` the division that it coincides with
    (平潭综合实验区 is run by the province, its land is 平潭县). Both are given for the Xinjiang corps too (`is_corps`).
    `unlisted` is a place in the name that no list has; the division is the one above it. `level` is the rank of the
    body: national, province, prefecture, county, township. `departments` are classes of `departments.vocabulary()`, the
    main one first; `department_name` is what is printed behind the place. `method` is what decided: name, current (the
    others have ended), province, year, votes. `confidence` is high (a full name that stands for one place), medium
    (narrowed down, a town without its county, a place that is not listed) or low (a place without its suffix, a
    misprint).
    """

    name: str
    division_key: str | None = None
    division_code: str | None = None
    division_name: str | None = None
    level: str | None = None
    agency_type: str | None = None
    departments: tuple[str, ...] = ()
    department_name: str | None = None
    candidates: tuple[str, ...] = ()
    zone_key: str | None = None
    seat_code: str | None = None
    is_corps: bool = False
    unlisted: str | None = None
    method: str | None = None
    confidence: str | None = None

    @property
    def department(self) -> str | None:
        return self.departments[0] if self.departments else None

    @property
    def territory_code(self) -> str | None:
        """The division whose land the body serves: of a zone that coincides with a county this county."""
        return self.seat_code or self.division_code

    @property
    def place_level(self) -> str | None:
        """What the place is, whatever its rank: the level, with streets told from townships, and `zone`."""
        if self.agency_type == "zone" or (self.zone_key and not self.is_corps):
            return "zone"
        place = self.unlisted or self.division_name or ""
        is_street = self.agency_type == "street_office" or place.endswith("街道")
        return "street" if self.level == "township" and is_street else self.level

    @property
    def is_resolved(self) -> bool:
        return self.division_code is not None


@dataclass(frozen=True, slots=True)
class Context:
    """What narrows a name that stands for several places. `province` is the key of a division."""

    places: Gazetteer
    province: str | None = None
    year: int | None = None
    votes: tuple[Vote, ...] = ()
