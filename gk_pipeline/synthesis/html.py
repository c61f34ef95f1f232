"""Renders a report as web pages: clean, as Word writes them, and inside the chrome of a real site.

Belongs here: the layouts of HTML. Does not: what is printed, other formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from random import Random

from gk_pipeline.synthesis.model import BREAK, Cell, Draft, Heading, Paragraph, Table

CellHtml = Callable[[Cell], str]

_SPAN = "font-size: 12pt; font-family: {font}; color: rgb(51,51,51)"
_TD_STYLE = "border: windowtext 1pt solid; padding: 0cm 5.4pt 0cm 5.4pt"
_PAGE = """<!DOCTYPE html>
<html{attributes}>
<head>
{charset}
{title}
<style>td {{ font-size: 12pt }}</style>
</head>
<body>
{body}
</body>
</html>
"""
_CHARSET = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
_CHROME = """<div class='top'>今天是：{today}</div><ul class='nav'>{menu}</ul>
<table width='1000' class='layout'><tr><td valign='top'><div>当前位置：首页 &gt; 政务公开</div>{metadata}
<script>var hits = 120; document.write('分享到：微信 微博');</script><div id='zoom'>{body}</div></td>
<td class='side'><h3>相关文章</h3><ul>{links}</ul></td></tr></table>
<div class='footer'>{foot}<p>主办单位：{name} 备案号：{record}号-1 网站标识码：{site}</p>
<p>您是第{visits}位访客</p></div>"""
_METADATA = (
    "<table class='meta'><tr><td>索 引 号：</td><td>{index}</td><td>信息分类：</td><td>政府信息公开年报</td></tr>"
    "<tr><td>发布机构：</td><td>{name}</td><td>发布日期：</td><td>{day}</td></tr></table>"
)
_LINK = '<li><a href="/nb/{year}.html">{name}{year}年政府信息公开工作年度报告</a><span>{next}-01-20</span></li>'
_MENU = ("首页", "走进{p}", "新闻中心", "政务公开", "办事服务", "互动交流", "数据开放", "专题专栏")
_FOOTER = ("网站地图", "联系我们", "隐私声明", "无障碍浏览", "使用帮助")


def html_clean(draft: Draft, rng: Random) -> str:
    """A page of headings, paragraphs and tables, as a careful editor leaves it."""
    empty = rng.choice(("", "&nbsp;"))
    tag = "th" if rng.random() < 0.3 else "td"
    return _page(draft, f"<article>\n{_body(draft, _plain_cells(empty, tag), '<p>{}</p>')}\n</article>")


def html_word(draft: Draft, rng: Random) -> str:
    """What Word saves: every run of characters in spans of its own, figures torn across them."""
    return _page(
        draft,
        _body(draft, _word_cells(rng), _word_paragraph("{}")),
        " xmlns:o='urn:schemas-microsoft-com:office:office'",
    )


def html_chrome(draft: Draft, rng: Random) -> str:
    """A page of a real site: menus, a table of metadata, layout tables, links to other reports, a footer."""
    cells = _word_cells(rng) if rng.random() < 0.4 else _plain_cells("&nbsp;", "td")
    page = draft.page
    name, place = page.filer.name, page.filer.name[:3]
    index = f"{rng.randint(10**8, 10**9)}/{page.year + 1}-{rng.randint(1, 99999):05}"
    earlier = range(page.year - 1, page.year - 5, -1)
    body = _CHROME.format(
        today=f"{page.year + 2}年3月5日",
        menu="".join(f'<li><a href="/{n}/">{text.format(p=place)}</a></li>' for n, text in enumerate(_MENU)),
        metadata="" if draft.head_cut else _METADATA.format(index=index, name=name, day=page.published),
        body=_body(draft, cells, "<p>{}</p>"),
        links="".join(_LINK.format(name=name, year=year, next=year + 1) for year in earlier),
        foot="".join(f'<a href="#">{text}</a> | ' for text in _FOOTER),
        name=name,
        record=rng.randint(10**7, 10**8 - 1),
        site=rng.randint(10**9, 10**10 - 1),
        visits=rng.randint(1000, 999999),
    )
    return _page(draft, body)


def _page(draft: Draft, body: str, attributes: str = "") -> str:
    charset = _CHARSET.format(draft.declared) if draft.declared else ""
    title = "" if draft.head_cut else f"<title>{escape(draft.page.title)}</title>"
    return _PAGE.format(attributes=attributes, charset=charset, title=title, body=body)


def _body(draft: Draft, cells: CellHtml, paragraph: str) -> str:
    return "\n".join(_parts(draft, cells, paragraph))


def _parts(draft: Draft, cells: CellHtml, paragraph: str) -> Iterator[str]:
    page = draft.page
    if not draft.head_cut:
        yield f"<h1>{escape(page.title)}</h1>"
        yield paragraph.format(f"{page.published} 来源：{escape(page.filer.name)}")
    for part in page.parts:
        if isinstance(part, Heading):
            yield paragraph.format(f"<strong>{escape(part.number + part.text)}</strong>")
        elif isinstance(part, Paragraph):
            yield paragraph.format(_breaks(part.text))
        else:
            yield _table(part, cells, paragraph)


def _table(table: Table, cells: CellHtml, paragraph: str) -> str:
    caption = paragraph.format(escape(table.caption)) if table.caption else ""
    rows = "\n".join(f"<tr>{''.join(map(cells, row.cells))}</tr>" for row in table.rows)
    return f"{caption}<table border='1' cellspacing='0'>\n{rows}\n</table>"


def _spans(cell: Cell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")


def _breaks(text: str) -> str:
    return escape(text, quote=False).replace(BREAK, "<br/>")


def _plain_cells(empty: str, head_tag: str) -> CellHtml:
    def render(cell: Cell) -> str:
        tag = head_tag if cell.role == "head" else "td"
        return f"<{tag}{_spans(cell)}>{_breaks(cell.printed) or empty}</{tag}>"

    return render


def _word_cells(rng: Random) -> CellHtml:
    def render(cell: Cell) -> str:
        lines = (_word_paragraph(_word_runs(line, rng)) for line in cell.printed.split(BREAK))
        return f"<td{_spans(cell)} width={rng.randint(40, 400)} style='{_TD_STYLE}'>{''.join(lines)}</td>"

    return render


def _word_paragraph(runs: str) -> str:
    return f"<p class=MsoNormal align=center style='text-align:center;line-height:22.45pt'>{runs}<o:p></o:p></p>"


def _word_runs(text: str, rng: Random) -> str:
    """The text in one to three spans; an empty cell holds a hard blank."""
    cuts = (
        sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.choice((0, 0, 1, 2))))) if len(text) > 1 else []
    )
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)] if text else ["\xa0"]
    return "".join(_word_span(piece) for piece in pieces)


def _word_span(piece: str) -> str:
    if piece == "\xa0":
        return "<span lang=EN-US>&nbsp;</span>"
    font = "'Times New Roman'" if piece.isascii() else "宋体"
    return f'<span style="{_SPAN.format(font=font)}">{escape(piece, quote=False)}</span>'
