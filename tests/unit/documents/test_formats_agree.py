"""The same report gives the same facts and claims in whatever format it comes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from gk_pipeline.documents.places import page_of
from gk_pipeline.extraction.model import Outcome
from gk_pipeline.pipeline.read_file import Reading, read_bytes
from tests.unit.documents.sample_report import (
    as_docx,
    as_html,
    as_markdown,
    as_pdf,
    as_text,
    as_xlsx,
)

WRITERS: dict[str, Callable[[], bytes]] = {
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
    "xlsx": as_xlsx,
    "text": as_text,
    "markdown": as_markdown,
}
APPLICANTS = (
    "natural_person",
    "org_business",
    "org_research",
    "org_nonprofit",
    "org_legal_service",
    "org_other",
    "total",
)
# Some cells, read off the report by eye.
PRINTED = {
    ("pub.normdocs.in_force", None): "12",
    ("pub.fees.amount", None): "160.5964",
    ("app.new_received", "natural_person"): "20",
    ("app.new_received", "total"): "24",
    ("app.denied.security_stability", "total"): "1",
    ("app.carried_out", "org_business"): "1",
}


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return {name: read_bytes(write()) for name, write in WRITERS.items()}


def facts(reading: Reading) -> dict[tuple[str, str | None], tuple[Decimal | int | None, str]]:
    return {(f.indicator_id, f.column_id): (f.value, str(f.status)) for f in reading.extraction.facts}


def claims(reading: Reading) -> list[tuple[str, Decimal | int | None]]:
    return [(claim.indicator_id, claim.value) for claim in reading.extraction.claims]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_facts_and_claims(readings: dict[str, Reading], name: str) -> None:
    reading = readings[name]
    assert reading.extraction.outcome is Outcome.REPORT
    assert reading.document is not None
    assert reading.document.format == name
    assert facts(reading) == facts(readings["html"])
    assert claims(reading) == claims(readings["html"]) != []
    report, expected = reading.extraction.report, readings["html"].extraction.report
    assert report is not None
    assert expected is not None
    assert (report.form, report.year, report.agency_name) == ("fmt2021", 2023, "青溪县人民政府")
    assert [finding.message for finding in reading.findings] == []


@pytest.mark.parametrize("name", WRITERS)
def test_the_facts_are_what_the_report_prints(readings: dict[str, Reading], name: str) -> None:
    found = facts(readings[name])
    assert {key: str(found[key][0]) for key in PRINTED} == PRINTED
    # The row that was left blank is seen as such, in all its seven columns.
    blank = [key for key, (value, status) in found.items() if status == "blank"]
    assert blank == [("app.other.fee_unpaid", column) for column in APPLICANTS]


@pytest.mark.parametrize("name", WRITERS)
def test_every_fact_holds_its_text(readings: dict[str, Reading], name: str) -> None:
    reading = readings[name]
    assert reading.document is not None
    spans = [fact for fact in reading.extraction.facts if fact.start is not None]
    assert len(spans) > 150
    assert all(reading.document.text[fact.start : fact.end] == fact.raw_text for fact in spans)


def test_the_page_of_every_fact_of_a_pdf_is_known(readings: dict[str, Reading]) -> None:
    reading = readings["pdf"]
    assert reading.document is not None
    pages = {page_of(reading.document, fact.start) for fact in reading.extraction.facts if fact.start is not None}
    assert pages == {1, 2}
