"""The whole pipeline in one process: inbox to published marts.

Belongs here: the order of the steps and which years they touch. Does not: any of the steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.lake.tables import ensure_tables, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import Extracted, extract_pending
from gk_pipeline.pipeline.land import Landed, drop_vanished, inbox_years, land_year
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import remember_inbox
from gk_pipeline.warehouse.build import BuildResult, build
from gk_pipeline.warehouse.publish import PublishResult, publish

# Told what is being done, how much of it is done, and how much there is (0 when that can't be counted).
Watch = Callable[[str, int, int], None]


@dataclass(slots=True)
class Summary:
    """What a run did. `seconds` by step; `years` are the report years that were written."""

    scanned: ScanCounts
    extracted: Extracted
    landed: list[Landed] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    built: BuildResult | None = None
    published: PublishResult | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def outcomes(self) -> dict[str, int]:
        """Files of the inbox by outcome, over the years that were written."""
        return _summed(landed.outcomes for landed in self.landed)

    def rows(self) -> dict[str, int]:
        """Lake rows by table."""
        return _summed(landed.rows for landed in self.landed)

    def rejected(self) -> dict[str, int]:
        """Quarantined rows by table."""
        return _summed(landed.rejected for landed in self.landed)

    def findings(self) -> dict[str, int]:
        """Findings by severity."""
        return _summed(landed.findings for landed in self.landed)


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def run(paths: Paths, years: Collection[int] | None = None, watch: Watch = lambda step, done, total: None) -> Summary:
    """Everything, or only some report years. New files are always read: a file's year stands in the file.

    The year after one that changed is judged again too, since its rules look at the year before.

    Raises InboxError, LedgerError, ContractError or WarehouseError when a step can't be done; each says what to do,
    and the run can be started again.
    """
    clock = _Clock()
    ensure_tables(paths)
    remember_inbox(paths.home, paths.inbox)
    with Ledger(paths) as ledger:
        watch("looking through the inbox", 0, 0)
        scanned = scan(paths, ledger)
        clock.lap("scan")
        extracted = extract_pending(
            paths, ledger, paths.settings.workers, lambda done, total: watch("reading documents", done, total)
        )
        clock.lap("extract")
        summary = Summary(scanned, extracted, seconds=clock.seconds)
        present = inbox_years(ledger)
        if years is None:
            summary.dropped = drop_vanished(paths, present, years_of(paths, "documents"))
        wanted = sorted(present if years is None else set(years), key=lambda year: (year is None, year or 0))
        for done, year in enumerate(wanted):
            watch("judging and landing", done, len(wanted))
            summary.landed.append(land_year(paths, ledger, year))
        for year in _years_after(summary.landed) & present - set(wanted):
            summary.landed.append(land_year(paths, ledger, year))
        write_catalogue(paths)
        clock.lap("land")
    watch("building marts", 0, 0)
    summary.built = build(paths, sorted(y for y in wanted if y is not None))
    clock.lap("build")
    watch("publishing", 0, 0)
    summary.published = publish(paths)
    clock.lap("publish")
    return summary


def _years_after(landed: Iterable[Landed]) -> set[int | None]:
    """The years whose rules read a year that holds something new."""
    return {each.year + 1 for each in landed if each.year and not {"reports", "facts"}.isdisjoint(each.changed)}


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = now - self._last
        self._last = now
