"""`gk agency`: names of agencies in, divisions and kinds of bodies out; no store.

Belongs here: reading the lines of a list, the resolution as JSON. Does not: resolving (`agencies.resolver`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.resolution import Resolution
from gk_pipeline.agencies.resolver import resolve


class AgencyError(Exception):
    """A question that can't be put: the message says what is wrong with it."""


class Question(NamedTuple):
    """A name, the province it lies in if that is known, and other strings of its source that name places."""

    name: str
    province: str | None = None
    votes: tuple[str, ...] = ()


def read_lines(lines: Iterable[str], province: str | None) -> Iterator[Question]:
    """A name a line; behind a tab its province (else `province`), behind further tabs what else its source says."""
    for line in lines:
        name, *more = line.rstrip("\r\n").split("\t")
        if name.strip():
            yield Question(name, (more[0] if more else "").strip() or province, tuple(filter(None, more[1:])))


def answer(questions: Iterable[Question], year: int | None) -> Iterator[Resolution]:
    """The resolutions, one by one. Raises AgencyError for a province that is none."""
    for question in questions:
        try:
            yield resolve(question.name, province=question.province, year=year, votes=question.votes)
        except ValueError as error:
            raise AgencyError(f"{question.name}: {error}") from error


def as_json(found: Resolution) -> dict[str, Any]:
    """One object; `division_code` is null where the resolver abstains, `candidates` then holds what it could be."""
    return {
        "name": found.name,
        "division_code": found.division_code,
        "division_key": found.division_key,
        "division_name": found.division_name,
        "level": found.level,
        "agency_type": found.agency_type,
        "department": found.department,
        "department_name": found.department_name,
        "candidates": [{"division_code": code, "name": name} for code, name in candidates(found.candidates)],
        "zone": gazetteer().get(found.zone_key).name if found.zone_key else None,
        "unlisted": found.unlisted,
        "method": found.method,
        "confidence": found.confidence,
    }


def candidates(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Code and full name, from the province down, of each division that an ambiguous name could mean, by its key."""
    places = gazetteer()
    named: list[tuple[str, str]] = []
    for key in keys:
        division = places.get(key)
        above = [one.name for one in places.divisions.ancestors(key) if one.level != "national"]
        named.append((division.code, "".join([*reversed(above), division.name])))
    return named
