"""The web pages over the marts of the samples, asked for through a server as a browser would."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import duckdb
import openpyxl
import pytest
import uvicorn
from typer.testing import CliRunner

from gk_pipeline.cli.main import app
from gk_pipeline.explorer.app import build_app
from gk_pipeline.explorer.serve import evidence
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import Summary
from gk_pipeline.samples import samples_folder
from gk_pipeline.warehouse.versions import make_current

CELL = re.compile(
    r'<td id="([^"]+)"(?: class="([^"]*)")?\s+(?:data-number="(\d+)")?\s*data-known="([^"]*)"\s*>(.*?)</td>', re.S
)
PIECE = re.compile(r'<span data-numbers="([\d ]+)"[^>]*>(.*?)</span>', re.S)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")


@dataclass(frozen=True)
class Browser:
    """Asks a server on loopback."""

    port: int

    def get(self, address: str, language: str = "en", cookie: str = "") -> Answer:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{address}", headers={"Accept-Language": language, "Cookie": cookie}
        )
        try:
            with urllib.request.build_opener(_Stays).open(request, timeout=60) as found:
                return Answer(found.status, found.headers, found.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that a test sees it."""

    def redirect_request(self, *_: object) -> None:
        return None


@contextmanager
def browsing(paths: Paths) -> Iterator[Browser]:
    server = uvicorn.Server(uvicorn.Config(build_app(paths), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield Browser(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser(sample_marts: Paths) -> Iterator[Browser]:
    with browsing(sample_marts) as found:
        yield found


def query(paths: Paths, sql: str) -> list[tuple]:
    with duckdb.connect(str(paths.published / "current" / "marts.duckdb"), read_only=True) as marts:
        return marts.sql(sql).fetchall()


def report_of(paths: Paths, file: str) -> str:
    ((found,),) = query(paths, f"select document_id from mart_documents where file_path = '{file}'")
    return found


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def test_every_page_of_the_samples_opens_in_both_languages(browser: Browser, sample_marts: Paths) -> None:
    addresses = ["/", "/agencies", "/regions", "/indicators", "/findings", "/wording", "/documents", "/about"]
    addresses += [f"/agencies/{key}" for (key,) in query(sample_marts, "select distinct agency_key from dim_agency")]
    addresses += [f"/reports/{key}" for (key,) in query(sample_marts, "select document_id from dim_report")]
    regions = "select distinct region_key from mart_region_year where region_key in (select body_key from dim_division)"
    addresses += [f"/regions/{quote(key)}" for (key,) in query(sample_marts, regions)]
    addresses += ["/indicators/fmt2021%3Aapp.granted?applicant=total", "/indicators?region=country"]
    assert len(addresses) > 60
    for address in addresses:
        for language in ("en", "zh"):
            answer = browser.get(address, language)
            assert answer.status == 200, (address, answer.text)
            assert answer.headers["Content-Language"] == language
    links = {link for address in addresses[:8] for link in re.findall(r'href="(/[^"]*)"', browser.get(address).text)}
    broken = [link for link in sorted(links) if browser.get(html.unescape(link)).status not in (200, 303)]
    assert broken == []


def test_a_report_shows_what_its_source_prints(browser: Browser, sample_marts: Paths) -> None:
    wanted = json.loads((samples_folder() / "expected" / "huoshan_county_2021.json").read_text(encoding="utf-8"))
    page = browser.get(f"/reports/{report_of(sample_marts, wanted['file'])}").text
    shown = {key.partition(":")[2]: plain(inner) for key, _, _, _, inner in CELL.findall(page)}
    assert len(shown) >= len(wanted["facts"]) > 190
    for key, value in wanted["facts"].items():
        cell = shown[key.replace("[", ":").rstrip("]")]
        assert cell.replace(",", "").rstrip("万元").rstrip("元") == str(value), key


def test_each_figure_lights_its_own_characters(browser: Browser, sample_marts: Paths) -> None:
    checked = 0
    for (document,) in query(sample_marts, "select document_id from dim_report"):
        page = browser.get(f"/reports/{document}").text
        raw = dict(
            query(sample_marts, f"select fact_id, raw_text from lineage_fact_source where document_id = '{document}'")
        )
        lit: dict[str, str] = {}
        for numbers, text in PIECE.findall(page):
            for number in numbers.split():
                lit[number] = lit.get(number, "") + plain_piece(text)
        cells = CELL.findall(page)
        assert {html.unescape(key) for key, *_ in cells} == set(raw)
        for key, _, number, known, _ in cells:
            assert (raw[html.unescape(key)] is None) == (number == "")
            if number:
                assert lit[number] == raw[html.unescape(key)]
                assert html.unescape(key) in html.unescape(known)
                checked += 1
    printed = "select count(*) from lineage_fact_source where raw_text is not null"
    assert [(checked,)] == query(sample_marts, printed)


def test_cells_are_marked_as_the_marts_have_them(browser: Browser, sample_marts: Paths) -> None:
    marks = {"corroborated": set(), "disputed": set(), "corrected": set()}
    for (document,) in query(sample_marts, "select document_id from dim_report"):
        for key, classes, *_ in CELL.findall(browser.get(f"/reports/{document}").text):
            for mark in set(classes.split()) & set(marks):
                marks[mark].add(html.unescape(key))
    for mark, condition in (("corroborated", "corroborated"), ("disputed", "is_disputed"), ("corrected", "false")):
        wanted = {key for (key,) in query(sample_marts, f"select fact_id from fct_indicator where {condition}")}
        assert marks[mark] == wanted
    assert len(marks["corroborated"]) > len(marks["disputed"]) > 0


def plain_piece(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_five_kinds_of_absence_look_different(browser: Browser, sample_marts: Paths) -> None:
    seen = {}
    for (document,) in query(sample_marts, "select document_id from dim_report"):
        for _, classes, _, _, inner in CELL.findall(browser.get(f"/reports/{document}").text):
            seen.setdefault(classes.split()[1], set()).add(plain(inner))
    assert "0" in seen["reported"]
    assert seen["blank"] == {"blank"}
    assert seen["row_absent"] == {"row absent"}
    assert seen["placeholder"] <= {"/", "—", "-", "无", "--", "不填", "－", "――", "——"}
    assert seen["ambiguous"] == {"103 ?"}


def test_findings_lead_to_their_cells(browser: Browser, sample_marts: Paths) -> None:
    page = browser.get("/findings?rule=F01").text
    links = re.findall(r'<td><a href="(/reports/[^"#]+)#([^"]+)">', page)
    assert len(links) == 2  # the sample of Huoshan for 2021 contradicts itself in two columns
    for address, anchor in links:
        report = browser.get(address).text
        assert f'id="{html.escape(urllib.request.unquote(anchor))}"' in report
    assert "F01" not in browser.get("/findings?rule=O05").text.split("<tbody>")[1]


def test_lists_can_be_narrowed_and_taken_along(browser: Browser) -> None:
    found = browser.get("/agencies?q=" + quote("安徽 霍山") + "&as=json")
    assert [row["agency_name"] for row in json.loads(found.data)] == ["霍山县人民政府"]
    assert json.loads(browser.get("/agencies?q=" + quote("霍山 教育") + "&as=json").data) == []
    files = browser.get("/documents?outcome=unreadable&as=csv")
    assert files.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(files.data.decode("utf-8-sig"))))
    assert [(row["file_path"], row["outcome"], row["report_year"]) for row in rows] == [
        ("2018/page_20180417.html", "unreadable", "")
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/documents?outcome=unreadable&as=xlsx").data)).active
    assert sheet is not None
    heads, only = sheet.values
    assert dict(zip(heads, only, strict=True))["file_path"] == "2018/page_20180417.html"
    assert "Nothing found" in browser.get("/documents?q=nowhere").text


def test_two_reports_side_by_side(browser: Browser, sample_marts: Paths) -> None:
    one, other = (
        report_of(sample_marts, f"{name}") for name in ("2020/huoshan_county_2020.html", "2019/huoshan_county_2019.txt")
    )
    rows = json.loads(browser.get(f"/compare?a={one}&b={other}&as=json").data)
    received = {row["applicant_key"]: row for row in rows if row["indicator_key"].endswith(":app.new_received")}
    # Read in both samples: 35 requests in 2019, 45 in 2020.
    assert (received["total"]["a_value"], received["total"]["b_value"]) == (45, 35)
    assert received["total"]["differs"]
    # Other forms have other rows; what is compared are concepts.
    newer = report_of(sample_marts, "2021/huoshan_county_2021.html")
    concepts = json.loads(browser.get(f"/compare?a={one}&b={newer}&as=json&only=differences").data)
    assert {row["indicator_key"]: (row["a_value"], row["b_value"]) for row in concepts}["c.received"] == (45, 58)
    assert all(row["differs"] for row in concepts)
    assert browser.get(f"/compare?a={one}").status == 404


def test_the_raw_file_is_handed_out_and_never_shown(browser: Browser, sample_marts: Paths) -> None:
    document = report_of(sample_marts, "2021/huoshan_county_2021.html")
    answer = browser.get(f"/reports/{document}/raw")
    assert hashlib.sha256(answer.data).hexdigest() == document
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_stands_alone_needs_no_server(browser: Browser, sample_marts: Paths) -> None:
    document = report_of(sample_marts, "2021/huoshan_county_2021.html")
    page = browser.get(f"/reports/{document}/evidence.html")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert re.findall(r'(?:href|src|action)="(?!#|data:)[^"]*"', page.text) == []
    assert len(CELL.findall(page.text)) == len(CELL.findall(browser.get(f"/reports/{document}").text))
    # The command gives the same cells, from the id of a fact as well.
    assert CELL.findall(evidence(sample_marts, f"{document[:20]}:app.granted:total", "en")) == CELL.findall(page.text)


def test_the_commands(sample_marts: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GK_HOME", str(sample_marts.home))
    monkeypatch.setenv("GK_INBOX", str(sample_marts.inbox))
    document = report_of(sample_marts, "2021/huoshan_county_2021.html")
    command, page = CliRunner(), tmp_path / "page.html"
    assert command.invoke(app, ["evidence", document, "--zh", "--out", str(page)]).exit_code == 0
    assert page.read_text(encoding="utf-8") == evidence(sample_marts, document, "zh")
    assert command.invoke(app, ["evidence", document[:20]]).stdout == evidence(sample_marts, document, "en")
    unknown = command.invoke(app, ["evidence", "no such report"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "No report has an id that begins with 'no such report'" in unknown.stderr
    served: list[tuple[str, int]] = []
    monkeypatch.setattr(uvicorn, "run", lambda _, host, port, **__: served.append((host, port)))
    assert command.invoke(app, ["explore", "--port", "8765"]).exit_code == 0
    assert served == [("127.0.0.1", 8765)]


def test_a_page_runs_no_script_but_its_own(browser: Browser) -> None:
    answer = browser.get("/")
    policy = answer.headers["Content-Security-Policy"]
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.S)
    digest = hashlib.sha256(script.encode()).digest()
    assert f"script-src 'sha256-{b64encode(digest).decode()}'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/findings?year=2021", "/findings?year=2021"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("http://evil.example", "/"),
    ],
)
def test_choosing_a_language_leads_back_and_nowhere_else(browser: Browser, back: str, leads_to: str) -> None:
    answer = browser.get(f"/language/zh?back={quote(back, safe='')}")
    assert (answer.status, answer.headers["Location"]) == (303, leads_to)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert "机关" in browser.get("/", "en", cookie).text


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/agencies/none",
        "/reports/none",
        "/reports/none/raw",
        "/regions/none",
        "/indicators/none",
        "/compare?a=1&b=2",
    ],
)
def test_what_is_not_there_is_said(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    assert answer.status == 404
    assert "There is no" in answer.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "1' or 1=1"])
