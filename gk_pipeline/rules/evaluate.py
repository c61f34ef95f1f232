"""Every identity of a form on one report: passed, failed or not assessable.

A rule passes or fails where every figure it needs is reported. Where one is blank, marked, absent, ambiguous,
unreadable or approximate, the rule is not assessable, with one exception: it fails where no figure in that place could
satisfy it (parts that already exceed their total). A missing figure is taken to be zero or more, unless its row is
signed; it never counts as zero.

Belongs here: judging rules on values. Does not: the rules (`catalog/data/identities.csv`), in which place a rule finds
its figures (`placing.py`), prose (`prose.py`), whose fault a failure is (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gk_pipeline.extraction.model import Fact, Number, Status
from gk_pipeline.rules.arithmetic import INFINITY, Bounds, Condition
from gk_pipeline.rules.cells import FactKey, Sheet, added, figures_of, instance_name, sheet
from gk_pipeline.rules.model import Outcome, RuleResult, Severity
from gk_pipeline.rules.placing import Placed, PlacedRule, Slot, cells_of_facts, place_rules

_SEVERITIES = {str(severity): severity for severity in Severity}
# Members of an enum are slow to reach, and there is a result for every rule of every report.
_PASSED, _FAILED, _NOT_ASSESSABLE, _WARNING = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ASSESSABLE, Severity.WARNING
_NOT_PRINTED = (Status.ROW_ABSENT, Status.TABLE_ABSENT)


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
    below = Sheet({}) if subordinates is None else added([sheet(each.values()) for each in subordinates])
    report = _Report(facts, previous.values() if previous else (), below)
    rules = place_rules(
        form,
        cells_of_facts(facts),
        None if previous is None else cells_of_facts(previous.values()),
        None if subordinates is None else tuple(below.entries),
    )
    results: list[RuleResult] = []
    for rule in rules:
        identity = rule.identity
        if identity.applies(year, level, agency_type):
            is_lenient = identity.warning_for and (agency_type is None or agency_type in identity.warning_for)
            severity = _WARNING if is_lenient else _SEVERITIES[identity.severity]
            results += report.domain(rule, severity) if rule.domain else report.instances(rule, severity)
    return results


class _Report:
    """What the rules of one report read: its facts, behind them those of last year's report.

    `figures` goes on with the sums over the reports below, which have no facts; `least` is what they must at least be.
    """

    def __init__(self, facts: Sequence[Fact], previous: Iterable[Fact], below: Sheet) -> None:
        read = [*facts, *previous]
        self._facts = facts
        self._ids = [fact.fact_id for fact in read]
        self._prose = frozenset([fact.fact_id for fact in facts if fact.method == "prose"])
        self._figures = [*figures_of(read), *(figure for _, figure in below.entries.values())]
        self._least = below.least

    def domain(self, rule: PlacedRule, severity: Severity) -> Iterator[RuleResult]:
        """The results of a rule that each value of the report must satisfy by itself."""
        figures, test = self._figures, rule.instances[0].test
        # A report repeats few different figures, most of them zero.
        different = {figures[place] for place in rule.domain} - {None}
        wrong = {value for value in different if value is not None and not test.holds(test.sides((value,)))}
        if not wrong:
            yield self._result(
                rule, None, _PASSED if different else _NOT_ASSESSABLE, severity, (), trivial=bool(different)
            )
        for place in rule.domain if wrong else ():
            value, fact = figures[place], self._facts[place]
            if value is not None and value in wrong:
                name = instance_name((fact.indicator_id, fact.column_id))
                yield self._result(rule, name, _FAILED, severity, (fact.fact_id,), sides=test.sides((value,)))

    def instances(self, rule: PlacedRule, severity: Severity) -> Iterator[RuleResult]:
        """The results of the instances of a rule."""
        for usual in rule.instances:
            placed = usual.variant if usual.variant and self._prints(usual) else usual
            if not placed.is_absent:
                yield self._judge(rule, placed, severity)

    def _judge(self, rule: PlacedRule, placed: Placed, severity: Severity) -> RuleResult:
        ids, values = placed.ids(self._ids), placed.figures(self._figures)
        if not placed.is_whole or None in values:
            return self._open(rule, placed, severity, ids)
        if placed.condition and not placed.condition.holds(placed.condition.sides(values)):
            return self._result(rule, placed.name, _PASSED, severity, ids, trivial=True)
        is_nothing = not any(values)
        sides = placed.sides_of_nothing if is_nothing else None
        sides = sides or placed.test.sides(values)
        if placed.test.holds(sides):
            return self._result(rule, placed.name, _PASSED, severity, ids, sides=sides, trivial=is_nothing)
        return self._result(rule, placed.name, _FAILED, severity, ids, sides=sides)

    def _open(self, rule: PlacedRule, placed: Placed, severity: Severity, ids: tuple[str, ...]) -> RuleResult:
        """The result where figures are missing: a failure that no figure could mend, else not assessable."""
        bounds = [self._bounds(slot) for slot in placed.slots]
        if self._asked(placed.condition, bounds) and placed.test.refuted(bounds):
            return self._result(rule, placed.name, _FAILED, severity, ids, sides=placed.test.least(bounds))
        return self._result(rule, placed.name, _NOT_ASSESSABLE, severity, ids)

    @staticmethod
    def _asked(condition: Condition | None, bounds: Sequence[Bounds]) -> bool:
        """Whether the condition holds for certain."""
        if condition is None:
            return True
        known = all(bounds[slot][0] == bounds[slot][1] for slot in condition.slots)
        return known and condition.holds(condition.sides([low for low, _ in bounds]))

    def _prints(self, usual: Placed) -> bool:
        """Whether the report has the cells of the variant and none of those they stand for."""
        return all(self._figures[place] is not None for place in usual.shown) and all(
            self._facts[place].status in _NOT_PRINTED for place in usual.hidden
        )

    def _bounds(self, slot: Slot) -> Bounds:
        figure = None if slot.place is None else self._figures[slot.place]
        if figure is not None:
            return figure, figure
        return (-INFINITY if slot.is_signed else self._least.get(slot.key, 0) if slot.is_sum else 0), INFINITY

    def _result(
        self,
        rule: PlacedRule,
        name: str | None,
        outcome: Outcome,
        severity: Severity,
        ids: tuple[str, ...],
        *,
        sides: tuple[Number | None, Number | None] = (None, None),
        trivial: bool = False,
    ) -> RuleResult:
        if self._prose and not self._prose.isdisjoint(ids):
            severity = _WARNING
        actual, expected = sides
        return RuleResult(rule.identity.rule_id, name, outcome, severity, expected, actual, ids, (), trivial)
