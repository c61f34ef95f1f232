from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from gk_pipeline.catalog.claims import Family, load_patterns
from gk_pipeline.catalog.forms import load
from gk_pipeline.documents.model import Document
from gk_pipeline.documents.read import read
from gk_pipeline.extraction.model import Claim, Number
from gk_pipeline.extraction.prose import read_claims

from .reading import text_document

# Figures that only prose states; no official form has a row for them.
NARRATIVE_ONLY = {"proactive.total", "loc.reading_room", "rl.litigation.total"}
REQUESTS = "三、依申请公开政府信息情况\n"
REVIEW = "五、行政复议、行政诉讼和举报投诉情况\n"
CAPACITY = "六、机构建设和保障经费情况\n"


def claims(text: str, year: int | None = 2017, family: Family | None = None) -> list[Claim]:
    document = text_document(text)
    found = read_claims(document, year=year, family=family or ("old" if (year or 0) <= 2018 else "new"))
    for claim in found:
        assert text[claim.start : claim.end] == claim.raw_text
        assert text[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert claim.sentence_start <= claim.start < claim.end <= claim.sentence_end
    return found


def key(claim: Claim) -> str:
    return claim.indicator_id + (f"[{claim.column_id}]" if claim.column_id else "")


def figures(text: str, year: int | None = 2017) -> dict[str, Number]:
    """The figures that are the report's own for the year."""
    return {key(claim): claim.value for claim in claims(text, year) if claim.scope is None}


def scopes(text: str, year: int | None = 2017) -> list[tuple[str, Number, str | None]]:
    return [(key(claim), claim.value, claim.scope) for claim in claims(text, year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年,我局共主动公开政府信息222条。", {"old.1.1": 222}),
        ("全年新增主动公开信息达4156条", {"old.1.1": 4156}),
        ("全年主动公开了１２条政府信息。", {"old.1.1": 12}),
        ("全年公开各类政务信息1.2万条。", {"old.1.1": 12_000}),
        ("全年公开政府信息\n135\n条。", {"old.1.1": 135}),
        ("其中主动公开规范性文件11件,制发规范性文件总数12件。", {"old.1.1.a": 11, "old.1.1.b": 12}),
        ("今年我镇收到信息公开申请十二件。", {"old.3.1": 12}),
        ("全年共收到 2 件政府信息公开申请。", {"old.3.1": 2}),
        (
            "今年接到依申请政府信息23件,按规定时限回复21件,延迟回复1件,未办结1件。",
            {"old.3.1": 23, "old.3.2.1": 21, "old.3.2.2": 1},
        ),
        ("今年受理依申请公开16件,已全部办结。", {"old.3.1": 16, "old.3.2": 16}),
        ("今年收到公开政府信息申请16件,全部在法定期限内予以答复。", {"old.3.1": 16, "old.3.3": 16}),
        (
            f"{REQUESTS}全年收到申请23件。其中当面申请19件,网络申请3件,信函申请1件。",
            {"old.3.1": 23, "old.3.1.1": 19, "old.3.1.3": 3, "old.3.1.4": 1},
        ),
        (
            f"{REQUESTS}答复中同意公开10件,部分公开2件,不予公开3件,申请信息不存在4件。",
            {"old.3.3.2": 10, "old.3.3.3": 2, "old.3.3.4": 3, "old.3.3.6": 4},
        ),
        (
            f"{REVIEW}全年行政复议案件3件,其中被依法纠错数1建,其他2件。",
            {"old.4": 3, "old.4.2": 1, "old.4.3": 2},
        ),
        (
            f"{REVIEW}行政诉讼案件6件,其中维持具体行政行为或者驳回原告诉讼请求数2件,依法纠错1件,其他3件。",
            {"old.5": 6, "old.5.1": 2, "old.5.2": 1, "old.5.3": 3},
        ),
        ("因信息公开被提起行政诉讼0件。", {"old.5": 0}),
        (
            "全年接受居民信息公开咨询387次,其中公共查阅室接待0次,咨询电话接听268次,当面咨询119次。",
            {"loc.consult": 387, "loc.reading_room": 0, "loc.08": 268, "loc.06": 119},
        ),
        ("信息公开专栏访问量为6701次。", {"loc.05": 6701}),
        ("主动公开的信息全文电子化率达86%。", {"loc.02": 86}),
        ("全镇共设立44个便民查阅点。", {"old.8.2": 44}),
        (
            f"{CAPACITY}设置政府信息公开查阅点数2个,从事政府信息公开工作人员数3人,其中专职人员1人,兼职人员2人。",
            {"old.8.2": 2, "old.8.3": 3, "old.8.3.1": 1, "old.8.3.2": 2},
        ),
        ("今年政府信息公开财政安排经费3.5万元。", {"old.8.4": Decimal("3.5")}),
        ("全镇开展政务公开类培训2场次,累计接受培训160人次。", {"old.9.2": 2, "old.9.3": 160}),
        ("今年召开政府信息公开工作会议或专题会议三次。", {"old.9.1": 3}),
        (
            "全年公开政府信息191条,其中政府网站公开64条,政务微博32条,政务微信30条,其他方式65条。",
            {"old.1.1": 191, "old.1.2.2": 64, "old.1.2.3": 32, "old.1.2.4": 30, "old.1.2.5": 65},
        ),
        (
            "举行新闻发布会4次,县长李某同志参加了4次新闻发布会;政府网站在线访谈3次,主要负责同志参加政府网站在线访谈2次。",
            {"old.2.2.1": 4, "old.2.2.1.a": 4, "old.2.2.2": 3, "old.2.2.2.a": 2},
        ),
        ("回应公众关注热点或重大舆情数86次,以其他方式回应事件数79次。", {"old.2.1": 86, "old.2.2.5": 79}),
        (
            "1.政府公报公开政府信息数4条\n2.政府网站公开政府信息数19条\n3.政务微博公开政府信息数5条\n"
            "4.政务微信公开政府信息数6条\n5.其他方式公开政府信息数3条\n",
            {"old.1.2.1": 4, "old.1.2.2": 19, "old.1.2.3": 5, "old.1.2.4": 6, "old.1.2.5": 3},
        ),
        ("人大代表建议和政协提案办理结果公开数15件。", {"old.1.1.c": 15}),
        ("主要负责同志参加新闻发布会次数2次。", {"old.2.2.1.a": 2}),
        ("全年召开12场新闻发布会。", {"old.2.2.1": 12}),
        ("发布政策解读稿件8篇,微博微信回应事件数311次。", {"old.2.2.3": 8, "old.2.2.4": 311}),
        ("政策解读稿件发布数11篇。", {"old.2.2.3": 11}),
        (f"{REQUESTS}传真申请数3件。", {"old.3.1.2": 3}),
        ("全年信息公开申请总数9件。", {"old.3.1": 9}),
        ("全年新受理信息公开申请9件。", {"old.3.1": 9}),
        ("收到信息公开申请9件,答复8件。", {"old.3.1": 9, "old.3.3": 8}),
        (
            f"{REQUESTS}属于已主动公开范围数1件,不属于本行政机关公开数2件,告知作出更改补充数3件,告知通过其他途径办理数4件。",
            {"old.3.3.1": 1, "old.3.3.5": 2, "old.3.3.7": 3, "old.3.3.8": 4},
        ),
        ("全年发生2起政府信息公开行政复议。", {"old.4": 2}),
        ("全年应诉3起政府信息公开行政诉讼。", {"old.5": 3}),
        (f"{REVIEW}举报投诉数量2件。", {"old.6": 2}),
        ("依申请公开信息收取的费用0.2万元。", {"old.7": Decimal("0.2")}),
        ("四、政府信息公开咨询处理情况\n网上咨询5次。", {"loc.07": 5}),
        ("六、信息公开支出情况\n全年经费支出2万元。", {"old.8.4": 2}),
        ("全年召开3次政务公开工作推进会。", {"old.9.1": 3}),
        ("全年举办2期政务公开业务培训。", {"old.9.2": 2}),
    ],
)
def test_figures_of_reports_up_to_2018(text: str, expected: dict[str, Number]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年公开信息186条。", {"proactive.total": 186}),
        (
            "2021年收到政府信息公开申请154件,共办结148件,结转至2022年6件。",
            {"app.new_received[total]": 154, "app.outcome_total[total]": 148, "app.carried_out[total]": 6},
        ),
        ("本年新收政府信息公开申请8件,上年结转2件。", {"app.new_received[total]": 8, "app.carried_in[total]": 2}),
        (
            "全年收到信息公开申请9件,其中自然人申请7件,商业企业2件。",
            {"app.new_received[total]": 9, "app.new_received[natural_person]": 7, "app.new_received[org_business]": 2},
        ),
        (
            "全年办理因信息公开引发的行政复议36起,行政诉讼9起。",
            {"rl.reconsideration.total": 36, "rl.litigation.total": 9},
        ),
        (
            "信息公开行政复议10件,其中结果维持4件,结果纠正3件,其他结果2件,尚未审结1件。",
            {
                "rl.reconsideration.total": 10,
                "rl.reconsideration.upheld": 4,
                "rl.reconsideration.corrected": 3,
                "rl.reconsideration.other": 2,
                "rl.reconsideration.pending": 1,
            },
        ),
        ("全年收取政府信息公开信息处理费 3940 元。", {"fee.collected": 3940}),
        ("今年制发行政规范性文件62件。", {"pub.normdocs.issued": 62}),
        ("今年废止行政规范性文件5件。", {"pub.normdocs.repealed": 5}),
        (
            "收到信息公开申请9件,其中科研机构1件,社会公益组织2件,法律服务机构3件。",
            {
                "app.new_received[total]": 9,
                "app.new_received[org_research]": 1,
                "app.new_received[org_nonprofit]": 2,
                "app.new_received[org_legal_service]": 3,
            },
        ),
        (
            "收到信息公开申请9件,予以公开4件,部分公开2件,另有1件顺延到下年度答复。",
            {
                "app.new_received[total]": 9,
                "app.granted[total]": 4,
                "app.partial[total]": 2,
                "app.carried_out[total]": 1,
            },
        ),
        ("发出收费通知3件。", {"fee.notices": 3}),
    ],
)
def test_figures_of_reports_from_2019_on(text: str, expected: dict[str, Number]) -> None:
    assert figures(text, 2021) == expected


