"""The texts of two reports side by side, with the passages that they have in common.

Belongs here: which passages those are, and where they stand. Does not: how texts are cut into passages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gk_pipeline.explorer.evidence import Piece, pieces
from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.explorer.rendition import other_rendition, text_of
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.warehouse.marts import Row

_REPORT = "select * from dim_report where document_id = $id"

_COMMON = """
    select passage.*
    from fct_passage as passage
    where document_id = $id and fingerprint in (select fingerprint from fct_passage where document_id = $other)
    order by start_offset
"""


@dataclass(frozen=True, slots=True)
class Side:
    """A report and its text in pieces, None where it can't be shown, as `problem` says.

    `numbers` has for each common passage, in the order of this text, the number of its wording in both texts; `firsts`
    are the places of those where a wording stands for the first time.
    """

    name: str
    report: Row
    pieces: list[Piece] | None
    problem: str | None
    numbers: list[int]
    firsts: frozenset[int]


def page(asked: Asked) -> Page:
    reports = [_report(asked, asked.parts[name]) for name in ("document_id", "other_id")]
    ids = [report["document_id"] for report in reports]
    left, right = (asked.marts.rows(_COMMON, id=one, other=other) for one, other in (ids, reversed(ids)))
    numbers: dict[int, int] = {}
    for row in left:
        numbers.setdefault(row["fingerprint"], len(numbers) + 1)
    values: dict[str, Any] = {
        "sides": [
            _side(asked, name, report, rows, numbers)
            for name, report, rows in zip("ab", reports, (left, right), strict=True)
        ],
        "n_common": len(numbers),
        "n_everywhere": len({row["fingerprint"] for row in left if row["wording"] == "common"}),
    }
    return Page("wording_pair.html", values, left)


def _side(asked: Asked, name: str, report: Row, rows: list[Row], numbers: dict[int, int]) -> Side:
    text, problem = text_of(asked, report["document_id"])
    own = [numbers[row["fingerprint"]] for row in rows]
    if text is not None and any(row["parser_version"] != parser_version() for row in rows):
        text, problem = None, other_rendition(asked)
    cut = None if text is None else pieces(text, [(row["start_offset"], row["end_offset"]) for row in rows])
    return Side(name, report, cut, problem, own, frozenset(map(own.index, own)))


def _report(asked: Asked, document_id: str) -> Row:
    found = asked.marts.one(_REPORT, id=document_id)
    if found is None:
        raise NotThere(asked.words("There is no report {key}.", key=document_id))
    return found
