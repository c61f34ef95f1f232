"""The identities of the forms as typed data: what must add up, what can't be larger than what, what is plausible.

Belongs here: reading `data/identities.csv` and checking its vocabulary. Does not: parsing the expressions, binding them
to a form, evaluating them (`gk_pipeline.rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gk_pipeline.catalog.forms import CatalogError, load, read_rows, split

FILE = "identities.csv"

_VOCABULARY = {
    "kind": ("equality", "inequality", "domain", "rollup"),
    "severity": ("error", "warning"),
    "tier": ("official", "structural", "definition", "soft"),
    "scope": ("report", "previous_report", "subordinate_reports"),
}
_LEVELS = ("national", "province", "prefecture", "county", "township", "street", "zone")
_TYPES = (
    "government",
    "office",
    "department",
    "vertical",
    "street_office",
    "zone",
    "judicial",
    "public_institution",
    "national",
    "xpcc",
    "party",
)
_YEARS = re.compile(r"(\d{4})(-(\d{4})?)?")


@dataclass(frozen=True, slots=True)
class Identity:
    """One rule of one or more forms, as written; `rules/expression.py` describes the language of `expression`.

    `kind` is equality, inequality, domain (a test of every single value) or rollup (a report against those of the
    bodies below it). `foreach` repeats the rule over columns, rows or words. `scope` says which report it needs beside
    the one at hand: `report` (none), `previous_report` (the same filer's of last year) or `subordinate_reports`.
    The rule applies to report years `first_year` to `last_year`, and to filers of `levels` and `types`; None and empty
    mean no limit. Filers of `warning_for` break an `error` legitimately: for them it is a warning.
    `line` is the line of the file, for messages.
    """

    rule_id: str
    forms: tuple[str, ...]
    kind: str
    expression: str
    foreach: str | None
    severity: str
    tier: str
    scope: str
    first_year: int | None
    last_year: int | None
    levels: tuple[str, ...]
    types: tuple[str, ...]
    warning_for: tuple[str, ...]
    label_en: str
    label_zh: str
    source: str
    note: str | None
    line: int

    @property
    def form(self) -> str:
        """The forms as the file writes them, `a|b`."""
        return "|".join(self.forms)

    def applies(self, year: int | None, level: str | None, agency_type: str | None) -> bool:
        """Whether the rule is for this report. What the report does not tell can't meet a limit."""
        if self.first_year is not None and (year is None or year < self.first_year):
            return False
        if self.last_year is not None and (year is None or year > self.last_year):
            return False
        return (not self.levels or level in self.levels) and (not self.types or agency_type in self.types)


@cache
def load_identities() -> tuple[Identity, ...]:
    """All identities in the order of the file, read once. Raises CatalogError that names the line."""
    return read_identities(read_rows(FILE))


def read_identities(rows: Iterable[tuple[int, dict[str, str]]]) -> tuple[Identity, ...]:
    """Identities from (line number, fields). Raises CatalogError that names the line."""
    identities: dict[str, Identity] = {}
    for line, fields in rows:
        identity = _identity(line, fields)
        if identity.rule_id in identities:
            raise CatalogError(f"{FILE}:{line}: {identity.rule_id} stands in line {identities[identity.rule_id].line}")
        identities[identity.rule_id] = identity
    return tuple(identities.values())


def _identity(line: int, fields: dict[str, str]) -> Identity:
    if None in fields or None in fields.values():
        raise CatalogError(f"{FILE}:{line}: has more or fewer fields than the head of the file")
    for name, words in _VOCABULARY.items():
        _check(line, name, fields[name], words)
    for name in ("rule_id", "form", "expression", "label_en", "label_zh", "source"):
        if not fields[name]:
            raise CatalogError(f"{FILE}:{line}: {name} is empty")
    first_year, last_year = _years(line, fields["applies_to_years"])
    return Identity(
        rule_id=fields["rule_id"],
        forms=_words(line, "form", fields["form"], load().forms),
        kind=fields["kind"],
        expression=fields["expression"],
        foreach=fields["foreach"] or None,
        severity=fields["severity"],
        tier=fields["tier"],
        scope=fields["scope"],
        first_year=first_year,
        last_year=last_year,
        levels=_words(line, "applies_to_levels", fields["applies_to_levels"], _LEVELS),
        types=_words(line, "applies_to_types", fields["applies_to_types"], _TYPES),
        warning_for=_words(line, "warning_for_types", fields["warning_for_types"], _TYPES),
        label_en=fields["label_en"],
        label_zh=fields["label_zh"],
        source=fields["source"],
        note=fields["note"] or None,
        line=line,
    )


def _words(line: int, name: str, field: str, allowed: Iterable[str]) -> tuple[str, ...]:
    words = split(field)
    for word in words:
        _check(line, name, word, allowed)
    return words


def _check(line: int, name: str, word: str, allowed: Iterable[str]) -> None:
    if word not in allowed:
        raise CatalogError(f"{FILE}:{line}: {name} {word!r} is none of {', '.join(allowed)}")


def _years(line: int, field: str) -> tuple[int | None, int | None]:
    """`2020` is that year alone, `2020-` from it on, `2020-2022` a range, nothing every year."""
    if not field:
        return None, None
    match = _YEARS.fullmatch(field)
    if not match:
        raise CatalogError(f"{FILE}:{line}: applies_to_years {field!r} is neither 2020, 2020- nor 2020-2022")
    first = int(match[1])
    return first, int(match[3]) if match[3] else None if match[2] else first
