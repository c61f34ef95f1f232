"""Identities bound to a form: every wildcard, variable and id turned into cells that the form really has.

Belongs here: expanding `foreach` and checking each id against the catalogue, once per form. Does not: the grammar
(`parser.py`), the values of a report (`evaluate.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from gk_pipeline.catalog.forms import CatalogError, split
from gk_pipeline.catalog.identities import FILE, Identity, load_identities
from gk_pipeline.rules.arithmetic import Compare, Condition, Figure, IsWhole, Linear, Maximum, combined
from gk_pipeline.rules.cells import ANY_FORM, FactKey, cells_of, columns, part_columns, value_types
from gk_pipeline.rules.expression import (
    Comparison,
    Constant,
    Either,
    Largest,
    Operand,
    Reference,
    Rule,
    Source,
    Sum,
    Test,
    Wildcard,
)
from gk_pipeline.rules.parser import ExpressionError, parse

_FOREACH = re.compile(r"([a-z]+) in (\S+)")
_VARIABLE = re.compile(r"\$([a-z]+)")
_SETS = {"counts": "count", "signed": "signed", "amounts": "amount"}
_SCOPES = {
    "report": {Source.THIS},
    "previous_report": {Source.THIS, Source.PREVIOUS},
    "subordinate_reports": {Source.THIS, Source.SUBORDINATES},
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A test over cells; slot n of its figures is the cell `keys[n]` of the report `sources[n]`.

    `sources` is None where that is the report at hand throughout; `own_keys` are the keys that are read from it.
    """

    test: Condition
    condition: Condition | None
    keys: tuple[FactKey, ...]
    own_keys: tuple[FactKey, ...]
    sources: tuple[Source, ...] | None


