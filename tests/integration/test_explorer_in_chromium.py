"""A figure of a report is clicked in a real browser, and its characters light up, from the server and from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gk_pipeline.explorer.serve import evidence
from gk_pipeline.paths import Paths
from tests.chromium import needs_chromium, opened
from tests.integration.test_explorer import browsing, report_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

# What the sample prints: 52 requests of natural persons, in the first row of its third table.
FILE = "2021/huoshan_county_2021.html"
RECEIVED = "td[id$=':app.new_received:natural_person']"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with opened(1400, 900) as page:
        yield page


@pytest.fixture(scope="module")
def addresses(sample_marts: Paths, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    document = report_of(sample_marts, FILE)
    alone = tmp_path_factory.mktemp("evidence") / "page.html"
    Path(alone).write_text(evidence(sample_marts, document, "en"), encoding="utf-8")
    with browsing(sample_marts) as server:
        yield {"server": f"http://127.0.0.1:{server.port}/reports/{document}", "file": alone.as_uri()}


def lit(page: Page) -> list[str]:
    return page.locator("pre .lit").all_inner_texts()


@pytest.mark.parametrize("place", ["server", "file"])
def test_a_click_lights_the_characters(page: Page, addresses: dict[str, str], place: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(addresses[place])
    assert lit(page) == []
    page.locator(f"{RECEIVED} a").click()
    assert lit(page) == ["52"]
    assert page.locator("pre .lit").is_visible()
    line = page.locator("pre").evaluate(
        """pre => { const node = pre.querySelector(".lit"), range = document.createRange();
        range.setStart(pre, 0); range.setEnd(node, 0); return range.toString().split("\\n").pop(); }"""
    )
    assert line.split("\t")[0] == "一、本年新收政府信息公开申请数量"
    assert "52 件" in page.locator("#known").inner_text()
    assert page.url.endswith("app.new_received%3Anatural_person")
    assert problems == []


def test_characters_lead_to_their_cell(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["server"])
    number = page.locator(RECEIVED).get_attribute("data-number")
    page.locator(f"pre [data-numbers='{number}']").click()
    assert page.locator("td.lit").get_attribute("id") == page.locator(RECEIVED).get_attribute("id")


def test_an_address_that_names_a_figure_lights_it(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["server"])
    wanted = page.locator(RECEIVED).get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{addresses['server']}#{wanted}")
    assert lit(page) == ["52"]
    assert page.locator("td.lit").is_visible()
