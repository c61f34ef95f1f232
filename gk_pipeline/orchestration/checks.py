"""Checks on the lake as it lies, in all its report years.

Belongs here: checks that can be run at any time, since they only look. Does not: checks that need to know what a
landing did (`lake.py`), tests of models, which are dbt's.

A refresh of one year must not hide what is wrong with another. So these look at the whole lake, whatever years the
run is for.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.orchestration.documents import RAW_FILES
from gk_pipeline.orchestration.lake import OTHER_YEARS, table_key
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.orchestration.trends import (
    EXPECTED_PASS_RATE,
    FLOOR_PASS_RATE,
    FRESHNESS,
    IDENTITIES_BY_FORM,
    MAX_DAYS_WITHOUT_ARRIVAL,
    MIN_REPORTS,
    VOLUME,
    freshness,
    identities_by_form,
    volume,
)
from gk_pipeline.orchestration.verdicts import (
    CONTRACT,
    MAX_QUARANTINE_RATE,
    QUARANTINE_RATE,
    UP_TO_DATE,
    contract,
    quarantine_rate,
    up_to_date,
)
from gk_pipeline.pipeline.account import accounts, stocks
from gk_pipeline.pipeline.behind import years_altered
from gk_pipeline.pipeline.health import year_figures
from gk_pipeline.pipeline.land import inbox_years

# Deadlines and the season of reports are days in China, where there is no summer time.
CHINA = ZoneInfo("Asia/Shanghai")

# Quarantine holds what other tables refused; how much that is, is its own check.
_CONTRACTS = [table.name for table in LAKE if table.name != "quarantine"]


def _spec(name: str, asset: dg.AssetKey, description: str, *, blocking: bool = False) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name, asset=asset, additional_deps=[OTHER_YEARS], description=description, blocking=blocking
    )


@dg.multi_asset_check(
    name="lake_checks",
    specs=[
        *(
            _spec(CONTRACT, table_key(name), f"No row of {name} is in quarantine. What is there misses in the marts.")
            for name in _CONTRACTS
        ),
        _spec(
            QUARANTINE_RATE,
            table_key("quarantine"),
            f"At most {MAX_QUARANTINE_RATE:.0%} of any report year, and of any table, is in quarantine. "
            "Above that the marts are not built.",
            blocking=True,
        ),
        _spec(
            IDENTITIES_BY_FORM,
            table_key("findings"),
            f"At least {EXPECTED_PASS_RATE:.0%} of the reports of each form, in all years and in each, break no rule "
            f"of severity error. Below {FLOOR_PASS_RATE:.0%}, of {MIN_REPORTS} reports or more, the form must be "
            "misread, and the marts are not built.",
            blocking=True,
        ),
        _spec(
            VOLUME,
            table_key("reports"),
            "Each report year has about as many agencies, and for each agency about as many reports and facts, as the "
            "years beside it.",
        ),
        _spec(
            UP_TO_DATE,
            table_key("documents"),
            "Every file of the inbox is in the lake as it is now, and no others; nobody has altered a table since.",
        ),
        _spec(
            FRESHNESS,
            RAW_FILES,
            f"From February to April something arrives every {MAX_DAYS_WITHOUT_ARRIVAL} days; from May on there are "
            "reports for the year before.",
        ),
    ],
    can_subset=True,
)
def lake_checks(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Looks through the whole lake once for all checks that are asked for."""
    paths, now = home.paths, datetime.now(CHINA)
    with Ledger(paths) as ledger:
        balance, newest = accounts(paths, ledger), ledger.newest_arrival()
        altered = years_altered(paths, inbox_years(ledger))
    found, figures = stocks(paths), year_figures(paths)
    results = [
        *(contract(table_key(name), [stock for stock in found if stock.table == name]) for name in _CONTRACTS),
        quarantine_rate(table_key("quarantine"), found),
        identities_by_form(table_key("findings"), figures),
        volume(table_key("reports"), figures, now.date()),
        up_to_date(table_key("documents"), balance, altered),
        freshness(RAW_FILES, figures, newest, now),
    ]
    asked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    yield from (result for result in results if (result.asset_key, result.check_name) in asked)
