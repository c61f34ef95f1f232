"""Compares readings with values that people read from the same files: the measure of the parser.

Belongs here: finding the expected values of a folder, judging cell by cell. Does not: reading files, showing results.

An expected file is JSON: `file`, `form`, `year`, `agency`, `facts` (key `indicator` or `indicator[column]` to value),
`absent` (keys or rows without values), `statuses` (key to blank or placeholder), `findings` (rules the source breaks;
a text that begins with `narrative` stands for prose against table), `narrative` (claims), `labelled` (values of forms
that the catalogue does not have, by their printed labels).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gk_pipeline.extraction.model import Extraction, Fact, Outcome, Status
from gk_pipeline.pipeline.labelled import find_labelled
from gk_pipeline.pipeline.read_file import Reading, read_path
from gk_pipeline.rules.model import Severity

PROSE_RULE = "P01"


class EvaluationError(Exception):
    """The folder holds nothing to compare with; the message says what is looked for."""


@dataclass(slots=True)
class Score:
    """The comparison of one file. `exact`, `marked`, `wrong` count expected cells; `invented` values nobody printed.

    `marked` cells carry a status instead of a value; `wrong` are the silent errors. `unjudged` values have no
    expected value. `missed` and `false` name findings and claims, `differences` everything to look at.
    """

    file: str
    form: str
    layout: str
    cells: int = 0
    exact: int = 0
    marked: int = 0
    wrong: int = 0
    invented: int = 0
    unjudged: int = 0
    claims: int = 0
    claims_exact: int = 0
    missed_findings: list[str] = field(default_factory=list)
    false_findings: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing wrong in silence, nothing invented, no finding or claim missed, no false finding."""
        return not (self.wrong or self.invented or self.missed_findings or self.false_findings) and (
            self.claims == self.claims_exact
        )


def evaluate_folder(folder: Path) -> Iterator[Score]:
    """The scores of all expected files in or below a folder, in the order of their names.

    Raises EvaluationError when there is no expected file, or its raw file is not beside it.
    """
    expected = sorted(folder.glob("*.json")) if folder.name == "expected" else sorted(folder.rglob("expected/*.json"))
    if not expected:
        raise EvaluationError(f"no expected/*.json in {folder}: give a folder of reports with their expected values")
    for path in expected:
        wanted = json.loads(path.read_text(encoding="utf-8"))
        raw = next((p for p in sorted(path.parent.parent.rglob(wanted["file"])) if p.is_file()), None)
        if raw is None:
            raise EvaluationError(f"{path}: its file {wanted['file']!r} is not in {path.parent.parent}")
        yield compare(wanted, read_path(raw))


def compare(wanted: dict[str, Any], reading: Reading) -> Score:
    """One file against its expected values."""
    report = reading.extraction.report
    score = Score(wanted["file"], report.form if report else "-", report.layout if report else "-")
    if reading.extraction.outcome is not Outcome.REPORT or report is None:
        score.differences.append(f"outcome {reading.extraction.outcome}: {reading.extraction.reason}")
        score.cells = score.marked = len(wanted.get("facts", {}))
        return score
    for name, found in (("form", report.form), ("year", report.year), ("agency", report.agency_name)):
        if wanted.get(name) and wanted[name] != found:
            score.differences.append(f"{name}: {found!r}, expected {wanted[name]!r}")
    facts = {_key(fact): fact for fact in reading.extraction.facts}
    _compare_cells(score, wanted, facts)
    compare_labelled(score, wanted.get("labelled", {}), reading.extraction)
    _compare_claims(score, wanted, reading)
    _compare_findings(score, wanted, reading)
    return score


def _key(fact: Fact) -> str:
    return fact.indicator_id + (f"[{fact.column_id}]" if fact.column_id else "")


def _compare_cells(score: Score, wanted: dict[str, Any], facts: dict[str, Fact]) -> None:
    absent, statuses, values = set(wanted.get("absent", ())), wanted.get("statuses", {}), wanted.get("facts", {})
    for key, value in values.items():
        if key not in statuses:
            fact = facts.get(key)
            exact = fact is not None and fact.value is not None and float(fact.value) == value
            _count(score, key, fact, exact=exact, wanted=value)
    for key, status in statuses.items():
        fact = facts.get(key)
        _count(score, key, fact, exact=fact is not None and fact.status == status, wanted=status)
    for key, fact in facts.items():
        if fact.status is not Status.REPORTED or key in values or key in statuses or fact.method == "prose":
            continue
        if key in absent or fact.indicator_id in absent:
            score.invented += 1
            score.differences.append(f"{key}: {fact.value} ({fact.raw_text!r}), expected nothing")
        else:
            score.unjudged += 1


def compare_labelled(score: Score, labelled: dict[str, float | None], extraction: Extraction) -> None:
    """Values by printed label: exact, marked when nothing was read under the label, wrong when it is another value."""
    for name, value in labelled.items():
        score.cells += 1
        found = find_labelled(extraction, name)
        if found == value:
            score.exact += 1
        elif found is None:
            score.marked += 1
            score.differences.append(f"{name}: not read, expected {value}")
        else:
            score.wrong += 1
            score.differences.append(f"{name}: {found}, expected {value}")


def _count(score: Score, key: str, fact: Fact | None, *, exact: bool, wanted: object) -> None:
    """A cell is exact, or wrong when it has another value, or marked when it has none."""
    score.cells += 1
    if exact:
        score.exact += 1
    elif fact is not None and fact.status is Status.REPORTED:
        score.wrong += 1
        score.differences.append(f"{key}: {fact.value} ({fact.raw_text!r}), expected {wanted}")
    else:
        score.marked += 1
        score.differences.append(f"{key}: {fact.status if fact else 'no cell'}, expected {wanted}")


def _compare_claims(score: Score, wanted: dict[str, Any], reading: Reading) -> None:
    for claim in wanted.get("narrative", ()):
        score.claims += 1
        found = [
            c
            for c in reading.extraction.claims
            if c.indicator_id + (f"[{c.column_id}]" if c.column_id else "") == claim["indicator"]
            and float(c.value) == claim["value"]
            and c.approximate == claim.get("approximate", False)
        ]
        if found:
            score.claims_exact += 1
        else:
            score.differences.append(f"claim {claim['indicator']} = {claim['value']} was not read")


def _compare_findings(score: Score, wanted: dict[str, Any], reading: Reading) -> None:
    deserved = {PROSE_RULE if name.startswith("narrative") else name for name in wanted.get("findings", ())}
    found = {finding.rule_id for finding in reading.findings}
    errors = {finding.rule_id for finding in reading.findings if finding.severity is Severity.ERROR}
    score.missed_findings = sorted(deserved - found)
    score.false_findings = sorted(errors - deserved) if "findings" in wanted else []
    score.differences += [f"finding {rule} is missing" for rule in score.missed_findings]
    score.differences += [f"finding {rule} is not deserved" for rule in score.false_findings]
