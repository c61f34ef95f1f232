"""The report years as partitions: they grow with time, and every year is either one of them or known not to be."""

from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from gk_pipeline.orchestration.partitions import (
    ALL_YEARS,
    REPORT_YEARS,
    all_years,
    is_partition,
    range_tags,
    years_of_run,
)


@pytest.mark.parametrize(
    ("today", "last"), [("2025-01-01", "2025"), ("2025-12-31", "2025"), ("2026-01-01", "2026"), ("2031-06-30", "2031")]
)
def test_years_run_from_2008_to_the_one_under_way(today: str, last: str) -> None:
    now = datetime.fromisoformat(today).replace(hour=12, tzinfo=UTC)
    keys = REPORT_YEARS.get_partition_keys(current_time=now)
    assert keys == [str(year) for year in range(2008, int(last) + 1)]


@pytest.mark.parametrize(
    ("year", "expected"), [(2008, True), (2017, True), (2007, False), (2100, False), (None, False)]
)
def test_years_out_of_range_are_no_partition(year: int | None, expected: bool) -> None:
    assert is_partition(year) is expected


def test_a_whole_refresh_covers_every_partition() -> None:
    keys = REPORT_YEARS.get_partition_keys()
    assert range_tags() == {
        "dagster/asset_partition_range_start": keys[0],
        "dagster/asset_partition_range_end": keys[-1],
    }


@pytest.mark.parametrize(
    ("named", "years"),
    [
        ({"partition_key": "2017"}, [2017]),
        ({"partition_key_range": dg.PartitionKeyRange("2017", "2019")}, [2017, 2018, 2019]),
    ],
)
def test_a_run_is_for_the_years_it_names(named: dict[str, Any], years: list[int]) -> None:
    @dg.asset(partitions_def=REPORT_YEARS)
    def by_year(context: dg.AssetExecutionContext) -> list[int]:
        return years_of_run(context)

    assert by_year(dg.build_asset_context(**named)) == years


def test_a_run_for_all_years_takes_those_that_came_since_the_code_was_loaded() -> None:
    @dg.asset(partitions_def=REPORT_YEARS)
    def by_year(context: dg.AssetExecutionContext) -> list[int]:
        return years_of_run(context)

    known_then = dg.PartitionKeyRange("2008", "2020")
    context = dg.build_asset_context(partition_key_range=known_then, run_tags={ALL_YEARS: "true"})
    assert by_year(context) == all_years()
    assert all_years()[-1] > 2020


def test_a_run_that_names_no_years_says_what_to_do() -> None:
    with pytest.raises(dg.Failure, match="names no report years"):
        years_of_run(dg.build_asset_context())
