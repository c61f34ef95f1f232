"""The lake: report years, judged and held against their contracts.

Belongs here: the tables of the lake by report year, what lies outside of these years, and the checks that only a
landing can make. Does not: checks on the lake as it lies (`checks.py`).

The tables are one asset each with the report years as partitions. What a file of no partition says (its year can't
be told, or is out of range; files that are no report have no year either) lies in the same tables, and is brought
there by the asset `lake/other_years`. That has no partitions and is part of every refresh, so such files are landed,
counted and checked as all others, and the marts, which depend on it too, have them.
"""

from collections.abc import Container, Iterable, Iterator, Sequence

import dagster as dg

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.contracts.vocabulary import OUTCOMES, SEVERITIES
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.lock import alone
from gk_pipeline.lake.tables import ensure_tables, row_count, years_of
from gk_pipeline.orchestration.display import by_year, column_schema, year_name
from gk_pipeline.orchestration.documents import EXTRACTED_DOCUMENTS
from gk_pipeline.orchestration.partitions import REPORT_YEARS, is_partition, years_of_run
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.orchestration.verdicts import CONSERVATION, IDENTITIES, conservation, identities
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.account import YearAccount, accounts, in_order
from gk_pipeline.pipeline.health import corroborated_share
from gk_pipeline.pipeline.land import TABLES, Landed, drop_vanished, inbox_years
from gk_pipeline.pipeline.prune import prune_versions
from gk_pipeline.pipeline.years import land_years

OTHER_YEARS = dg.AssetKey(["lake", "other_years"])

# One landing at a time: quarantine holds rows of all tables, and a table's rows replace only its own.
LAKE_POOL = "lake"


def table_key(table_name: str) -> dg.AssetKey:
    """The asset of a table of the lake."""
    return dg.AssetKey(["lake", table_name])


def _conservation_spec(asset: dg.AssetKey) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        CONSERVATION,
        asset=asset,
        description="Files in the inbox = reports + duplicates + not reports + unreadable, for the years of the run.",
    )


def _identities_spec(asset: dg.AssetKey) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        IDENTITIES,
        asset=asset,
        description="Which rules the reports keep, for the years of the run. A broken rule is a finding, "
        "whether the report itself is wrong or was read wrongly.",
    )


