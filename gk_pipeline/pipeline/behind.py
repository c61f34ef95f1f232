"""Which report years have to be landed: those whose files, or whose tables in the lake, are not as they were.

Belongs here: comparing, and remembering how the lake was left. Does not: landing (`land.py`, `years.py`), which files
are new (`scan.py`).

A year need not be landed again when its files are those that the lake has, the same version of the package landed it,
and nobody wrote in its tables since, be it another program, a restored copy or a failing disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.extraction.version import package_version
from gk_pipeline.lake import store
from gk_pipeline.lake.atomic import replace_if_changed
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import NULL_PARTITION, Paths
from gk_pipeline.pipeline.account import accounts

_UNKNOWN = "unknown"

# The files of a year with their sizes and times of change, as JSON has them.
_Stamps = list[list[str | int]]


def years_altered(paths: Paths, present: Iterable[int | None]) -> set[int | None]:
    """The years among `present` whose tables somebody wrote in, or took away, since a home like this one landed them.

    With them the years after one that is gone. Years that were never landed are as they were.
    """
    notes, now = _notes(paths), _stamps(paths)
    after_gone = {int(name) + 1 for name in notes.keys() - now.keys() if name != _UNKNOWN}
    altered = {name for name, note in notes.items() if now.get(name) != note["files"]}
    return {year for year in present if year in after_gone or _name(year) in altered}


def years_disturbed(paths: Paths, present: Iterable[int | None]) -> set[int | None]:
    """The years among `present` to be landed whatever their files are, without a look at what the lake has of them:
    those that were altered, and those that this version of the package has not landed."""
    present = set(present)
    own = {name for name, note in _notes(paths).items() if note["landed_by"] == package_version()}
    return years_altered(paths, present) | {year for year in present if _name(year) not in own}


def years_outdated(paths: Paths, ledger: Ledger) -> set[int | None]:
    """The years whose files are not those that the lake has. Reads what the lake has of every file."""
    return {account.year for account in accounts(paths, ledger) if not account.is_balanced}


def remember(paths: Paths, landed: Iterable[int | None]) -> None:
    """Notes how the `landed` years were left by this version of the package; what is noted of others stays."""
    notes, now = _notes(paths), _stamps(paths)
    left = {name: notes[name] for name in notes.keys() & now.keys()}
    left |= {name: {"landed_by": package_version(), "files": now[name]} for name in map(_name, landed) if name in now}
    replace_if_changed(paths.landed, json.dumps({"years": dict(sorted(left.items()))}).encode())


def _notes(paths: Paths) -> dict[str, dict[str, Any]]:
    """By year, which version of the package left it (`landed_by`) with which `files`; nothing where there is no note
    that can be read."""
    try:
        years = json.loads(paths.landed.read_bytes())["years"]
        return {name: {"landed_by": note["landed_by"], "files": note["files"]} for name, note in years.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _stamps(paths: Paths) -> dict[str, _Stamps]:
    found: dict[str, _Stamps] = {}
    for table in LAKE:
        for file in store.files(paths.table(table.name)):
            year = file.name.partition("/")[0].removeprefix("year=")
            name = _UNKNOWN if year == NULL_PARTITION else year
            found.setdefault(name, []).append([f"{table.name}/{file.name}", file.size, file.mtime_ns])
    return found


def _name(year: int | None) -> str:
    return _UNKNOWN if year is None else str(year)