def test_a_wording_that_one_form_alone_has_is_bound_to_its_years() -> None:
    text = "今年制发行政规范性文件62件。"
    assert figures(text, 2020) == {"pub.normdocs.new_made": 62}
    assert [claim.indicator_id for claim in claims(text, None, "new")] == []


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("我镇2017年度未收到政府信息公开申请。", ["old.3.1"]),
        ("全年没有发生针对信息公开的行政复议和行政诉讼案。", ["old.4", "old.5"]),
        ("县局未因政府信息公开被申请行政复议、行政诉讼。", ["old.4", "old.5"]),
        ("没有收到针对政府信息公开的举报情况。", ["old.6"]),
        ("我县依申请提供政府信息暂不收费。", ["old.7"]),
        ("2017年,未发生政府信息公开的收费及减免情况。", ["old.7"]),
        ("未收到有关信息公开行政复议的申请。", ["old.4"]),
        (f"{REQUESTS}我镇全年无申请。", ["old.3.1"]),
        ("全年未收到信息公开方面的咨询。", ["loc.consult"]),
    ],
)
def test_zero_in_words(text: str, indicators: list[str]) -> None:
    found = claims(text)
    assert [claim.indicator_id for claim in found] == indicators
    for claim in found:
        assert (claim.value, claim.negated, claim.scope, claim.approximate) == (0, True, None, False)
        assert claim.raw_text[0] in "未没无暂"
    assert {claim.unit for claim in found} <= {"件", "万元", "次"}


