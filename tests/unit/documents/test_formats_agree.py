"""The same report gives the same facts and claims in whatever format it comes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

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
