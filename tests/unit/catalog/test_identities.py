from __future__ import annotations

import pytest

from gk_pipeline.catalog.forms import CatalogError, load, read_rows
from gk_pipeline.catalog.identities import FILE, Identity, load_identities, read_identities


def identity(rule_id: str) -> Identity:
    (found,) = (each for each in load_identities() if each.rule_id == rule_id)
    return found


def fields(**changes: str | None) -> dict[str, str]:
    line = {
        "rule_id": "X1",
        "form": "old2014|narrative",
        "kind": "equality",
        "expression": "old.8.3 = old.8.3.1 + old.8.3.2",
        "foreach": "",
        "severity": "error",
        "tier": "structural",
        "scope": "report",
        "applies_to_years": "",
        "applies_to_levels": "",
        "applies_to_types": "",
        "warning_for_types": "",
        "label_en": "Staff add up.",
        "label_zh": "人员数相加。",
        "source": "numbering",
        "note": "",
    }
    return line | changes  # type: ignore[operator]


def test_the_file_is_read_once() -> None:
    assert load_identities() is load_identities()


def test_an_identity_as_written() -> None:
    carried = identity("F07")
    assert carried.forms == ("fmt2021",)
    assert (carried.kind, carried.severity, carried.tier) == ("equality", "error", "definition")
    assert carried.expression == "app.carried_in[$c] = app.carried_out[$c]@prev"
    assert carried.foreach == "c in columns"
    assert carried.scope == "previous_report"
    assert (carried.first_year, carried.last_year) == (2021, None)
    assert carried.warning_for == ("government", "zone")


def test_lines_are_those_of_the_file() -> None:
    lines = {fields["rule_id"]: line for line, fields in read_rows(FILE)}
    assert {each.rule_id: each.line for each in load_identities()} == lines
    assert min(lines.values()) == 2


def test_every_form_has_its_rules() -> None:
    assert {form for each in load_identities() for form in each.forms} == set(load().forms)


def test_the_printed_rule_is_the_only_official_one() -> None:
    assert [each.rule_id for each in load_identities() if each.tier == "official"] == ["N01", "F01"]


def test_a_plausibility_is_never_an_error() -> None:
    assert {each.severity for each in load_identities() if each.tier == "soft"} == {"warning"}


@pytest.mark.parametrize(
    ("written", "years"),
    [("", (None, None)), ("2019", (2019, 2019)), ("2020-", (2020, None)), ("2019-2020", (2019, 2020))],
)
def test_years(written: str, years: tuple[int | None, int | None]) -> None:
    (one,) = read_identities([(2, fields(applies_to_years=written))])
    assert (one.first_year, one.last_year) == years


@pytest.mark.parametrize(
    ("changes", "context", "applies"),
    [
        ({}, (None, None, None), True),
        ({"applies_to_years": "2019-2020"}, (2019, None, None), True),
        ({"applies_to_years": "2019-2020"}, (2018, None, None), False),
        ({"applies_to_years": "2019-2020"}, (2021, None, None), False),
        ({"applies_to_years": "2019-2020"}, (None, None, None), False),
        ({"applies_to_levels": "county|street"}, (2019, "street", None), True),
        ({"applies_to_levels": "county|street"}, (2019, "province", None), False),
        ({"applies_to_levels": "county|street"}, (2019, None, None), False),
        ({"applies_to_types": "government"}, (2019, "county", "government"), True),
        ({"applies_to_types": "government"}, (2019, "county", "office"), False),
    ],
)
def test_what_a_rule_applies_to(
    changes: dict[str, str], context: tuple[int | None, str | None, str | None], *, applies: bool
) -> None:
    (one,) = read_identities([(2, fields(**changes))])
    assert one.applies(*context) is applies


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "sum"}, "kind 'sum' is none of equality, inequality, domain, rollup"),
        ({"severity": "must"}, "severity 'must' is none of error, warning"),
        ({"tier": "hard"}, "tier 'hard' is none of"),
        ({"scope": "next_report"}, "scope 'next_report' is none of"),
        ({"form": "old2014|new"}, "form 'new' is none of"),
        ({"form": ""}, "form is empty"),
        ({"expression": ""}, "expression is empty"),
        ({"label_en": ""}, "label_en is empty"),
        ({"label_zh": ""}, "label_zh is empty"),
        ({"applies_to_years": "since 2020"}, "applies_to_years 'since 2020' is neither"),
        ({"applies_to_levels": "city"}, "applies_to_levels 'city' is none of"),
        ({"warning_for_types": "towns"}, "warning_for_types 'towns' is none of"),
        ({"note": None}, "has more or fewer fields"),
    ],
)
def test_a_wrong_line_is_named(changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(CatalogError, match=message) as error:
        read_identities([(7, fields(**changes))])
    assert str(error.value).startswith("identities.csv:7: ")


def test_a_rule_id_stands_once() -> None:
    with pytest.raises(CatalogError, match=r"identities\.csv:9: X1 stands in line 7"):
        read_identities([(7, fields()), (9, fields())])