def test_odd_numbers_of_pages_and_years_break_nothing(browser: Browser, number: str) -> None:
    for name in ("page", "year"):
        for address in ("/findings", "/agencies", "/documents", "/regions"):
            assert browser.get(f"{address}?{name}={quote(number)}").status == 200


def test_a_reader_is_told_when_nothing_is_published(tmp_path: Path, sample_marts: Paths) -> None:
    with browsing(Paths(replace(sample_marts.settings, home=tmp_path))) as browser:
        answer = browser.get("/")
    assert answer.status == 503
    assert "gk run" in answer.text


def test_a_raw_file_that_is_gone_or_changed_is_told(tmp_path: Path, sample_run: tuple[Paths, Summary]) -> None:
    paths, _ = sample_run
    document = report_of(paths, "2021/huoshan_county_2021.html")
    inbox = tmp_path / "inbox"
    (inbox / "2021").mkdir(parents=True)
    elsewhere = Paths(replace(paths.settings, inbox=inbox))
    for content in (None, b"another page"):
        if content:
            (inbox / "2021" / "huoshan_county_2021.html").write_bytes(content)
        with browsing(elsewhere) as browser:
            page = browser.get(f"/reports/{document}").text
            assert "no file with these bytes is in the inbox" in html.unescape(page)
            # The figures are there all the same, without characters to light.
            assert len(CELL.findall(page)) > 190
            assert PIECE.findall(page) == []
            assert browser.get(f"/reports/{document}/raw").status == 404