def test_the_words_of_a_zero_are_quoted_and_its_digit_where_there_is_one() -> None:
    (words,) = claims("2017年度,在县政府的指导下,我 镇 未收到政府信息\n公开申请。")
    assert words.raw_text == "未收到政府信息\n公开申请"
    (zero,) = claims("本年度依申请公开收费为零。", 2021)
    assert (key(zero), zero.value, zero.unit, zero.raw_text, zero.negated) == ("fee.collected", 0, "元", "零", False)
    (zero,) = claims("2021年,无收取信息处理费情况。", 2021)
    assert (zero.raw_text, zero.negated) == ("无收取信息处理费情况", True)


@pytest.mark.parametrize(
    "text",
    [
        "下一步,力争全年主动公开政府信息5000条。",
        "八、存在的主要问题和改进措施\n全年主动公开政府信息20条,数量不足。",
        "依据《某省2017年主动公开政府信息100条实施办法》开展工作。",
        "按照条例第三十三条办理,联系电话0745-5833778。",
        "收到申请比上年增加5件,同比增长103%。",
        "窗口26个,共受理申请121510件。",
        "我局全年办理行政复议案件36件。",
        "接受咨询227人次,受理申诉举报案件47件,申诉办结率98%,挽回损失50余万元。",
        "全年公开三公经费120万元。",
        "全年公开财政预决算和三公经费信息172条。",
        "全年公开各级部门权力清单243条。",
        "在主动公开的信息中,工作动态类信息5条。",
        "其他应主动公开的信息946条。",
        "举办就业技能培训12期,培训人员300人次。",
        "未经复议直接起诉,申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请。",
        "没有现成信息需要另行制作00000003.补正后申请内容仍不明确0000000",
        "无因信息公开案件引起的行政诉讼、行政复议败诉,无不予公开政府信息的申请。",
        "没有发生行政复议、行政申诉有关的收费。",
        "在对外公开的政府信息中未发现涉密信息。",
        "没有出现拒绝公开申请的情况,没有开展行政复议培训。",
        "(不同渠道和方式公开相同信息计1条)222",
        "其中予以公开或部分公开59件。",
        "未公布信息公开行政复议案件情况。",
        "八、存在的问题\n(一)依申请公开方面\n全年收到申请20件。",
        "全年办理人大代表建议15件、政协提案8件。",
    ],
)
def test_what_states_no_figure_of_the_report(text: str) -> None:
    assert claims(text) == []
    assert claims(text, 2021) == []


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("2016年主动公开政府信息100条。", "last_year"),
        ("去年共主动公开政府信息100条。", "last_year"),
        ("2012年主动公开政府信息100条。", "other_year"),
        ("到2017年底累计主动公开政府信息100条。", "cumulative"),
        ("自2012年起累计主动公开政府信息100条。", "cumulative"),
        ("历年共主动公开政府信息100条。", "cumulative"),
        ("全年各乡镇主动公开政府信息100条。", "part"),
        ("2017年县级有关部门主动公开政府信息100条。", "part"),
        ("依托公示栏等,向社会主动公开政府信息100条。", "part"),
        ("2017年,通过县政府门户网站主动公开政府信息100条。", "channel"),
        ("2017年县本级公开政府信息100条。", "own"),
        ("全年共发布信息100条。", "posted"),
        ("2017年累计主动公开政府信息100条。", None),
        ("对照2016年要求,2017年主动公开政府信息100条。", None),
        ("自2017年1月1日起至2017年12月31日止,我镇主动公开信息100条。", None),
        ("全县各部门共主动公开政府信息100条。", None),
        ("2017年,通过网站、公示栏等主动公开政府信息100条。", None),
        ("2017年,在局网站上公开政府信息100条,其中政府公报40条,网站60条。", None),
    ],
)
def test_scope_of_a_total(text: str, scope: str | None) -> None:
    assert scopes(text)[0] == ("old.1.1", 100, scope)


