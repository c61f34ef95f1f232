"""Puts a report together: title, sections in their order, prose, tables, signature.

Belongs here: what stands where in a report. Does not: figures, wordings of sentences, noise, file formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from gk_pipeline.synthesis.model import Filer, Heading, Page, Paragraph, Part, Table
from gk_pipeline.synthesis.prose import Writer
from gk_pipeline.synthesis.who import draw_date, draw_title

OLD_FORMS = ("old2014", "local")


@dataclass(frozen=True, slots=True)
class _Section:
    """A section: kinds of sentences or of tables, in printed order. An `optional` one is left out now and then."""

    title: str
    contents: tuple[str, ...]
    optional: bool = False


_OLD_SECTIONS = (
    _Section("概述", ("overview",)),
    _Section("主动公开政府信息情况", ("proactive",)),
    _Section("依申请公开政府信息情况", ("requests",)),
    _Section("政府信息公开咨询情况", ("consult",), optional=True),
    _Section("收费及减免情况", ("fees",), optional=True),
    _Section("政府信息公开申请行政复议、提起行政诉讼情况", ("review",)),
    _Section("机构建设和培训情况", ("capacity",), optional=True),
    _Section("存在的主要问题和改进措施", ("plans",)),
    _Section("其他需要说明的事项", ("other",)),
)
_NEW_SECTIONS = (
    _Section("总体情况", ("overview", "proactive", "requests", "review")),
    _Section("主动公开政府信息情况", ("pub",)),
    _Section("收到和处理政府信息公开申请情况", ("app",)),
    _Section("政府信息公开行政复议、行政诉讼情况", ("rl",)),
    _Section("存在的主要问题及改进情况", ("plans",)),
    _Section("其他需要报告的事项", ("other",)),
)
# Where a sentence goes that has to stand somewhere.
_EXTRA_IN = "requests"
_NUMBERS = "一二三四五六七八九十"
_PUBLISHED = ("{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}-{1:02}-{2:02} 10:30")
_APPENDIX = "{y}年度政府信息公开情况统计表"
_SIGNED = "单位负责人：高山　审核人：林海　填报人：白云　联系电话：0700-6640012"


def compose(
    rng: Random, form: str, filer: Filer, year: int, *, tables: Sequence[Table], writer: Writer, extra: str | None
) -> Page:
    """A page with its parts in printed order; `extra` is a sentence that must stand in it."""
    title = draw_title(rng, form, filer, year)
    page = Page(title, filer, year, rng.choice(_PUBLISHED).format(*draw_date(rng, year)))
    is_old = form in OLD_FORMS
    if is_old:
        page.parts.append(Paragraph(writer.paragraph("overview", 1)))
    sections = [s for s in (_OLD_SECTIONS if is_old else _NEW_SECTIONS) if not s.optional or rng.random() < 0.6]
    for number, section in zip(_NUMBERS, sections, strict=False):
        page.parts.append(Heading(f"{number}、", section.title))
        page.parts += _contents(rng, section, tables, writer, extra)
    page.parts += _appendix(page, tables) if is_old else _signature(rng, page)
    return page


def _contents(
    rng: Random, section: _Section, tables: Sequence[Table], writer: Writer, extra: str | None
) -> Iterator[Part]:
    for content in section.contents:
        here = [table for table in tables if table.kind == content]
        yield from here
        text = "" if here else writer.paragraph(content, rng.randint(1, 3))
        if extra and content == _EXTRA_IN:
            text += extra
        if text:
            yield Paragraph(text)


def _appendix(page: Page, tables: Sequence[Table]) -> list[Part]:
    """The statistics as an appendix, with the line of those who filled them in."""
    tables[0].caption = _APPENDIX.format(y=page.year)
    return [tables[0], Paragraph(_SIGNED)]


def _signature(rng: Random, page: Page) -> list[Part]:
    return [Paragraph(page.filer.name), Paragraph(f"{page.year + 1}年1月{rng.randint(5, 28)}日")]
