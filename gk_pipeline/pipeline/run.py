"""The whole pipeline in one process: inbox to published marts.

Belongs here: the order of the steps and which years they touch. Does not: any of the steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.lake.leftovers import remove_leftovers, remove_spill
from gk_pipeline.lake.lock import alone
from gk_pipeline.lake.tables import ensure_tables, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.account import in_order
from gk_pipeline.pipeline.behind import years_disturbed, years_outdated
from gk_pipeline.pipeline.extract import Extracted, extract_pending
from gk_pipeline.pipeline.land import Landed, drop_vanished, inbox_years
from gk_pipeline.pipeline.prune import prune_versions
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years
from gk_pipeline.settings import remember_inbox
from gk_pipeline.warehouse.build import BuildResult, build
from gk_pipeline.warehouse.ducklake import one_writer
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
    """Brings everything up to date, or only some report years. New files are always read: a file's year stands in it.

    Without `years`, those are landed whose files changed; years that are named are landed in any case. The year after
    one that changed is judged again too, since its rules look at the year before. Marts are made anew for what changed
    in the lake; when nothing did, dbt is not run.

    Raises InboxError, LedgerError, ContractError or WarehouseError when a step can't be done; each says what to do,
    and the run can be started again.
    """
    clock = _Clock()

    def landing(done: int, total: int) -> None:
        watch("judging and landing", done, total)

    remove_leftovers(paths)
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
        with alone(paths, "warehouse"), one_writer(paths):
            remove_spill(paths)
            # As one, so that the marts are made of the lake as this run left it, also where other homes land in it.
            with alone(paths, "lake"):
                present = _land(paths, ledger, years, summary, landing)
                clock.lap("land")
                watch("building marts", 0, 0)
                built_years = present if years is None else years
                summary.built = build(paths, sorted(year for year in built_years if year is not None))
            clock.lap("build")
            watch("publishing", 0, 0)
            summary.published = publish(paths)
            clock.lap("publish")
    return summary


def _land(
    paths: Paths, ledger: Ledger, years: Collection[int] | None, summary: Summary, watch: Callable[[int, int], None]
) -> set[int | None]:
    """Brings the lake up to date, and notes in `summary` what was done; gives the report years of the inbox.

    To be called by who is alone with the lake: which years there are must not change before they are written.
    """
    present = inbox_years(ledger)
    if years is None:
        summary.dropped = drop_vanished(paths, present, years_of(paths, "documents"))
    wanted = years_disturbed(paths, present) if years is None else set(years)
    landed = {each.year: each for each in land_years(paths, ledger, wanted, watch)}
    if years is None:
        outdated = years_outdated(paths, ledger)
        landed |= {each.year: each for each in land_years(paths, ledger, outdated, watch)}
    summary.landed = [landed[year] for year in in_order(landed)]
    prune_versions(paths, ledger)
    write_catalogue(paths)
    return present


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = now - self._last
        self._last = now
