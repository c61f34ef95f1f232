from __future__ import annotations

import pytest

from gk_pipeline.agencies.bodies import Body, branch_of, is_any_zone, is_university, prefix_of, read_body


@pytest.mark.parametrize(
    ("rest", "agency_type", "departments"),
    [
        ("", "government", ()),
        ("人民政府", "government", ()),
        ("政府", "government", ()),
        ("人民政府办公室", "office", ("office",)),
        ("政务公开领导小组办公室", "office", ("office",)),
        ("教育局政务公开办公室", "department", ("education",)),
        ("城市管理委员会", "department", ("urban_management",)),
        ("水上交通管理委员会", "department", ("transport",)),
        ("城镇建设管理站", "department", ("housing_construction",)),
        ("市场监督管理局", "department", ("market_regulation",)),
        ("乡镇企业局", "department", ("other",)),
        ("气象局", "vertical", ("meteorology",)),
        ("委办公室", "party", ("party",)),
        ("总工会", "party", ("mass_organisation",)),
        ("人民检察院", "judicial", ("judicial",)),
        ("人民医院", "public_institution", ("health",)),
        ("某某", None, ()),
    ],
)
def test_what_stands_behind_a_place(rest: str, agency_type: str | None, departments: tuple[str, ...]) -> None:
    assert read_body(rest) == Body(agency_type, departments)


def test_the_authority_of_a_place_is_of_the_kind_of_the_place() -> None:
    assert read_body("办事处", by_place="street_office") == Body("street_office")
    assert read_body("管理委员会", by_place="zone") == Body("zone")
    assert read_body("人民政府", by_place="xpcc") == Body("xpcc")


@pytest.mark.parametrize(
    ("rest", "agency_type", "unlisted", "level"),
    [
        ("青石镇人民政府", "government", "青石镇", "township"),
        ("青石街道办事处", "street_office", "青石街道", "street"),
        ("青石镇财政所", "department", "青石镇", "township"),
        ("青石工业园区管委会", "zone", "青石工业园区", "zone"),
        ("开发区管理委员会", "zone", "开发区", "zone"),
        ("青石区人民政府", "government", "青石区", "county"),
    ],
)
def test_a_place_that_is_not_listed(rest: str, agency_type: str, unlisted: str, level: str) -> None:
    body = read_body(rest)
    assert (body.agency_type, body.unlisted, body.unlisted_level) == (agency_type, unlisted, level)


def test_branches() -> None:
    branch = branch_of("生态环境局二道分局")
    assert branch is not None
    assert (branch.bureau, branch.place, branch.is_office) == ("生态环境局", "二道", True)
    squad = branch_of("公安局交警支队")
    assert squad is not None
    assert not squad.is_office
    assert branch_of("生态环境局") is None
    assert branch_of("人民政府办公室") is None


def test_the_longest_prefix_counts_and_something_must_follow() -> None:
    longest = prefix_of("国家税务总局西平县税务局")
    assert longest is not None
    assert (longest.prefix, longest.agency_type, longest.department) == ("国家税务总局", "vertical", "tax")
    assert prefix_of("国家税务总局") is None
    assert prefix_of("桃源县国家税务局") is None
    party = prefix_of("中共桃源县委")
    assert party is not None
    assert party.agency_type == "party"


def test_zones_named_by_what_zones_are_called() -> None:
    assert is_any_zone("高新技术产业开发区")
    assert is_any_zone("经济开发区管理委员会")
    assert not is_any_zone("徐庄高新技术产业开发区")
    assert not is_any_zone("苏州工业园区")


def test_universities() -> None:
    assert is_university("理工大学")
    assert is_university("职业技术学院")
    assert not is_university("第一中学")