def test_a_part_never_takes_the_place_of_the_total() -> None:
    text = "2017年,累计公开各类政府信息9900余条,其中县级有关部门公开政府信息7000余条,各乡镇公开政府信息2900余条。"
    assert scopes(text) == [("old.1.1", 9900, None), ("old.1.1", 7000, "part"), ("old.1.1", 2900, "part")]
    assert all(claim.approximate for claim in claims(text))
    new = "到年底累计公开政府信息5928条,其中,本年度新增公开政府信息2110条。"
    assert scopes(new) == [("old.1.1", 5928, "cumulative"), ("old.1.1", 2110, None)]


def test_accepted_is_not_received() -> None:
    text = "2025 年,全县共受理政府信息公开申请 749 件,其中自然人申请 741 件;共办理 718 件,结转下一年 31 件。"
    assert scopes(text, 2025) == [
        ("app.new_received[total]", 749, "accepted"),
        ("app.new_received[natural_person]", 741, "accepted"),
        ("app.outcome_total[total]", 718, "handled"),
        ("app.carried_out[total]", 31, None),
    ]


def test_all_of_the_new_requests_is_not_all_that_was_closed() -> None:
    assert scopes("收到信息公开申请9件,均已按时办结。", 2021) == [
        ("app.new_received[total]", 9, None),
        ("app.outcome_total[total]", 9, "of_received"),
    ]


def test_a_list_of_kinds_of_information_is_the_total_only_where_no_table_tells() -> None:
    text = "全年通过公示栏等公布民政、救助等信息共计186条。"
    assert scopes(text, 2017) == [("old.1.1", 186, "listed")]
    assert scopes(text, 2021) == [("proactive.total", 186, None)]


