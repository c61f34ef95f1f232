"""The small tables of the room, as rows.

Belongs here: reading a file of `data`. Does not: what its columns mean, which is with those who ask for it; the
divisions, which are many (`divisions.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib.resources import files


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/NAME`, a CSV file whose first line names the columns."""
    text = files("gk_pipeline.agencies").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text, newline=""))
