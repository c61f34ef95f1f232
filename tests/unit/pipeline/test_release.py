"""What a version changed, counted and in words; expectations follow from the rows written here."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gk_pipeline.cli.main import app
from gk_pipeline.lake.tables import ensure_tables, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import release as releases
from gk_pipeline.pipeline.release import Release, as_json, markdown, release
from gk_pipeline.settings import Settings
from tests.contracts.examples import SHA20
from tests.unit.lake.rows import validated

Row = dict[str, Any]

GRANTED = f"{SHA20}:app.granted:total"
RECEIVED: Row = {"subject_id": f"{SHA20}:old.3.1", "form": "old2014", "indicator_id": "old.3.1", "column_id": None}
LOST: Row = {
    **{f"new_{name}": None for name in ("value", "status", "unit", "approximate", "corroborated", "text")},
    "new_start_offset": None,
}
NEITHER: Row = {**LOST, **{name.replace("new_", "old_"): None for name in LOST}}
NO_CELL: Row = {**NEITHER, "form": None, "indicator_id": None, "column_id": None}
FINDING: Row = {
    **NO_CELL,
    **{"subject": "finding", "subject_id": f"{SHA20}:F01:total", "rule_id": "F01", "kind": "appeared"},
    **{"cause": "last_year", "new_severity": "error", "new_verdict": "undecided"},
}
FORM: Row = {
    **NO_CELL,
    **{"subject": "report", "subject_id": f"{SHA20}:report:form", "attribute": "form", "kind": "attribute"},
    **{"old_text": "local", "new_text": "fmt2019"},
}
NOW: Row = {"from_version": "1", "to_version": "2+b"}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A lake with changes of two releases in two years; the running version is that of the second."""
    monkeypatch.setattr(releases, "parser_version", lambda: "2+b")
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    ensure_tables(paths)
    a_2019 = [
        {"kind": "value", "cause": "reading", **NOW},
        {**RECEIVED, **LOST, "kind": "disappeared", "cause": "judging", "old_value": Decimal("7.50"), **NOW},
        {**FINDING, **NOW},
        {**FORM, **NOW},
        {"from_version": "0", "to_version": "1"},
    ]
    write_year(paths, "release_changes", 2019, validated("release_changes", *a_2019))
    write_year(paths, "documents", 2019, validated("documents", {"report_year": 2019}))
    write_year(paths, "reports", 2019, validated("reports", {"report_year": 2019, "form": "fmt2019"}))
    other = {"document_id": "f" * 64, "subject_id": f"{'f' * 20}:app.granted:total", "report_year": 2020}
    write_year(paths, "release_changes", 2020, validated("release_changes", {**other, "kind": "corroborated", **NOW}))
    return paths


def test_everything_is_counted(paths: Paths) -> None:
    found = release(paths)
    assert (found.from_versions, found.to_version, found.total, found.documents) == (("1",), "2+b", 5, 2)
    assert found.by_subject == {
        ("report", "attribute"): 1,
        ("fact", "value"): 1,
        ("fact", "disappeared"): 1,
        ("fact", "corroborated"): 1,
        ("finding", "appeared"): 1,
    }
    assert found.by_cause == {"reading": 3, "judging": 1, "last_year": 1}
    assert found.by_indicator == {"app.granted": 2, "old.3.1": 1}
    # The report of 2020 is not in the lake any more.
    assert (found.by_form, found.by_layout) == ({"fmt2019": 4}, {"glued": 4})


