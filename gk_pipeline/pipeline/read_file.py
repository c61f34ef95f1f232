"""One file, read from bytes to findings, without any store: what `gk extract` shows and the lake keeps.

Belongs here: the order readers, extraction and rules work in, and that no file can stop the others. Does not:
scanning folders, storing anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from gk_pipeline.documents.limits import MAXIMUM_BYTES
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import read
from gk_pipeline.extraction.model import Extraction, Outcome, Report
from gk_pipeline.extraction.read import read_document
from gk_pipeline.lake import store
from gk_pipeline.location import Location
from gk_pipeline.pipeline.attribute import attribute
from gk_pipeline.pipeline.judge import Judged, judge
from gk_pipeline.pipeline.time_limit import MEMORY_BYTES, SECONDS, TookTooLong, time_limit
from gk_pipeline.rules.model import Finding, RuleResult
from gk_pipeline.rules.recognised import withdraw_unconfirmed
from gk_pipeline.rules.splits import resolve_runs

_REPORT_IT = "please report this file: it shows a fault of the parser"


@dataclass(slots=True)
class Reading:
    """What one file gives. `document` is None when the bytes could not be turned into text."""

    document_id: str | None
    extraction: Extraction
    document: Document | None = None
    remedy: str | None = None
    results: list[RuleResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_path(path: Location, *, name: str | None = None) -> Reading:
    """Reads a file. One that can't be opened or is too large is `unreadable` with the reason.

    Raises StorageError when object storage can't be used: that says nothing of the file.
    """
    try:
        size = store.size_of(path)
        if size > MAXIMUM_BYTES:
            return _too_large(path, size)
        data = store.read(path)
    except OSError as error:
        reason = f"the file can't be opened: {error.strerror or error}"
        return unreadable(None, reason, "check that the file exists and that this user may read it")
    return read_bytes(data, name=name or path.name)


def read_bytes(data: bytes, *, name: str | None = None) -> Reading:
    """Reads the bytes of one file. Never raises for what is in them."""
    remedy: str | None = _REPORT_IT
    try:
        with time_limit():
            return _read(data, name)
    except UnreadableDocument as error:
        reason, remedy = error.reason, error.remedy
    except TookTooLong:
        reason = f"reading took longer than {SECONDS} seconds"
    except MemoryError:
        reason = f"reading took more than {MEMORY_BYTES / 1e9:.0f} GB of memory"
    except Exception as error:  # a fault of ours must not stop the other files; it is kept with its name
        reason = f"reading failed: {type(error).__name__}: {error}"
    return unreadable(hashlib.sha256(data).hexdigest(), reason, remedy)


def _read(data: bytes, name: str | None) -> Reading:
    document = read(data, name=name)
    reading = Reading(document.document_id, read_document(document, file_name=name), document)
    if reading.extraction.outcome is Outcome.REPORT and reading.extraction.report:
        attribute(document, reading.extraction)
        _judge(reading)
    return reading


def _too_large(path: Location, size: int) -> Reading:
    """A file over the limit is hashed, so that it keeps its identity, but not read."""
    with store.opened(path) as stream:
        document_id = hashlib.file_digest(stream, "sha256").hexdigest()
    reason = f"the file has {size / 1e6:.0f} MB, the limit is {MAXIMUM_BYTES / 1e6:.0f} MB"
    return unreadable(document_id, reason, "cut the report out of the file")


def _judge(reading: Reading) -> None:
    """Reads runs of digits, runs the rules that need this report alone, and marks corroborated facts."""
    extraction, report = reading.extraction, reading.extraction.report
    assert report is not None
    resolve_runs(extraction, report.form)
    judged = _judged(extraction, report)
    if withdraw_unconfirmed(extraction.facts, judged.results):
        judged = _judged(extraction, report)
    for fact in extraction.facts:
        fact.corroborated = fact.fact_id in judged.corroborated
    reading.results, reading.findings = judged.results, judged.findings


def _judged(extraction: Extraction, report: Report) -> Judged:
    return judge(
        extraction.document_id,
        extraction.facts,
        extraction.claims,
        form=report.form,
        year=report.year,
        level=report.agency_level,
        agency_type=report.agency_type,
    )


def unreadable(document_id: str | None, reason: str, remedy: str | None) -> Reading:
    """A reading of bytes that could not be turned into text."""
    return Reading(document_id, Extraction(document_id or "", Outcome.UNREADABLE, reason), remedy=remedy)
