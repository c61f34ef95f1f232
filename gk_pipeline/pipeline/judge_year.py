"""Judges reports of one year, each beside the same agency's report of the year before.

Belongs here: the rows of the lake as what rules read, and back. Does not: the rules of a report (`judge.py`), which
documents make up a year (`land.py`).

A year can have 150,000 reports, and thirty million facts. As columns they fit into memory, as Python values they don't:
so those of one report at a time are made, and what is found goes back into columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import polars as pl
import pyarrow as pa

from gk_pipeline.catalog.forms import NATIONAL_FORMS
from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.registry import contract
from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.lake.columns import rows_to_table
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.judge import judge
from gk_pipeline.pipeline.rows import finding_row
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.model import Finding
from gk_pipeline.rules.neighbours import Filer, settle_by_previous

# Findings that are held as Python values before they become columns.
_MOST_HELD = 10_000


@dataclass(frozen=True, slots=True)
class JudgedYear:
    """`facts` as they were but for `corroborated`, and for runs of digits that last year's report decides.

    `identities` counts outcomes by rule.
    """

    facts: pl.DataFrame
    findings: pl.DataFrame
    identities: Mapping[str, Mapping[str, int]]


def judge_year(
    paths: Paths, year: int | None, *, reports: pl.DataFrame, facts: pl.DataFrame, claims: pl.DataFrame
) -> JudgedYear:
    """Runs the rules on some reports of the year.

    The reports of the year before are read from the lake; they also decide what runs of digits leave open.
    """
    own_facts, own_claims, before = _Rows(facts), _Rows(claims), YearBefore(paths, year, reports["agency_key"])
    corroborated = bytearray(facts.height)
    settled: list[Fact] = []
    findings = _Findings(year)
    outcomes: dict[str, Counter[str]] = {}
    for report in reports.select("document_id", "agency_key", "form", "agency_level", "agency_type").iter_rows(
        named=True
    ):
        document_id = report["document_id"]
        places, rows = own_facts.of(document_id)
        own, stated = [_fact(row) for row in rows], [_claim(row) for row in own_claims.of(document_id)[1]]
        filer = Filer(report["form"], year, report["agency_level"], report["agency_type"])
        previous = before.facts_of(report["agency_key"])
        settled += settle_by_previous(filer, own, stated, previous or {})
        judged = judge(
            document_id,
            own,
            stated,
            form=filer.form,
            year=year,
            level=filer.level,
            agency_type=filer.agency_type,
            previous=previous,
        )
        for place, fact in zip(places, own, strict=True):
            corroborated[place] = fact.fact_id in judged.corroborated
        findings.add(document_id, judged.findings)
        for result in judged.results:
            outcomes.setdefault(result.rule_id, Counter())[result.outcome.value] += 1
    marked = _with_settled(facts, settled).with_columns(_flags(corroborated).alias("corroborated"))
    return JudgedYear(marked, findings.frame(), outcomes)


class _Rows:
    """The rows of a table by document, made into Python values when they are asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        # The rows of a document mostly stand together, so that few numbers tell where they are.
        runs = frame["document_id"].rle()
        lengths = runs.struct.field("len").to_list()
        self._runs: dict[str, list[range]] = {}
        for document_id, end, length in zip(
            runs.struct.field("value").to_list(), accumulate(lengths), lengths, strict=True
        ):
            self._runs.setdefault(document_id, []).append(range(end - length, end))

    def of(self, document_id: str) -> tuple[list[int], Iterator[dict[str, Any]]]:
        """The numbers of its rows in the table, and the rows."""
        runs = self._runs.get(document_id, [])
        rows = (row for run in runs for row in self._frame.slice(run.start, len(run)).iter_rows(named=True))
        return [place for run in runs for place in run], rows


