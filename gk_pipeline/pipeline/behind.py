"""Which report years have to be landed: those whose files, or whose tables in the lake, are not as they were.

Belongs here: comparing, and remembering how the lake was left. Does not: landing (`land.py`, `years.py`), which files
are new (`scan.py`).

A year need not be landed again when its files are those that the lake has, the same version of the package landed it,
and nobody wrote in its tables since, be it another program, a restored copy or a failing disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.extraction.version import package_version
from gk_pipeline.lake import store
from gk_pipeline.lake.atomic import replace_if_changed
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import NULL_PARTITION, Paths
from gk_pipeline.pipeline.account import accounts

_UNKNOWN = "unknown"

# The files of each year with their sizes and times of change, as JSON has them.
_Stamps = dict[str, list[list[str | int]]]


def years_disturbed(paths: Paths, present: Iterable[int | None]) -> set[int | None]:
    """The years among `present` to be landed whatever their files are, without a look at what the lake has of them.

    Those that are not as they were left, those after a year that is gone, and all of them when another version of the
    package landed them.
    """
    left, now = _left(paths), _stamps(paths)
    if left is None:
        return set(present)
    gone = {int(name) + 1 for name in left.keys() - now.keys() if name != _UNKNOWN}
    as_left = {name for name, files in now.items() if left.get(name) == files}
    return {year for year in present if year in gone or _name(year) not in as_left}


def years_outdated(paths: Paths, ledger: Ledger) -> set[int | None]:
    """The years whose files are not those that the lake has. Reads what the lake has of every file."""
    return {account.year for account in accounts(paths, ledger) if not account.is_balanced}


def remember(paths: Paths, landed: Iterable[int | None], *, are_all: bool) -> None:
    """Notes how the `landed` years were left by this version of the package; `are_all` tells that no others exist.

    What another version left stays noted as its own until all years are landed.
    """
    left, now = _left(paths), _stamps(paths)
    if left is None and not are_all:
        return
    known = now if left is None else {name: left[name] for name in left.keys() & now.keys()}
    known |= {name: now[name] for name in map(_name, landed) if name in now}
    content = {"landed_by": package_version(), "files": dict(sorted(known.items()))}
    replace_if_changed(paths.landed, json.dumps(content).encode())


def _left(paths: Paths) -> _Stamps | None:
    """The files of each year as this version of the package left them; None when another one did, or none."""
    try:
        content = json.loads(paths.landed.read_bytes())
        return dict(content["files"]) if content["landed_by"] == package_version() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stamps(paths: Paths) -> _Stamps:
    found: _Stamps = {}
    for table in LAKE:
        for file in store.files(paths.table(table.name)):
            year = file.name.partition("/")[0].removeprefix("year=")
            name = _UNKNOWN if year == NULL_PARTITION else year
            found.setdefault(name, []).append([f"{table.name}/{file.name}", file.size, file.mtime_ns])
    return found


def _name(year: int | None) -> str:
    return _UNKNOWN if year is None else str(year)
