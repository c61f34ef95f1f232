"""Runs of digits of a whole report. The rows were written by hand and glued together by the test."""

from __future__ import annotations

from gk_pipeline.extraction.facts import digit_runs
from gk_pipeline.extraction.model import Claim, Extraction, Fact, Outcome, Status
from gk_pipeline.rules.splits import resolve_runs
from tests.unit.extraction.reading import alignment_of, facts_of, text_document

Rows = dict[str, list[int]]

ROWS: Rows = {
    "一、本年新收政府信息公开申请数量": [21, 7, 0, 0, 0, 0, 28],
    "二、上年结转政府信息公开申请数量": [1, 0, 0, 0, 0, 0, 1],
    "(一)予以公开": [11, 2, 0, 0, 0, 0, 13],
    "(二)部分公开": [1, 1, 0, 0, 0, 0, 2],
    "1.属于国家秘密": [0, 0, 0, 0, 0, 0, 0],
    "2.其他法律行政法规禁止公开": [0, 0, 0, 0, 0, 0, 0],
    "3.危及三安全一稳定": [0, 0, 0, 0, 0, 0, 0],
    "4.保护第三方合法权益": [0, 0, 0, 0, 0, 0, 0],
    "5.属于三类内部事务信息": [0, 0, 0, 0, 0, 0, 0],
    "6.属于四类过程性信息": [0, 0, 0, 0, 0, 0, 0],
    "7.属于行政执法案卷": [0, 0, 0, 0, 0, 0, 0],
    "8.属于行政查询事项": [0, 0, 0, 0, 0, 0, 0],
    "1.本机关不掌握相关政府信息": [9, 4, 0, 0, 0, 0, 13],
    "2.没有现成信息需要另行制作": [0, 0, 0, 0, 0, 0, 0],
    "3.补正后申请内容仍不明确": [0, 0, 0, 0, 0, 0, 0],
    "1.信访举报投诉类申请": [0, 0, 0, 0, 0, 0, 0],
    "2.重复申请": [0, 0, 0, 0, 0, 0, 0],
    "3.要求提供公开出版物": [0, 0, 0, 0, 0, 0, 0],
    "4.无正当理由大量反复申请": [0, 0, 0, 0, 0, 0, 0],
    "5.要求行政机关确认或重新出具已获取信息": [0, 0, 0, 0, 0, 0, 0],
    "1.申请人无正当理由逾期不补正": [0, 0, 0, 0, 0, 0, 0],
    "2.逾期未缴费": [0, 0, 0, 0, 0, 0, 0],
    "3.其他": [0, 0, 0, 0, 0, 0, 0],
    "(七)总计": [21, 7, 0, 0, 0, 0, 28],
    "四、结转下年度继续办理": [1, 0, 0, 0, 0, 0, 1],
}


def read(rows: Rows, extra: str = "", claims: tuple[Claim, ...] = ()) -> dict[str, Fact]:
    text = "\n".join(label + "".join(map(str, values)) for label, values in rows.items()) + "\n" + extra
    document = text_document(text)
    alignment = alignment_of(document)
    assert alignment is not None
    facts = facts_of(document)
    extraction = Extraction(document.document_id, Outcome.REPORT, facts=list(facts.values()), claims=list(claims))
    extraction.runs = digit_runs(text, alignment)
    resolve_runs(extraction, alignment.form.form)
    for fact in extraction.facts:
        if fact.start is not None:
            assert text[fact.start : fact.end] == fact.raw_text
    return facts


def row(facts: dict[str, Fact], indicator: str) -> list[object]:
    return [fact.value for key, fact in facts.items() if key.startswith(indicator + "[")]


def test_every_row_of_a_report_that_adds_up_is_read() -> None:
    facts = read(ROWS)
    assert row(facts, "app.new_received") == [21, 7, 0, 0, 0, 0, 28]
    assert row(facts, "app.unable.not_held") == [9, 4, 0, 0, 0, 0, 13]
    fact = facts["app.new_received[total]"]
    assert (fact.status, fact.method, fact.candidates, fact.raw_text) == (Status.REPORTED, "split", 1, "28")


def test_other_rows_decide_where_the_own_sum_does_not() -> None:
    # 1120000 13 may be 11+2=13 or 1+12=13: only the column sums tell.
    alone = read({k: v for k, v in ROWS.items() if not k.startswith(("(七)", "(二)", "1.本"))})
    assert {fact.status for key, fact in alone.items() if key == "app.granted[natural_person]"} == {Status.AMBIGUOUS}
    assert alone["app.granted[natural_person]"].candidates == 2
    assert row(read(ROWS), "app.granted") == [11, 2, 0, 0, 0, 0, 13]


def test_what_all_splits_have_in_common_is_read() -> None:
    alone = read({k: v for k, v in ROWS.items() if not k.startswith(("(七)", "(二)", "1.本"))})
    assert alone["app.granted[total]"].value == 13
    assert alone["app.granted[total]"].candidates == 2


def test_a_report_that_does_not_add_up_is_read_row_by_row() -> None:
    broken = {**ROWS, "(七)总计": [21, 5, 0, 0, 0, 0, 26]}
    facts = read(broken)
    assert row(facts, "app.outcome_total") == [21, 5, 0, 0, 0, 0, 26]
    assert facts["app.granted[natural_person]"].status is Status.AMBIGUOUS


def test_rows_without_a_sum_stay_ambiguous_unless_the_prose_helps() -> None:
    norms = "本年制发件数 本年废止件数 现行有效件数\n行政规范性文件6233440\n"
    facts = read(ROWS, norms)
    assert facts["pub.normdocs.issued"].status is Status.AMBIGUOUS
    assert facts["pub.normdocs.issued"].candidates == 15
    issued = Claim("c", "pub.normdocs.issued", None, 62, "件", False, False, None, "62", 0, 2, "62", 0, 2)
    facts = read(ROWS, norms, (issued,))
    assert facts["pub.normdocs.issued"].value == 62
    assert facts["pub.normdocs.in_force"].status is Status.AMBIGUOUS
    assert facts["pub.normdocs.in_force"].candidates == 4


def test_where_empty_cells_left_no_trace_the_number_of_digits_proves_nothing() -> None:
    norms = "本年制发件数 本年废止件数 现行有效件数\n规章0\n行政规范性文件105\n"
    assert read(ROWS, norms)["pub.normdocs.issued"].status is Status.AMBIGUOUS
    whole = norms.replace("规章0\n", "规章000\n")
    assert [read(ROWS, whole)[f"pub.normdocs.{c}"].value for c in ("issued", "repealed", "in_force")] == [1, 0, 5]