def test_a_weak_wording_gives_way_to_a_firm_one_that_differs() -> None:
    accepted, received = "今年受理信息公开申请20件。", "今年收到信息公开申请23件。"
    assert scopes(accepted) == [("old.3.1", 20, None)]
    assert scopes(accepted + received) == [("old.3.1", 20, "accepted"), ("old.3.1", 23, None)]
    assert scopes(accepted + received.replace("23", "20")) == [("old.3.1", 20, None), ("old.3.1", 20, None)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("甲局收到信息公开申请5件,乙局收到信息公开申请3件。", [(5, "one_of_several"), (3, "one_of_several")]),
        ("甲局收到信息公开申请5件,乙局未收到信息公开申请。", [(5, "one_of_several"), (0, "one_of_several")]),
        ("收到信息公开申请8件,其中甲局收到信息公开申请5件。", [(8, None), (5, "part")]),
        ("收到信息公开申请8件,共收到信息公开申请8件。", [(8, None), (8, None)]),
        ("收到信息公开申请80余件,共收到信息公开申请83件。", [(80, None), (83, None)]),
        ("甲局收到信息公开申请80余件,乙局收到5件信息公开申请。", [(80, "one_of_several"), (5, "one_of_several")]),
    ],
)
def test_several_figures_of_one_thing_in_one_sentence(sentence: str, expected: list[tuple[Number, str | None]]) -> None:
    assert [(value, scope) for _, value, scope in scopes(sentence)] == expected


def test_the_own_year_told_after_a_wider_count_is_the_figure_of_the_report() -> None:
    text = "主动公开政府信息5312条,其中2017年新增公开624条。"
    assert scopes(text) == [("old.1.1", 5312, "part"), ("old.1.1", 624, None)]
    assert scopes("去年公开政府信息980条,今年公开1056条。") == [("old.1.1", 980, "last_year"), ("old.1.1", 1056, None)]


def test_a_part_of_a_year_holds_up_to_a_whole_one() -> None:
    text = "上半年,共公开政府信息12条,收到信息公开申请3件;全年共收到信息公开申请7件。"
    assert scopes(text) == [("old.1.1", 12, "part"), ("old.3.1", 3, "part"), ("old.3.1", 7, None)]


def test_a_year_in_parentheses_holds_inside_them() -> None:
    text = "全年收到信息公开申请13件(2016年收到信息公开申请2件),按期办结12件。"
    assert scopes(text) == [("old.3.1", 13, None), ("old.3.1", 2, "last_year"), ("old.3.2.1", 12, None)]


def test_figures_that_disagree_are_all_given() -> None:
    assert scopes("今年收到信息公开申请23件。全年收到信息公开申请25件。") == [
        ("old.3.1", 23, None),
        ("old.3.1", 25, None),
    ]


def test_what_is_part_of_something_narrowed_is_narrowed_too() -> None:
    text = f"{REVIEW}县本级收到行政复议案件3件,其中被依法纠错1件。行政诉讼案件6件,其中维持2件。"
    assert scopes(text) == [("old.4", 3, "own"), ("old.4.2", 1, "own"), ("old.5", 6, None), ("old.5.1", 2, None)]


def test_parts_belong_to_their_sentence_or_to_one_that_goes_on() -> None:
    assert scopes(f"{REVIEW}行政复议案件3件。其中维持1件。") == [("old.4", 3, None), ("old.4.1", 1, None)]
    assert scopes(f"{REVIEW}行政复议案件3件。维持1件。") == [("old.4", 3, None)]


def test_nothing_up_to_a_day_is_nothing_in_the_year() -> None:
    assert scopes("截至目前,我局未收到政府信息公开申请。") == [("old.3.1", 0, None)]


def test_an_item_without_words_of_its_own_belongs_to_its_chapter() -> None:
    assert scopes(f"{REQUESTS}(一)总体数量\n全年收到申请23件。") == [("old.3.1", 23, None)]
    assert scopes("一、概述\n(一)总体数量\n全年收到申请23件。") == []


def test_excluded_spans_are_not_read() -> None:
    text = "全年公开政府信息5条。收到信息公开申请7件。"
    document = text_document(text)
    assert [c.value for c in read_claims(document, year=2017, family="old")] == [5, 7]
    assert [c.value for c in read_claims(document, year=2017, family="old", exclude=[(0, 10)])] == [7]


