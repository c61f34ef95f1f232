"""The lists behind agencies as rows of reference tables.

Belongs here: divisions, successions and deadlines as rows. Does not: the lists (`agencies`), writing (`reference`).
"""

from __future__ import annotations

from typing import Any

from gk_pipeline.agencies.divisions import Division, Divisions, load
from gk_pipeline.agencies.tables import rows_of


def division_rows() -> list[dict[str, Any]]:
    """All divisions, one row under each name and code."""
    places = load()
    return [_division(places, division) for division in places]


def _division(places: Divisions, division: Division) -> dict[str, Any]:
    chain = [division, *places.ancestors(division.key)][::-1]
    return {
        "division_key": division.key,
        "body_key": places.origin(division.key),
        "division_code": division.code or None,
        "division_name": division.name,
        "full_name": "".join(dict.fromkeys(each.name for each in chain)),
        "division_level": division.level,
        "kind": division.kind,
        "parent_key": division.parent,
        "path": [places.origin(each.key) for each in chain],
        "seat_code": division.seat,
        "valid_from": division.valid_from or None,
        "valid_to": division.valid_to,
    }


def division_succession_rows() -> list[dict[str, Any]]:
    """What came after each division; the year is the first of the later one."""
    places = load()
    return [
        {
            "from_division_key": division.key,
            "to_division_key": key,
            "kind": kind,
            "year": (division.valid_to + 1) if division.valid_to else places.get(key).valid_from or None,
        }
        for division in places
        for key, kind in division.successors
    ]


def department_succession_rows() -> list[dict[str, Any]]:
    return [
        {"from_name": row["from"], "to_name": row["to"], "kind": row["kind"], "year": int(row["year"])}
        for row in rows_of("department_successions.csv")
    ]


def deadline_rows() -> list[dict[str, Any]]:
    numbers = ("first_year", "last_year", "month", "day")
    return [row | {name: int(row[name]) if row[name] else None for name in numbers} for row in rows_of("deadlines.csv")]