class YearBefore:
    """The reports on national forms that some agencies made of the year before."""

    def __init__(self, paths: Paths, year: int | None, agencies: Iterable[str]) -> None:
        years = [] if year is None else [year - 1]
        reports = read_table(paths, "reports", years).filter(
            pl.col("form").is_in(list(NATIONAL_FORMS)), pl.col("agency_key").is_in({*agencies} - {"unknown"})
        )
        self._documents: dict[str, list[str]] = {}
        for document_id, agency_key in reports.select("document_id", "agency_key").iter_rows():
            self._documents.setdefault(agency_key, []).append(document_id)
        self._facts = _Rows(read_table(paths, "facts", years, documents=reports["document_id"].to_list()))

    def facts_of(self, agency_key: str) -> dict[FactKey, Fact] | None:
        """What an agency reported, None when it did not.

        Where there are several reports, a page and its attachment or a later version, what they do not agree on is
        left out.
        """
        documents = self._documents.get(agency_key)
        if documents is None:
            return None
        found: dict[FactKey, Fact] = {}
        torn: set[FactKey] = set()
        for fact in (_fact(row) for document_id in documents for row in self._facts.of(document_id)[1]):
            key = fact.indicator_id, fact.column_id
            known = found.get(key)
            if known is None or known.status is not Status.REPORTED:
                found[key] = fact
            elif fact.status is Status.REPORTED and fact.value != known.value:
                torn.add(key)
        return {key: fact for key, fact in found.items() if key not in torn} if found else None


class _Findings:
    """Findings as rows of their table."""

    def __init__(self, year: int | None) -> None:
        self._year = year
        self._frames = [pl.DataFrame(schema=polars_schema(contract("findings")))]
        self._held: list[dict[str, Any]] = []

    def add(self, document_id: str, found: Iterable[Finding]) -> None:
        self._held += [finding_row(finding, document_id, self._year) for finding in found]
        if len(self._held) >= _MOST_HELD:
            self._frames.append(self._rows())
            self._held = []

    def frame(self) -> pl.DataFrame:
        return pl.concat([*self._frames, self._rows()])

    def _rows(self) -> pl.DataFrame:
        names = contract("findings").column_names
        return pl.DataFrame(rows_to_table("findings", {name: [row[name] for row in self._held] for name in names}))


def _flags(values: bytearray) -> pl.Series:
    """A column of booleans, true for every byte that is not 0."""
    numbers = pa.UInt8Array.from_buffers(pa.uint8(), len(values), [None, pa.py_buffer(values)])
    return pl.Series(numbers).cast(pl.Boolean)


def _with_settled(frame: pl.DataFrame, settled: Sequence[Fact]) -> pl.DataFrame:
    """The facts with the values, spans and statuses of those that last year's report settled."""
    columns = {
        "fact_id": [fact.fact_id for fact in settled],
        "value": [None if fact.value is None else Decimal(fact.value) for fact in settled],
        "status": [fact.status.value for fact in settled],
        "raw_text": [fact.raw_text for fact in settled],
        "start_offset": [fact.start for fact in settled],
        "end_offset": [fact.end for fact in settled],
        "candidates": [fact.candidates for fact in settled],
    }
    updates = pl.DataFrame(columns, schema={name: frame.schema[name] for name in columns})
    return frame.update(updates, on="fact_id")


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        row["fact_id"],
        row["indicator_id"],
        row["column_id"],
        _number(row["value"]),
        row["unit"],
        Status(row["status"]),
        row["approximate"],
        row["method"],
        row["raw_text"],
        row["start_offset"],
        row["end_offset"],
        row["page"],
        row["candidates"],
        printed_label=row["printed_label"],
    )


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(
        row["claim_id"],
        row["indicator_id"],
        row["column_id"],
        _number(row["value"]) or 0,
        row["unit"],
        row["approximate"],
        row["negated"],
        row["scope"],
        row["raw_text"],
        row["start_offset"],
        row["end_offset"],
        row["sentence"],
        row["sentence_start"],
        row["sentence_end"],
    )


def _number(value: Decimal | None) -> Number | None:
    """A stored decimal as the parser had it: whole figures are int again."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()
