"""Quirks of labels, heads, numbering and running text.

Belongs here: wordings, misprints, breaks. Does not: value cells, whole rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from gk_pipeline.catalog.forms import load
from gk_pipeline.synthesis.model import BREAK, Cell, Draft, Heading, Paragraph

_WRONG_HEADS = ("项目", "本年新收件数", "上年结转件数", "予以公开", "部分公开", "不予公开", "结转下年度", "总计")
_CHINESE = "一二三四五六七八九十"
_DIGITS = {text: place for place, text in enumerate(_CHINESE, start=1)}
# Other ways to number (一) and 1.; {n} is the figure, {c} the Chinese one.
_NUMBERINGS: tuple[Callable[[str], str], ...] = (
    lambda n: f"{n}、",
    lambda n: f"（{n}）",
    lambda n: f"{n}．",
    lambda n: f"{n}. ",
    lambda n: "",
)
_LABEL_NUMBER = re.compile(r"[(（]?([一二三四五六七八九十]|\d)[)）、.]")
_MISPRINTS = {
    "他": "它",
    "和": "及",
    "数": "数量",
    "的": "",
    "信息": "息信",
    "公开": "公幵",
    "机关": "机构",
    "或者": "或",
}
_WRAP = 38


def own_numbering(draft: Draft, rng: Random) -> None:
    """The agency's own numbering of rows, and of sections."""
    number = rng.choice(_NUMBERINGS)
    for row in draft.rows():
        for cell in row.cells:
            if cell.role in ("label", "group") and cell.number and not cell.number.endswith("、"):
                match = _LABEL_NUMBER.fullmatch(cell.number)
                if match:
                    cell.number = number(str(_DIGITS.get(match[1], match[1])))
    if rng.random() < 0.5:
        _renumber_sections(draft)


def _renumber_sections(draft: Draft) -> None:
    parts = draft.page.parts
    for place, part in enumerate(parts):
        if isinstance(part, Heading) and part.number.endswith("、"):
            parts[place] = replace(part, number=f"（{part.number[:-1]}）")


def varied(draft: Draft, rng: Random) -> None:
    """Labels in other wordings that the catalogue knows."""
    wordings = {row.row_id: row.labels for row in load().forms[draft.form].rows if row.labels}
    for row in draft.rows():
        label = row.label
        if label and row.row_id in wordings and rng.random() < 0.4:
            label.text = rng.choice(wordings[row.row_id])


def misprinted(draft: Draft, rng: Random) -> None:
    """One to four labels misprinted: characters dropped, doubled, swapped, replaced."""
    labels = [row.label for row in draft.rows() if row.label and row.row_id and len(row.label.text) > 3]
    for label in rng.sample(labels, min(len(labels), rng.randint(1, 4))):
        label.text = _misprint(label.text, rng)


def _misprint(text: str, rng: Random) -> str:
    place = rng.randrange(1, len(text) - 1)
    found = [wrong for wrong in _MISPRINTS if wrong in text]
    kind = rng.choice(("drop", "double", "swap", "replace"))
    if kind == "replace" and found:
        wrong = rng.choice(found)
        return text.replace(wrong, _MISPRINTS[wrong], 1)
    if kind == "drop":
        return text[:place] + text[place + 1 :]
    if kind == "double":
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def broken(draft: Draft, rng: Random) -> None:
    """Heads, groups and labels broken over lines inside their cells; a narrow cell breaks more than once."""
    share = rng.choice((0.2, 0.6))
    for row in (row for table in draft.page.tables for row in table.rows):
        for cell in row.cells:
            if cell.role in ("head", "group", "label") and len(cell.text) > 3 and rng.random() < share:
                _break(cell, rng)


def _break(cell: Cell, rng: Random) -> None:
    width = rng.choice((2, 4, 6)) if cell.role == "group" else rng.randint(2, len(cell.text) - 1)
    cell.text = BREAK.join(cell.text[start : start + width] for start in range(0, len(cell.text), width))


def invented_heads(draft: Draft, rng: Random) -> None:
    """The applicants' names replaced by 数据1 to 数据6, as page readers invent them."""
    for table in draft.page.tables:
        if table.kind == "app":
            table.flat[1:7] = [f"数据{n}" for n in range(1, 7)]


def wrong_heads(draft: Draft, rng: Random) -> None:
    """The last rows of section 3 under heads that belong elsewhere."""
    for table in draft.page.tables:
        if table.kind == "app":
            table.tail = list(_WRONG_HEADS)


def wrapped_prose(draft: Draft, rng: Random) -> None:
    """Sentences broken at the width of a page."""
    parts = draft.page.parts
    for place, part in enumerate(parts):
        if isinstance(part, Paragraph):
            text = part.text
            parts[place] = Paragraph(BREAK.join(text[k : k + _WRAP] for k in range(0, len(text), _WRAP)))
