"""Web pages: scripts, frames, floods, tables that are not shown."""

from __future__ import annotations

from tests.hostile.case import CANARY_FILE, CANARY_SERVER, NOT_A_REPORT, SECRET, UNREADABLE, WHOLE, Hostile, Row
from tests.unit.documents.sample_report import as_html

_FIRST = "app.new_received[natural_person]"
_HTML = as_html().decode()
# The table of requests with other figures in its row of new requests, which print 20 3 0 1 0 0 24.
_OTHER = (
    _HTML[_HTML.index("<table>", _HTML.index("三、收到")) : _HTML.index("<p>四、")]
    .replace(">20<", ">30<")
    .replace(">24<", ">34<")
)

# A page may show by a click what it hides at first: which of two tables it means, nobody can say.
_EITHER = {**WHOLE, _FIRST: "20|ambiguous", "app.new_received[total]": "24|ambiguous"}


def _page(*, head: str = "", before: str = "", after: str = "") -> bytes:
    """The sample report with more in its head, before its first and behind its last paragraph."""
    page = _HTML.replace("</head>", head + "</head>", 1)
    return page.replace("<body>", "<body>" + before, 1).replace("</body>", after + "</body>").encode()


def _row(count: int, cell: str) -> str:
    return "<table><tr>" + cell * count + "</tr></table>"


PAGES = (
    Hostile("divs.html", lambda: _page(before="<div>" * 100_000), values=WHOLE),
    Hostile("nested-tables.html", lambda: _page(after="<table><tr><td>" * 50_000 + "1"), values=WHOLE),
    Hostile(
        "million-cells.html", lambda: _page(after=_row(1_000_000, "<td>1")), values=WHOLE, megabytes=700, seconds=20
    ),
    Hostile("wide-cell.html", lambda: _page(after=_row(100, '<td colspan="999999999">1</td>')), values=WHOLE),
    Hostile("high-cell.html", lambda: _page(after="<table>" + '<tr><td rowspan="999999999">1' * 5_000), values=WHOLE),
    Hostile(
        "script.html",
        lambda: _page(
            head=f'<script>document.write("{_OTHER.replace(chr(34), chr(39))}");fetch("{CANARY_SERVER}")</script>',
            before="<script src='" + CANARY_SERVER + "/x.js'></script>",
        ),
        values=WHOLE,
        absent=("document.write",),
    ),
    Hostile(
        "links.html",
        lambda: _page(
            head=f'<base href="{CANARY_SERVER}"><meta http-equiv="refresh" content="0;url={CANARY_SERVER}/r">'
            f'<link rel="stylesheet" href="{CANARY_SERVER}/a.css"><style>@import url({CANARY_SERVER}/b.css)</style>',
            before=f'<iframe src="file://{CANARY_FILE}"></iframe><img src="file://{CANARY_FILE}">'
            f'<object data="{CANARY_SERVER}/o"></object><embed src="{CANARY_SERVER}/e"><frame src="{CANARY_SERVER}/f">'
            f'<form action="{CANARY_SERVER}"><input value="1"></form>',
        ),
        values=WHOLE,
        absent=(SECRET,),
    ),
    Hostile("frame-with-content.html", lambda: _page(before=f'<iframe srcdoc="{_OTHER}"></iframe>'), values=WHOLE),
    Hostile("template.html", lambda: _page(before=f"<template>{_OTHER}</template>"), values=WHOLE),
    Hostile("comment.html", lambda: _page(before=f"<!-- {_OTHER} -->"), values=WHOLE),
    Hostile("comment-never-closed.html", lambda: _page(after="<!-- " + _OTHER), values=WHOLE),
    Hostile("hidden-table.html", lambda: _page(before=f'<div style="display:none">{_OTHER}</div>'), values=_EITHER),
    Hostile(
        "hidden-table-behind.html", lambda: _page(after=f'<div style="display:none">{_OTHER}</div>'), values=_EITHER
    ),
    Hostile(
        "hidden-figure.html",
        lambda: _HTML.replace(">20<", '><span style="display:none">9</span>20<', 1).encode(),
        values=WHOLE,
    ),
    Hostile(
        "white-figure.html",
        lambda: _HTML.replace(">20<", '><span style="color:#fff;font-size:0">9</span>20<', 1).encode(),
        values=WHOLE,
    ),
    Hostile(
        "external-entity.html",
        lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file://%s">]>' % CANARY_FILE.encode() + _page(before="&x;"),
        values=WHOLE,
        absent=(SECRET,),
    ),
    Hostile("references.html", lambda: _page(after="<p>" + "&amp;" * 1_000_000 + "&#" + "9" * 200_000), values=WHOLE),
    Hostile("nul.html", lambda: _page(before="\0"), Row(UNREADABLE, "binary")),
    Hostile("wide-without-mark.html", lambda: _HTML.encode("utf-16-le"), Row(UNREADABLE, "binary")),
    Hostile("wide.html", lambda: _HTML.encode("utf-16"), values=WHOLE),
    Hostile("utf-7.html", lambda: _HTML.encode("utf-7"), Row(NOT_A_REPORT)),
    Hostile("two-encodings.html", lambda: _HTML.encode("gb18030") + "<p>完。公开工作</p>".encode(), values=WHOLE),
    Hostile("quotes-never-closed.html", lambda: _page(after='<p title="' + "<td>9" * 100_000), values=WHOLE),
    Hostile(
        "attributes.html", lambda: _page(before="<p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">"), values=WHOLE
    ),
    Hostile("blanks.html", lambda: _page(before=" " * 19_000_000), values=WHOLE, megabytes=500),
    Hostile("too-large.html", lambda: _page(before=" " * 21_000_000), Row(UNREADABLE, "the limit is 20 MB")),
    Hostile("invisible-inside.html", lambda: _HTML.replace(">20<", ">2\u200b0<", 1).encode(), values=WHOLE),
    Hostile(
        "joiner-inside.html",
        lambda: _HTML.replace(">20<", ">2\u200d\u20600<", 1).encode(),
        values={**WHOLE, _FIRST: "20|unreadable|ambiguous"},
    ),
    # Shown from right to left, the characters 0 and 2 are 20; whoever takes them as they come reads 02 or 2.
    Hostile(
        "turned-round.html",
        lambda: _HTML.replace(">20<", ">\u202e02\u202c<", 1).encode(),
        values={**WHOLE, _FIRST: "20|unreadable|ambiguous"},
    ),
    Hostile(
        "turned-round-by-tag.html",
        lambda: _HTML.replace(">20<", '><bdo dir="rtl">02</bdo><', 1).encode(),
        values={**WHOLE, _FIRST: "20|unreadable|ambiguous"},
    ),
    Hostile(
        "field.html",
        lambda: _HTML.replace(">20<", '><input value="20"><', 1).encode(),
        values={**WHOLE, _FIRST: "20|unreadable"},
    ),
    Hostile(
        "picture-of-a-figure.html",
        lambda: _HTML.replace(">20<", '><p><img src="20.png"></p><', 1).encode(),
        values={**WHOLE, _FIRST: "unreadable"},
    ),
    Hostile(
        "circled.html", lambda: _HTML.replace(">20<", ">⑳<", 1).encode(), values={**WHOLE, _FIRST: "20|unreadable"}
    ),
    Hostile("wide-digits.html", lambda: _HTML.replace(">20<", ">２０<", 1).encode(), values=WHOLE),
    Hostile(
        "chinese-digits.html",
        lambda: _HTML.replace(">20<", ">二十<", 1).encode(),
        values={**WHOLE, _FIRST: "20|unreadable"},
    ),
)
