"""What a report says, as values: the report, its facts, its claims, and the cells that fit no form.

Belongs here: the value types of an extraction. Does not: how they are found, whether they add up, how they are stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gk_pipeline.extraction.titles import Title
from itertools import accumulate


class Outcome(StrEnum):
    """What became of a file. Every file gets exactly one."""

    REPORT = "report"
    DUPLICATE = "duplicate"
    NOT_A_REPORT = "not_a_report"
    UNREADABLE = "unreadable"


class Status(StrEnum):
    """What stands where a value is expected. Only `REPORTED` carries a value; zero is a value."""

    REPORTED = "reported"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    ROW_ABSENT = "row_absent"
    TABLE_ABSENT = "table_absent"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


Number = int | Decimal


@dataclass(slots=True)
class Fact:
    """One value cell of a form. `text[start:end] == raw_text` unless nothing is printed (both offsets None).

    `method` says how it was read: `grid` (a table cell), `stream` (text with separators), `split` (a run of digits
    that only one reading explains), `ocr` (read off a picture), `prose` (a report without a table: the claim is the
    fact).
    `corroborated` is set by the rules: the value takes part in a satisfied identity that says something.
    `printed_label` is the label as printed where it is not a known wording and was matched with tolerance.
    """

    fact_id: str
    indicator_id: str
    column_id: str | None
    value: Number | None
    unit: str | None
    status: Status
    approximate: bool = False
    method: str = "grid"
    raw_text: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    candidates: int | None = None
    corroborated: bool = False
    printed_label: str | None = None


@dataclass(slots=True)
class Claim:
    """A number stated in prose. `text[start:end] == raw_text`; a zero said in words has the words as raw text.

    `sentence` is the sentence around it, `sentence_start:sentence_end` its span. `scope` narrows what is counted
    (`own`, `territory`, `accepted`, `filed`, `concluded`, `last_year`, `part`, `channel`, `cumulative`,
    `one_of_several`, `run_on` ...; None when the sentence does not narrow it). With the scope `share` the value is how
    many percent the figure of the same indicator before it is of its whole.
    """

    claim_id: str
    indicator_id: str
    column_id: str | None
    value: Number
    unit: str | None
    approximate: bool
    negated: bool
    scope: str | None
    raw_text: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(slots=True)
class UnmappedCell:
    """A printed value that fits no row of the catalogue, kept with the labels printed around it."""

    labels: tuple[str, ...]
    raw_text: str
    start: int
    end: int
    value: Number | None = None
    status: Status = Status.REPORTED


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or clause of the prose, `text[start:end]`, by what it says apart from figures and names.

    Passages of two documents that say the same in the same words have the same `fingerprint`, a signed number of 64
    bits. `letters` is how many Chinese characters were compared.
    """

    start: int
    end: int
    letters: int
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits without a separator inside. `text` is folded to half-width, `raw` as printed from offset `start` on.

    `on_new_line` is true where a line ends between the piece and the one before.
    """

    text: str
    raw: str
    start: int
    on_new_line: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A row whose values lost their separators: fewer pieces than cells. `keys` are its cells in printed order."""

    keys: tuple[tuple[str, str | None], ...]
    pieces: tuple[Piece, ...]

    @property
    def digits(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def is_tiled_by(self, numerals: Sequence[str]) -> bool:
        """Whether numerals use up the pieces, or those before the end of a line, and none runs across a separator."""
        cuts = {0, *accumulate(map(len, numerals))}
        position = 0
        for piece in self.pieces:
            if position == max(cuts) and piece.on_new_line:
                break
            position += len(piece.text)
            if position not in cuts:
                return False
        return "".join(numerals) == self.digits[:position]

    def spans(self, numerals: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Start, end and print of numerals that use up the pieces one after the other; (0, 0, "") for an empty one."""
        pieces = iter(self.pieces)
        piece = next(pieces)
        position = 0
        for numeral in numerals:
            if not numeral:
                yield 0, 0, ""
                continue
            if position == len(piece.text):
                piece, position = next(pieces), 0
            behind = position + len(numeral)
            yield piece.start + position, piece.start + behind, piece.raw[position:behind]
            position = behind


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports, as the lists of divisions know them, and whom the figures cover.

    `division_key` is None where the resolver abstains; `candidates` are then the keys of what it could be. `source` is
    the kind of evidence that named the agency, `method` and `confidence` are those of the resolver. `scope` is one of
    own_agency, government_rollup, territory_rollup, system_rollup, unknown; `scope_source` is text or kind,
    `scope_evidence` the sentence of the report on it, whether it was believed or not.
    """

    agency_key: str
    division_key: str | None
    zone_key: str | None
    department: str | None
    department_name: str | None
    source: str | None
    method: str | None
    confidence: str | None
    candidates: tuple[str, ...]
    scope: str
    scope_source: str
    scope_evidence: str | None


@dataclass(slots=True)
class Report:
    """Who reports what year, and on which form. None means that the document does not tell.

    `agency_level` is one of national, province, prefecture, county, township, street, zone (the rank of the place);
    `agency_type` one of those of `contracts.vocabulary`. `agency` is None until the agency was looked up in the lists.
    `form` is one of old2014, fmt2019, fmt2021, local, narrative: the form that is printed, whatever the year suggests.
    `layout` is one of table, spaced, lines, glued, prose.
    """

    agency_name: str | None
    agency_level: str | None
    agency_type: str | None
    division_code: str | None
    year: int | None
    year_evidence: str | None
    form: str
    layout: str
    title: str | None = None
    published_on: date | None = None
    filed_on: date | None = None
    agency: Agency | None = None


@dataclass(slots=True)
class Extraction:
    """Everything read from one document. `reason` says why a file is no report or can't be read.

    `titles` are all titles at the head, the report's own last. `runs` are rows whose facts are ambiguous until the
    rules have read them together. `passages` are the prose, in reading order.
    """

    document_id: str
    outcome: Outcome
    reason: str | None = None
    report: Report | None = None
    facts: list[Fact] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unmapped: list[UnmappedCell] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    titles: tuple[Title, ...] = ()
    passages: Sequence[Passage] = ()
