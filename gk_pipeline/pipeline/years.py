"""Lands report years in order, and those that have to follow.

Belongs here: which years are landed together, and remembering those that a run which was cut off had still to do. Does
not: landing one year (`land.py`), how years were left (`behind.py`), what they are needed for (`run.py`,
`arrivals.py`).

The rules of a year read the year before. So when a year changes, the one after it is judged again, and so on as long
as something changes. A run may end at any point, and landing a year again would then show no change: what is to be
done is written down before, one empty file a year, and taken away when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from gk_pipeline.lake import store
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.lock import alone
from gk_pipeline.lake.parquet import DamagedFile
from gk_pipeline.location import Location
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.account import in_order
from gk_pipeline.pipeline.behind import remember, years_altered
from gk_pipeline.pipeline.healing import heal, year_of
from gk_pipeline.pipeline.land import Landed, inbox_years, land_year

# What the rules of the next year read.
_READ_NEXT_YEAR = frozenset({"reports", "facts"})
_UNKNOWN = "unknown"

# Told how many years are landed, and how many there are as far as is known.
Watch = Callable[[int, int], None]


def land_years(
    paths: Paths, ledger: Ledger, years: Iterable[int | None], watch: Watch = lambda done, total: None
) -> list[Landed]:
    """Lands `years`, what an earlier run left undone, what somebody altered, and every year of the lake whose rules
    read a changed one. So the marts that are made next hold nothing but what a landing left there.

    In order, the unknown year last. Damaged files are made again, and their years landed; one that is damaged again
    raises DamagedFile. Raises what `land_year` raises; the years left then are `unsettled`.
    """
    with alone(paths, "lake"):
        ahead = {*years, *unsettled(paths), *years_altered(paths, inbox_years(ledger))}
        for year in ahead:
            _mark(paths, year)
        landed: list[Landed] = []
        healed: set[Location] = set()
        while ahead:
            watch(len(landed), len(landed) + len(ahead))
            year = in_order(ahead)[0]
            after = None if year is None else year + 1
            follows = after is not None and after not in ahead and _is_held(paths, after)
            if follows:
                _mark(paths, after)
            try:
                landed.append(land_year(paths, ledger, year))
            except DamagedFile as damage:
                if damage.file in healed:
                    raise
                healed.add(damage.file)
                # Landed in part, so that the next attempt does not show what changed.
                ahead |= {year_of(damage), *((after,) if follows else ())}
                _mark(paths, year_of(damage))
                heal(paths, ledger, damage)
                continue
            if follows and _READ_NEXT_YEAR.isdisjoint(landed[-1].changed):
                _clear(paths, after)
            elif follows:
                ahead.add(after)
            ahead.remove(year)
            _clear(paths, year)
        remember(paths, (each.year for each in landed))
    return landed


def unsettled(paths: Paths) -> set[int | None]:
    """The report years that a run was about to land when it was cut off, or is landing now."""
    if not paths.unsettled.is_dir():
        return set()
    names = {mark.name for mark in paths.unsettled.iterdir()}
    return {None if name == _UNKNOWN else int(name) for name in names if name == _UNKNOWN or name.isdecimal()}


def _is_held(paths: Paths, year: int) -> bool:
    """Whether the lake has a file of the year, be it damaged; a year that was never landed has nothing to follow."""
    return store.is_file(paths.part("documents", year))


def _mark(paths: Paths, year: int | None) -> None:
    paths.unsettled.mkdir(parents=True, exist_ok=True)
    _file(paths, year).touch()


def _clear(paths: Paths, year: int | None) -> None:
    _file(paths, year).unlink(missing_ok=True)


def _file(paths: Paths, year: int | None) -> Path:
    return paths.unsettled / (_UNKNOWN if year is None else str(year))
