from __future__ import annotations

from dataclasses import replace

import pytest

from gk_pipeline.catalog.forms import CatalogError, load
from gk_pipeline.catalog.identities import Identity, load_identities
from gk_pipeline.rules.binding import BoundRule, bind, bound_rules, instances_of
from gk_pipeline.rules.expression import Source


def identity(rule_id: str, **changes: object) -> Identity:
    (found,) = (each for each in load_identities() if each.rule_id == rule_id)
    return replace(found, **changes)  # type: ignore[arg-type]


def instance_names(rule: BoundRule) -> list[str | None]:
    return [instance.name for instance in rule.instances]


@pytest.mark.parametrize("form", list(load().forms))
def test_every_identity_binds_to_its_forms(form: str) -> None:
    assert [rule.identity for rule in bound_rules(form)] == [i for i in load_identities() if form in i.forms]
    assert bound_rules(form)


def test_columns_rows_and_wildcards_are_those_of_the_form() -> None:
    balance = bind(identity("F01"), "fmt2021")
    assert instance_names(balance) == [
        "natural_person",
        "org_business",
        "org_research",
        "org_nonprofit",
        "org_legal_service",
        "org_other",
        "total",
    ]
    across = instances_of("N03")["app.granted"].reading
    assert across.keys[0] == ("app.granted", "total")
    assert [column for _, column in across.keys[1:]] == instance_names(balance)[:-1]
    # 23 rows of the 2019 form; the form of 2021 has two more and one that some print in place of three.
    assert len(bind(identity("N03"), "fmt2019").instances) == 23
    assert len(bind(identity("F03"), "fmt2021").instances) == 26
    outcomes = instances_of("F02")["total"].reading
    assert len(outcomes.keys) == 1 + 21
    assert len(instances_of("N02")["total"].reading.keys) == 1 + 19


def test_either_has_a_reading_for_each_way_of_printing() -> None:
    instance = instances_of("F02")["total"]
    assert instance.variant
    assert instance.variant.shown == (("app.other", "total"),)
    assert len(instance.variant.hidden) == 3
    assert set(instance.reading.keys) - set(instance.variant.reading.keys) == set(instance.variant.hidden)
    assert set(instance.variant.reading.keys) - set(instance.reading.keys) == set(instance.variant.shown)


def test_references_to_other_reports() -> None:
    reading = instances_of("F10")["normdocs"].reading
    assert reading.sources == (Source.THIS, Source.PREVIOUS, Source.THIS, Source.THIS)
    assert reading.own_keys == (
        ("pub.normdocs.in_force", None),
        ("pub.normdocs.issued", None),
        ("pub.normdocs.repealed", None),
    )


def test_a_domain_rule_has_the_rows_of_its_types() -> None:
    non_negative, whole = bind(identity("N08"), "fmt2019").domain, bind(identity("N17"), "fmt2019").domain
    assert "pub.fees.items_change" not in non_negative
    assert "pub.fees.items_change" in whole
    assert "pub.procurement.amount" in non_negative
    assert "pub.procurement.amount" not in whole
    assert bind(identity("F16"), "fmt2021").domain == {
        "pub.rules.issued",
        "pub.rules.repealed",
        "pub.rules.in_force",
    }


def test_sums_of_sums_and_of_largest_figures() -> None:
    expression = "old.8.3 = 9 - (old.8.3.1 - old.8.3.2 + 2) - (1 - max(old.4, old.5))"
    (instance,) = bind(identity("O07", expression=expression), "old2014").instances
    assert [indicator_id for indicator_id, _ in instance.reading.keys] == [
        "old.8.3",
        "old.8.3.1",
        "old.8.3.2",
        "old.4",
        "old.5",
    ]
    # 9 - (10 - 4 + 2) - (1 - 7)
    assert instance.reading.test.sides((0, 10, 4, 5, 7)) == (0, 7)


@pytest.mark.parametrize(
    ("rule_id", "form", "changes", "message"),
    [
        ("O07", "old2014", {"expression": "old.8.3 = old.8.3.1 + old.8.3.9"}, "there is no cell old.8.3.9"),
        ("O07", "fmt2019", {}, "there is no cell old.8.3"),
        ("O07", "old2014", {"expression": "old.8 = old.8.3"}, "there is no cell old.8$"),
        ("O07", "old2014", {"expression": "old.8.3[total] = old.8.3.1"}, r"there is no cell old.8.3\[total\]"),
        ("F01", "fmt2021", {"expression": "app.granted = app.partial[$c]"}, "there is no cell app.granted$"),
        ("F01", "fmt2021", {"expression": "app.granted[$c] = sum(app.none.*[$c])"}, r"no cell app.none.\*"),
        ("F07", "fmt2021", {"expression": "app.carried_in[$c] = app.carried[$c]@prev"}, "no cell app.carried"),
        ("O07", "old2014", {"expression": "old.8.3 = = 1"}, "number or an indicator id is expected at character 11"),
        ("F01", "fmt2021", {"foreach": None}, r"\$c stands in only one of expression and foreach"),
        ("O07", "old2014", {"foreach": "c in columns"}, r"\$c stands in only one"),
        ("F01", "fmt2021", {"foreach": "every column"}, "not of the form"),
        ("F03", "fmt2021", {"foreach": "r in none.*"}, "'none.*' matches nothing"),
        ("F03", "fmt2021", {"foreach": "r in app.granted|app.grunted"}, "there is no cell app.grunted"),
        ("O07", "old2014", {"kind": "inequality"}, "kind is inequality"),
        ("O08", "old2014", {"kind": "equality"}, "kind is equality"),
        ("O07", "old2014", {"scope": "previous_report"}, "scope is previous_report, but it reads this"),
        ("F07", "fmt2021", {"scope": "report"}, "scope is report, but it reads prev, this"),
        ("F18", "fmt2021", {"foreach": "v in counts|pub.fees.total"}, "there is no row pub.fees.total"),
        ("F18", "fmt2021", {"expression": "integer($v[total])"}, r"a domain rule reads \$v alone"),
        (
            "F02",
            "fmt2021",
            {"expression": "app.granted[$c] = either(app.partial[$c], app.other[$c]) + either(1, 2)"},
            r"either\(\) stands twice",
        ),
    ],
)
def test_a_wrong_rule_is_an_error_that_names_its_line(
    rule_id: str, form: str, changes: dict[str, object], message: str
) -> None:
    wrong = identity(rule_id, line=4711, **changes)
    with pytest.raises(CatalogError, match=message) as error:
        bind(wrong, form)
    assert str(error.value).startswith(f"identities.csv:4711: {rule_id} on {form}: ")
