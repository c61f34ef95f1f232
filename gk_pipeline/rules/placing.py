"""Where the rules of a form find their figures among the facts of a report.

Belongs here: from cells to places in a list of facts, once for all reports with the same cells. Does not: binding rules
to a form (`binding.py`), judging them (`evaluate.py`).

Reports on one form have the same cells in the same order, so what a rule has to look up is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from gk_pipeline.catalog.identities import Identity
from gk_pipeline.extraction.model import Fact
from gk_pipeline.rules.arithmetic import Compare, Condition, Sides
from gk_pipeline.rules.binding import BoundRule, Instance, Reading, bound_rules
from gk_pipeline.rules.cells import ANY_FORM, FactKey, value_types
from gk_pipeline.rules.expression import Source

Cells = tuple[FactKey, ...]
"""The cells of the facts of a report, in their order."""

_REMEMBERED = 512
_CELL: Callable[[Fact], FactKey] = attrgetter("indicator_id", "column_id")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a rule: its cell, and the place of its figure, None where there is no fact.

    `is_signed` tells whether the figure may be negative, `is_sum` that it is one over the reports below.
    """

    key: FactKey
    place: int | None
    is_signed: bool
    is_sum: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An instance of a rule among the facts of a report.

    `figures` and `ids` pick the figures and the ids of the facts out of all that were read; `is_whole` tells whether
    every slot has a fact, `is_absent` that none has that counts. `sides_of_nothing` are the sides of the test where all
    figures are zero, as most are; None where it must be asked. `variant` is used in place of this where all facts at
    `shown` have a figure, and those at `hidden` are not printed.
    """

    name: str | None
    test: Condition
    condition: Condition | None
    slots: tuple[Slot, ...]
    figures: Callable[[Sequence[Any]], tuple[Any, ...]]
    ids: Callable[[Sequence[Any]], tuple[Any, ...]]
    is_whole: bool
    is_absent: bool
    sides_of_nothing: Sides | None = None
    variant: Placed | None = None
    shown: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule with its instances. A domain rule has the places of its values, and one instance."""

    identity: Identity
    instances: tuple[Placed, ...]
    domain: tuple[int, ...]


def cells_of_facts(facts: Iterable[Fact]) -> Cells:
    """The cells of facts, in their order."""
    return tuple(map(_CELL, facts))


@lru_cache(maxsize=_REMEMBERED)
def place_rules(form: str, own: Cells, previous: Cells | None, below: Cells | None) -> tuple[PlacedRule, ...]:
    """The rules of a form that the given reports can be asked, in the order of the catalogue.

    `own` are the cells of the report, `previous` those of last year's, `below` those of the sums over the reports below
    it, None where they are not looked at. Figures are found in one list: those of `own`, `previous`, `below`.
    """
    reports = {Source.THIS: own, Source.PREVIOUS: previous, Source.SUBORDINATES: below}
    places: dict[tuple[Source, FactKey], int] = {}
    first = 0
    for source, cells in reports.items():
        places.update({(source, key): first + number for number, key in enumerate(cells or ())})
        first += len(cells or ())
    looked_at = {source for source, cells in reports.items() if cells is not None}
    placed = [_place(rule, places) for rule in bound_rules(form) if rule.sources <= looked_at]
    return tuple([rule for rule in placed if rule.instances or rule.domain])


def _place(rule: BoundRule, places: dict[tuple[Source, FactKey], int]) -> PlacedRule:
    if rule.domain:
        own = [place for (source, key), place in places.items() if source is Source.THIS and key[0] in rule.domain]
        test = rule.instances[0].reading.test
        return PlacedRule(
            rule.identity, (Placed(None, test, None, (), tuple, tuple, True, True),) if own else (), tuple(own)
        )
    instances = [_instance(instance, places) for instance in rule.instances]
    return PlacedRule(rule.identity, tuple([i for i in instances if not i.is_absent or i.variant]), ())


def _instance(instance: Instance, places: dict[tuple[Source, FactKey], int]) -> Placed:
    variant = instance.variant
    shown = [places.get((Source.THIS, key)) for key in variant.shown] if variant else [None]
    known = [place for place in shown if place is not None]
    if variant is None or len(known) < len(shown):
        return _reading(instance.name, instance.reading, places)
    hidden = [places.get((Source.THIS, key)) for key in variant.hidden]
    return replace(
        _reading(instance.name, instance.reading, places),
        variant=_reading(instance.name, variant.reading, places),
        shown=tuple(known),
        hidden=tuple([place for place in hidden if place is not None]),
    )


def _reading(name: str | None, reading: Reading, places: dict[tuple[Source, FactKey], int]) -> Placed:
    sources = reading.sources or (Source.THIS,) * len(reading.keys)
    asked = list(zip(sources, reading.keys, strict=True))
    signed = value_types(ANY_FORM)
    slots = tuple(
        [
            Slot(key, places.get((source, key)), signed.get(key[0]) == "signed", source is Source.SUBORDINATES)
            for source, key in asked
        ]
    )
    found = [slot.place for slot in slots if slot.place is not None]
    # Sums over other reports have no facts to name.
    named = [places[slot] for slot in asked if slot in places and slot[0] is not Source.SUBORDINATES]
    is_own = not reading.sources or any((Source.THIS, key) in places for key in reading.own_keys)
    return Placed(
        name,
        reading.test,
        reading.condition,
        slots,
        _picker(found),
        _picker(named),
        len(found) == len(slots),
        not found or not is_own,
        (0, 0) if isinstance(reading.test, Compare) and not reading.test.has_constant else None,
    )


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What picks the items at these places out of a list."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda items: tuple([items[place] for place in places])
