from __future__ import annotations

from dataclasses import replace

import pytest

from gk_pipeline.agencies.evidence import AgencyEvidence, resolve_document, resolve_title
from gk_pipeline.agencies.gazetteer import gazetteer


def told(evidence: AgencyEvidence) -> tuple[str | None, str | None, str | None]:
    found, source = resolve_document(evidence)
    return found.division_code, found.agency_type, source


EVERYTHING = AgencyEvidence(
    titles=("桃源县财政局",),
    compiled_by=("常德市审计局",),
    signed=("长沙市水利局",),
    publishers=("长春市教育局",),
    contacts=("西平县民政局",),
    subjects=("固始县司法局",),
    mentions=("昆山市统计局", "昆山市统计局"),
    own_word="局",
)
ORDER = [
    ("titles", "430725", "title"),
    ("compiled_by", "430700", "compiled_by"),
    ("signed", "430100", "signed"),
    ("publishers", "220100", "publisher"),
    ("contacts", "411721", "contact"),
    ("subjects", "411525", "subject"),
    ("mentions", "320583", "mentions"),
]


def test_the_order_of_evidence() -> None:
    evidence = EVERYTHING
    for field, code, source in ORDER:
        assert told(evidence) == (code, "department", source)
        evidence = replace(evidence, **{field: ()})
    assert told(evidence) == (None, None, None)


def test_an_office_in_the_text_acts_for_its_government_and_in_a_title_for_itself() -> None:
    office = ("桃源县人民政府办公室",)
    assert told(AgencyEvidence(titles=office)) == ("430725", "office", "title")
    assert told(AgencyEvidence(compiled_by=office)) == ("430725", "government", "compiled_by")
    assert told(AgencyEvidence(contacts=("平潭综合实验区管委会办公室",)))[1] == "zone"


def test_a_publisher_may_be_the_level_above() -> None:
    town = AgencyEvidence(publishers=("桃源县人民政府",), mentions=("陬市镇人民政府",), own_word="镇")
    assert told(town) == ("430725101", "government", "mentions")
    bureau = AgencyEvidence(publishers=("桃源县人民政府",), contacts=("桃源县林业局",), own_word="局")
    assert told(bureau) == ("430725", "department", "contact")


def test_a_county_does_not_call_its_institutions_itself() -> None:
    evidence = AgencyEvidence(compiled_by=("桃源县信息中心",), contacts=("桃源县人民政府办公室",))
    assert told(evidence) == ("430725", "public_institution", "compiled_by")
    assert told(replace(evidence, own_word="县")) == ("430725", "government", "contact")


@pytest.mark.parametrize(
    "other",
    [
        AgencyEvidence(compiled_by=("长春市人民政府",)),
        AgencyEvidence(signed=("长春市人民政府",)),
        AgencyEvidence(publishers=("长春市人民政府",)),
        AgencyEvidence(contacts=("长春市人民政府",)),
        AgencyEvidence(mentions=("长春市人民政府",)),
        AgencyEvidence(phones=("0431-88888888",)),
        AgencyEvidence(hosts=("www.changchun.gov.cn",)),
    ],
)
def test_all_other_evidence_votes_on_a_title_of_several_places(other: AgencyEvidence) -> None:
    assert told(AgencyEvidence(titles=("朝阳区人民政府",))) == (None, "government", "title")
    assert told(replace(other, titles=("朝阳区人民政府",))) == ("220104", "government", "title")


def test_weak_evidence_does_not_outvote_strong() -> None:
    evidence = AgencyEvidence(titles=("朝阳区人民政府",), signed=("长春市人民政府",), hosts=("www.beijing.gov.cn",))
    assert told(evidence)[0] == "220104"
    torn = AgencyEvidence(titles=("朝阳区人民政府",), signed=("长春市人民政府",), compiled_by=("北京市人民政府",))
    found, source = resolve_document(torn)
    assert (found.division_code, source) == (None, "title")
    assert {gazetteer().get(key).code for key in found.candidates} == {"110105", "220104"}


def test_a_clone_page_is_reported_by_its_content() -> None:
    """The page belongs to a county; the report gives itself a title without a place, and a city's seal."""
    evidence = AgencyEvidence(
        titles=("市林业局", "吉林省安图县林业局"),
        signed=("吉林市林业局",),
        publishers=("吉林省安图县林业局",),
        mentions=("安图县林业局",) * 5,
    )
    assert told(evidence)[:2] == ("220200", "department")


def test_a_title_that_names_no_place_takes_that_of_the_text() -> None:
    evidence = AgencyEvidence(titles=("县人民法院",), signed=("桃源县人民法院",), mentions=("桃源县人民政府",))
    assert told(evidence) == ("430725", "judicial", "title")


def test_a_town_alone_is_not_believed_against_the_text() -> None:
    """There is one 陬市镇; a document that speaks of another county alone is not about it."""
    title = ("陬市镇人民政府",)
    assert told(AgencyEvidence(titles=title)) == ("430725101", "government", "title")
    assert told(AgencyEvidence(titles=title, contacts=("桃源县人民政府",)))[0] == "430725101"
    found, _ = resolve_document(AgencyEvidence(titles=title, contacts=("西平县人民政府",)))
    assert (found.division_code, len(found.candidates)) == (None, 1)
    anchored = AgencyEvidence(titles=("桃源县陬市镇人民政府",), contacts=("西平县人民政府",))
    assert told(anchored)[0] == "430725101"


def test_a_weaker_name_answers_only_a_question_it_fits() -> None:
    unfit = AgencyEvidence(titles=("朝阳区人民政府",), publishers=("桃源县人民政府",))
    assert told(unfit) == (None, "government", "title")


def test_the_text_must_name_its_own_agency_most() -> None:
    twice = AgencyEvidence(mentions=("桃源县林业局", "西平县林业局"), own_word="局")
    assert told(twice) == (None, None, None)
    assert told(replace(twice, mentions=(*twice.mentions, "桃源县林业局")))[0] == "430725"
    assert told(replace(twice, own_word=None, mentions=("桃源县林业局",))) == (None, None, None)


def test_the_year_counts() -> None:
    assert told(AgencyEvidence(titles=("巢湖市人民政府",), year=2009))[0] == "341400"
    assert told(AgencyEvidence(titles=("巢湖市人民政府",), year=2019))[0] == "340181"


def test_a_title_that_settles_needs_no_more() -> None:
    found = resolve_title("桃源县财政局", 2017)
    assert found == resolve_document(AgencyEvidence(titles=("桃源县财政局",), contacts=("长春市",), year=2017))
    assert resolve_title("朝阳区人民政府", 2017) is None
    assert resolve_title("陬市镇人民政府", 2017) is None
