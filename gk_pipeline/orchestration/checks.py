"""Checks on the lake as it lies, in all its report years.

Belongs here: checks that can be run at any time, since they only look. Does not: checks that need to know what a
landing did (`lake.py`), tests of models, which are dbt's.

A refresh of one year must not hide what is wrong with another. So these look at the whole lake, whatever years the
run is for.
"""

from collections.abc import Iterator

import dagster as dg

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.orchestration.lake import OTHER_YEARS, table_key
from gk_pipeline.orchestration.resources import Home
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

# Quarantine holds what other tables refused; how much that is, is its own check.
_CONTRACTS = [table.name for table in LAKE if table.name != "quarantine"]


def _spec(name: str, table_name: str, description: str, *, blocking: bool = False) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name,
        asset=table_key(table_name),
        additional_deps=[OTHER_YEARS],
        description=description,
        blocking=blocking,
    )


@dg.multi_asset_check(
    name="lake_checks",
    specs=[
        *(
            _spec(CONTRACT, name, f"No row of {name} is in quarantine. What is there misses in the marts.")
            for name in _CONTRACTS
        ),
        _spec(
            QUARANTINE_RATE,
            "quarantine",
            f"At most {MAX_QUARANTINE_RATE:.0%} of any report year, and of any table, is in quarantine. "
            "Above that the marts are not built.",
            blocking=True,
        ),
        _spec(UP_TO_DATE, "documents", "Every file of the inbox is in the lake as it is now, and no others are."),
    ],
    can_subset=True,
)
def lake_checks(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Looks through the whole lake once for all checks that are asked for."""
    paths = home.paths
    with Ledger(paths) as ledger:
        balance = accounts(paths, ledger)
    found = stocks(paths)
    results = [
        *(contract(table_key(name), [stock for stock in found if stock.table == name]) for name in _CONTRACTS),
        quarantine_rate(table_key("quarantine"), found),
        up_to_date(table_key("documents"), balance),
    ]
    asked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    yield from (result for result in results if (result.asset_key, result.check_name) in asked)