def test_what_no_sentence_reaches_is_read_and_is_not_the_figure_of_the_report() -> None:
    found = claims(
        "主动公开政府信息12条，" * 4_000 + "全年收到政府信息公开申请3件，另有情况。全年收到政府信息公开申请4件。"
    )
    assert len(found) == 4_002
    assert {claim.scope for claim in found[500:-1]} == {"part", "run_on"}
    assert [(claim.value, claim.scope) for claim in found[-2:]] == [(3, "run_on"), (4, None)]
    assert len(found[0].sentence) <= 5_000
    assert max(len(claim.sentence) for claim in found[500:]) <= 200


def test_claims_are_numbered_in_reading_order() -> None:
    found = claims("全年公开政府信息5条。收到信息公开申请7件,没有发生行政复议。")
    assert [claim.claim_id for claim in found] == [f"{text_id(found)}:claim:{n}" for n in range(1, len(found) + 1)]
    assert [claim.start for claim in found] == sorted(claim.start for claim in found)


def text_id(found: list[Claim]) -> str:
    return found[0].claim_id.split(":")[0]


def test_offsets_hold_in_text_with_blanks_and_broken_lines() -> None:
    text = "2024 年,全市共收到政府信息公开申请 3119 件,其中自然人申\n请 3001 件,均已登记;信息公开行政复议 351\n件。"
    assert figures(text, 2024) == {
        "app.new_received[total]": 3119,
        "app.new_received[natural_person]": 3001,
        "rl.reconsideration.total": 351,
    }


def test_every_wording_makes_an_indicator_that_exists() -> None:
    known = {indicator_id for _, indicator_id in load().indicators} | NARRATIVE_ONLY
    for family in ("old", "new"):
        patterns = load_patterns(family)
        assert len(patterns) > 30
        assert {p.indicator_id for p in patterns} <= known
        assert len({p.pattern_id for p in patterns}) == len(patterns)


# The reference reports, read by eye: every figure their prose states as the report's own for the year.
OWN_FIGURES: dict[str, tuple[int, dict[str, Number]]] = {
    "seeds/000_dc82018ac597aaab.txt": (
        2017,
        {
            "loc.02": 86,
            "old.3.1": 0,
            "loc.consult": 387,
            "loc.reading_room": 0,
            "loc.08": 268,
            "loc.06": 119,
            "loc.05": 6701,
            "old.4": 0,
            "old.5": 0,
            "old.8.4": 5,
            "old.7": 0,
        },
    ),
    "seeds/001_6c1440d9d031ba5d.txt": (
        2017,
        {
            "old.1.1": 9900,
            "old.3.1": 16,
            "old.3.2": 16,
            "old.3.3": 16,
            "old.5": 6,
            "old.5.1": 2,
            "old.5.2": 1,
            "old.5.3": 3,
            "old.7": 0,
            "old.8.4": 10,
            "old.9.2": 2,
            "old.9.3": 160,
        },
    ),
    "seeds/002_007e7273948ea30e.txt": (
        2017,
        {"old.1.1": 4156, "old.8.2": 44, "old.3.1": 23, "old.3.2.1": 21, "old.3.2.2": 1, "old.7": 0, "old.5": 0},
    ),
    "seeds/003_139d8c1b9095a66a.txt": (
        2021,
        {"proactive.total": 186, "app.new_received[total]": 0, "fee.collected": 0},
    ),
    "seeds/004_5a20b36bd79b2f23.txt": (
        2021,
        {"proactive.total": 116, "app.new_received[total]": 0, "fee.collected": 0},
    ),
    "reports/jilin_forestry_2018.html": (2018, {"loc.02": 100, "old.4": 0, "old.5": 0, "old.7": 0}),
    "reports/pingtan_2014.txt": (2014, {"old.1.1": 2543, "loc.05": 69598, "old.3.1.4": 1, "old.4": 0, "old.7": 0}),
    "reports/pingtan_2020.txt": (2020, {"proactive.total": 2602}),
    "reports/pingtan_2024.txt": (2024, {"pub.normdocs.issued": 62, "fee.collected": 0}),
    "reports/pingtan_2024.html": (2024, {"pub.normdocs.issued": 62, "fee.collected": 0}),
    "reports/pingtan_2025.txt": (
        2025,
        {
            "app.new_received[total]": 154,
            "app.outcome_total[total]": 148,
            "app.carried_out[total]": 6,
            "rl.reconsideration.total": 36,
            "rl.litigation.total": 9,
            "fee.collected": 0,
        },
    ),
    "reports/shuyang_2025.md": (2025, {"app.carried_out[total]": 31, "fee.collected": 380}),
    "reports/zhecheng_ndrc_2017.html": (
        2017,
        {
            "old.1.1": 91,
            "old.1.2.2": 32,
            "old.1.2.5": 59,
            "old.2.1": 32,
            "old.2.2.5": 29,
            "old.3.1": 0,
            "old.4": 0,
            "old.5": 0,
            "old.6": 0,
            "old.8.2": 1,
            "old.8.3": 1,
            "old.8.3.2": 1,
            "old.9.1": 1,
            "old.9.2": 1,
            "old.9.3": 4,
        },
    ),
}


