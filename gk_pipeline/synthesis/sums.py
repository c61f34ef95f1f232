"""The sums and limits that correct reports keep, written down a second time, apart from the rules of the pipeline.

Belongs here: what adds up to what in each form, and which of it a set of figures breaks. Does not: drawing figures,
breaking sums on purpose. The catalogue's `identities.csv` says the same in its own language; that the two agree on
what an error is, is what the tests of the generator measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from gk_pipeline.catalog.forms import Row, load
from gk_pipeline.synthesis.model import Number, key_of

COLUMNS = ("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other")
TOTAL = "total"
RESULTS = ("upheld", "corrected", "other", "pending")
REVIEWS = ("reconsideration", "litigation_direct", "litigation_after")

# The rules by form: balance, outcomes, columns, then the three kinds of review.
_NEW_RULES = {
    "fmt2019": ("N01", "N02", "N03", "N04", "N05", "N06"),
    "fmt2021": ("F01", "F02", "F03", "F04", "F05", "F06"),
}
# New, carried in, outcomes, carried out: the four of the balance.
NOT_OUTCOMES = ("app.new_received", "app.carried_in", "app.outcome_total", "app.carried_out")
_ONE_OTHER = "app.other"


@dataclass(frozen=True, slots=True)
class Sum:
    """All of `left` together are all of `right` together. `is_error`: breaking it is an error, not a warning."""

    rule_id: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    is_error: bool = True

    def holds(self, values: Mapping[str, Number]) -> bool | None:
        """Whether it holds; None when a figure is not there."""
        if not all(key in values for key in (*self.left, *self.right)):
            return None
        return sum(values[key] for key in self.left) == sum(values[key] for key in self.right)


@dataclass(frozen=True, slots=True)
class Limit:
    """`part` is no larger than `whole`."""

    rule_id: str
    part: str
    whole: str

    def holds(self, values: Mapping[str, Number]) -> bool | None:
        """Whether it holds; None when a figure is not there."""
        if self.part not in values or self.whole not in values:
            return None
        return values[self.part] <= values[self.whole]


@cache
def sums(form: str, *, one_other: bool = False) -> tuple[Sum, ...]:
    """The sums of a form. `one_other`: a form of 2021 that prints 其他处理 as one row, as the form of 2019 does."""
    if form == "old2014":
        return _OLD_SUMS
    return _LOCAL_SUMS if form == "local" else tuple(_new_sums(form, one_other))


def limits(form: str) -> tuple[Limit, ...]:
    """The parts of a form that can't exceed their wholes; breaking one is an error."""
    return _LIMITS.get(form, ())


def broken(form: str, values: Mapping[str, Number], *, one_other: bool = False) -> frozenset[str]:
    """The rules of severity error that figures break; rules whose figures are not all there are left out."""
    failed = {s.rule_id for s in sums(form, one_other=one_other) if s.is_error and s.holds(values) is False}
    return frozenset(failed | {limit.rule_id for limit in limits(form) if limit.holds(values) is False})


@cache
def applicant_rows(form: str, one_other: bool) -> tuple[Row, ...]:
    """The rows of section 3 that a report prints, headings among them, in printed order."""
    rows = [row for row in load().forms[form].rows if row.table_id == "app"]
    if form == "fmt2019":
        return tuple(rows)
    return tuple(row for row in rows if (row.parent != _ONE_OTHER if one_other else row.row_id != _ONE_OTHER))


@cache
def outcome_rows(form: str, one_other: bool) -> tuple[str, ...]:
    """The rows of section 3 that count outcomes, without their total, in printed order."""
    rows = applicant_rows(form, one_other)
    return tuple(row.row_id for row in rows if row.cells and row.row_id not in NOT_OUTCOMES)


def _new_sums(form: str, one_other: bool) -> Iterator[Sum]:
    balance, outcomes, columns, *reviews = _NEW_RULES[form]
    for column in (*COLUMNS, TOTAL):
        received, carried_in, total, carried_out = (key_of(row, column) for row in NOT_OUTCOMES)
        yield Sum(balance, (received, carried_in), (total, carried_out))
        yield Sum(outcomes, (total,), tuple(key_of(row, column) for row in outcome_rows(form, one_other)))
    for row in applicant_rows(form, one_other):
        if row.cells:
            yield Sum(columns, (key_of(row.row_id, TOTAL),), tuple(key_of(row.row_id, column) for column in COLUMNS))
    for rule_id, review in zip(reviews, REVIEWS, strict=True):
        yield Sum(rule_id, (f"rl.{review}.total",), tuple(f"rl.{review}.{result}" for result in RESULTS))


def _numbered(stem: str, ends: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{end}" for end in ends)


_OLD_SUMS = (
    Sum("O01", ("old.3.1",), _numbered("old.3.1", "1234")),
    Sum("O02", ("old.3.2",), _numbered("old.3.2", "12")),
    Sum("O03", ("old.3.3",), _numbered("old.3.3", "12345678")),
    Sum("O04", ("old.3.3.4",), _numbered("old.3.3.4", "abcdef")),
    Sum("O05", ("old.4",), _numbered("old.4", "123")),
    Sum("O06", ("old.5",), _numbered("old.5", "123")),
    Sum("O07", ("old.8.3",), _numbered("old.8.3", "12")),
)
_LOCAL_SUMS = (
    Sum("L01", ("loc.10",), tuple(f"loc.{n}" for n in range(11, 17))),
    Sum("L02", ("loc.17",), ("loc.18", "loc.19", "loc.20"), is_error=False),
    Sum("L03", ("loc.20",), tuple(f"loc.{n}" for n in range(21, 32)), is_error=False),
    Sum("L07", ("loc.staff",), ("loc.staff.full", "loc.staff.part"), is_error=False),
)
_LIMITS = {
    "old2014": (
        Limit("O08", "old.1.1.a", "old.1.1"),
        Limit("O12", "old.2.2.1.a", "old.2.2.1"),
        Limit("O13", "old.2.2.2.a", "old.2.2.2"),
    ),
    "fmt2019": (
        Limit("N10", "pub.rules.new_disclosed", "pub.rules.total_disclosed"),
        Limit("N10", "pub.normdocs.new_disclosed", "pub.normdocs.total_disclosed"),
    ),
    "local": (Limit("L04", "loc.02", "loc.01"), Limit("L05", "loc.35", "loc.34")),
}
