"""The folded text and the way back to every offset."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.model import Table
from gk_pipeline.extraction.folding import CELL, fold, fold_document, fold_label


def test_blanks_and_quotes_go_and_every_character_finds_its_way_back() -> None:
    text = " “政府”　信息\n公开\t１２ 件"
    folded = fold_document(text)
    assert folded.norm == f"政府信息公开{CELL}12件"
    assert [text[folded.offset(k)] for k in range(len(folded.norm))] == list("政府信息公开\t１２件")
    assert folded.end_offset(4) == text.index("息") + 1


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (5, 2), (6, 2), (8, 4), (9, 4), (10, 5), (99, 10)],
)
def test_an_offset_without_a_character_of_its_own_stands_for_the_next_one(offset: int, position: int) -> None:
    text = " “政府”　信息\n公开\t１２ 件"
    assert fold_document(text).position(offset) == position


@pytest.mark.parametrize("unseen", list("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"))
def test_characters_without_a_width_separate_nothing(unseen: str) -> None:
    folded = fold_document(f"主动{unseen}公开 {unseen}1{unseen}2")
    assert folded.norm == "主动公开12"
    assert [k for k in range(1, 6) if folded.separated(k)] == [4]


@pytest.mark.parametrize("line", ["|", "│", "┃", "\t"])
def test_lines_between_cells_are_boundaries(line: str) -> None:
    assert fold_document(f"规章{line}1{line}2").norm == f"规章{CELL}1{CELL}2"


def test_quotes_separate_nothing_and_blanks_do() -> None:
    folded = fold_document("主动“公开”政府 信息|12")
    norm = folded.norm
    assert norm == f"主动公开政府信息{CELL}12"
    apart = [k for k in range(1, len(norm)) if folded.separated(k)]
    assert apart == [norm.index("信"), norm.index(CELL), norm.index("1")]
    assert folded.separated(0)
    assert folded.separated(len(norm))


def test_a_piece_ends_at_blanks_quotes_and_cells() -> None:
    text = "甲乙 丙“丁”|12"
    folded = fold_document(text)
    norm = folded.norm
    pieces = [folded.piece(k) for k in range(len(norm))]
    assert [norm[k : piece.end] for k, piece in enumerate(pieces)] == ["甲乙", "乙", "丙", "丁", CELL, "12", "2"]
    assert [text[k + piece.shift] for k, piece in enumerate(pieces)] == ["甲", "乙", "丙", "丁", "|", "1", "2"]
    assert [piece.is_separated for piece in pieces] == [True, False, True, False, True, True, False]


def test_line_ends_part_cells_inside_tables_alone() -> None:
    text = "标题\n甲\t1\n乙\t2\n结尾\n"
    start, end = text.index("甲"), text.index("结")
    folded = fold_document(text, [Table(start, end, 2, 2, ())])
    assert folded.norm == f"标题甲{CELL}1{CELL}乙{CELL}2{CELL}结尾"


def test_text_without_a_character_folds_to_nothing() -> None:
    assert fold_document("").norm == ""
    assert fold_document(" \n“”").norm == ""
    assert fold_document(" \n“”").position(2) == 0


def test_a_text_in_traditional_characters_is_told_by_how_many_it_has() -> None:
    assert fold("報告、公開、申請、會議") == "報告、公開、申請、會議"
    traditional = "政府信息公開年度報告：公開、申請、會議、服務、關於、區縣"
    assert fold(traditional).startswith("政府信息公开年度报告:公开")
    assert fold_document(traditional).is_traditional
    assert len(fold(traditional)) == len(traditional)


def test_a_label_of_the_catalogue_loses_its_blanks() -> None:
    assert fold_label("（一） 予以“公开”") == "(一)予以公开"
