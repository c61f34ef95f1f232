"""Passages: the same words have the same fingerprint, whatever figures and names stand in them."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.passages import find_passages

SAID = "我县扎实推进重点领域信息公开，全年公开信息120条，其中财政预决算信息30条"


def _fingerprints(text: str, agency: str | None = None) -> list[int]:
    return [passage.fingerprint for passage in find_passages(text, agency=agency)]


@pytest.mark.parametrize(
    "copied",
    [
        "我县扎实推进重点领域信息公开，全年公开信息7条，其中财政预决算信息1,030条",
        "我市扎实推进重点领域信息公开，全年公开信息120条，其中财政预决算信息30条",
        "一是我县扎实推进重点领域信息公开，全年公开信息120条，其中财政预决算信息30条",
        "（三）我县扎实推进重点领域信息公开,全年公开信息 120 条,其中财政预决算信息 30 条",
        "我县扎实推进重点领域信息公开，全年公开信息120条，\n其中财政预决算信息30条",
    ],
    ids=["figures", "own_territory", "numbering", "punctuation_and_blanks", "line_end"],
)
def test_a_copy_has_the_same_fingerprint(copied: str) -> None:
    assert _fingerprints(copied + "。") == _fingerprints(SAID + "。")


def test_other_words_have_another_fingerprint() -> None:
    assert _fingerprints(SAID.replace("扎实", "稳步")) != _fingerprints(SAID)


def test_the_name_of_who_reports_and_its_place_do_not_count() -> None:
    ours = "青山县教育局严格按照要求编制本年度报告，青山县各学校的信息由各校自行公开。"
    theirs = "白河区民政局严格按照要求编制本年度报告，白河区各学校的信息由各校自行公开。"
    assert _fingerprints(ours, "青山县教育局") == _fingerprints(theirs, "白河区民政局")
    assert _fingerprints(ours) != _fingerprints(theirs)


def test_spans_hold_what_is_printed() -> None:
    text = "  一、总体情况\n" + SAID + "；二是依法做好依申请公开，规范登记、审查、办理、答复、归档各个环节。短句不算。"
    found = [(text[passage.start : passage.end], passage.letters) for passage in find_passages(text)]
    # 31 Chinese characters less the one behind 我; 27 less the two of the numbering
    assert found == [(SAID, 30), ("二是依法做好依申请公开，规范登记、审查、办理、答复、归档各个环节", 25)]


@pytest.mark.parametrize("beginning", ["九资河镇", "一些", "十多个单位", "第一时间"])
def test_a_word_that_begins_with_a_numeral_is_no_numbering(beginning: str) -> None:
    said = "扎实推进重点领域信息公开并按时公布财政预决算"  # 22 characters
    (passage,) = find_passages(beginning + said)
    assert passage.letters == len(beginning) + 22


def test_tables_are_no_prose() -> None:
    table = "信息内容本年制发件数本年废止件数现行有效件数规章行政规范性文件"
    text = SAID + "。" + table + "。" + SAID + "！"
    start = text.index(table)
    spans = [(passage.start, passage.end) for passage in find_passages(text, exclude=[(start, start + len(table))])]
    assert spans == [(0, len(SAID)), (len(text) - len(SAID) - 1, len(text) - 1)]


def test_what_anyone_says_in_few_words_is_no_passage() -> None:
    assert find_passages("本年度无其他需要报告的事项。") == []
