"""Small reports for the tests of rules: facts and claims by hand, and facts from the files of expected values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.rules.cells import FactKey, cells_of
from gk_pipeline.rules.model import RuleResult

DOCUMENT = "0123456789abcdef0123" + "0" * 44
_KEY = re.compile(r"([^\[]+)(?:\[(.+)\])?")


def key(cell: str) -> FactKey:
    """`app.granted[total]` -> ("app.granted", "total")"""
    match = _KEY.fullmatch(cell)
    assert match
    return match[1], match[2]


def fact(cell: str, value: Number | None = None, status: Status | None = None, **fields: Any) -> Fact:
    """A fact of `cell`; without a value it is blank unless a status says otherwise."""
    indicator_id, column_id = key(cell)
    reported = Status.REPORTED if value is not None else Status.BLANK
    return Fact(f"d:{cell}", indicator_id, column_id, value, fields.pop("unit", None), status or reported, **fields)


def facts(values: Mapping[str, Number | None]) -> list[Fact]:
    return [fact(cell, value) for cell, value in values.items()]


def zeros(form: str) -> dict[FactKey, Fact]:
    """A report that fills every cell of the form with zero."""
    return {cell: fact(f"{cell[0]}[{cell[1]}]" if cell[1] else cell[0], 0) for cell in cells_of(form)}


def by_key(sheet: Iterable[Fact]) -> dict[FactKey, Fact]:
    return {(each.indicator_id, each.column_id): each for each in sheet}


def claim(cell: str, value: Number, raw_text: str | None = None, sentence: str | None = None, **fields: Any) -> Claim:
    """A claim whose raw text is the number itself, in a sentence of its own."""
    indicator_id, column_id = key(cell)
    raw = raw_text or str(value)
    sentence = sentence or raw
    start = sentence.index(raw)
    defaults: dict[str, Any] = {"unit": "件", "approximate": False, "negated": False, "scope": None}
    return Claim(
        claim_id=fields.pop("claim_id", f"d:claim:{cell}:{raw}"),
        indicator_id=indicator_id,
        column_id=column_id,
        value=value,
        raw_text=raw,
        start=100 + start,
        end=100 + start + len(raw),
        sentence=sentence,
        sentence_start=100,
        sentence_end=100 + len(sentence),
        **defaults | fields,
    )


def expected(path: Path) -> tuple[dict[str, Any], list[Fact]]:
    """A file of expected values and its facts; amounts are exact, rows without values are absent."""
    report = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    printed = [fact(cell, value) for cell, value in report.get("facts", {}).items()]
    absent = [fact(cell, status=Status.ROW_ABSENT) for cell in report.get("absent", [])]
    return report, printed + absent


def result(results: Iterable[RuleResult], rule_id: str, instance: str | None = None) -> RuleResult:
    """The one result of a rule on an instance."""
    (found,) = (each for each in results if (each.rule_id, each.instance) == (rule_id, instance))
    return found
