"""The whole pipeline as a user runs it: on the samples, twice, for one year, and on broken files."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.land import inbox_years, land_year
from gk_pipeline.pipeline.run import Summary, run
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.trace import trace
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.build import BuildResult

EXPECTED = sorted((samples_folder() / "expected").glob("*.json"))


def query(paths: Paths, sql: str) -> list[tuple]:
    with duckdb.connect(str(paths.published / "current" / "marts.duckdb"), read_only=True) as marts:
        return marts.sql(sql).fetchall()


def test_every_file_has_one_outcome(sample_run: tuple[Paths, Summary]) -> None:
    paths, summary = sample_run
    files = [p for p in paths.inbox.rglob("*") if p.is_file()]
    assert sum(summary.outcomes().values()) == len(files)
    wanted = Counter(json.loads(p.read_text(encoding="utf-8")).get("outcome", "report") for p in EXPECTED)
    assert Counter(dict(query(paths, "select outcome, count(*) from mart_documents group by all"))) == wanted


def test_marts_hold_what_the_samples_print(sample_run: tuple[Paths, Summary]) -> None:
    paths, _ = sample_run
    checked = 0
    ambiguous = set()
    for path in EXPECTED:
        wanted = json.loads(path.read_text(encoding="utf-8"))
        if wanted.get("outcome", "report") != "report" or wanted["form"] == "narrative":
            continue
        values = {
            indicator + (f"[{column}]" if column else ""): (value, status)
            for indicator, column, value, status in query(
                paths,
                f"""select indicator_id, column_id, value, status from fct_indicator join dim_report using (document_id)
                where list_contains((select list(file_path) from mart_documents m where m.document_id =
                fct_indicator.document_id), '{wanted["file"]}')""",
            )
        }
        for key, value in wanted["facts"].items():
            if values[key] == (None, "ambiguous"):
                ambiguous.add((wanted["file"], key.rpartition(".")[0]))
            elif key not in wanted.get("statuses", {}):
                assert float(values[key][0]) == value, (path.name, key, values[key])
                checked += 1
        for key, status in wanted.get("statuses", {}).items():
            assert values[key] == (None, status), (path.name, key)
    assert checked > 2000
    # `103` behind its label may be three cells, or two and an empty one.
    assert ambiguous == {("2022/qingchuan_emergency_2022.txt", "pub.normdocs")}


def test_findings_are_those_planted(sample_run: tuple[Paths, Summary]) -> None:
    paths, _ = sample_run
    planted = {
        (wanted["file"], "P01" if rule.startswith("narrative") else rule)
        for wanted in (json.loads(path.read_text(encoding="utf-8")) for path in EXPECTED)
        for rule in wanted.get("findings", ())
        if wanted.get("outcome", "report") == "report"
    }
    found = query(
        paths,
        "select distinct file_path, rule_id from fct_finding join dim_report using (document_id) "
        "where severity = 'error' or rule_id = 'P01'",
    )
    assert set(found) == planted


def test_running_twice_changes_nothing(sample_run: tuple[Paths, Summary]) -> None:
    paths, first = sample_run
    before = {name: read_table(paths, name) for name in ("documents", "facts", "claims", "findings")}
    again = run(paths)
    assert again.extracted.documents == 0
    assert again.scanned.new == again.scanned.changed == 0
    assert not any(landed.changed for landed in again.landed)
    assert first.published is not None
    assert again.published is not None
    assert again.published.manifest.version == first.published.manifest.version
    assert not again.published.is_new
    for name, rows in before.items():
        assert rows.equals(read_table(paths, name)), name


def test_a_value_is_traced_to_its_bytes(sample_run: tuple[Paths, Summary]) -> None:
    paths, _ = sample_run
    facts = query(
        paths,
        "select fact_id, any_value(value) from fct_indicator join dim_report using (document_id) "
        "where status = 'reported' and value > 9 group by fact_id, file_path order by hash(fact_id) limit 40",
    )
    for fact_id, value in facts:
        traced = trace(paths, fact_id)
        assert traced.problem is None
        assert traced.bytes_at is not None, fact_id
        assert traced.file is not None
        raw = (paths.inbox / traced.file).read_bytes()[traced.bytes_at.start : traced.bytes_at.end]
        printed = re.sub(r"<[^>]*>|\s", "", html.unescape(raw.decode(traced.row["encoding"])))
        assert printed == traced.row["raw_text"], fact_id
        assert traced.line is not None
        assert traced.marked is not None
        assert traced.line[slice(*traced.marked)] == traced.row["raw_text"]
        assert traced.row["value"] == value


def test_one_year_alone_is_refreshed_and_the_year_after_is_judged_again(
    sample_run: tuple[Paths, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived for other years is read, and waits for a run that asks for them. That marts are made anew of the
    years that changed, and of no others, is proved in `test_warehouse`."""
    paths, before = sample_run
    home, built = tmp_path / "home", list[Sequence[int] | None]()

    def asked(_: Paths, years: Sequence[int] | None = None) -> BuildResult | None:
        built.append(years)
        return before.built

    monkeypatch.setattr("gk_pipeline.pipeline.run.build", asked)
    shutil.copytree(paths.home, home, symlinks=True, ignore=shutil.ignore_patterns("target"))
    inbox = tmp_path / "inbox"
    shutil.copytree(paths.inbox, inbox)
    shutil.copy(samples_folder() / "broken" / "cut_off.html", inbox / "cut_off.html")
    page = inbox / "2017" / "yanjin_court_2017.html"
    page.write_bytes(page.read_bytes() + b"<!-- fetched again -->")
    copied = Paths(replace(paths.settings, home=home, inbox=inbox))
    summary = run(copied, years=[2017])
    assert built == [[2017]]
    assert summary.extracted.documents == 2
    assert [landed.year for landed in summary.landed] == [2017, 2018]
    with Ledger(copied) as ledger:
        (other,) = (r for r in ledger.documents(parser_version()) if r.file_path == "cut_off.html")
    assert other.report_year not in (2017, 2018)


