"""HTML for the tests: pages with what they show, written out by hand, and random markup.

Belongs here: what several test modules read. Does not: checks.
"""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from hypothesis import strategies as st

# A page as offices publish them: menu, title, a table with spans, breaks in labels, an empty cell, digits in spans.
PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>青石镇2017年
  年度报告 &amp; 附表</title>
<style>td { color: red }</style><script>document.write("<td>99</td>");</script></head>
<body><div class="menu"><ul><li><a href="/">首页</a></li><li><a href="/xx">信息公开</a></li></ul></div>
<!-- <p>88</p> -->
<h1>青石镇2017年年度报告</h1>
<p
 style="text-indent:2em">截至<span lang=EN-US>20</span><span>17</span>年，公开&nbsp;<b>1</b><b>35</b>条。<img
 src="a.png" alt="77"></p>
<table border=1>
<tr><td rowspan="3">主动公开</td><td colspan=2>指标</td><td>数量</td></tr>
<tr><td>制作<br/>数量</td><td>件<td><p>1</p></tr>
<tr><td>网站</td><td>条</td><td>&nbsp;</td></tr>
</table>
<p>联系电话：0731&#45;1234<input type="hidden" value="66"></p>
</body></html>
"""
PAGE_TITLE = "青石镇2017年 年度报告 & 附表"
PAGE_TEXT = (
    "首页\n信息公开\n青石镇2017年年度报告\n截至2017年，公开 135条。\n"
    "主动公开\t指标\t数量\n制作 数量\t件\t1\n网站\t条\t\n联系电话：0731-1234"
)
# row, column, row span, column span, text
PAGE_CELLS = [
    (0, 0, 3, 1, "主动公开"),
    (0, 1, 1, 2, "指标"),
    (0, 3, 1, 1, "数量"),
    (1, 1, 1, 1, "制作 数量"),
    (1, 2, 1, 1, "件"),
    (1, 3, 1, 1, "1"),
    (2, 1, 1, 1, "网站"),
    (2, 2, 1, 1, "条"),
    (2, 3, 1, 1, ""),
]

# The same page in traditional characters, all of which Big5 has.
TRADITIONAL_PAGE = PAGE.translate(str.maketrans("镇报页开标数动网条联电话", "鎮報頁開標數動網條聯電話"))


class _Plain(HTMLParser):
    """The text of markup by the parser of the standard library: a second opinion on what the reader shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.text.append(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.text.append(unescape(f"&#{name};"))


def plain(markup: str) -> str:
    """Markup without tags, comments and white space, its references resolved."""
    parser = _Plain()
    parser.feed(markup)
    parser.close()
    return squeezed("".join(parser.text))


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


_spans = st.sampled_from(
    ["", " colspan=2", ' rowspan="2"', " rowspan=0", " COLSPAN='3' ROWSPAN='9999999999'", " colspan=0"]
)
_content = st.lists(
    st.sampled_from(["1", "20", "件", " ", "&nbsp;", "<br>", "<p>", "</p>", "<b>7</b>", "&amp;", "<!-- 8 -->"]),
    max_size=4,
).map("".join)
_cells = st.builds(
    lambda tag, spans, content, closed: f"<{tag}{spans}>{content}" + (f"</{tag}>" if closed else ""),
    st.sampled_from(["td", "th", "TD"]),
    _spans,
    _content,
    st.booleans(),
)
_rows = st.builds(
    lambda cells, closed: "<tr>" + "".join(cells) + ("</tr>" if closed else ""),
    st.lists(_cells, max_size=5),
    st.booleans(),
)
_sections = st.builds(
    lambda name, rows: f"<{name}>{''.join(rows)}" if name else "".join(rows),
    st.sampled_from(["", "", "tbody", "thead"]),
    st.lists(_rows, max_size=4),
)
tables = st.lists(_sections, min_size=1, max_size=3).map(lambda sections: f"<table>{''.join(sections)}</table>")
"""Tables with any spans, end tags left out, empty rows and cells, and sections."""

nested_tables = st.builds(lambda outer, inner: outer.replace("件", f"甲{inner}乙", 1), tables, tables)
"""Some of them in the cell of another."""

_JUNK = """
<table> </table> <tr> </tr> <td> </td> <th> <tbody> <caption> <p> </p> <div> <br> <pre> </pre> <li> <b> </b>
<select> <option> </select> <title> </title> <ruby> <rt> </rt> </ruby> <textarea> </textarea> <script> </script>
<noscript> <!-- --> <!doctype <a/href="> " ' < > & &nbsp; &#49; &lt &#x; 1 23 件
"""
junk = st.lists(st.sampled_from([*_JUNK.split(), " ", "\n", "\x0e", "\x15", "\x1d"]), max_size=30).map("".join)
"""Markup in no order at all."""
