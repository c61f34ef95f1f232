from __future__ import annotations

import re

import pytest

from gk_pipeline.agencies.departments import OTHER, departments_of, vocabulary


def test_the_vocabulary_is_closed() -> None:
    words = vocabulary()
    assert len(words.labels) == 53  # 52 classes and other
    assert OTHER in words.labels
    assert set(words.classes.values()) == set(words.labels) - {OTHER}
    assert all(re.fullmatch("[a-z_]+", department) for department in words.labels)
    assert all(words.labels.values())


@pytest.mark.parametrize(
    ("name", "department"),
    [
        ("财政局", "finance"),
        ("发展和改革委员会", "development_reform"),
        ("发改委", "development_reform"),
        ("工商质监局", "market_regulation"),
        ("住房和城乡建设局", "housing_construction"),
        ("住房公积金管理中心", "housing_fund"),
        ("城市管理综合行政执法局", "urban_management"),
        ("公共资源交易中心", "gov_services"),
        ("人力资源和社会保障局", "hr_social_security"),
        ("自然资源和规划局", "natural_resources"),
        ("食品药品监督管理局", "drug_administration"),
        ("煤矿安全监察局", "emergency"),
        ("卫生和计划生育局", "health"),
        ("审计局", "audit"),
        ("国家税务局", "tax"),
        ("人民医院", "health"),
        ("自来水公司", "water"),
    ],
)
def test_the_longest_keyword_tells(name: str, department: str) -> None:
    assert departments_of(name)[0] == department


def test_a_merged_department_has_several_classes() -> None:
    assert departments_of("教育体育局") == ("education", "sports")
    assert departments_of("教育和人力资源社会保障局") == ("hr_social_security", "education")
    assert set(departments_of("工业信息化和商务局")) == {"industry_information", "commerce"}


def test_no_keyword_no_class() -> None:
    assert departments_of("某某办") == ()