BROKEN = {
    "empty.txt": (b"", "unreadable"),
    "random.bin": (os.urandom(3000), "unreadable"),
    "news.txt": (
        "本报讯(记者 某某)近日,全市集中公布2021年政府信息公开工作年度报告,共计64份。".encode(),
        "not_a_report",
    ),
    "huge.txt": ("一二三四五六七八九十0123456789\n".encode() * 1_300_000, "unreadable"),
    "half.txt": ("某区2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条".encode()[:-1], "report"),
}


def test_broken_files_get_an_outcome_and_leave_the_rest_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, (content, _) in BROKEN.items():
        (inbox / name).write_bytes(content)
    (inbox / "link.txt").symlink_to("/etc/hostname")
    locked = inbox / "locked.txt"
    locked.write_text("收到申请数 3")
    locked.chmod(0)
    if os.geteuid() == 0:  # nothing is locked for root
        _lock(locked, monkeypatch)
    shutil.copy(samples_folder() / "broken" / "cut_off.html", inbox)
    shutil.copy(samples_folder() / "inbox" / "2017" / "tianhuangping_town_2017.txt", inbox)
    paths = Paths(Settings(home=tmp_path / "home", inbox=inbox, workers=1, keep_versions=1))
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, 1)
        landed = [land_year(paths, ledger, year) for year in inbox_years(ledger)]
    rows = read_table(paths, "documents").select("file_path", "outcome", "reason").rows()
    outcomes = {name: (outcome, reason) for name, outcome, reason in rows}
    assert len(outcomes) == len(BROKEN) + 4 == sum(sum(each.outcomes.values()) for each in landed)
    for name, (_, wanted) in BROKEN.items():
        assert outcomes[name][0] == wanted, (name, outcomes[name])
        assert outcomes[name][1] or wanted == "report"
    assert outcomes["link.txt"][0] == "unreadable"
    assert outcomes["locked.txt"][0] == "unreadable"
    assert "Permission denied" in outcomes["locked.txt"][1]
    assert outcomes["cut_off.html"][0] == "report"
    assert outcomes["tianhuangping_town_2017.txt"][0] == "report"
    assert read_table(paths, "facts").filter(pl.col("status") == "reported").height > 58


def _lock(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_open = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self == locked:
            raise PermissionError(13, "Permission denied", str(self))
        return really_open(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)