# What the samples have in common: a town repeats three passages of a bureau's report of the year before, and a county
# three of its own.
COPYING, COPIED = "2021/jiuzihe_town_2021.txt", "2020/dunhua_resources_2020.txt"
IN_BOTH = (
    "公开栏目更新不够及时，有的事项要等群众来问才补上",
    "对照公开目录逐项核对，哪个科室的栏目没有更新就催哪个科室",
    "群众问得多的事项整理成问答，放在办事窗口和网站首页显眼的位置",
)


def test_reports_in_the_same_words_are_listed(browser: Browser) -> None:
    names = ("report_year", "agency_name", "other_report_year", "other_agency_name", "n_passages")
    found = {
        relation: [
            tuple(row[name] for name in names)
            for row in json.loads(browser.get(f"/wording?as=json&relation={relation}").text)
        ]
        for relation in ("other_agency", "same_agency")
    }
    county = "霍山县人民政府"
    assert found == {
        "other_agency": [(2021, "罗田县九资河镇人民政府", 2020, "敦化市自然资源局", 3)],
        "same_agency": [(2020, county, 2019, county, 3)],
    }
    assert json.loads(browser.get("/wording?as=json&year=2020").text) == []


def test_two_texts_show_what_they_have_in_common(browser: Browser, sample_marts: Paths) -> None:
    town, bureau = (report_of(sample_marts, file) for file in (COPYING, COPIED))
    page = browser.get(f"/wording/{town}/{bureau}").text
    texts = [plain(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)]
    inbox = samples_folder() / "inbox"
    assert texts == [(inbox / file).read_bytes().decode("utf-8").strip() for file in (COPYING, COPIED)]
    marked = re.findall(r'<a id="([ab]\d)" href="#([ab]\d)">(.*?)</a>', page)
    first, second, third = IN_BOTH
    assert marked == [
        *(("a1", "b1", first), ("a2", "b2", "（二）" + second), ("a3", "b3", third)),
        *(("b1", "a1", first), ("b2", "a2", second), ("b3", "a3", third)),
    ]
    assert "3 passages agree word for word, figures and names apart; 0 of them are common wording." in plain(page)
    told = plain(browser.get(f"/reports/{town}").text)
    assert "敦化市自然资源局 2020" in told
    assert "3 passages, 41 % of this report's prose" in " ".join(told.split())  # 79 of 191 characters
    assert browser.get(f"/wording/{town}/{'f' * 64}").status == 404