@dg.multi_asset(
    name="lake",
    specs=[
        dg.AssetSpec(
            table_key(table.name),
            deps=[EXTRACTED_DOCUMENTS],
            description=f"{table.english}\n\n{table.chinese}",
            group_name="lake",
            kinds={"polars", "parquet"},
            metadata={"dagster/column_schema": column_schema(table), "key": ", ".join(table.key) or "none"},
        )
        for table in LAKE
    ],
    check_specs=[_conservation_spec(table_key("documents")), _identities_spec(table_key("findings"))],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=LAKE_POOL,
)
def lake(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Lands the report years of the run in order, since a report is compared with that of the year before.

    A year that follows on a changed one, or that somebody altered, is landed too, whether or not the run names it.
    """
    paths, years = home.paths, years_of_run(context)
    with alone(paths, "lake", context.log.info), Ledger(paths) as ledger:
        landed = _land(context, paths, ledger, years)
        balance = _accounts(paths, ledger, landed)
    asked = {str(year) for year in context.partition_keys}
    for table in LAKE:
        yield _materialized(context, paths, table.name, landed, asked)
    yield conservation(table_key("documents"), balance)
    yield identities(table_key("findings"), landed)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            OTHER_YEARS,
            deps=[EXTRACTED_DOCUMENTS],
            description="Rows of the lake's tables whose report year is no partition: files that are no report or "
            "can't be read, reports that don't tell their year, years out of range. Landed with every refresh.",
            group_name="lake",
            kinds={"polars", "parquet"},
        )
    ],
    check_specs=[_conservation_spec(OTHER_YEARS), _identities_spec(OTHER_YEARS)],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=LAKE_POOL,
)
def other_years(
    context: dg.AssetExecutionContext, home: Home
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Lands what belongs to no partition, and takes away years of that kind that no file reports any more."""
    paths = home.paths
    with alone(paths, "lake", context.log.info), Ledger(paths) as ledger:
        present = inbox_years(ledger)
        years = in_order({None, *(year for year in present if not is_partition(year))})
        # Before anything is landed, so that the years after them are judged without them.
        dropped = drop_vanished(
            paths, present, (year for year in years_of(paths, "documents") if not is_partition(year))
        )
        landed = _land(context, paths, ledger, years)
        prune_versions(paths, ledger)
        balance = _accounts(paths, ledger, landed)
    yield dg.MaterializeResult(
        asset_key=OTHER_YEARS,
        metadata={
            "files by outcome": by_year({each.year: each.outcomes for each in landed}, OUTCOMES),
            "rows": by_year({each.year: each.rows for each in landed}, TABLES),
            "quarantined": by_year({each.year: each.rejected for each in landed}, TABLES),
            "years taken away": ", ".join(map(str, dropped)) or "none",
        },
    )
    yield conservation(OTHER_YEARS, balance)
    yield identities(OTHER_YEARS, landed)


def _land(context: dg.AssetExecutionContext, paths: Paths, ledger: Ledger, years: Iterable[int | None]) -> list[Landed]:
    ensure_tables(paths)
    landed = land_years(paths, ledger, years, lambda done, total: context.log.info(f"{done} of {total} years landed"))
    for each in landed:
        changed = ", ".join(each.changed) or "nothing"
        context.log.info(f"{year_name(each.year)}: {sum(each.outcomes.values())} files, changed: {changed}")
    return landed


def _accounts(paths: Paths, ledger: Ledger, landed: Iterable[Landed]) -> list[YearAccount]:
    years = {each.year for each in landed}
    return [account for account in accounts(paths, ledger) if account.year in years]


def _materialized(
    context: dg.AssetExecutionContext, paths: Paths, table_name: str, landed: Sequence[Landed], asked: Container[str]
) -> dg.MaterializeResult[None]:
    """A table's materialization: each report year with its own figures, and all of them with those of the run.

    Of the years that were landed, `asked` are those that the run names.
    """
    figures = {each.year: _figures(paths, table_name, each) for each in landed}
    for year, counts in figures.items():
        # A result has one set of metadata, which Dagster would give to every partition of the run.
        known = {name: count for name, count in counts.items() if count is not None}
        own = {"dagster/partition_row_count" if name == "rows" else name: count for name, count in known.items()}
        if str(year) in asked:
            context.add_asset_metadata(own, table_key(table_name), str(year))
        elif is_partition(year):
            context.log_event(dg.AssetMaterialization(table_key(table_name), partition=str(year), metadata=own))
    rows = sum(row_count(paths, table_name, year) for year in years_of(paths, table_name))
    names = list(dict.fromkeys(name for counts in figures.values() for name in counts))
    return dg.MaterializeResult(
        asset_key=table_key(table_name),
        metadata={"dagster/row_count": rows, "by report year": by_year(figures, names)},
    )


def _figures(paths: Paths, table_name: str, landed: Landed) -> dict[str, int | float | None]:
    rows = row_count(paths, table_name, landed.year)
    figures: dict[str, int | float | None] = {"rows": rows}
    if table_name in landed.rejected:
        figures["quarantined"] = landed.rejected[table_name]
        refused = landed.rejected[table_name]
        figures["quarantine rate"] = refused / (rows + refused) if refused else 0.0
    if table_name == "facts":
        figures["corroborated share"] = corroborated_share(paths, landed.year)
    if table_name == "documents":
        figures |= {outcome: landed.outcomes.get(outcome, 0) for outcome in OUTCOMES}
    if table_name == "findings":
        figures |= {severity: landed.findings.get(severity, 0) for severity in SEVERITIES}
    return figures
