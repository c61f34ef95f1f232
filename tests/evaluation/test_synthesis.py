"""Reports with known values, written by the generator, come back as they were: right or marked, never silently wrong.

By default a small share runs; `GK_SYNTHETIC_REPORTS=6000 pytest tests/evaluation/test_synthesis.py` is the full round.
Seeds run evenly through all forms and layouts. A failure names seed, form, layout, noise and error: `make(seed, form=…,
layout=…, noise=…, error=…)` gives the report again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from gk_pipeline.extraction.model import Fact, Outcome, Status
from gk_pipeline.pipeline.read_file import Reading, read_bytes
from gk_pipeline.rules.model import Severity, Verdict
from gk_pipeline.synthesis.errors import KINDS
from gk_pipeline.synthesis.layouts import LAYOUTS
from gk_pipeline.synthesis.make import make
from gk_pipeline.synthesis.model import ROW_ABSENT, STATUSES, Synthetic
from gk_pipeline.synthesis.values import FORMS

SHARE = int(os.environ.get("GK_SYNTHETIC_REPORTS", "300")) // 3
# Of the cells of national forms in glued layouts; what is not read is ambiguous. Rows without a sum can't be split.
GLUED_FLOOR = 0.95
FOUND_FLOOR = 0.95
# A table with figures in fewer rows can't be told from text that quotes some.
LEAST_ROWS = 5
# Local rows have two figures and no sum over them: glued together they stay ambiguous.
WITHOUT_SUMS = "local"


@dataclass
class Judged:
    """A report against its reading. Each list holds what to look at: nothing of `silent` may ever happen."""

    report: Synthetic
    exact: int = 0
    marked: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    false_findings: list[str] = field(default_factory=list)
    found: bool | None = None

    def explain(self, lines: list[str]) -> str:
        r = self.report
        return "\n  ".join([f"seed {r.seed} {r.form} {r.layout} noise={r.noise} error={r.error!r}", *lines[:6]])


def reports(first_seed: int, **wishes: object) -> Iterator[Judged]:
    """SHARE reports, evenly over forms and layouts."""
    layouts = list(LAYOUTS)
    for seed in range(first_seed, first_seed + SHARE):
        form, layout = FORMS[seed % len(FORMS)], layouts[seed // len(FORMS) % len(layouts)]
        report = make(seed, form=form, layout=layout, **wishes)  # type: ignore[arg-type]
        yield read_and_judge(report)


def read_and_judge(report: Synthetic) -> Judged:
    try:
        reading = read_bytes(report.data, name=report.file_name)
    except Exception as error:  # named with its seed, and the other reports are judged all the same
        return Judged(report, silent=[f"reading raised {type(error).__name__}: {error}"])
    return judge(report, reading)


def judge(report: Synthetic, reading: Reading) -> Judged:
    judged = Judged(report)
    read = reading.extraction.report
    if reading.extraction.outcome is not Outcome.REPORT or read is None:
        judged.silent.append(f"{reading.extraction.outcome}: {reading.extraction.reason}")
        return judged
    facts = {_key(f.indicator_id, f.column_id): f for f in reading.extraction.facts}
    cut = "cut_head" in report.noise
    if read.form != report.form and not (read.form == "narrative" and _rows_with_values(report) < LEAST_ROWS):
        judged.silent.append(f"form {read.form}, not {report.form}")
    if read.year != report.year and not (cut and read.year is None):
        judged.silent.append(f"year {read.year} by {read.year_evidence}, not {report.year}")
    if read.agency_name != report.agency and not cut:
        judged.silent.append(f"agency {read.agency_name}, not {report.agency}")
    for key in sorted({*report.facts, *facts}):
        _judge_cell(judged, key, facts.get(key))
    _judge_claims(judged, reading)
    _judge_findings(judged, reading)
    return judged


def _judge_cell(judged: Judged, key: str, fact: Fact | None) -> None:
    """A cell is right, or it carries a status: another value, or a value where none is printed, is a silent error."""
    wanted = judged.report.facts.get(key, ROW_ABSENT)
    is_read = fact is not None and fact.status is Status.REPORTED and fact.method != "prose"
    got = fact.value if fact and is_read else str(fact.status) if fact else ROW_ABSENT
    if got == wanted:
        judged.exact += 1
    elif is_read and fact:
        judged.silent.append(f"{key}: {fact.value} ({fact.raw_text!r}, {fact.method}), expected {wanted}")
    else:
        judged.marked.append(f"{key}: {got}, expected {wanted}")


def _judge_claims(judged: Judged, reading: Reading) -> None:
    """Every stated figure of the year is read, and no other figure is taken for one."""
    stated = {(c.key, c.value, c.approximate) for c in judged.report.claims if c.scope is None}
    read = {
        (_key(c.indicator_id, c.column_id), c.value, c.approximate): c.sentence
        for c in reading.extraction.claims
        if c.scope is None
    }
    judged.claims += [f"not read: {claim}" for claim in sorted(stated - read.keys(), key=str)]
    judged.claims += [f"not stated: {claim} in {read[claim]!r}" for claim in sorted(read.keys() - stated, key=str)]


def _judge_findings(judged: Judged, reading: Reading) -> None:
    for finding in reading.findings:
        if finding.severity is Severity.ERROR and finding.rule_id not in judged.report.broken:
            judged.false_findings.append(f"{finding.rule_id} {finding.instance}: {finding.message}")
    injected = judged.report.injected
    if injected and injected.readable:
        judged.found = any(f.rule_id in injected.rules and f.verdict is Verdict.SOURCE_ERROR for f in reading.findings)


def _rows_with_values(report: Synthetic) -> int:
    values = {key.partition("[")[0] for key, value in report.facts.items() if value not in STATUSES}
    return len(values)


def _key(indicator_id: str, column_id: str | None) -> str:
    return f"{indicator_id}[{column_id}]" if column_id else indicator_id


def require_none(judged: list[Judged], *names: str) -> None:
    """Fails with what went wrong, report by report, unless nothing did."""
    bad = [(each, [line for name in names for line in getattr(each, name)]) for each in judged]
    shown = [each.explain(lines) for each, lines in bad if lines]
    if shown:
        pytest.fail(f"{len(shown)} of {len(judged)} reports:\n" + "\n".join(shown[:25]), pytrace=False)


def test_clean_reports_are_read_exactly() -> None:
    judged = list(reports(0, noise=(), error=""))
    require_none(judged, "silent", "claims", "false_findings")
    separated = [each for each in judged if LAYOUTS[each.report.layout].separated]
    require_none(separated, "marked")
    glued = [each for each in judged if each not in separated and each.report.form != WITHOUT_SUMS]
    share = sum(each.exact for each in glued) / sum(each.exact + len(each.marked) for each in glued)
    assert share >= GLUED_FLOOR, f"{share:.1%} of glued cells are read"


def test_noisy_reports_are_right_or_marked() -> None:
    judged = list(reports(100_000, error=""))
    assert any(each.marked for each in judged), "noise that marks nothing is no noise"
    require_none(judged, "silent", "claims", "false_findings")


def test_errors_of_the_source_are_found() -> None:
    judged = [each for kind in sorted({k for kinds in KINDS.values() for k in kinds}) for each in _with_error(kind)]
    require_none(judged, "silent", "claims", "false_findings")
    wanted = [each for each in judged if each.found is not None]
    assert len(wanted) > len(judged) / 2, "most reports must really hold the error"
    missed = [each.explain([str(each.report.injected)]) for each in wanted if not each.found]
    share = 1 - len(missed) / len(wanted)
    assert share >= FOUND_FLOOR, f"{share:.1%} of {len(wanted)} errors are found, not:\n" + "\n".join(missed[:25])


def _with_error(kind: str) -> Iterator[Judged]:
    """A quarter of SHARE with one kind of error each, in the forms that can have it."""
    forms = [form for form in FORMS if kind in KINDS[form]]
    layouts = list(LAYOUTS)
    for seed in range(200_000, 200_000 + SHARE // 4):
        form, layout = forms[seed % len(forms)], layouts[seed // len(forms) % len(layouts)]
        report = make(seed, form=form, layout=layout, error=kind)
        yield read_and_judge(report)


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_figure_is_noticed(seed: int) -> None:
    """The judge itself: a report held against the figures of another one must not pass."""
    report, other = (make(s, form="fmt2021", layout="html_clean", noise=(), error="") for s in (seed, seed + 50))
    assert judge(report, read_bytes(other.data, name=other.file_name)).silent
