"""Reads runs of digits that one report leaves ambiguous by the figures of the same filer's report of the year before.

Belongs here: choosing among the splits of a row by what carries over from year to year. Does not: reading a report by
itself (`splits.py`), judging what carries over (`evaluate.py`).

What a row is read to be is a function of the two reports alone, whatever was read first: of last year's figures only
those count that its own report told without doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.model import Claim, Fact, Piece, Run, Status
from gk_pipeline.rules.binding import Reading, bound_rules
from gk_pipeline.rules.cells import FactKey, Sheet, sheet
from gk_pipeline.rules.digits import Split
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.model import Severity
from gk_pipeline.rules.run_rows import RunRow, shape_of
from gk_pipeline.rules.splits import as_stated, settle

_PIECE = re.compile(r"[+-]?\d+(?:\.\d+)?")
# One of many splits agrees by chance with a rule that true reports may break; one of so few hardly does.
_FEW = 6


@dataclass(frozen=True, slots=True)
class Filer:
    """What the rules of a report depend on."""

    form: str
    year: int | None
    level: str | None
    agency_type: str | None


@dataclass(frozen=True, slots=True)
class _Link:
    """A sum over this report and the last. `is_strict`: no report that is right breaks it."""

    reading: Reading
    is_strict: bool


def settle_by_previous(
    filer: Filer, facts: Sequence[Fact], claims: Sequence[Claim], previous: Mapping[FactKey, Fact]
) -> list[Fact]:
    """Sets the facts of rows of which exactly one split agrees with last year's report, and returns them.

    They keep the number of splits as their candidates. Where rows show that cells left no trace, nothing is read. A
    sum that may fail decides among a few splits only.
    """
    by_key = {(fact.indicator_id, fact.column_id): fact for fact in facts}
    rows = [RunRow(run, shape_of(filer.form, run.keys)) for run in _runs(filer.form, by_key)]
    if not rows or any(row.is_short() for row in rows):
        return []
    told = [fact for fact in previous.values() if (fact.candidates or 1) == 1]
    sheets = {Source.THIS: sheet(facts), Source.PREVIOUS: sheet(told)}
    settled: list[Fact] = []
    for row in rows:
        keys = row.run.keys
        possible = [split for split in row.splits() if _agrees(keys, split, by_key)]
        possible = list(as_stated(row.run, possible, claims, lost=False))
        links = [link for link in _links(filer) if _is_known(link.reading, keys, sheets)]
        chosen = [split for split in possible if all(_holds(link.reading, keys, split, sheets) for link in links)]
        is_proof = len(possible) <= _FEW or all(link.is_strict for link in links)
        if len(chosen) == 1 < len(possible) and is_proof and row.run.is_tiled_by(chosen[0].numerals):
            candidates = {key: by_key[key].candidates or len(possible) for key in keys}
            settle(row.run, chosen, by_key)
            for key in keys:
                by_key[key].candidates = candidates[key]
                settled.append(by_key[key])
    return settled


def _runs(form: str, facts: Mapping[FactKey, Fact]) -> Iterator[Run]:
    """The runs that were left ambiguous, from the facts alone: an unread cell holds the whole run as its print."""
    for row in load().forms[form].rows:
        cells = [facts[key] for key in row.cells if key in facts]
        unread = [fact for fact in cells if fact.status is Status.AMBIGUOUS and fact.method == "split"]
        spans = {(fact.start, fact.end) for fact in unread}
        if len(cells) < len(row.cells) or len(spans) != 1:
            continue
        raw, start = unread[0].raw_text, unread[0].start
        if raw is None or start is None or _PIECE.sub("", fold(raw)).strip():
            continue
        matches = list(_PIECE.finditer(fold(raw)))
        behind = [0, *(match.end() for match in matches)]
        pieces = [
            Piece(match.group(), raw[slice(*match.span())], start + match.start(), "\n" in raw[end : match.start()])
            for match, end in zip(matches, behind, strict=False)
        ]
        yield Run(tuple(row.cells), tuple(pieces))


def _agrees(keys: Sequence[FactKey], split: Split, facts: Mapping[FactKey, Fact]) -> bool:
    """Whether a split says what was already read of its row."""
    read = [facts[key].value if facts[key].status is Status.REPORTED else None for key in keys]
    return all(value is None or value == own for value, own in zip(read, split.values, strict=True))


def _links(filer: Filer) -> Iterator[_Link]:
    """What carries over: the equalities with last year's report that define a figure or stand on the form."""
    for rule in bound_rules(filer.form):
        identity = rule.identity
        if identity.kind != "equality" or identity.scope != "previous_report" or identity.tier == "soft":
            continue
        if identity.applies(filer.year, filer.level, filer.agency_type):
            lenient = identity.warning_for and (filer.agency_type is None or filer.agency_type in identity.warning_for)
            is_strict = not lenient and Severity(identity.severity) is Severity.ERROR
            yield from (_Link(instance.reading, is_strict) for instance in rule.instances)


def _is_known(reading: Reading, keys: Sequence[FactKey], sheets: Mapping[Source, Sheet]) -> bool:
    """Whether a sum asks for a cell of the row, and all else that it asks for is known."""
    own = [source is Source.THIS and key in keys for source, key in _slots(reading)]
    others = [slot for slot, is_own in zip(_slots(reading), own, strict=True) if not is_own]
    return any(own) and all(sheets[source].entries.get(key, ("", None))[1] is not None for source, key in others)


def _holds(reading: Reading, keys: Sequence[FactKey], split: Split, sheets: Mapping[Source, Sheet]) -> bool:
    values = [
        split.values[keys.index(key)] if source is Source.THIS and key in keys else sheets[source].entries[key][1] or 0
        for source, key in _slots(reading)
    ]
    return reading.test.holds(reading.test.sides(values))


def _slots(reading: Reading) -> list[tuple[Source, FactKey]]:
    sources = reading.sources or (Source.THIS,) * len(reading.keys)
    return list(zip(sources, reading.keys, strict=True))
