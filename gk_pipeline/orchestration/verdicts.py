"""What the asset checks say: figures of the lake to passed or failed, with the figures shown.

Belongs here: one function a check, and the limits it judges by. Does not: finding the figures (`pipeline`), when a
check runs (`lake.py`, `checks.py`).

Checks have no partitions: Dagster would give a run over several years one verdict anyway. So every verdict names the
years it is about and shows its figures year by year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import dagster as dg

from gk_pipeline.contracts.vocabulary import OUTCOMES
from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.orchestration.display import by_year, table, year_name
from gk_pipeline.pipeline.account import Stock, YearAccount, in_order
from gk_pipeline.pipeline.arrivals import MAX_VANISHED
from gk_pipeline.pipeline.land import Landed

# More than this part of a year, or of a table, in quarantine means that something is wrong with more than single rows.
MAX_QUARANTINE_RATE = 0.05

STILL_THERE = "still_there"
CONSERVATION = "conservation"
IDENTITIES = "identities"
CONTRACT = "contract"
QUARANTINE_RATE = "quarantine_rate"
UP_TO_DATE = "up_to_date"

_RULE_COUNTS = ("passed", "failed", "not_assessable")
_NAMED = 5


def still_there(asset: dg.AssetKey, counts: ScanCounts) -> dg.AssetCheckResult:
    """ERROR when most files of the last scan are gone and no others came in their place."""
    before = counts.changed + counts.unchanged + counts.vanished
    lost = counts.vanished - counts.new
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=STILL_THERE,
        passed=lost <= MAX_VANISHED * before,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{counts.vanished} of {before} files are gone. See that the inbox is mounted. If they were taken "
        "away on purpose, start the run again."
        if lost > MAX_VANISHED * before
        else f"{before - counts.vanished} of {before} files are still there.",
        metadata={"files before": before, "vanished": counts.vanished, "new": counts.new},
    )


def conservation(asset: dg.AssetKey, accounts: Sequence[YearAccount]) -> dg.AssetCheckResult:
    """ERROR unless every file of the inbox became exactly one row, for the years that were landed just now."""
    lost = [account for account in accounts if not account.is_balanced]
    files = sum(account.files for account in accounts)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=CONSERVATION,
        passed=not lost,
        severity=dg.AssetCheckSeverity.ERROR,
        description=_differences(lost) or f"{files} files of the inbox are accounted for.",
        metadata={"files": files, "by report year": _account_table(accounts)},
    )


def up_to_date(
    asset: dg.AssetKey, accounts: Sequence[YearAccount], altered: Collection[int | None]
) -> dg.AssetCheckResult:
    """WARN while the inbox has files that the lake has not, or the other way round, in whatever report year, or while
    the tables of years are not as they were landed (`altered`)."""
    behind = [account for account in accounts if not account.is_balanced]
    years = ", ".join(map(year_name, in_order({*altered, *(account.year for account in behind)})))
    others = ", ".join(map(year_name, in_order(altered)))
    told = [_differences(behind)] if behind else []
    told += [f"Written since this home landed them, by another home or by hand: {others}."] if altered else []
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=UP_TO_DATE,
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"Refresh these report years: {years}. {' '.join(told)}" if told else "The lake is up to date.",
        metadata={
            "files that wait": sum(len(account.missing) for account in behind),
            "files that are gone": sum(len(account.extra) for account in behind),
            "by report year": _account_table(accounts),
        },
    )


def identities(asset: dg.AssetKey, landed: Sequence[Landed]) -> dg.AssetCheckResult:
    """WARN when a rule is broken in a report of the years that were landed just now, be it by source or by parse."""
    rules: dict[str, Counter[str]] = {}
    years: dict[int | None, Counter[str]] = {}
    for each in landed:
        for rule, counts in each.identities.items():
            rules.setdefault(rule, Counter()).update(counts)
            years.setdefault(each.year, Counter()).update(counts)
    passed, failed = (sum(counts[name] for counts in rules.values()) for name in ("passed", "failed"))
    broken = ", ".join(f"{rule} ({rules[rule]['failed']})" for rule in sorted(rules) if rules[rule]["failed"])
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=IDENTITIES,
        passed=not failed,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{failed} of {passed + failed} are broken: {broken}."
        if failed
        else "No assessable rule is broken.",
        metadata={
            "passed": passed,
            "failed": failed,
            **({"pass rate": passed / (passed + failed)} if passed + failed else {}),
            "by rule": table(
                ("rule", *_RULE_COUNTS, "pass rate"), [_rule_line(rule, rules[rule]) for rule in sorted(rules)]
            ),
            "by report year": by_year(years, _RULE_COUNTS),
        },
    )


def contract(asset: dg.AssetKey, stocks: Sequence[Stock]) -> dg.AssetCheckResult:
    """WARN while rows of a table are in quarantine, in whatever report year. `stocks` are those of the table."""
    reasons: Counter[str] = Counter()
    for stock in stocks:
        reasons.update(stock.reasons)
    quarantined = sum(stock.quarantined for stock in stocks)
    years = {stock.year: {"rows": stock.rows, "quarantined": stock.quarantined} for stock in stocks}
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=CONTRACT,
        passed=not quarantined,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{quarantined} rows are in quarantine." if quarantined else "Every row keeps the contract.",
        metadata={
            "rows": sum(stock.rows for stock in stocks),
            "quarantined": quarantined,
            "quarantined by check": table(("check", "rows"), sorted(reasons.items())),
            "by report year": by_year(years, ("rows", "quarantined")),
        },
    )


def quarantine_rate(asset: dg.AssetKey, stocks: Sequence[Stock]) -> dg.AssetCheckResult:
    """ERROR when too much of a report year or of a table is in quarantine. `stocks` are those of all tables."""
    by_report_year = _shares(stocks, lambda stock: year_name(stock.year))
    by_table = _shares(stocks, lambda stock: stock.table)
    above = [share for share in (*by_report_year, *by_table) if share[-1] > MAX_QUARANTINE_RATE]
    highest = max((share[-1] for share in (*by_report_year, *by_table)), default=0.0)
    named = ", ".join(f"{name} ({quarantined} of {rows} rows)" for name, quarantined, rows, _ in above)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=QUARANTINE_RATE,
        passed=not above,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"More than {MAX_QUARANTINE_RATE:.0%} is in quarantine of: {named}."
        if above
        else "Within the limit.",
        metadata={
            "limit": MAX_QUARANTINE_RATE,
            "highest rate": highest,
            "by report year": table(("report year", "quarantined", "rows", "rate"), by_report_year),
            "by table": table(("table", "quarantined", "rows", "rate"), by_table),
        },
    )


_Share = tuple[str, int, int, float]


def _shares(stocks: Iterable[Stock], name: Callable[[Stock], str]) -> list[_Share]:
    """For every name the rows in quarantine, all rows with those, and the rate."""
    counts: dict[str, tuple[int, int]] = {}
    for stock in stocks:
        quarantined, rows = counts.get(name(stock), (0, 0))
        counts[name(stock)] = quarantined + stock.quarantined, rows + stock.rows + stock.quarantined
    return [(each, quarantined, rows, quarantined / rows) for each, (quarantined, rows) in sorted(counts.items())]


def _account_table(accounts: Iterable[YearAccount]) -> dg.MarkdownMetadataValue:
    figures = {
        account.year: {
            "inbox": account.files,
            **account.outcomes,
            "quarantined": account.quarantined,
            "missing": len(account.missing),
            "extra": len(account.extra),
        }
        for account in accounts
    }
    return by_year(figures, ("inbox", *OUTCOMES, "quarantined", "missing", "extra"))


def _differences(accounts: Iterable[YearAccount]) -> str:
    """What differs between inbox and lake, with the first files of each kind."""
    accounts = list(accounts)
    missing = {path for account in accounts for path in account.missing}
    extra = {path for account in accounts for path in account.extra}
    kinds = (
        ("in the inbox, not in the lake", missing - extra),
        ("in the lake with other bytes, or as another version of the parser read them", missing & extra),
        ("in the lake, not in the inbox", extra - missing),
    )
    named = [
        f"{len(files)} {kind}: {', '.join(sorted(files)[:_NAMED])}{' …' if len(files) > _NAMED else ''}."
        for kind, files in kinds
        if files
    ]
    rows = {account.year: sum(account.outcomes.values()) + account.quarantined for account in accounts}
    uneven = [
        f"{year_name(a.year)} ({a.files} files, {rows[a.year]} rows)" for a in accounts if a.files != rows[a.year]
    ]
    return " ".join([*named, *([f"Files are not as many as rows in {', '.join(uneven)}."] if uneven else [])])


def _rule_line(rule: str, counts: Mapping[str, int]) -> tuple[object, ...]:
    assessable = counts["passed"] + counts["failed"]
    rate = counts["passed"] / assessable if assessable else "-"
    return rule, *(counts[name] for name in _RULE_COUNTS), rate
