"""Plans of tables: made from skeletons, remembered, and never telling anything but what the figures of a file say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.align import printed_heads
from gk_pipeline.extraction.anchors import FigureNeededError, HiddenFigure
from gk_pipeline.extraction.facts import build_facts, unmapped_cells
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.labels import find_labels
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.plans import DocumentPlan, PrintedDocument, plan_document
from tests.unit.extraction.reading import alignment_of, anchors_of, planned_facts, table_document, tables_of

HEADS = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "（七）总计",
    "四、结转下年度继续办理",
)
PRINTS = ("0", "12", "1,204", "", "/", "—", "3件", "2 (其中1)", "00", "1 5", "文字", "3.5", "不填")


def plan_of(document: Document) -> DocumentPlan | None:
    heads = printed_heads(find_labels(fold_document(document.text, document.tables).norm))
    return plan_document(tuple(table.plan for table in tables_of(document)), heads)


def form(*prints: str) -> Document:
    """The rows of the applicants with these prints, seven a row."""
    rows = [f"{label}|{'|'.join(prints[7 * k : 7 * k + 7])}" for k, label in enumerate(LABELS)]
    return table_document(HEADS, *rows)


def test_figures_make_no_difference_to_a_plan() -> None:
    plan = plan_of(form(*["0"] * 49))
    assert plan is not None
    assert plan_of(form(*map(str, range(49)))) is plan
    assert plan_of(form("1,204", *["7"] * 48)) is plan


@pytest.mark.parametrize("printed", ["", "/", "3件", "文字", "1 5"])
def test_what_is_no_plain_figure_makes_a_plan_of_its_own(printed: str) -> None:
    plan = plan_of(form(printed, *["0"] * 48))
    assert plan is not None
    assert plan is not plan_of(form(*["0"] * 49))


@given(st.lists(st.sampled_from(PRINTS), min_size=49, max_size=49))
def test_a_plan_with_its_figures_is_what_the_steps_give_with_figures(prints: list[str]) -> None:
    document = form(*prints)
    alignment = alignment_of(document)
    plan = plan_of(document)
    assert alignment is not None
    assert plan is not None
    printed = PrintedDocument(plan, tables_of(document))
    assert plan.form is alignment.form
    assert printed.facts(document.document_id, document.text) == build_facts(
        document.document_id, document.text, alignment
    )
    assert printed.unmapped(document.text) == unmapped_cells(document.text, alignment, anchors_of(document))


def test_the_figures_of_a_known_table_are_those_of_the_document() -> None:
    assert planned_facts(form(*["0"] * 49)) is not None
    facts = planned_facts(form(*map(str, range(100, 149))))
    assert facts is not None
    read = {(fact.indicator_id, fact.column_id): fact for fact in facts}
    assert read["app.new_received", "natural_person"].value == 100
    assert read["app.new_received", "total"].value == 106
    assert read["app.carried_out", "total"].value == 148
    assert read["app.carried_out", "total"].raw_text == "148"


def test_a_table_that_is_printed_twice_has_no_plan() -> None:
    rows = [f"{label}|1|0|0|0|0|0|1" for label in LABELS]
    assert plan_of(table_document(HEADS, *rows, HEADS, *rows)) is None


def test_a_hidden_figure_can_not_be_compared() -> None:
    with pytest.raises(FigureNeededError):
        assert HiddenFigure() == HiddenFigure()
    figure = HiddenFigure()
    assert (Status.REPORTED, figure) == (Status.REPORTED, figure)


def test_a_document_without_tables_of_a_form_has_a_plan_without_one() -> None:
    document = table_document("科室|电话", "办公室|12345")
    plan = plan_of(document)
    assert plan is not None
    assert plan.form is None
    assert not plan.facts
