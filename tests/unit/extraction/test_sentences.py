"""Where sentences begin and end, around spans that were read as tables."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.sentences import find_sentences

BEFORE = "二、收到申请 7 件。\n"
TABLE = "本年新收\t7\n予以公开\t5\n共收到9件\n"
BEHIND = "全年受理 8 件，“办结”6 件。\n"


def test_excluded_spans_hold_no_sentences_and_move_no_offsets() -> None:
    text = BEFORE + TABLE + BEHIND
    span = (len(BEFORE), len(BEFORE + TABLE))
    sentences = list(find_sentences(text, [span]))
    assert [text[s.start : s.end] for s in sentences] == ["二、收到申请 7 件", "全年受理 8 件，“办结”6 件"]
    last = sentences[1]
    start = last.body.index("6")
    assert text[slice(*last.span(start, start + 2))] == "6 件"


def test_sentences_on_both_sides_of_an_excluded_span_stay_apart() -> None:
    text = "本年度共收到政府信息公开申请的数量为" + "|12|" + "3件已经办结"
    start = text.index("|")
    sentences = list(find_sentences(text, [(start, start + 4)]))
    assert [text[s.start : s.end] for s in sentences] == ["3件已经办结"]


def test_several_spans_in_any_order_may_touch() -> None:
    parts = ["收到1件。", "表甲5件", "表乙6件", "收到2件。", "表丙7件", "收到3件。"]
    text = "".join(parts)
    places = [text.index(part) for part in parts]
    spans = [(places[k], places[k] + len(parts[k])) for k in (4, 1, 2)]
    assert [s.body for s in find_sentences(text, spans)] == ["收到1件", "收到2件", "收到3件"]
    assert [s.start for s in find_sentences(text, spans)] == [places[0], places[3], places[5]]


def test_what_is_longer_than_any_sentence_is_one_up_to_a_comma() -> None:
    first, *behind = find_sentences("全年主动公开信息1234条，" * 1_000)
    assert 4_900 < len(first.body) <= 5_000
    assert first.body.endswith("信息1234条,")
    assert not first.runs_on
    assert all(clause.runs_on for clause in behind)


def test_what_stands_behind_is_taken_clause_by_clause() -> None:
    text = (
        "全年主动公开信息12条，" * 1_000
        + "到此为止，另收到申请1,234件；"
        + "别的话" * 30
        + "公开12条。\n全年收到申请3件。\n"
    )
    *_, last, far, next_one = find_sentences(text)
    assert (last.body.strip(",;"), last.runs_on) == ("另收到申请1,234件", True)
    assert far.runs_on
    assert far.body.endswith("公开12条")
    assert (next_one.body, next_one.runs_on) == ("全年收到申请3件", False)


@pytest.mark.parametrize("number", ["1234条", "1,234,567条", "三千六百余条", "一万二千345条"])
@pytest.mark.parametrize("reach", [5_000, 5_200])
def test_no_number_is_cut_apart(number: str, reach: int) -> None:
    for before in range(reach - 12, reach + 1):
        *_, last = find_sentences("信" * before + number)
        assert number in last.body


def test_a_clause_repeated_without_end_is_read_to_its_end_in_short_pieces() -> None:
    clause = "全年主动公开信息12条"
    first, *behind = find_sentences(clause * 30_000)
    assert len(first.body) + sum(len(each.body) for each in behind) == len(clause) * 30_000
    assert max(len(each.body) for each in behind) <= 200