def test_changes_are_in_words_what_matters_first(paths: Paths) -> None:
    shown = [(c.file, c.report_year, c.label, c.kind, c.before, c.after) for c in release(paths).changes]
    assert shown == [
        ("2017/a.txt", 2019, "form", "attribute", "local", "fmt2019"),
        ("2017/a.txt", 2019, "app.granted[total] 予以公开", "value", "416 件", "4166.241619 件"),
        ("2017/a.txt", 2019, "old.3.1 收到申请数", "disappeared", "7.5 件", "–"),
        (
            *(None, 2020, "app.granted[total] 予以公开", "corroborated"),
            *("416 件, not corroborated", "4166.241619 件, corroborated"),
        ),
        ("2017/a.txt", 2019, "F01:total", "appeared", "–", "error undecided"),
    ]
    assert release(paths).changes[1].subject_id == GRANTED


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({"to_version": "2"}, 5),
        ({"to_version": "1"}, 1),
        ({"to_version": ""}, 6),
        ({"to_version": "", "from_version": "0"}, 1),
        ({"from_version": "0"}, 0),
        ({"years": [2020]}, 1),
        ({"years": [2021, None]}, 0),
    ],
)
def test_versions_and_years_narrow_it(paths: Paths, given: Row, total: int) -> None:
    assert release(paths, **given).total == total


def test_only_the_first_are_shown_and_all_are_counted(paths: Paths) -> None:
    found = release(paths, first=2)
    assert [change.kind for change in found.changes] == ["attribute", "value"]
    assert found.total == 5
    text = markdown(found)
    assert text.startswith("From `1` to `2+b`: 5 changes in 2 documents.")
    assert "| 2017/a.txt | 2019 | app.granted[total] 予以公开 | value | reading | 416 件 | 4166.241619 件 |" in text
    assert text.endswith("and 3 more, in the lake table `release_changes`.")
    assert "more, in the lake" not in markdown(release(paths))


def test_bars_and_lines_do_not_break_the_table(paths: Paths) -> None:
    cell = {**NOW, "kind": "span", "old_text": "4|1\n6", "new_text": None, "report_year": None}
    write_year(paths, "release_changes", None, validated("release_changes", cell))
    lines = markdown(release(paths, years=[None])).splitlines()
    assert lines[-1] == (
        "| – | – | app.granted[total] 予以公开 | span | reading | 416 件, 4\\|1 6 at 100 | 4166.241619 件, – at 100 |"
    )


def test_a_version_without_changes_says_so(paths: Paths) -> None:
    found = release(paths, to_version="9")
    assert found == Release((), "9", 0, 0, {}, {}, {}, {}, {}, ())
    assert markdown(found) == "Version `9` changed nothing."


def test_the_pairs_of_versions_are_listed(paths: Paths) -> None:
    assert releases.releases(paths) == [("0", "1", 1), ("1", "2+b", 5)]


def test_json_has_it_all(paths: Paths) -> None:
    found = json.loads(json.dumps(as_json(release(paths)), ensure_ascii=False))
    assert found["by_subject"]["fact.value"] == 1
    assert [change["kind"] for change in found["changes"]][:2] == ["attribute", "value"]
    assert {"total": 5, "documents": 2, "to_version": "2+b", "from_versions": ["1"]}.items() <= found.items()


def test_the_command_shows_it(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GK_HOME", str(paths.home))
    shown = CliRunner().invoke(app, ["release", "--first", "2"])
    assert shown.exit_code == 0
    assert "1 to 2+b: 5 changes in 2 documents" in shown.output
    assert "4166.241619 件" in shown.output
    assert "and 3 more" in shown.output
    told = json.loads(CliRunner().invoke(app, ["release", "--json", "--from", "0", "--to", "1"]).output)
    assert told["total"] == 1
    none = CliRunner().invoke(app, ["release", "--to", "9"])
    assert "no changes by version 9 but by these:" in none.output
    assert "0 to 1: 1" in none.output


def test_a_lake_of_another_contract_is_named(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GK_HOME", str(paths.home))
    Path(str(paths.part("release_changes", 2020))).write_bytes(Path(str(paths.part("documents", 2019))).read_bytes())
    told = CliRunner().invoke(app, ["release"])
    assert told.exit_code == 1
    assert "another contract of release_changes" in told.output
