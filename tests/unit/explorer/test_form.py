"""Cells come to stand where their form prints them."""

from __future__ import annotations

from typing import Any

from gk_pipeline.explorer.form import arrange

APPLICANTS = [{"applicant_key": key} for key in ("none", "natural_person", "org_other", "total")]


def indicator(key: str, section: str, parent: str | None = None) -> dict[str, Any]:
    return {"indicator_key": key, "section": section, "parent_key": parent}


def fact(key: str, applicant: str = "none", period: str = "year") -> dict[str, Any]:
    return {"indicator_key": key, "applicant_key": applicant, "period": period}


def test_rows_and_columns_have_the_order_of_the_form() -> None:
    indicators = [indicator("app", "三"), indicator("app.a", "三", "app"), indicator("app.b", "三", "app")]
    facts = [
        fact("app.b", "total"),
        fact("app.a", "total"),
        fact("app.a", "natural_person"),
        fact("app.b", "org_other"),
    ]
    (section,) = arrange(indicators, APPLICANTS, facts)
    assert section.columns == (("natural_person", "year"), ("org_other", "year"), ("total", "year"))
    assert [(line.indicator["indicator_key"], line.depth) for line in section.lines] == [
        ("app", 0),
        ("app.a", 1),
        ("app.b", 1),
    ]
    assert [line.cells for line in section.lines] == [
        (None, None, None),
        (facts[2], None, facts[1]),
        (None, facts[3], facts[0]),
    ]


def test_this_year_stands_before_what_has_added_up() -> None:
    (section,) = arrange([indicator("x", "附表")], APPLICANTS, [fact("x", period="cumulative"), fact("x")])
    assert section.columns == (("none", "year"), ("none", "cumulative"))


def test_rows_and_headings_without_any_cell_are_left_out() -> None:
    indicators = [
        indicator("one", "一"),
        indicator("one.1", "一", "one"),
        indicator("two", "二"),
        indicator("two.1", "二", "two"),
        indicator("one.2", "一", "one"),
    ]
    sections = arrange(indicators, APPLICANTS, [fact("one.2")])
    assert [(s.name, [line.indicator["indicator_key"] for line in s.lines]) for s in sections] == [
        ("一", ["one", "one.2"])
    ]


def test_a_heading_stands_in_its_own_section_alone() -> None:
    # Forms put the heading of several tables above the first of them.
    indicators = [indicator("pub", "二"), indicator("pub.a", "二 / 一", "pub"), indicator("pub.b", "二 / 五", "pub")]
    sections = arrange(indicators, APPLICANTS, [fact("pub.a"), fact("pub.b")])
    assert [(section.name, [line.depth for line in section.lines]) for section in sections] == [
        ("二 / 一", [1]),
        ("二 / 五", [1]),
    ]
