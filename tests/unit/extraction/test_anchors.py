"""The cells that a row has under the heads that are printed above it."""

from __future__ import annotations

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.anchors import Anchor, Heads, order_heads
from gk_pipeline.extraction.labels import Label, label_of


def test_every_cell_of_a_row_is_the_one_that_its_column_makes() -> None:
    catalog = load()
    rows = [row for form in catalog.forms.values() for row in form.rows if row.cells]
    assert rows
    for row in rows:
        columns = catalog.columns[row.column_set]
        made = [(column.indicator.format(row=row.row_id), column.column_id) for column in columns]
        assert list(Heads(columns).cells(row)) == made == list(row.cells)


def test_heads_in_another_order_put_the_cells_in_that_order() -> None:
    columns = load().columns["applicant"]
    row = next(row for row in load().forms["fmt2021"].rows if row.row_id == "app.granted")
    anchor = Anchor(0, [row], [], (), heads={"applicant": Heads((columns[6], columns[0]))})
    assert list(anchor.cells(row)) == [("app.granted", "total"), ("app.granted", "natural_person")]


def _labels(*texts: str) -> list[Label]:
    return [label for text in texts if (label := label_of(text))]


def test_a_repeated_head_names_the_next_column() -> None:
    names = ["自然人", "商业企业", "其他", "总计"]
    found = [column and column.column_id for column in order_heads(_labels(*names), "applicant")]
    assert found == ["natural_person", "org_business", "org_other", "total"]
    review = order_heads(_labels("结果维持", "结果纠正", "结果维持"), "review")
    assert [column and column.position for column in review] == [1, 2, 6]


def test_a_head_of_another_set_names_no_column() -> None:
    assert order_heads(_labels("自然人", "采购总金额"), "procurement2019")[0] is None


def test_a_head_printed_once_too_often_names_no_column() -> None:
    found = [column and column.column_id for column in order_heads(_labels("其他", "其他"), "applicant")]
    assert found == ["org_other", None]
