"""The Dagster UI in a real browser: the lineage, a backfill of three years launched by clicks, checks and figures.

Needs playwright and a Chromium of the system, and some minutes: set GK_BROWSER=1 to run it. With GK_SHOTS=FOLDER what
was seen is kept there as pictures.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gk_pipeline.samples import samples_folder
from tests.chromium import needs_chromium, opened
from tests.ui import Served, serve, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.skipif(os.environ.get("GK_BROWSER") != "1", reason="takes minutes: set GK_BROWSER=1 to run it"),
    needs_chromium,
]

GROUPS = ("inbox", "documents", "lake", "catalog", "staging", "intermediate", "marts", "published")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(samples_folder() / "inbox", home / "inbox")
    with serve(GK_HOME=str(home)) as served:
        yield served


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with opened() as page:
        yield page


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("GK_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_lineage_leads_from_raw_files_to_published_marts(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/asset-groups")
    for group in GROUPS:
        page.get_by_text(group, exact=True).last.wait_for()
    # Groups open and close with this key.
    page.keyboard.press("Alt+e")
    page.wait_for_url("**expanded=**")
    opened = page.url.split("expanded=")[1]
    assert all(group in opened for group in GROUPS)
    keep(page, "lineage_all")
    # Models are too many to be read on one page: everything else opened, they are a group each.
    wanted = ",".join(f"global@global:{group}" for group in ("inbox", "documents", "lake", "published"))
    page.goto(f"{served.address}/asset-groups?expanded={wanted}")
    # Longer names are cut short.
    for asset in ("raw_files", "facts", "published_marts"):
        page.get_by_text(asset, exact=True).last.wait_for()
    page.wait_for_timeout(3000)
    keep(page, "lineage")


def test_a_backfill_of_three_years_is_launched_by_clicks_and_ends_well(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/locations/gk_pipeline.orchestration.definitions/jobs/refresh_years")
    page.get_by_role("button", name="Materialize all").click()
    years = page.get_by_placeholder("ex: 2008")
    years.fill("[2016...2018]")
    years.press("Enter")
    page.get_by_text("3 partitions").first.wait_for()
    keep(page, "backfill_dialog")
    page.get_by_role("button", name="Launch backfill").click()
    wait_until(lambda: served.runs() and served.runs()[0]["status"] in ("SUCCESS", "FAILURE"), "the run has ended")
    (run,) = served.runs()
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    assert run["status"] == "SUCCESS"
    assert tags["dagster/asset_partition_range_start"] == "2016"
    assert tags["dagster/asset_partition_range_end"] == "2018"
    page.goto(f"{served.address}/runs/{run['runId']}")
    page.get_by_text("Success", exact=True).first.wait_for()
    page.get_by_text("Loading run logs").wait_for(state="hidden")
    keep(page, "run")


def test_checks_and_the_figures_of_each_year_are_shown(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/assets/lake/quarantine?view=checks")
    page.get_by_text("quarantine_rate", exact=True).first.wait_for()
    page.get_by_text("Within the limit.").first.wait_for()
    keep(page, "checks")
    page.goto(f"{served.address}/assets/lake/findings?view=checks&checkDetail=identities_by_form")
    page.get_by_text("pass rate old2014").first.wait_for()
    keep(page, "identities_by_form")
    page.goto(f"{served.address}/assets/lake/documents?view=overview")
    page.get_by_text("by report year").first.wait_for()
    keep(page, "figures")


def test_what_starts_by_itself_is_there_and_off(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/automation")
    for name in ("arrivals", "refresh_season", "refresh_monthly", "look_over_daily"):
        page.get_by_text(name, exact=True).first.wait_for()
    keep(page, "automation")
    states = served.ask(
        '{ sensorsOrError(repositorySelector: {repositoryName: "__repository__", '
        'repositoryLocationName: "gk_pipeline.orchestration.definitions"}) '
        "{ ... on Sensors { results { name sensorState { status } } } } }"
    )
    found = {each["name"]: each["sensorState"]["status"] for each in states["sensorsOrError"]["results"]}
    assert found == {"arrivals": "STOPPED"}


def test_nothing_listens_beyond_this_machine(served: Served) -> None:
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("this system has no /proc")
    ours = sockets_of(family(served.process.pid))
    rows = [line.split() for line in listening.read_text().splitlines()[1:]]
    addresses = {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in ours}
    assert addresses == {"0100007F"}
    rows = [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    loopback = {"0" * 24 + "01000000", "0000000000000000FFFF00000100007F"}
    assert {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in ours} <= loopback


def family(process: int) -> set[int]:
    """A process and all that it has started, as far as they still know."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(status.parent.name)] = int(after_name[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def sockets_of(processes: set[int]) -> set[str]:
    found = set()
    for process in processes:
        for handle in Path(f"/proc/{process}/fd").glob("*"):
            try:
                target = str(handle.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found