def reference(path: Path) -> Document:
    return read(path.read_bytes(), name=path.name)


@pytest.mark.parametrize("name", OWN_FIGURES)
def test_the_own_figures_of_reference_reports(shared: Path, name: str) -> None:
    year, expected = OWN_FIGURES[name]
    document = reference(shared / name)
    found = read_claims(document, year=year, family="old" if year <= 2018 else "new")
    own = [claim for claim in found if claim.scope is None]
    assert {key(claim): claim.value for claim in own} == expected
    assert all(claim.value == expected[key(claim)] for claim in own)


def test_the_narrative_of_the_reference_seeds(shared: Path) -> None:
    checked = 0
    for path in sorted((shared / "expected").glob("*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        family: Family = "old" if expected["year"] <= 2018 else "new"
        found = read_claims(reference(shared / "seeds" / expected["file"]), year=expected["year"], family=family)
        for figure in expected["narrative"]:
            same = [c for c in found if key(c) == figure["indicator"] and c.value == figure["value"]]
            assert same, (expected["file"], figure)
            assert any(c.unit == figure.get("unit", c.unit) for c in same), figure
            assert any(c.approximate == figure.get("approximate", False) for c in same), figure
            checked += 1
    assert checked == 31


@pytest.mark.parametrize("name", ["zhecheng_court_2017", "zhecheng_market_2017"])
def test_the_labelled_figures_of_reports_without_a_table(shared: Path, name: str) -> None:
    expected = json.loads((shared / "reports" / "expected" / f"{name}_html.json").read_text(encoding="utf-8"))
    ids = {i.label_zh: i.indicator_id for (form, _), i in load().indicators.items() if form == "old2014"}
    document = reference(shared / "reports" / f"{name}.html")
    found = {c.indicator_id: c.value for c in read_claims(document, year=2017, family="old") if c.scope is None}
    labelled = {ids[path.split("/")[1]]: value for path, value in expected["labelled"].items()}
    assert len(labelled) > 12
    assert {indicator_id: found.get(indicator_id) for indicator_id in labelled} == labelled


@pytest.mark.parametrize(
    ("sentence", "agency", "expected"),
    [
        ("2017年市政府办公室举办培训班2期。", "平湖市人民政府", [("old.9.2", 2, "part")]),
        ("2017年市政府办公室举办培训班2期。", "平湖市人民政府办公室", [("old.9.2", 2, None)]),
        ("平湖市住建局全年收到政府信息公开申请23件。", "平湖市住房和城乡建设局", [("old.3.1", 23, None)]),
        ("平湖市住建局全年收到政府信息公开申请23件。", "平湖市人民政府", [("old.3.1", 23, "part")]),
        ("市政府办公室举办现场会,全市举办培训班9期。", "平湖市人民政府", [("old.9.2", 9, None)]),
        ("2017年县人民政府举办培训班2期。", "东林县人民政府", [("old.9.2", 2, None)]),
    ],
)
def test_a_body_that_is_not_who_reports_has_figures_of_its_own(
    sentence: str, agency: str, expected: list[tuple[str, Number, str | None]]
) -> None:
    found = read_claims(text_document(f"{CAPACITY}{sentence}\n"), year=2017, family="old", agency=agency)
    assert [(key(claim), claim.value, claim.scope) for claim in found] == expected


def test_cases_of_which_none_is_about_disclosure_are_no_figure_of_the_form() -> None:
    assert figures(f"{REVIEW}全年办理行政复议案件126件,没有一件涉及信息公开。") == {}
    assert figures(f"{REVIEW}全年办理行政复议案件6件,无行政诉讼案件。")["old.4"] == 6


RECEIVED = "app.new_received[total]"


@pytest.mark.parametrize(
    ("sentence", "agency", "expected"),
    [
        ("全市行政机关共收到申请1203件，其中我局收到36件。", "青石市教育局", [(RECEIVED, 1203, "territory")]),
        ("全系统收到政府信息公开申请98件，其中局机关36件。", "青石市教育局", [(RECEIVED, 98, "territory")]),
        ("全市共收到政府信息公开申请450件。", "青石市教育局", [(RECEIVED, 450, "territory")]),
        ("全市共收到政府信息公开申请450件。", "青石市人民政府", [(RECEIVED, 450, None)]),
        ("在全市考核中列第一，我局共收到政府信息公开申请45件。", "青石市教育局", [(RECEIVED, 45, None)]),
        ("青石市人民政府共收到政府信息公开申请450件。", "青石市教育局", [(RECEIVED, 450, "part")]),
        ("青石市人民政府共收到政府信息公开申请450件。", "青石市人民政府", [(RECEIVED, 450, None)]),
        ("2021年、2022年分别收到政府信息公开申请8件、13件。", "青石市教育局", [(RECEIVED, 8, "part")]),
        ("直接收到政府信息公开申请12件。", "青石市教育局", [(RECEIVED, 12, "part")]),
        ("收到有效申请36件，无效申请2件。", "青石市教育局", [(RECEIVED, 36, "part")]),
        ("收到网上申请25件、邮寄申请30件，合计55件。", "青石市教育局", [(RECEIVED, 25, "channel")]),
    ],
)
def test_a_figure_of_more_or_fewer_than_the_agency_keeps_a_scope(
    sentence: str, agency: str, expected: list[tuple[str, Number, str | None]]
) -> None:
    found = read_claims(text_document(f"二、依申请公开情况\n{sentence}\n"), year=2022, family="new", agency=agency)
    assert [(key(claim), claim.value, claim.scope) for claim in found] == expected


def test_reviews_of_another_matter_keep_a_scope() -> None:
    text = f"{REVIEW}全局共办理行政复议案件26件、行政应诉案件13件，其中涉及政府信息公开的2件。\n"
    assert scopes(text, 2022) == [("rl.reconsideration.total", 26, "part")]
    text = f"{REVIEW}受理行政复议案件3件，行政诉讼案件1件，均与政府信息公开无关。\n"
    assert scopes(text) == [("old.4", 3, "part"), ("old.5", 1, "part")]


def test_a_subject_opened_in_parentheses_ends_with_them() -> None:
    text = f"{REVIEW}行政诉讼案件4件（未经复议直接起诉3件、复议后起诉1件），其中结果维持2件。\n"
    found = {"rl.litigation.total": 4, "rl.litigation_direct.total": 3, "rl.litigation_after.total": 1}
    assert figures(text, 2022) == found


def test_all_departments_of_a_place_are_no_department() -> None:
    text = f"{CAPACITY}全市共有专职人员36人，兼职人员320人。\n"
    found = read_claims(text_document(text), year=2017, family="old", agency="青石市教育局")
    assert [(claim.value, claim.scope) for claim in found] == [(36, "territory"), (320, "territory")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("主要负责人参加新闻发布会1次，参加网站在线访谈2次。", {"old.2.2.1.a": 1, "old.2.2.2.a": 2}),
        ("主要负责人参加网站在线访谈2次，参加新闻发布会1次。", {"old.2.2.1.a": 1, "old.2.2.2.a": 2}),
        ("公开政府信息1203条，其中微博微信公开223条，网站980条。", {"old.1.1": 1203, "old.1.2.2": 980}),
        ("全年应公开政府信息1300条，实际公开政府信息1286条。", {"old.1.1": 1286}),
        ("收取检索费120元、复制费45元、邮寄费0元。", {}),
        ("收取检索、复制费120元。", {"old.7": 120}),
    ],
)
def test_a_figure_of_something_near_is_not_taken(sentence: str, expected: dict[str, Number]) -> None:
    heading = "六、收费情况" if "费" in sentence else "二、主动公开政府信息情况"
    assert figures(f"{heading}\n2017年，{sentence}\n") == expected
