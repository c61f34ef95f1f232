"""Runs of digits of a whole report. The rows were written by hand and glued together by the test."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Claim, Extraction, Fact, Outcome, Status
from gk_pipeline.extraction.runs import digit_runs
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


def test_a_total_that_is_wrong_is_read_as_printed() -> None:
    # Only 26 for 28 is wrong: every column of the six holds, and 28 is what both its row and its column ask for.
    facts = read({**ROWS, "(七)总计": [21, 7, 0, 0, 0, 0, 26]})
    assert row(facts, "app.outcome_total") == [21, 7, 0, 0, 0, 0, 26]
    assert row(facts, "app.granted") == [11, 2, 0, 0, 0, 0, 13]


def test_digits_swapped_in_a_total_do_not_move_the_cut() -> None:
    # 710000017 adds up as 7, 10 and 17, but the columns say 71, and 17 is a slip for 71.
    rows = {**ROWS, "(一)予以公开": [71, 0, 0, 0, 0, 0, 17], "(七)总计": [81, 5, 0, 0, 0, 0, 86]}
    rows["一、本年新收政府信息公开申请数量"] = [81, 5, 0, 0, 0, 0, 86]
    facts = read(rows)
    assert 7 not in row(facts, "app.granted")
    assert row(facts, "app.unable.not_held") == [9, 4, 0, 0, 0, 0, 13]


def test_a_report_that_does_not_add_up_is_read_where_other_cuts_would_not_mend_it() -> None:
    facts = read({**ROWS, "(七)总计": [21, 5, 0, 0, 0, 0, 26]})
    assert row(facts, "app.outcome_total") == [21, 5, 0, 0, 0, 0, 26]
    # 1 and 12 would break the columns of natural persons and enterprises by more than they are broken.
    assert row(facts, "app.granted") == [11, 2, 0, 0, 0, 0, 13]


def test_totals_too_long_for_their_own_sum_are_read_by_the_columns() -> None:
    parts = [[123, 450, 0, 0, 0, 0], [0, 0, 218, 137, 0, 0], [0, 0, 0, 0, 217, 155]]
    rows = {**dict.fromkeys(ROWS, [0] * 7)}
    for label, each in zip(("(一)予以公开", "(二)部分公开", "1.本机关不掌握相关政府信息"), parts, strict=True):
        rows[label] = [*each, sum(each)]
    totals = [123, 450, 218, 137, 217, 155, 1300]
    rows |= {"一、本年新收政府信息公开申请数量": totals, "(七)总计": totals}
    facts = read(rows)
    assert row(facts, "app.outcome_total") == totals
    assert row(facts, "app.new_received") == totals


def test_rows_without_a_sum_stay_ambiguous_unless_the_prose_helps() -> None:
    norms = "本年制发件数 本年废止件数 现行有效件数\n行政规范性文件6233440\n"
    facts = read(ROWS, norms)
    assert facts["pub.normdocs.issued"].status is Status.AMBIGUOUS
    # 14 ways to cut it in three and one that leaves the noughts together; 13 in two with one of three cells lost, ...
    assert (facts["pub.normdocs.issued"].candidates or 0) > 14
    issued = Claim("c", "pub.normdocs.issued", None, 62, "件", False, False, None, "62", 0, 2, "62", 0, 2)
    facts = read(ROWS, norms, (issued,))
    assert facts["pub.normdocs.issued"].value == 62
    assert facts["pub.normdocs.in_force"].status is Status.AMBIGUOUS
    # 3 3440, 33 440, 334 40, 3344 0, and 33440 in either cell with nothing in the other.
    assert facts["pub.normdocs.in_force"].candidates == 6


NORMS = "本年制发件数 本年废止件数 现行有效件数\n规章{}\n行政规范性文件{}\n"
NORM_CELLS = ("issued", "repealed", "in_force")


def norms_of(rules: str, norms: str, rows: Rows = ROWS) -> list[object]:
    facts = read(rows, NORMS.format(rules, norms))
    return [facts[f"pub.normdocs.{cell}"].value for cell in NORM_CELLS]


def test_a_row_without_a_sum_is_read_where_no_other_figures_can_be_meant() -> None:
    assert norms_of("000", "000") == [0, 0, 0]
    assert norms_of("000", "0012") == [0, 0, 12]
    assert norms_of("000", "105") == [None, None, None]  # or 10, 5 and an empty cell, in any order
    assert norms_of("000", "123") == [None, None, None]
    assert norms_of("0", "105") == [None, None, None]


@pytest.mark.parametrize("between", [" ", "\n"])
def test_what_stands_apart_at_the_end_of_a_row_without_a_sum_may_be_the_number_of_a_page(between: str) -> None:
    issued = Claim("c", "pub.normdocs.issued", None, 43, "件", False, False, None, "43", 0, 2, "43", 0, 2)
    facts = read(ROWS, NORMS.format("000", f"4317144{between}3"), (issued,))
    assert facts["pub.normdocs.in_force"].status is Status.AMBIGUOUS


def glued(values: list[str]) -> Rows:
    """The report with what is printed in the row of the first outcome, empty cells included."""
    return {**ROWS, "(一)予以公开": values}  # type: ignore[dict-item]


def test_a_row_that_goes_on_with_a_mark_is_not_read() -> None:
    facts = read(glued(["11", "2", "0", "0", "/", "0", "13"]))
    assert set(row(facts, "app.granted")) == {None}
    assert row(facts, "app.unable.not_held") == [9, 4, 0, 0, 0, 0, 13]


def test_a_row_whose_last_figure_is_glued_to_other_text_is_not_read() -> None:
    facts = read(glued(["11", "2", "0", "0", "0", "0", " ", "13见附件"]))
    assert set(row(facts, "app.granted")) == {None}
    assert row(facts, "app.unable.not_held") == [9, 4, 0, 0, 0, 0, 13]


def test_one_error_does_not_hide_behind_another() -> None:
    # 98 for the first 89: 9, 80 and 89 add up, and the totals, of too many digits, could not be held against the row.
    rows = dict.fromkeys(ROWS, [0] * 7)
    wide = [111, 222, 121, 212, 122, 211, 999]
    rows |= {"(一)予以公开": [98, 0, 0, 0, 0, 0, 89], "(七)总计": wide, "一、本年新收政府信息公开申请数量": wide}
    assert set(row(read(rows), "app.granted")) == {None}


def test_cells_lost_in_one_row_make_every_row_doubtful() -> None:
    facts = read(glued(["", "", "", "", "", "", "3"]))
    assert row(facts, "app.partial")[:2] == [None, None]
    assert row(facts, "app.denied.process_info") == [0] * 7


def test_an_outcome_whose_cells_vanished_counts_as_nought_where_the_columns_say_so() -> None:
    facts = read({**ROWS, "2.逾期未缴费": []})
    assert facts["app.other.fee_unpaid[total]"].status is Status.BLANK
    assert row(facts, "app.granted") == [11, 2, 0, 0, 0, 0, 13]


def test_a_line_end_inside_a_row_may_stand_inside_a_figure() -> None:
    facts = read(glued(["1", "\n", "12", "0", "0", "0", "0", "13"]))
    # 1 and 12, or 11 and 2 with the line ending inside 11.
    assert row(facts, "app.granted")[0] is None
    facts = read(glued(["11", "2", "0", "0", "0", "0", "13", "\n", "5", "\n"]))
    assert 5 not in row(facts, "app.granted")


def test_figures_of_the_next_row_are_not_taken_where_its_label_is_missing() -> None:
    # 0000101 and 000010010 also are 0, 0, 0, 0, 10, 10000 and their sum.
    rows = {label: values for label, values in ROWS.items() if label not in ("3.其他", "(七)总计")}
    rows["2.逾期未缴费"] = [0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 10, 0, 10]
    assert set(row(read(rows), "app.other.fee_unpaid")) == {None}


def test_a_row_that_is_wrong_in_itself_is_not_believed_to_have_lost_a_cell() -> None:
    # 3 and its total 33 have a digit for every cell; 33 with an empty cell would be what the text says.
    stated = Claim("c", "app.new_received", "total", 33, "件", False, False, None, "33", 0, 2, "33", 0, 2)
    rows = {**dict.fromkeys(ROWS, [0] * 7), "2.逾期未缴费": [0] * 5}
    rows["一、本年新收政府信息公开申请数量"] = [0, 0, 0, 0, 0, 3, 33]
    assert set(row(read(rows, claims=(stated,)), "app.new_received")) == {None}


def test_a_lost_cell_and_a_doubled_digit_are_as_good_as_two_broken_columns() -> None:
    # Printed: nothing for the enterprise, and 33 for its total. One digit a cell would be 3 of another applicant.
    received = [0, 3, 0, 0, 0, 0, 3]
    rows: Rows = {**dict.fromkeys(ROWS, [0] * 7), "一、本年新收政府信息公开申请数量": received, "(七)总计": received}
    rows["3.要求提供公开出版物"] = ["0", "", "0", "0", "0", "0", "33"]  # type: ignore[list-item]
    facts = read(rows)
    assert facts["app.not_processed.publication[org_other]"].status is Status.AMBIGUOUS
    assert facts["app.not_processed.publication[total]"].status is Status.AMBIGUOUS


def test_known_outcomes_refute_a_total_below_them_though_one_outcome_is_not_known() -> None:
    # The total of outcomes prints 21 for 12. Cut as 1, 10 and 2, 10 (1, 1, 10 and 2, 1, 10) the balance would hold.
    rows = {**dict.fromkeys(ROWS, [0] * 7), "一、本年新收政府信息公开申请数量": [11, 0, 1, 0, 0, 0, 12]}
    rows |= {"二、上年结转政府信息公开申请数量": [1, 0, 0, 0, 0, 0, 1], "(一)予以公开": [3, 0, 1, 0, 0, 0, 4]}
    rows |= {"(二)部分公开": [8, 0, 0, 0, 0, 0, 8], "(七)总计": [21, 0, 1, 0, 0, 0, 13]}
    del rows["2.没有现成信息需要另行制作"]  # which held the one that is missing
    facts = read(rows)
    assert facts["app.outcome_total[natural_person]"].value != 2
    assert facts["app.new_received[natural_person]"].value != 1


def test_a_row_of_many_cuts_needs_other_rows_where_the_form_has_them() -> None:
    # 112 with the total 1212 adds up as 11, 200, 1 and 212; what can't be read leaves no column to be held against.
    rows = {**glued(["11", "2", "0", "0", "/", "0", "13"]), "7.属于行政执法案卷": [0, 112, 0, 0, 0, 0, 1212]}
    assert set(row(read(rows), "app.denied.enforcement_file")) == {None}


def test_a_wrong_total_does_not_move_the_cut_of_another_row_with_its_own() -> None:
    # Printed is 19 for 20, and 32 for 24. Cut as 1, 9, 21 and 2, 1, 21, which add up, the two rows would agree better.
    rows = {**dict.fromkeys(ROWS, [0] * 7), "(七)总计": [19, 0, 0, 1, 2, 1, 32]}
    rows |= {
        "一、本年新收政府信息公开申请数量": [20, 0, 0, 1, 2, 1, 24],
        "四、结转下年度继续办理": [1, 0, 0, 0, 0, 0, 1],
    }
    rows["(一)予以公开"] = [1, 0, 0, 0, 0, 0, "/", 1]  # type: ignore[list-item]
    facts = read(rows)
    assert facts["app.new_received[natural_person]"].value != 2
    assert facts["app.outcome_total[natural_person]"].value != 1


REVIEW_HEADS = "行政复议行政诉讼\n未经复议直接起诉复议后起诉\n" + "结果维持结果纠正其他结果尚未审结总计" * 3


def reviews(figures: list[int]) -> list[object]:
    facts = read(ROWS, f"{REVIEW_HEADS}\n{''.join(map(str, figures))}\n")
    return [fact.value for key, fact in facts.items() if key.startswith("rl.reconsideration")]


def test_a_row_that_no_other_speaks_for_is_read_where_no_slip_explains_it_as_well() -> None:
    assert reviews([2, 1, 3, 1, 7, 0, 0, 0, 0, 0, 13, 2, 4, 0, 19]) == [2, 1, 3, 1, 7]
    # The total prints 71 for 73; cut as 1, 2, 164, 4 and 171 it would hold.
    assert reviews([12, 16, 4, 41, 71, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == [None] * 5


def test_a_blank_inside_a_figure_is_not_believed_where_the_columns_speak_against_it() -> None:
    # Printed: 10, 33 and 43, with a blank inside the 33. 10, 3, 30 and 43 would add up as well.
    received = [10, 0, 0, 33, 0, 0, 43]
    rows: Rows = {**dict.fromkeys(ROWS, [0] * 7), "(七)总计": received, "(一)予以公开": [10, 0, 0, 0, 0, 0, 10]}
    for label, count in (("1.信访举报投诉类申请", 9), ("2.重复申请", 9), ("1.属于国家秘密", 9), ("3.其他", 6)):
        rows[label] = [0, 0, 0, count, 0, 0, count]
    rows["一、本年新收政府信息公开申请数量"] = ["10003 30043"]  # type: ignore[list-item]
    facts = read(rows)
    assert row(facts, "app.new_received")[3:5] == [None, None]
    assert row(facts, "app.outcome_total")[3] in (None, 33)
    assert row(facts, "app.granted") == [10, 0, 0, 0, 0, 0, 10]