def test_without_the_raw_file_the_other_text_is_still_shown(tmp_path: Path, sample_run: tuple[Paths, Summary]) -> None:
    paths, _ = sample_run
    town, bureau = (report_of(paths, file) for file in (COPYING, COPIED))
    (tmp_path / "2020").mkdir()
    (tmp_path / COPIED).write_bytes((samples_folder() / "inbox" / COPIED).read_bytes())
    with browsing(Paths(replace(paths.settings, inbox=tmp_path))) as browser:
        page = browser.get(f"/wording/{town}/{bureau}").text
    assert "no file with these bytes is in the inbox" in plain(page)
    assert re.findall(r'<a id="([ab]\d)"', page) == ["b1", "b2", "b3"]


def published(home: Path, marts: Paths, name: str, change: str) -> Paths:
    """Another home that has a version with these marts, in which one thing is changed."""
    folder = home / "published" / "versions" / name
    folder.mkdir(parents=True)
    for file in ("MANIFEST.json", "marts.duckdb"):
        (folder / file).write_bytes(((marts.published / "current").resolve() / file).read_bytes())
    with duckdb.connect(str(folder / "marts.duckdb")) as database:
        database.execute(change)
    return Paths(replace(marts.settings, home=home))


def test_an_agency_shows_what_does_not_hold_and_its_peers(tmp_path: Path, sample_marts: Paths) -> None:
    huoshan = "select agency_key from dim_agency where agency_name = '霍山县人民政府'"
    ((key,),) = query(sample_marts, huoshan)
    paths = published(
        tmp_path,
        sample_marts,
        "a" * 16,
        f"""
        update fct_carry_chain set verdict = 'broken', expected = 4321, actual = 4320, difference = -1
        where agency_key = '{key}' and report_year = 2020 and applicant_key = 'total';
        update fct_coverage set is_late = true, days_late = 12 where agency_key = '{key}' and report_year = 2020;
        insert into fct_restated_figure by name
        select claim_id, document_id, agency_key, agency_sk, report_year, 'c.received' as concept_id,
            777 as stated_value, 776 as previous_value, 'differs' as verdict
        from fct_claim where agency_key = '{key}' and report_year = 2021 limit 1;
        insert into mart_concept_series
        select * exclude (number) replace ('peer ' || number as agency_key, number as value)
        from mart_concept_series, (select unnest([10, 20, 30, 40, 1000]) as number)
        where agency_key = '{key}' and report_year = 2021 and concept_id = 'c.received';
        insert into mart_concept_series
        select * exclude (number) replace ('peer ' || number as agency_key, number as value)
        from mart_concept_series, (select unnest([11, 12, 13, 14]) as number)
        where agency_key = '{key}' and report_year = 2021 and concept_id = 'c.granted';
        """,
    )
    make_current(paths, "a" * 16)
    with browsing(paths) as browser:
        page = browser.get(f"/agencies/{key}").text
    sections = dict(re.findall(r"<h2>([^<]*?)\s*(?:<span.*?)?</h2>(.*?)(?=<h2>|</main>)", page, re.S))
    broken = sections["Not carried over as last year&#39;s report says"]
    assert re.findall(r'<td class="n">([^<]*)</td>', broken) == ["4,321", "4,320", "-1"]
    told = sections["Last year&#39;s figures, told otherwise this year"]
    assert re.findall(r'<td class="n">([^<]*)</td>', told) == ["776", "777"]
    assert "12 days late" in sections["Reports"]
    # Five peers have a median; four say nothing.
    assert re.findall(r'<span title="([^"]*)">([^<]*)</span>', sections["Figures over all forms"]) == [
        ("of 5 agencies", "30")
    ]


