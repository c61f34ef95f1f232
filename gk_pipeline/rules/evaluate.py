"""Every identity of a form on one report: passed, failed or not assessable.

A rule passes or fails where every figure it needs is reported. Where one is blank, marked, absent, ambiguous,
unreadable or approximate, the rule is not assessable, with one exception: it fails where no figure in that place could
satisfy it (parts that already exceed their total). A missing figure is taken to be zero or more, unless its row is
signed; it never counts as zero.

Belongs here: judging rules on values. Does not: the rules (`catalog/data/identities.csv`), prose (`prose.py`), whose
fault a failure is (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gk_pipeline.catalog.identities import Identity
from gk_pipeline.extraction.model import Fact, Number
from gk_pipeline.rules.arithmetic import INFINITY, Bounds, Condition
from gk_pipeline.rules.binding import BoundRule, Reading, Variant, bound_rules
from gk_pipeline.rules.cells import ANY_FORM, Entry, FactKey, Sheet, added, instance_name, sheet, value_types
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.model import Outcome, RuleResult, Severity

_SEVERITIES = {str(severity): severity for severity in Severity}
# Members of an enum are slow to reach, and there is a result for every rule of every report.
_PASSED, _FAILED, _NOT_ASSESSABLE, _WARNING = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ASSESSABLE, Severity.WARNING
_NOTHING: Entry = ("", None)


def evaluate(
    form: str,
    facts: Sequence[Fact],
    *,
    year: int | None = None,
    level: str | None = None,
    agency_type: str | None = None,
    previous: Mapping[FactKey, Fact] | None = None,
    subordinates: Sequence[Mapping[FactKey, Fact]] | None = None,
) -> list[RuleResult]:
    """The results of all identities of `form` on one report, in the order of the catalogue.

    `facts` are the report's, one a cell. `year`, `level` and `agency_type` are the report's (None where it does not
    tell): a rule that is limited to others gives no result. `previous` holds the facts of the same filer's report of
    the year before, `subordinates` those of the bodies below it for the same year; None means that they are not looked
    at, and the rules that need them give no result, while with an empty mapping they are not assessable.
    A rule or instance none of whose cells is among the facts gives no result. A domain rule gives one result for each
    value that fails it, or one for the report, which names no facts.
    """
    sheets = {Source.THIS: sheet(facts)}
    if previous is not None:
        sheets[Source.PREVIOUS] = sheet(previous.values())
    if subordinates is not None:
        sheets[Source.SUBORDINATES] = added([sheet(each.values()) for each in subordinates])
    report = _Report(sheets, agency_type, frozenset(fact.fact_id for fact in facts if fact.method == "prose"))
    results: list[RuleResult] = []
    for rule in bound_rules(form):
        if rule.identity.applies(year, level, agency_type) and rule.sources <= sheets.keys():
            results.extend(report.domain(rule) if rule.domain else report.instances(rule))
    return results


class _Report:
    """The sheets that the rules of one report read, and what the severity of a result depends on."""

    def __init__(self, sheets: Mapping[Source, Sheet], agency_type: str | None, prose: frozenset[str]) -> None:
        self._sheets = sheets
        self._this = sheets[Source.THIS]
        self._agency_type = agency_type
        self._prose = prose

    def domain(self, rule: BoundRule) -> Iterator[RuleResult]:
        test, entries = rule.instances[0].reading.test, self._this.entries
        # A report repeats few different figures, most of them zero.
        different = {value for _, value in entries.values() if value is not None}
        wrong = {value for value in different if not test.holds(test.sides((value,)))}
        failed = False
        for key, (fact_id, value) in entries.items() if wrong else ():
            if value is not None and value in wrong and key[0] in rule.domain:
                failed = True
                sides = test.sides((value,))
                yield self._result(rule.identity, instance_name(key), _FAILED, (fact_id,), sides)
        if failed:
            return
        if any(key[0] in rule.domain for key, (_, value) in entries.items() if value is not None):
            yield self._result(rule.identity, None, _PASSED, (), trivial=True)
        elif any(key[0] in rule.domain for key in entries):
            yield self._result(rule.identity, None, _NOT_ASSESSABLE, ())

    def instances(self, rule: BoundRule) -> Iterator[RuleResult]:
        for instance in rule.instances:
            reading = instance.reading
            if instance.variant and self._prints(instance.variant):
                reading = instance.variant.reading
            result = self._judge(rule.identity, instance.name, reading)
            if result:
                yield result

    def _judge(self, identity: Identity, name: str | None, reading: Reading) -> RuleResult | None:
        entries: list[Entry | None]
        if reading.sources is None:
            entries = [*map(self._this.entries.get, reading.keys)]
        else:
            sheets = self._sheets
            entries = [
                sheets[source].entries.get(key) for source, key in zip(reading.sources, reading.keys, strict=True)
            ]
        found = [entry for entry in entries if entry]
        if not found or (reading.sources and not any(key in self._this.entries for key in reading.own_keys)):
            return None
        ids = tuple([fact_id for fact_id, _ in found if fact_id])
        values = [value for _, value in found if value is not None]
        if len(values) < len(entries):
            return self._open(identity, name, reading, ids)
        if reading.condition and not reading.condition.holds(reading.condition.sides(values)):
            return self._result(identity, name, _PASSED, ids, trivial=True)
        sides = reading.test.sides(values)
        if reading.test.holds(sides):
            return self._result(identity, name, _PASSED, ids, sides, trivial=not any(values))
        return self._result(identity, name, _FAILED, ids, sides)

    def _open(self, identity: Identity, name: str | None, reading: Reading, ids: tuple[str, ...]) -> RuleResult:
        """The result where figures are missing: a failure that no figure could mend, else not assessable."""
        sources = reading.sources or (Source.THIS,) * len(reading.keys)
        bounds = [self._bounds(source, key) for source, key in zip(sources, reading.keys, strict=True)]
        if self._asked(reading.condition, bounds) and reading.test.refuted(bounds):
            return self._result(identity, name, _FAILED, ids, reading.test.least(bounds))
        return self._result(identity, name, _NOT_ASSESSABLE, ids)

    @staticmethod
    def _asked(condition: Condition | None, bounds: Sequence[Bounds]) -> bool:
        """Whether the condition holds for certain."""
        if condition is None:
            return True
        known = all(bounds[slot][0] == bounds[slot][1] for slot in condition.slots)
        return known and condition.holds(condition.sides([low for low, _ in bounds]))

    def _prints(self, variant: Variant) -> bool:
        """Whether the report has the cells of the variant and none of those they stand for."""
        entries = self._this.entries
        return all(entries.get(key, _NOTHING)[1] is not None for key in variant.shown) and all(
            key not in entries or key in self._this.not_printed for key in variant.hidden
        )

    def _bounds(self, source: Source, key: FactKey) -> Bounds:
        read = self._sheets[source]
        figure = read.entries.get(key, _NOTHING)[1]
        if figure is not None:
            return figure, figure
        return (-INFINITY if value_types(ANY_FORM).get(key[0]) == "signed" else read.least.get(key, 0)), INFINITY

    def _result(
        self,
        identity: Identity,
        name: str | None,
        outcome: Outcome,
        ids: tuple[str, ...],
        sides: tuple[Number | None, Number | None] = (None, None),
        *,
        trivial: bool = False,
    ) -> RuleResult:
        lenient = identity.warning_for and (self._agency_type is None or self._agency_type in identity.warning_for)
        prose = self._prose and not self._prose.isdisjoint(ids)
        severity = _WARNING if lenient or prose else _SEVERITIES[identity.severity]
        actual, expected = sides
        return RuleResult(identity.rule_id, name, outcome, severity, expected, actual, ids, trivial=trivial)