@dataclass(frozen=True, slots=True)
class Variant:
    """The reading where the form prints `shown` in place of the rows of `hidden`."""

    reading: Reading
    hidden: tuple[FactKey, ...]
    shown: tuple[FactKey, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule for one column, row or word of its `foreach`; `name` is None for a rule without."""

    name: str | None
    reading: Reading
    variant: Variant | None


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule of one form and the reports it reads.

    A domain rule has a `domain` of indicator ids, and one instance with a single slot.
    """

    identity: Identity
    instances: tuple[Instance, ...]
    sources: frozenset[Source]
    domain: frozenset[str] = frozenset()


@cache
def bound_rules(form: str) -> tuple[BoundRule, ...]:
    """The rules of a form, in the order of the file. Raises CatalogError that names the line of a wrong one."""
    return tuple(bind(identity, form) for identity in load_identities() if form in identity.forms)


@cache
def instances_of(rule_id: str) -> dict[str | None, Instance]:
    """The instances of an identity by name, whatever the form (a cell means the same on every form that has it)."""
    return {
        instance.name: instance
        for identity in load_identities()
        if identity.rule_id == rule_id
        for form in identity.forms
        for instance in bind(identity, form).instances
    }


def bind(identity: Identity, form: str) -> BoundRule:
    """Binds one identity. Raises CatalogError for an id, column or variable that is not there."""
    try:
        return _bind(identity, form)
    except (ExpressionError, CatalogError) as error:
        raise CatalogError(f"{FILE}:{identity.line}: {identity.rule_id} on {form}: {error}") from error


def _bind(identity: Identity, form: str) -> BoundRule:
    rule = parse(identity.expression)
    if (identity.kind == "equality") != (rule.is_equality and identity.kind != "domain"):
        raise CatalogError(f"kind is {identity.kind}")
    variable, items = _foreach(identity, form)
    unbound = set(_VARIABLE.findall(identity.expression)) ^ ({variable} if variable else set())
    if unbound:
        raise CatalogError(f"${', $'.join(sorted(unbound))} stands in only one of expression and foreach")
    if identity.kind == "domain":
        unknown = set(items) - value_types(form).keys()
        if unknown:
            raise CatalogError(f"there is no row {', '.join(sorted(unknown))}")
        test = _Binder(form, value=variable).reading(rule)
        return BoundRule(identity, (Instance(None, test, None),), frozenset({Source.THIS}), frozenset(items))
    if variable:
        instances = tuple(_instance(rule, form, item, {variable: item}) for item in items)
    else:
        instances = (_instance(rule, form, None, {}),)
    sources = {Source.THIS}.union(*(instance.reading.sources or () for instance in instances))
    if sources != _SCOPES[identity.scope]:
        raise CatalogError(f"scope is {identity.scope}, but it reads {', '.join(sorted(sources))}")
    return BoundRule(identity, instances, frozenset(sources))


def _foreach(identity: Identity, form: str) -> tuple[str | None, tuple[str, ...]]:
    """The variable and what it stands for, in the order of the form."""
    if not identity.foreach:
        return None, ()
    match = _FOREACH.fullmatch(identity.foreach)
    if not match:
        raise CatalogError(f"foreach {identity.foreach!r} is not of the form 'c in columns'")
    items: dict[str, None] = {}
    for word in split(match[2]):
        found = list(_members(word, form))
        if not found:
            raise CatalogError(f"foreach {word!r} matches nothing")
        items.update(dict.fromkeys(found))
    return match[1], tuple(items)


def _members(word: str, form: str) -> Iterator[str]:
    if word == "columns":
        yield from columns()
    elif word in _SETS:
        yield from (row for row, value_type in value_types(form).items() if value_type == _SETS[word])
    elif "*" in word:
        yield from (row for row in value_types(form) if fnmatchcase(row, word))
    else:
        yield word


def _instance(rule: Rule, form: str, name: str | None, bindings: dict[str, str]) -> Instance:
    usual = _Binder(form, bindings)
    reading = usual.reading(rule)
    if not usual.hidden:
        return Instance(name, reading, None)
    other = _Binder(form, bindings, variant=True)
    return Instance(name, reading, Variant(other.reading(rule), usual.hidden, usual.shown))


class _Binder:
    """Turns a syntax tree into figures over slots. `hidden` and `shown` are the cells of its `either`.

    In a domain rule the variable `value` is not bound to an id: it is the one slot.
    """

    def __init__(
        self, form: str, bindings: dict[str, str] | None = None, *, variant: bool = False, value: str | None = None
    ) -> None:
        self._form = form
        self._bindings = bindings or {}
        self._variant = variant
        self._value = value
        self._slots: dict[Reference, int] = {}
        self.hidden: tuple[FactKey, ...] = ()
        self.shown: tuple[FactKey, ...] = ()

    def reading(self, rule: Rule) -> Reading:
        condition = self._test(rule.condition) if rule.condition else None
        test = self._test(rule.test)
        cells = tuple(self._slots)
        own = tuple(cell for cell in cells if cell.source is Source.THIS)
        sources = None if own == cells else tuple(cell.source for cell in cells)
        return Reading(test, condition, _keys(cells), _keys(own), sources)

    def _test(self, test: Test) -> Condition:
        if isinstance(test, Comparison):
            return Compare(self._figure(test.left), test.relation, self._figure(test.right))
        return IsWhole(self._figure(test.operand))

    def _figure(self, operand: Operand) -> Figure:
        match operand:
            case Constant(value):
                return Linear(constant=value)
            case Reference():
                return Linear(plus=self._numbers(operand))
            case Wildcard(reference):
                return Linear(plus=self._numbers(reference))
            case Largest(operands):
                return Maximum(tuple(self._figure(each) for each in operands))
            case Either(usual, other):
                return self._either(usual, other)
            case Sum(terms):
                return combined([(sign, self._figure(each)) for sign, each in terms])

    def _either(self, usual: Operand, other: Operand) -> Figure:
        if self.hidden:
            raise CatalogError("either() stands twice")
        self.hidden, self.shown = self._keys_of(usual), self._keys_of(other)
        return self._figure(other if self._variant else usual)

    def _keys_of(self, operand: Operand) -> tuple[FactKey, ...]:
        probe = _Binder(self._form, self._bindings)
        probe._figure(operand)
        return _keys(tuple(probe._slots))

    def _numbers(self, reference: Reference) -> tuple[int, ...]:
        return tuple(self._slots.setdefault(cell, len(self._slots)) for cell in self._cells(reference))

    def _cells(self, reference: Reference) -> list[Reference]:
        if self._value:
            if reference != Reference(f"${self._value}", None, Source.THIS):
                raise CatalogError(f"a domain rule reads ${self._value} alone")
            return [reference]
        row, column = self._bound(reference.indicator), self._bound(reference.column or "")
        # Another report may be on another form.
        known = cells_of(self._form if reference.source is Source.THIS else ANY_FORM)
        names = part_columns() if column == "*" else {column or None}
        found = [cell for cell in known if fnmatchcase(cell[0], row) and cell[1] in names]
        if not found:
            raise CatalogError(f"there is no cell {row}{f'[{column}]' if column else ''}")
        return [Reference(*cell, reference.source) for cell in found]

    def _bound(self, text: str) -> str:
        return _VARIABLE.sub(lambda match: self._bindings[match[1]], text)


def _keys(cells: tuple[Reference, ...]) -> tuple[FactKey, ...]:
    return tuple((cell.indicator, cell.column) for cell in cells)
