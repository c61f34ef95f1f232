from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from gk_pipeline.cli.main import app
from gk_pipeline.pipeline.agency import Question, read_lines


def run(*arguments: str, given: str | None = None) -> list[str]:
    result = CliRunner().invoke(app, ["agency", *arguments], input=given)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_lines_of_a_list() -> None:
    lines = ["桃源县财政局\n", "\n", "朝阳区教育局\t吉林省\r\n", "县政府\t\t麻阳苗族自治县\t0745\n"]
    assert list(read_lines(lines, "湖南省")) == [
        Question("桃源县财政局", "湖南省"),
        Question("朝阳区教育局", "吉林省"),
        Question("县政府", "湖南省", ("麻阳苗族自治县", "0745")),
    ]
    assert list(read_lines(["桃源县"], None)) == [Question("桃源县")]


def test_json_has_the_fields_of_the_interface() -> None:
    (line,) = run("桃源县陬市镇财政所", "--json")
    found = json.loads(line)
    assert {key: found[key] for key in ("name", "division_code", "level", "agency_type", "department")} == {
        "name": "桃源县陬市镇财政所",
        "division_code": "430725101",
        "level": "township",
        "agency_type": "department",
        "department": "finance",
    }
    assert found["candidates"] == []
    assert found["department_name"] == "财政所"


def test_an_ambiguous_name_lists_its_candidates() -> None:
    (line,) = run("朝阳区人民政府", "--json")
    found = json.loads(line)
    assert (found["division_code"], found["level"]) == (None, "county")
    assert found["candidates"] == [
        {"division_code": "110105", "name": "北京市朝阳区"},
        {"division_code": "220104", "name": "吉林省长春市朝阳区"},
    ]


def test_options_narrow() -> None:
    assert json.loads(run("朝阳区人民政府", "--province", "吉林省", "--json")[0])["division_code"] == "220104"
    assert json.loads(run("巢湖市人民政府", "--year", "2009", "--json")[0])["division_code"] == "341400"


def test_names_from_standard_input() -> None:
    lines = run("-", "--json", given="朝阳区教育局\t吉林省\n桃源县\n")
    assert [json.loads(line)["division_code"] for line in lines] == ["220104", "430725"]


def test_a_line_a_name_on_the_terminal() -> None:
    shown = run("桃源县财政局", "朝阳区人民政府", "某某")
    assert shown[0].startswith("桃源县财政局  430725 桃源县  county department finance")
    assert "ambiguous" in shown[1]
    assert [line.split() for line in shown[2:4]] == [["110105", "北京市朝阳区"], ["220104", "吉林省长春市朝阳区"]]
    assert "unknown" in shown[4]


def test_an_unknown_province_ends_in_one_line() -> None:
    result = CliRunner().invoke(app, ["agency", "朝阳区", "--province", "华东"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "gk: 朝阳区: 华东 is no province\n"


@pytest.mark.parametrize("name", ["国务院办公厅", "平潭综合实验区管委会"])
def test_what_has_no_row_of_its_own_is_shown_too(name: str) -> None:
    found = json.loads(run(name, "--json")[0])
    assert found["division_code"] is not None
