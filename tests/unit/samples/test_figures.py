"""The expected figures: their ids exist, the raw file prints them, and they add up.

Everything is computed from the JSON and the raw text; of the package only the lists of ids are used.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .expectations import ENCODINGS, REPORTS, Expectation, name, raw, split_key
from .printed import COLUMNS, REVIEWS, plain_text, row_pattern, rows

CATALOG = Path(__file__).resolve().parents[3] / "gk_pipeline" / "catalog" / "data"
GLUED = {"2017/tianhuangping_town_2017.txt", "2022/qingchuan_emergency_2022.txt"}
TABLED = [e for e in REPORTS if e["facts"]]
AddsUp = Callable[[str, list[str]], bool]


@pytest.fixture(scope="module")
def indicators() -> dict[str, set[str]]:
    """The value rows of each form."""
    found = defaultdict(set)
    with (CATALOG / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "value":
                found[row["form"]].add(row["indicator_id"])
    return found


@pytest.fixture(scope="module")
def columns() -> set[str]:
    with (CATALOG / "columns.csv").open(encoding="utf-8", newline="") as stream:
        return {row["column_id"] for row in csv.DictReader(stream) if row["column_id"]}


@pytest.mark.parametrize("expectation", REPORTS, ids=name)
def test_ids_and_columns_exist(expectation: Expectation, indicators: dict[str, set[str]], columns: set[str]) -> None:
    keys = [split_key(k) for k in (*expectation["facts"], *expectation.get("statuses", {}), *expectation["absent"])]
    assert {i for i, _ in keys} <= indicators[expectation["form"]]
    claims = [split_key(claim["indicator"]) for claim in expectation["narrative"]]
    assert {i for i, _ in claims} <= set.union(*indicators.values())
    assert {c for _, c in (*keys, *claims) if c} <= columns
    assert set(expectation.get("statuses", {}).values()) <= {"blank", "placeholder"}


@pytest.mark.parametrize("expectation", [e for e in TABLED if e["form"] != "local"], ids=name)
def test_every_cell_of_the_form_is_spoken_of_once(expectation: Expectation) -> None:
    absent = [key for indicator in expectation["absent"] for key in cells(indicator)]
    named = sorted([*expectation["facts"], *expectation.get("statuses", {}), *absent])
    assert named == sorted(key for _, keys in rows(expectation["form"]) for key in keys)


def cells(indicator: str) -> list[str]:
    return [f"{indicator}[{column}]" for column in COLUMNS] if indicator.startswith("app.") else [indicator]


@pytest.mark.parametrize("expectation", TABLED, ids=name)
def test_the_raw_file_prints_the_expected_rows_in_order(expectation: Expectation) -> None:
    text = text_of(expectation)
    absent, position = set(expectation["absent"]), 0
    separator = r"\s*" if name(expectation) in GLUED else r"\s" if name(expectation).endswith(".html") else r"\s+"
    labelled: dict[str, list[str | None]] = defaultdict(list)
    for label, value in expectation.get("labelled", {}).items():
        labelled[label.split("/")[0] + r"\s+\S+"].append(str(value))
    printed = [
        (label, [cell(expectation, key) for key in keys])
        for label, keys in rows(expectation["form"])
        if split_key(keys[0])[0] not in absent
    ]
    for label, values in (*printed, *labelled.items()):
        pattern = row_pattern(label, values, separator)
        match = pattern.search(text, position)
        assert match, f"{label}: {values} is not printed after {text[max(0, position - 40) : position]!r}"
        position = match.end()


@pytest.mark.parametrize("expectation", REPORTS, ids=name)
def test_the_raw_file_prints_the_numbers_stated_in_prose(expectation: Expectation) -> None:
    prose = text_of(expectation).replace(",", "")
    for claim in expectation["narrative"]:
        printed = str(claim.get("printed", claim["value"]))
        assert claim["value"] == 0 or re.search(rf"(?<![\d.]){re.escape(printed)}(?!\d|\.\d)", prose), claim


def text_of(expectation: Expectation) -> str:
    return plain_text(raw(expectation).decode(ENCODINGS.get(name(expectation), "utf-8")))


def cell(expectation: Expectation, key: str) -> str | None:
    """What the cell prints: the figure, the mark, or None for nothing."""
    status = expectation.get("statuses", {}).get(key)
    if status is None:
        return re.escape(str(expectation["facts"][key]))
    return None if status == "blank" else "[/—]"


def value(expectation: Expectation, key: str) -> Any:
    """The printed figure; nothing printed counts as nothing."""
    return expectation["facts"].get(key, 0)


def broken_rules(expectation: Expectation) -> Iterator[tuple[str, str | None]]:
    """The must-rules that the figures break, each with its column or row where it has one.

    A sum is tested when its total is printed.
    """
    facts = expectation["facts"]

    def adds_up(total: str, parts: list[str]) -> bool:
        return total not in facts or facts[total] == sum(value(expectation, part) for part in parts)

    if any(number < 0 for key, number in facts.items() if not key.endswith(".items_change")):
        yield {"old2014": "O20", "fmt2019": "N08", "fmt2021": "F08"}[expectation["form"]], None
    if expectation["form"] == "local":
        for column in ("", "[cumulative]"):
            if not adds_up(f"loc.10{column}", [f"loc.{n}{column}" for n in range(11, 17)]):
                yield "L01", None
    elif expectation["form"] == "old2014":
        yield from broken_rules_of_2014(expectation, adds_up)
    else:
        yield from broken_rules_since_2019(expectation, adds_up)


def broken_rules_of_2014(expectation: Expectation, adds_up: AddsUp) -> Iterator[tuple[str, None]]:
    sums = [
        ("O01", "3.1", "1234"),
        ("O02", "3.2", "12"),
        ("O03", "3.3", "12345678"),
        ("O04", "3.3.4", "abcdef"),
        ("O05", "4", "123"),
        ("O06", "5", "123"),
        ("O07", "8.3", "12"),
    ]
    parts_of = [
        ("O08", "old.1.1.a", "old.1.1"),
        ("O12", "old.2.2.1.a", "old.2.2.1"),
        ("O13", "old.2.2.2.a", "old.2.2.2"),
    ]
    yield from (
        (rule, None) for rule, total, parts in sums if not adds_up(f"old.{total}", [f"old.{total}.{p}" for p in parts])
    )
    yield from ((rule, None) for rule, part, whole in parts_of if value(expectation, part) > value(expectation, whole))


def broken_rules_since_2019(expectation: Expectation, adds_up: AddsUp) -> Iterator[tuple[str, str | None]]:
    prefix, facts = ("N" if expectation["form"] == "fmt2019" else "F"), expectation["facts"]
    requests = sorted({i for i, c in map(split_key, facts) if c})
    ends = ("app.new_received", "app.carried_in", "app.outcome_total", "app.carried_out")
    for column in COLUMNS:
        received, carried_in, closed, carried_out = (facts.get(f"{i}[{column}]") for i in ends)
        if closed is not None and received + carried_in != closed + carried_out:
            yield f"{prefix}01", column
        if not adds_up(f"app.outcome_total[{column}]", [f"{i}[{column}]" for i in requests if i not in ends]):
            yield f"{prefix}02", column
    for row in requests:
        if not adds_up(f"{row}[total]", [f"{row}[{column}]" for column in COLUMNS[:-1]]):
            yield f"{prefix}03", row
    for number, review in enumerate(REVIEWS, start=4):
        if not adds_up(f"rl.{review}.total", [f"rl.{review}.{r}" for r in ("upheld", "corrected", "other", "pending")]):
            yield f"{prefix}0{number}", None
    for kind in ("rules", "normdocs"):
        if value(expectation, f"pub.{kind}.new_disclosed") > value(expectation, f"pub.{kind}.total_disclosed"):
            yield "N10", None
    for kind in ("licensing", "other_services", "penalty", "coercion", "fees"):
        if value(expectation, f"pub.{kind}.items_prev") + value(expectation, f"pub.{kind}.items_change") < 0:
            yield "N13", None


@pytest.mark.parametrize("expectation", TABLED, ids=name)
def test_the_figures_add_up_where_no_finding_says_otherwise(expectation: Expectation) -> None:
    broken = defaultdict(set)
    for rule, instance in broken_rules(expectation):
        broken[rule].add(instance)
    assert set(broken) == {f for f in expectation["findings"] if not f.startswith("narrative:")}
    assert {r: i for r, i in broken.items() if i != {None}} == {
        r: set(i) for r, i in expectation.get("instances", {}).items()
    }


def test_what_is_carried_out_is_carried_in_the_year_after() -> None:
    by_agency = {(e["agency"], e["year"]): e["facts"] for e in TABLED if e["form"] in ("fmt2019", "fmt2021")}
    pairs = [
        (facts, by_agency[agency, year + 1])
        for (agency, year), facts in by_agency.items()
        if (agency, year + 1) in by_agency
    ]
    assert len(pairs) == 2
    for before, after in pairs:
        assert all(before[f"app.carried_out[{c}]"] == after[f"app.carried_in[{c}]"] for c in COLUMNS)


@pytest.mark.parametrize("expectation", TABLED, ids=name)
def test_prose_and_table_agree_where_no_finding_says_otherwise(expectation: Expectation) -> None:
    facts = expectation["facts"]
    differ = {
        f"narrative: {claim['indicator']} prose {claim['value']}, table {facts[claim['indicator']]}"
        for claim in expectation["narrative"]
        if claim["indicator"] in facts and facts[claim["indicator"]] != claim["value"]
    }
    assert differ == {f for f in expectation["findings"] if f.startswith("narrative:")}
