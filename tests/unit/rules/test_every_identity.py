"""Each identity of the catalogue, on each of its forms: satisfied, broken, and open when any one figure is missing.

A report full of zeros satisfies every rule; what breaks an instance is found from its own cells, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from gk_pipeline.catalog.identities import Identity, load_identities
from gk_pipeline.extraction.model import Fact, Number, Status
from gk_pipeline.rules.binding import Instance, bind
from gk_pipeline.rules.cells import FactKey, instance_name
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.model import Outcome, RuleResult, Severity

from .reports import result, zeros

PAIRS = [(identity, form) for identity in load_identities() for form in identity.forms]
SUMS = [(identity, form) for identity, form in PAIRS if identity.kind != "domain"]
DOMAINS = [(identity, form) for identity, form in PAIRS if identity.kind == "domain"]


def name(value: object) -> str:
    return value.rule_id if isinstance(value, Identity) else str(value)


class Reports:
    """This year's report, last year's and one of a body below, all zeros."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.sheets = {
            Source.THIS: zeros(form),
            Source.PREVIOUS: zeros("narrative"),
            Source.SUBORDINATES: zeros("narrative"),
        }
        # (六) is printed in three rows or in one, not in both.
        if form in {"fmt2021", "narrative"}:
            for cell in [cell for cell in self.sheets[Source.THIS] if cell[0] == "app.other"]:
                del self.sheets[Source.THIS][cell]

    def results(self, identity: Identity, *changed: tuple[Source, Fact]) -> list[RuleResult]:
        """The results of one identity, with some facts changed."""
        sheets = dict(self.sheets)
        for source, fact in changed:
            sheets[source] = sheets[source] | {(fact.indicator_id, fact.column_id): fact}
        results = evaluate(
            self.form,
            list(sheets[Source.THIS].values()),
            year=identity.first_year or 2020,
            level=identity.levels[0] if identity.levels else None,
            agency_type=identity.types[0] if identity.types else "department",
            previous=sheets[Source.PREVIOUS],
            subordinates=[sheets[Source.SUBORDINATES]],
        )
        return [each for each in results if each.rule_id == identity.rule_id]

    def cells(self, instance: Instance) -> Iterator[tuple[Source, FactKey]]:
        keys = instance.reading.keys
        yield from zip(instance.reading.sources or (Source.THIS,) * len(keys), keys, strict=True)

    def changed(self, source: Source, key: FactKey, value: Number) -> tuple[Source, Fact]:
        return source, replace(self.sheets[source][key], value=value)


def printed(reports: Reports, instance: Instance) -> bool:
    return all(key in reports.sheets[source] for source, key in reports.cells(instance))


@pytest.mark.parametrize(("identity", "form"), PAIRS, ids=name)
def test_zeros_satisfy_it_and_prove_nothing(identity: Identity, form: str) -> None:
    results = Reports(form).results(identity)
    assert results
    assert {(each.outcome, each.trivial) for each in results} == {(Outcome.PASSED, True)}


@pytest.mark.parametrize(("identity", "form"), SUMS, ids=name)
def test_one_changed_figure_breaks_it(identity: Identity, form: str) -> None:
    reports = Reports(form)
    for instance in filter(lambda each: printed(reports, each), bind(identity, form).instances):
        breaking = 0
        for source, key in reports.cells(instance):
            # One more, one less, and more than any ceiling.
            outcomes = [
                result(reports.results(identity, reports.changed(source, key, value)), identity.rule_id, instance.name)
                for value in (1, -1, 10**9)
            ]
            failed = [each for each in outcomes if each.outcome is Outcome.FAILED]
            breaking += bool(failed)
            assert {each.severity for each in failed} <= {Severity(identity.severity)}
            if identity.kind == "equality":
                assert len(failed) == 3
        assert breaking
        if identity.kind == "equality":
            assert breaking == len(instance.reading.keys)


@pytest.mark.parametrize(("identity", "form"), SUMS, ids=name)
def test_any_missing_figure_leaves_it_open(identity: Identity, form: str) -> None:
    reports = Reports(form)
    for instance in filter(lambda each: printed(reports, each), bind(identity, form).instances):
        for source, key in reports.cells(instance):
            blank = replace(reports.sheets[source][key], value=None, status=Status.BLANK)
            results = reports.results(identity, (source, blank))
            assert result(results, identity.rule_id, instance.name).outcome is Outcome.NOT_ASSESSABLE


@pytest.mark.parametrize(("identity", "form"), DOMAINS, ids=name)
def test_a_value_outside_the_domain_breaks_it(identity: Identity, form: str) -> None:
    reports = Reports(form)
    domain = bind(identity, form).domain
    bad: Number = Decimal("0.5") if "integer" in identity.expression else -1
    for key in reports.sheets[Source.THIS]:
        results = reports.results(identity, reports.changed(Source.THIS, key, bad))
        assert len(results) == 1
        if key[0] in domain:
            (failed,) = results
            assert failed.outcome is Outcome.FAILED
            assert failed.severity is Severity(identity.severity)
            assert (failed.instance, failed.actual) == (instance_name(key), bad)
            assert failed.fact_ids == (reports.sheets[Source.THIS][key].fact_id,)
        else:
            assert results[0].outcome is Outcome.PASSED
