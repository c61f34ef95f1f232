"""Every check of the lake can pass and can fail, and names what is wrong."""

from __future__ import annotations

import dagster as dg
import pytest

from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.orchestration.verdicts import (
    conservation,
    contract,
    identities,
    quarantine_rate,
    still_there,
    up_to_date,
)
from gk_pipeline.pipeline.account import Stock, YearAccount
from gk_pipeline.pipeline.land import Landed

ASSET = dg.AssetKey("asset")
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN

BALANCED = YearAccount(2017, 4, {"duplicate": 1, "report": 2}, 1, (), ())
UNBALANCED = [
    YearAccount(2017, 4, {"report": 3}, 0, ("lost.html",), ()),
    YearAccount(2017, 3, {"report": 4}, 0, (), ("gone.html",)),
    YearAccount(None, 1, {"unreadable": 2}, 0, (), ()),
]


@pytest.mark.parametrize(
    ("counts", "passed"),
    [
        (ScanCounts(new=0, changed=1, unchanged=9, vanished=0), True),
        (ScanCounts(new=0, changed=0, unchanged=5, vanished=5), True),
        (ScanCounts(new=0, changed=0, unchanged=4, vanished=6), False),
        (ScanCounts(new=0, changed=0, unchanged=0, vanished=1), False),
        (ScanCounts(new=9, changed=0, unchanged=0, vanished=9), True),
        (ScanCounts(new=3, changed=0, unchanged=0, vanished=9), False),
        (ScanCounts(new=5, changed=0, unchanged=0, vanished=0), True),
        (ScanCounts(new=0, changed=0, unchanged=0, vanished=0), True),
    ],
)
def test_an_inbox_that_is_suddenly_empty_fails(counts: ScanCounts, passed: bool) -> None:
    result = still_there(ASSET, counts)
    assert (result.passed, result.severity) == (passed, ERROR)
    assert passed or "See that the inbox is mounted" in str(result.description)


def shown(result: dg.AssetCheckResult, name: str) -> str:
    value = result.metadata[name].value
    assert isinstance(value, str)
    return value


def test_files_that_are_accounted_for_pass() -> None:
    assert conservation(ASSET, [BALANCED]).passed
    assert up_to_date(ASSET, [BALANCED], set()).passed
    assert "| 2017 | 4 | 2 | 1 | 0 | 0 | 1 | 0 | 0 |" in shown(conservation(ASSET, [BALANCED]), "by report year")


@pytest.mark.parametrize("account", UNBALANCED)
def test_a_file_that_is_not_accounted_for_fails(account: YearAccount) -> None:
    now, ever = conservation(ASSET, [BALANCED, account]), up_to_date(ASSET, [BALANCED, account], set())
    assert (now.passed, now.severity) == (False, ERROR)
    assert (ever.passed, ever.severity) == (False, WARN)


def test_what_differs_is_named() -> None:
    accounts = [
        YearAccount(2016, 2, {"report": 1}, 0, ("new.html", "moved.html"), ()),
        YearAccount(2017, 0, {"report": 2}, 0, (), ("moved.html", "gone.html")),
    ]
    description = up_to_date(ASSET, accounts, set()).description
    assert description is not None
    assert "2016, 2017" in description
    assert "1 in the inbox, not in the lake: new.html." in description
    assert "1 in the lake with other bytes, or as another version of the parser read them: moved.html." in description
    assert "1 in the lake, not in the inbox: gone.html." in description


def test_years_that_somebody_altered_are_named() -> None:
    result = up_to_date(ASSET, [BALANCED], {None, 2017})
    assert (result.passed, result.severity) == (False, WARN)
    assert result.description == (
        "Refresh these report years: 2017, unknown. "
        "Written since this home landed them, by another home or by hand: 2017, unknown."
    )


def test_a_row_too_many_is_told() -> None:
    result = conservation(ASSET, [BALANCED, YearAccount(None, 1, {"unreadable": 2}, 0, (), ())])
    assert result.description == "Files are not as many as rows in unknown (1 files, 2 rows)."


def test_long_lists_are_cut_but_counted() -> None:
    missing = tuple(f"{number}.html" for number in range(9))
    description = conservation(ASSET, [YearAccount(2017, 9, {}, 0, missing, ())]).description or ""
    assert description.startswith("9 in the inbox, not in the lake: 0.html, 1.html, 2.html, 3.html, 4.html ….")


def test_rules_that_hold_pass_whether_or_not_all_can_be_assessed() -> None:
    result = identities(ASSET, [Landed(2017, identities={"O05": {"passed": 3, "not_assessable": 2}})])
    assert (result.passed, result.severity) == (True, WARN)
    assert "| O05 | 3 | 0 | 2 | 100.0% |" in shown(result, "by rule")


def test_rules_that_are_broken_fail_with_their_rates() -> None:
    landed = [
        Landed(2017, identities={"O05": {"passed": 2, "failed": 1}, "F01": {"not_assessable": 1}}),
        Landed(None, identities={"O05": {"passed": 1}}),
    ]
    result = identities(ASSET, landed)
    assert (result.passed, result.severity) == (False, WARN)
    assert result.description == "1 of 4 are broken: O05 (1)."
    assert result.metadata["pass rate"].value == 0.75
    assert "| O05 | 3 | 1 | 0 | 75.0% |" in shown(result, "by rule")
    assert "| F01 | 0 | 0 | 1 | - |" in shown(result, "by rule")
    assert shown(result, "by report year").splitlines()[2:] == ["| 2017 | 2 | 1 | 1 |", "| unknown | 1 | 0 | 0 |"]


def test_a_table_without_quarantine_keeps_its_contract() -> None:
    assert contract(ASSET, [Stock("facts", 2017, 100, 0, {})]).passed


def test_rows_in_quarantine_are_counted_by_check_and_year() -> None:
    stocks = [Stock("facts", 2017, 98, 2, {"unit": 2, "value": 1}), Stock("facts", None, 5, 1, {"unit": 1})]
    result = contract(ASSET, stocks)
    assert (result.passed, result.severity) == (False, WARN)
    assert shown(result, "quarantined by check").splitlines()[2:] == ["| unit | 3 |", "| value | 1 |"]
    assert shown(result, "by report year").splitlines()[2:] == ["| 2017 | 98 | 2 |", "| unknown | 5 | 1 |"]


@pytest.mark.parametrize(
    ("stocks", "named"),
    [
        ([Stock("facts", 2017, 95, 5, {}), Stock("claims", 2017, 95, 5, {})], None),
        ([Stock("facts", 2017, 9, 1, {}), Stock("facts", 2018, 999, 0, {})], "2017 (1 of 10 rows)"),
        ([Stock("facts", 2017, 999, 0, {}), Stock("reports", 2017, 9, 1, {})], "reports (1 of 10 rows)"),
        ([Stock("documents", None, 0, 3, {})], "unknown (3 of 3 rows)"),
        ([], None),
    ],
)
def test_too_much_in_quarantine_fails_by_year_and_by_table(stocks: list[Stock], named: str | None) -> None:
    result = quarantine_rate(ASSET, stocks)
    assert (result.passed, result.severity) == (named is None, ERROR)
    assert named is None or named in (result.description or "")
