"""The value types of the ledger.

Belongs here: what is put into the ledger and what it answers. Does not: how it is kept (`ledger.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# A file that was changed this shortly before it was hashed may change again and keep its time of change.
_CLOCK_MARGIN_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file as one scan found it. `path` is its inbox name, `sha256` None when the bytes could not be had.

    `hashed_ns` is the clock just before its bytes were read; `reason` and `remedy` say why they could not be.
    """

    path: str
    size: int | None
    mtime_ns: int | None
    sha256: str | None
    hashed_ns: int | None = None
    reason: str | None = None
    remedy: str | None = None

    def is_unchanged(self, size: int, mtime_ns: int) -> bool:
        """The file still has the bytes that were hashed, as far as size and time of change can tell."""
        return (
            self.sha256 is not None
            and self.hashed_ns is not None
            and (self.size, self.mtime_ns) == (size, mtime_ns)
            and mtime_ns + _CLOCK_MARGIN_NS < self.hashed_ns
        )


@dataclass(frozen=True, slots=True)
class ScanCounts:
    """What a scan found: files that are new, changed or as they were, and files that are gone since the last."""

    new: int
    changed: int
    unchanged: int
    vanished: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that a parser version has not read yet, and the first file that holds it."""

    document_id: str
    path: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser version made of a document: a row of `outcomes`.

    `part_id` names the batch of `lake/extracted` that its rows came in; None when the ledger was made anew. `row_count`
    is the number of its rows of all other tables; None for what was read before they were counted.
    """

    document_id: str
    parser_version: str
    outcome: str
    reason: str | None
    remedy: str | None
    report_year: int | None
    format: str | None
    encoding: str | None
    replaced_characters: int | None
    extracted_at: datetime
    part_id: str | None
    row_count: int | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A row of the table `documents`: one file of the inbox. `outcome` is None while the document is pending."""

    file_path: str
    document_id: str | None
    size_bytes: int | None
    format: str | None
    encoding: str | None
    replaced_characters: int | None
    outcome: str | None
    reason: str | None
    remedy: str | None
    duplicate_of: str | None
    report_year: int | None
    parser_version: str
    extracted_at: datetime | None
