"""Where sentences begin and end, around spans that were read as tables."""

from __future__ import annotations

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


def test_what_is_longer_than_any_sentence_is_read_up_to_a_comma() -> None:
    (sentence,) = find_sentences("全年主动公开信息1234条，" * 1_000)
    assert 4_900 < len(sentence.body) <= 5_000
    assert sentence.body.endswith("信息1234条")


def test_what_is_longer_than_any_sentence_hides_none_behind_it() -> None:
    text = "全年主动公开信息12条，" * 1_000 + "到此为止。\n全年收到申请3件。\n"
    assert [sentence.body for sentence in find_sentences(text)][1:] == ["全年收到申请3件"]


def test_a_clause_repeated_without_end_gives_no_more_to_read() -> None:
    def characters(times: int) -> int:
        return sum(len(sentence.body) for sentence in find_sentences("全年主动公开信息12条" * times))

    assert characters(400) == 400 * 11
    assert characters(1_000) == characters(30_000) == 5_000
