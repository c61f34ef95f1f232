"""The folder of corrections: what people decided about single values, after having looked at the source.

Belongs here: reading `GK_HOME/corrections/*.yaml` and telling what can't be understood. Does not: applying them, which
the marts do as a layer over the lake, so that the lake stays what was parsed.

    - fact: 0123456789abcdef0123:app.granted:total
      from: 4                   # what the source prints: a number, or a status such as ambiguous
      to: 5                     # what to use instead
      reason: The page images show a 5; the text layer was typed by hand.
      author: Li Lei
      date: 2026-03-01
      expires: 2027-03-01       # may be left out

A fact's id belongs to the bytes of its file. A correction that is to outlive a file that is published anew names the
cell instead: `agency` (its key), `year`, `indicator` and, where it has columns, `column`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from gk_pipeline.contracts.vocabulary import STATUSES
from gk_pipeline.paths import Paths

REPORTED = "reported"


def _as_figure(value: object) -> Decimal | str:
    """A number or the word of a status. YAML's floats are taken as they are written down, not as they are stored."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, str) and value in STATUSES and value != REPORTED:
        return value
    raise ValueError(f"must be a number or one of {', '.join(s for s in STATUSES if s != REPORTED)}")


_Figure = Annotated[Decimal | str, BeforeValidator(_as_figure)]
_Text = Annotated[str, Field(min_length=1)]


class _Correction(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    fact: _Text | None = None
    agency: _Text | None = None
    year: int | None = None
    indicator: _Text | None = None
    column: _Text | None = None
    from_: _Figure = Field(alias="from")
    to: _Figure
    reason: _Text
    author: _Text
    date: dt.date
    expires: dt.date | None = None

    @model_validator(mode="after")
    def _names_one_fact(self) -> Self:
        cell = (self.agency, self.year, self.indicator)
        if (self.fact is None) != all(part is not None for part in cell):
            raise ValueError("name the fact by its id, or by agency, year and indicator")
        if self.fact is not None and (*cell, self.column) != (None,) * 4:
            raise ValueError("name the fact in one way")
        return self


def read_corrections(paths: Paths, today: dt.date | None = None) -> list[dict[str, Any]]:
    """All corrections as rows of the table `corrections`, in the order of files and of entries.

    What can't be understood, be it an entry or a file, is a row with its problem: it stops nothing.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    files = sorted([*paths.corrections.glob("*.yaml"), *paths.corrections.glob("*.yml")])
    return [row for file in files for row in _rows(file, today)]


def _rows(file: Path, today: dt.date) -> Iterator[dict[str, Any]]:
    try:
        entries: object = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        yield _row(f"{file.name}#1", problem=f"the file can't be read: {' '.join(str(error).split())}")
        return
    if not isinstance(entries, list):
        yield _row(f"{file.name}#1", problem="the file is no list of corrections")
        return
    for number, entry in enumerate(entries, start=1):
        yield _entry(f"{file.name}#{number}", entry, today)


def _entry(correction_id: str, entry: object, today: dt.date) -> dict[str, Any]:
    try:
        correction = _Correction.model_validate(entry)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, each['loc'])) or 'entry'}: {each['msg']}" for each in error.errors())
        return _row(correction_id, problem="; ".join(problems))
    from_value, from_status = _figure(correction.from_)
    to_value, to_status = _figure(correction.to)
    return _row(
        correction_id,
        fact_id=correction.fact,
        agency_key=correction.agency,
        report_year=correction.year,
        indicator_id=correction.indicator,
        column_id=correction.column,
        from_value=from_value,
        from_status=from_status,
        to_value=to_value,
        to_status=to_status,
        reason=correction.reason,
        author=correction.author,
        corrected_on=correction.date,
        expires_on=correction.expires,
        is_expired=correction.expires is not None and correction.expires < today,
    )


def _figure(figure: Decimal | str) -> tuple[Decimal | None, str]:
    return (None, figure) if isinstance(figure, str) else (figure, REPORTED)


def _row(correction_id: str, **known: Any) -> dict[str, Any]:
    names = (
        *("fact_id", "agency_key", "report_year", "indicator_id", "column_id"),
        *("from_value", "from_status", "to_value", "to_status", "reason", "author"),
        *("corrected_on", "expires_on", "problem"),
    )
    return {"correction_id": correction_id, **dict.fromkeys(names), "is_expired": False, **known}
