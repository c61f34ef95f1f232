"""The wordings of numbers in prose as typed data: patterns, counting words, sections, scopes.

Belongs here: reading `data/claim*.csv` and checking them. Does not: applying the patterns to a text (`extraction`).

A line of `claims.csv` is one wording of one figure. All patterns see folded text without blanks.

- `kind`: `number` (a printed number with its counting word), `all` (all of the number before it: `全部办结`),
  `none` (zero said in words: `未收到…申请`).
- `group`: what the figure is about, for the scopes of `claim_scopes.csv`.
- `trigger`: literal words of which one must stand near the number; they only make reading fast.
- `before`: what stands directly in front of the number, back to the last comma (for `none`: the words behind the
  negation); `after`: what stands directly behind the counting word.
- `unless`: words that make it something else. `units`: counting words, as they are called in `claim_units.csv`; the
  first one is the unit of a zero in words.
- Where it counts, one of: `within` (after a wording that opened this subject in the same sentence), `section`
  (under such a heading, `claim_sections.csv`), `topic` (these words between the last number and shortly behind this
  one). All empty: anywhere.
- `marker`: words the sentence needs in front of the number to speak of the whole; without them the scope is `part`.
- `old`, `new`: the indicator in reports up to 2018 and from 2019 on; `column` the applicant column of the latter.
- `scope`: what narrows the figure by its wording; with `?` only when another wording gives another number.
- `opens`: the subject it opens for the wordings behind it. `since`, `until`: report years it holds for.

A line of `claim_scopes.csv` narrows figures of the `groups` (all groups when empty): `pattern` in the `local` words
(back to the last comma), the `run` (back to the last number) or the words `behind` the counting word, `unless` there,
`unless_behind` after the number. What stands in the `sentence`, one of the literal words of `trigger` in it, narrows
all figures behind it, up to the words of `unless`.

A line of `claim_shares.csv` names what a share of an indicator may be a share of: `wholes`, any of which may be meant,
a sum written with `+`; `part` ends in `.*` for all indicators below it. The first line that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gk_pipeline.catalog.forms import CatalogError, load, read_rows, split

Family = Literal["old", "new"]

# Words that may stand between what is counted and its number.
_TAIL = (
    "(?:共计|总计|合计|累计|共有|分别|总数|达到|大约|超过|突破|接近|将近|至少"
    "|数量|件数|共|总|数|量|为|达|有|计|约|近|逾|超|已|了|是|:|”)*$"
)
_KINDS = ("number", "all", "none")
_PLACES = ("local", "run", "behind", "sentence")


@dataclass(frozen=True, slots=True)
class ClaimPattern:
    """One wording for one family of forms. `weak_scope` applies only when another wording gives another number."""

    pattern_id: str
    kind: str
    group: str
    triggers: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    units: tuple[str, ...]
    within: tuple[str, ...]
    sections: tuple[str, ...]
    topic: re.Pattern[str] | None
    marker: re.Pattern[str] | None
    indicator_id: str
    column_id: str | None
    scope: str | None
    weak_scope: str | None
    opens: str | None
    since: int | None
    until: int | None

    @property
    def bound(self) -> bool:
        """Whether it counts only behind a wording that opened its subject."""
        return bool(self.within) and not self.sections and self.topic is None

    @property
    def restates(self) -> bool:
        """Whether it tells the subject again for the report's own year, after a wider or another count of it."""
        return self.opens in self.within

    def holds_for(self, year: int | None) -> bool:
        """Whether the wording holds for a report year; a wording bound to years does not when the year is unknown."""
        if year is None:
            return self.since is None and self.until is None
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of section, and the words of its headings."""

    section: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows a figure, and the words that say so."""

    scope: str
    where: str
    groups: tuple[str, ...]
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_behind: re.Pattern[str] | None


@cache
def load_patterns(family: Family) -> tuple[ClaimPattern, ...]:
    """The wordings of a family, in the order they are tried. Raises CatalogError for a line that makes no sense."""
    units = set(load_units().values())
    return tuple(_pattern(line, fields, family, units) for line, fields in read_rows("claims.csv") if fields[family])


@cache
def load_units() -> dict[str, str]:
    """Printed counting word -> the unit it stands for."""
    return {fields["word"]: fields["unit"] for _, fields in read_rows("claim_units.csv")}


