"""The report years as partitions.

Belongs here: the one definition that all partitioned assets share, and which years a run is for. Does not: what
happens in a year.
"""

from __future__ import annotations

import dagster as dg

# Disclosure became a duty in 2008. The year that is under way is a partition too, and a new one joins each January
# by itself. Years that are no partition are those of the asset `lake/other_years`.
REPORT_YEARS = dg.TimeWindowPartitionsDefinition(start="2008", cron_schedule="0 0 1 1 *", fmt="%Y", end_offset=1)


# A run with this tag is for all years of the day it runs, also those that were none when the code was loaded.
ALL_YEARS = "gk/all_years"


def is_partition(year: int | None) -> bool:
    """Whether a report year has a partition today; None is the unknown year."""
    return year is not None and REPORT_YEARS.has_partition_key(str(year))


def years_of_run(context: dg.AssetExecutionContext) -> list[int]:
    """The report years that a run is for, in order. Raises Failure when the run names none."""
    if not (context.has_partition_key or context.has_partition_key_range):
        raise dg.Failure(
            "The run names no report years. Choose them where it is started, or give it the tags "
            "dagster/asset_partition_range_start and dagster/asset_partition_range_end.",
            allow_retries=False,
        )
    named = set(map(int, context.partition_keys))
    return sorted(named | set(all_years()) if context.has_tag(ALL_YEARS) else named)


def all_years() -> list[int]:
    """Every report year that is a partition today."""
    return list(map(int, REPORT_YEARS.get_partition_keys()))


def range_tags(first: int | None = None, last: int | None = None) -> dict[str, str]:
    """The tags that make one run of a partitioned job cover report years, by default all up to now."""
    years = all_years()
    return {
        "dagster/asset_partition_range_start": str(first or years[0]),
        "dagster/asset_partition_range_end": str(last or years[-1]),
    }