def test_characters_that_stand_elsewhere_now_are_not_lit(tmp_path: Path, sample_marts: Paths) -> None:
    """As where another version of the parser read the file: its offsets mean another text."""
    document = report_of(sample_marts, "2021/huoshan_county_2021.html")
    moved = f"""
        update lineage_fact_source set start_offset = start_offset + 1, end_offset = end_offset + 1
        where fact_id = '{document[:20]}:app.granted:total'
    """
    paths = published(tmp_path, sample_marts, "a" * 16, moved)
    make_current(paths, "a" * 16)
    with browsing(paths) as browser:
        page = browser.get(f"/reports/{document}").text
    assert "renders the file differently" in page
    assert PIECE.findall(page) == []
    assert len(CELL.findall(page)) > 190


def test_pages_follow_the_published_version(tmp_path: Path, sample_marts: Paths) -> None:
    for name, agency in (("a" * 16, "甲"), ("b" * 16, "乙")):
        paths = published(tmp_path, sample_marts, name, f"update dim_report set agency_name = '{agency}'")
    document = report_of(sample_marts, "2021/huoshan_county_2021.html")
    with browsing(paths) as browser:
        for name, agency in (("a" * 16, "甲"), ("b" * 16, "乙"), ("a" * 16, "甲")):
            make_current(paths, name)
            page = browser.get(f"/reports/{document}").text
            assert f"<title>{agency} 2021" in page
            assert name in page