@cache
def load_sections() -> tuple[Section, ...]:
    """The sections a heading can open; the first whose words it holds counts."""
    return tuple(Section(f["section"], re.compile(f["pattern"])) for _, f in read_rows("claim_sections.csv"))


@cache
def load_scopes() -> tuple[Scope, ...]:
    """The scopes a sentence can set; the first that fits counts. Raises CatalogError for a line that makes no sense."""
    return tuple(_scope(line, fields) for line, fields in read_rows("claim_scopes.csv"))


Cell = tuple[str, str | None]
"""An indicator and its applicant column."""


def wholes_of(part: Cell) -> tuple[tuple[Cell, ...], ...]:
    """What a share of a cell may be a share of: each a sum of cells. Empty where the catalogue knows none."""
    for pattern, wholes in _shares():
        if part[0] == pattern or (pattern.endswith(".*") and part[0].startswith(pattern.removesuffix("*"))):
            return tuple(whole for whole in wholes if whole != (part,))
    return ()


@cache
def _shares() -> tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]:
    """The lines of the file. Raises CatalogError for an indicator that the catalogue does not have."""
    known = {indicator for _, indicator in load().indicators}
    shares = []
    for line, fields in read_rows("claim_shares.csv"):
        wholes = tuple(tuple(_cell(cell) for cell in whole.split("+")) for whole in split(fields["wholes"]))
        named = {indicator for whole in wholes for indicator, _ in whole} | {fields["part"].removesuffix(".*")}
        if unknown := sorted(named - known):
            raise CatalogError(f"claim_shares.csv:{line}: there is no indicator {', '.join(unknown)}")
        shares.append((fields["part"], wholes))
    return tuple(shares)


def _cell(text: str) -> Cell:
    indicator, _, column = text.rstrip("]").partition("[")
    return indicator, column or None


def _scope(line: int, fields: dict[str, str]) -> Scope:
    where, triggers = fields["where"], split(fields["trigger"])
    if where not in _PLACES:
        raise CatalogError(f"claim_scopes.csv:{line}: where {where!r} is none of {', '.join(_PLACES)}")
    if (where == "sentence") != bool(triggers):
        raise CatalogError(f"claim_scopes.csv:{line}: a scope of the sentence has triggers, and no other has")
    return Scope(
        scope=fields["scope"],
        where=where,
        groups=split(fields["groups"]),
        triggers=triggers,
        pattern=re.compile(fields["pattern"]),
        unless=_compile(fields["unless"]),
        unless_behind=_compile(fields["unless_behind"]),
    )


def _pattern(line: int, fields: dict[str, str], family: Family, units: Iterable[str]) -> ClaimPattern:
    kind = fields["kind"]
    if kind not in _KINDS:
        raise CatalogError(f"claims.csv:{line}: kind {kind!r} is none of {', '.join(_KINDS)}")
    unknown = [unit for unit in split(fields["units"]) if unit not in units]
    if unknown or (kind != "all" and not fields["units"]):
        raise CatalogError(f"claims.csv:{line}: units {fields['units']!r} must be units of claim_units.csv")
    weak = fields["scope"].endswith("?")
    before = fields["before"]
    try:
        return ClaimPattern(
            pattern_id=fields["id"],
            kind=kind,
            group=fields["group"],
            triggers=split(fields["trigger"]),
            before=_compile(f"(?:{before}){_TAIL}" if before and kind == "number" else before),
            after=_compile(fields["after"]),
            unless=_compile(fields["unless"]),
            units=split(fields["units"]),
            within=split(fields["within"]),
            sections=split(fields["section"]),
            topic=_compile(fields["topic"]),
            marker=_compile(fields["marker"]),
            indicator_id=fields[family],
            column_id=fields["column"] or None if family == "new" else None,
            scope=None if weak else fields["scope"] or None,
            weak_scope=fields["scope"].rstrip("?") if weak else None,
            opens=fields["opens"] or None,
            since=int(fields["since"]) if fields["since"] else None,
            until=int(fields["until"]) if fields["until"] else None,
        )
    except re.error as error:
        raise CatalogError(f"claims.csv:{line}: {fields['id']}: {error}") from error


def _compile(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None
