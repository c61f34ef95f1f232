"""The build of the divisions file: made-up lists of made-up places, and the real packages where they are at hand."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

from gk_pipeline.agencies.build import snapshots as inputs
from gk_pipeline.agencies.build.cleaning import clean_town, is_group, kind_of, patches, stem
from gk_pipeline.agencies.build.history import Unit, counties, open_starts, towns
from gk_pipeline.agencies.build.snapshots import InputError, Snapshot, read_snapshots, verify
from gk_pipeline.agencies.build.succession import link
from gk_pipeline.agencies.build.table import build, key_names
from gk_pipeline.agencies.divisions import Divisions

# A folder of the packages that `archives.csv` names, as `npm pack` writes them.
ARCHIVES = "GK_DIVISION_ARCHIVES"

ABOVE = {"990000": "东南省", "990100": "甲州市"}


def compare(
    ministry: dict[int, dict[str, str]], statistics: dict[int, dict[str, str]] | None = None
) -> dict[tuple[str, str], Unit]:
    """All units of such lists by code and name; the decisions of the real country are left out."""
    lists = [Snapshot("ministry", year, ABOVE | names) for year, names in ministry.items()]
    for year, names in (statistics or {}).items():
        lists.append(Snapshot("statistics", year, ABOVE | ministry.get(year, {}) | names))
    above, below = counties(lists), towns(lists) if statistics else []
    link(above, below)
    if statistics:
        open_starts(below, above)
    return {(unit.code, unit.name): unit for unit in above + below}


@pytest.fixture(autouse=True)
def no_decisions(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if request.function is not test_the_shipped_file_comes_from_the_pinned_packages:
        monkeypatch.setattr("gk_pipeline.agencies.build.succession.rows", lambda name: [])


def test_years_are_those_of_the_lists() -> None:
    units = compare(
        {
            2001: {"990121": "子县", "990122": "丑县"},
            2002: {"990121": "子县", "990181": "丑市"},
            2003: {"990121": "子县", "990181": "丑市", "990123": "寅县"},
        }
    )
    assert {code: (unit.valid_from, unit.valid_to) for (code, _), unit in units.items() if code not in ABOVE} == {
        "990121": (0, None),
        "990122": (0, 2001),
        "990181": (2002, None),
        "990123": (2003, None),
    }


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        # The same code under another name.
        ({"990121": "子县"}, {"990121": "丑县"}, {"子县": {("rename", "990121", "丑县")}}),
        # The same name under another code.
        ({"990121": "子县"}, {"990131": "子县"}, {"子县": {("recode", "990131", "子县")}}),
        # Raised in rank.
        ({"990121": "子县"}, {"990181": "子市"}, {"子县": {("upgrade", "990181", "子市")}}),
        # Another name under another code: nothing tells.
        ({"990121": "子县"}, {"990131": "丑县"}, {"子县": set()}),
        # Two that could be it: nothing tells which.
        ({"990121": "子县"}, {"990181": "子市", "990105": "子区"}, {"子县": set()}),
        # Nothing is new.
        ({"990121": "子县", "990122": "丑县"}, {"990122": "丑县"}, {"子县": set(), "丑县": set()}),
        # The code of one was given to what another became: the two are one now.
        (
            {"990121": "子县", "990122": "丑县"},
            {"990121": "丑市"},
            {"子县": {("merge", "990121", "丑市")}, "丑县": {("merge", "990121", "丑市")}},
        ),
    ],
)
def test_succession_of_counties(
    before: dict[str, str], after: dict[str, str], steps: dict[str, set[tuple[str, str, str]]]
) -> None:
    units = compare({2001: before, 2002: after})
    for code, name in before.items():
        assert units[code, name].successors == steps[name], name


def test_names_in_another_prefecture_are_not_the_same() -> None:
    other = {"990200": "乙州市"}
    units = compare(
        {
            2001: other | {"990121": "子县", "990222": "丑县"},
            2002: other | {"990221": "子市", "990222": "丑县"},
        }
    )
    assert units["990121", "子县"].successors == set()
    moved = compare({2001: other | {"990121": "子县"}, 2002: other | {"990221": "子县"}})
    assert moved["990121", "子县"].successors == {("recode", "990221", "子县")}


def test_a_prefecture_that_lost_all_counties_was_merged_or_split() -> None:
    units = compare(
        {
            2001: {"990200": "乙州市", "990300": "丙州市", "990221": "子县", "990222": "丑县"},
            2002: {"990300": "丙州市", "990321": "子县", "990123": "丑县"},
        }
    )
    assert units["990200", "乙州市"].successors == {("split", "990100", "甲州市"), ("split", "990300", "丙州市")}
    units = compare({2001: {"990200": "乙州市", "990221": "子县"}, 2002: {"990123": "子县"}})
    assert units["990200", "乙州市"].successors == {("merge", "990100", "甲州市")}


def test_a_county_that_became_a_prefecture() -> None:
    units = compare({2001: {"990121": "子市"}, 2002: {"990300": "子市"}})
    assert units["990121", "子市"].successors == {("upgrade", "990300", "子市")}
    # The name went to a prefecture that was one before.
    units = compare({2001: {"990121": "子市", "990300": "子地区"}, 2002: {"990400": "子市"}})
    assert units["990300", "子地区"].successors == {("upgrade", "990400", "子市")}
    assert units["990121", "子市"].successors == set()


def test_a_code_that_stands_in_for_another_one_for_some_years() -> None:
    units = compare({2001: {"990121": "子县"}, 2002: {"999001": "子县"}, 2003: {"990121": "子县"}})
    assert units["999001", "子县"].successors == {("recode", "990121", "子县")}
    assert (units["990121", "子县"].valid_from, units["990121", "子县"].valid_to) == (0, None)


def test_a_city_that_is_printed_again_below_is_no_county() -> None:
    again = {"990300": "丙州市", "990301": "丙州市", "990100": "甲州市"}
    units = compare({2015: {"990300": "丙州市"}}, {2015: again | {"990301100": "东镇"}, 2016: {"990301100": "东镇"}})
    assert ("990300", "丙州市") in units
    assert ("990301", "丙州市") not in units


TOWNS = {"990121100": "东镇", "990121101": "西镇", "990121102": "南镇", "990121103": "北镇"}


def test_towns_tell_where_a_county_went() -> None:
    units = compare(
        {2015: {"990121": "子县"}, 2016: {"990105": "寅区"}, 2017: {"990105": "寅区"}},
        {
            2015: TOWNS,
            2016: {code.replace("990121", "990105"): name for code, name in TOWNS.items()},
            2017: {code.replace("990121", "990105"): name for code, name in TOWNS.items()},
        },
    )
    assert units["990121", "子县"].successors == {("upgrade", "990105", "寅区")}
    assert units["990121100", "东镇"].successors == {("recode", "990105100", "东镇")}


def test_a_new_county_with_towns_of_an_old_one_is_split_off() -> None:
    old = {"990121": "子县"}
    moved = {"990121100": "东镇", "990121101": "西镇", "990105001": "南镇", "990105002": "北镇"}
    units = compare(
        {2015: old, 2016: old | {"990105": "寅区"}, 2017: old | {"990105": "寅区"}},
        {2015: TOWNS, 2016: moved, 2017: moved},
    )
    assert units["990121", "子县"].successors == {("split", "990105", "寅区")}
    assert units["990121", "子县"].valid_to is None


def test_one_town_tells_nothing_of_its_county() -> None:
    old = {"990121": "子县", "990122": "丑县"}
    # One town of four went to a new county, one to an old one; the county is no more.
    after = {"990105100": "东镇", "990122101": "西镇", "990122100": "上镇"}
    units = compare(
        {2015: old, 2016: {"990105": "寅区", "990122": "丑县"}},
        {2015: TOWNS | {"990122100": "上镇"}, 2016: after},
    )
    assert units["990121100", "东镇"].successors == {("recode", "990105100", "东镇")}
    assert units["990121", "子县"].successors == set()


def test_two_counties_that_became_one_were_merged() -> None:
    more = {"990122100": "上镇", "990122101": "下镇"}
    after = {f"99010510{at}": name for at, name in enumerate([*TOWNS.values(), *more.values()])}
    units = compare(
        {2015: {"990121": "子县", "990122": "丑县"}, 2016: {"990105": "寅区"}},
        {2015: TOWNS | more, 2016: after},
    )
    assert units["990121", "子县"].successors == units["990122", "丑县"].successors == {("merge", "990105", "寅区")}


def test_names_of_townships_count_more_than_their_codes() -> None:
    county = {"990121": "子县"}
    before = {"990121100": "东镇", "990121101": "西镇", "990121200": "南乡", "990121201": "北乡", "990121102": "中镇"}
    # 西镇 got the code of 东镇, which is gone; 南乡 is a town now; 北乡 goes on under another name; 中镇 as a street.
    after = {"990121100": "西镇", "990121103": "南镇", "990121201": "前乡", "990121001": "中街道", "990121102": "后镇"}
    units = compare({2015: county, 2016: county, 2017: county}, {2015: before, 2016: after, 2017: after})
    steps = {name: units[code, name].successors for code, name in before.items()}
    assert steps == {
        "东镇": set(),
        "西镇": {("recode", "990121100", "西镇")},
        "南乡": {("upgrade", "990121103", "南镇")},
        "北乡": {("rename", "990121201", "前乡")},
        "中镇": {("upgrade", "990121001", "中街道")},
    }


def test_spellings_of_one_name_are_one_unit() -> None:
    county = {"990121": "子县"}
    units = compare(
        {2015: county, 2016: county, 2017: county},
        {2015: {"990121001": "东关地区办事处"}, 2016: {"990121001": "东关街道办事处"}, 2017: {"990121001": "东关街"}},
    )
    (town,) = (unit for unit in units.values() if unit.level == "township")
    assert (town.name, town.aliases, town.valid_from, town.valid_to) == ("东关街道", ("东关地区",), 0, None)


def test_what_the_oldest_list_leaves_out_is_not_younger() -> None:
    county = {"990121": "子县", "990122": "丑县"}
    later = TOWNS | {"990121400": "子农场", "990122100": "上镇", "990121104": "中镇"}
    units = compare({2015: county, 2016: county, 2017: county}, {2015: TOWNS, 2016: later, 2017: later})
    assert units["990121400", "子农场"].valid_from == 0  # a class that the oldest list does not have
    assert units["990122100", "上镇"].valid_from == 0  # a county that it does not have
    assert units["990121104", "中镇"].valid_from == 2016


def test_only_the_statistics_list_has_zones() -> None:
    county = {"990121": "子县"}
    units = compare(
        {2015: county, 2016: county, 2017: county},
        {2015: TOWNS, 2016: TOWNS, 2017: TOWNS | {"990171": "甲州经济技术开发区", "990171001": "新街街道"}},
    )
    assert units["990171001", "新街街道"].valid_from == 0  # left out before, like its zone
    zone = units["990171", "甲州经济技术开发区"]
    assert (zone.kind, zone.level, zone.valid_from) == ("zone", "county", 0)
    assert units["990121", "子县"].kind == "县"


@pytest.mark.parametrize(
    ("code", "printed", "clean"),
    [
        ("990121001", "东关街道办事处", "东关街道"),
        ("990121001", "东关街道办", "东关街道"),
        ("990121001", "东关办事处", "东关街道"),
        ("990121001", "东关地区办事处", "东关地区"),
        ("990121100", "东镇人民政府", "东镇"),
        ("990121100", "东关镇（高新区）", "东关镇"),
        ("990121001", "（工业园区）城南街道", "城南街道"),
        ("990121001", "子丑县城南街道", "城南街道"),
        ("990121001", "子丑县人民政府城南街道", "城南街道"),
        ("990121001", "甲州市子丑县城南街道", "城南街道"),
        ("990121400", "中国（甲州）软件谷", "中国（甲州）软件谷"),
        ("990121400", "城北办事处", "城北办事处"),
    ],
)
def test_cleaning_of_township_names(code: str, printed: str, clean: str) -> None:
    assert clean_town(code, printed, "甲州市", "子丑县") == clean


@pytest.mark.parametrize(
    ("code", "name", "group"),
    [
        ("990101", "市辖区", True),
        ("999000", "省直辖县级行政区划", True),
        ("990200", "县", True),
        ("990121", "子县", False),
        ("990121198", "子县直辖村级区划", True),
        ("990105100", "寅区（镇）直辖地域", True),
        ("990121100", "直辖镇", False),
    ],
)
def test_rows_that_only_head_others(code: str, name: str, group: bool) -> None:
    assert is_group(code, name) is group


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("110000", "北京市", "直辖市"),
        ("990100", "甲州市", "市"),
        ("990121", "子县", "县"),
        ("990121", "子族自治县", "自治县"),
        ("990121001", "东关地区", "街道"),
        ("990121200", "上畲族乡", "民族乡"),
        ("990121200", "上乡", "乡"),
        ("990121400", "下镇", "镇"),
        ("990121400", "子农场", "zone"),
        ("990121400", "经济开发区特殊乡镇", "zone"),
    ],
)
def test_kinds(code: str, name: str, kind: str) -> None:
    assert kind_of(code, name) == kind


def test_stems() -> None:
    assert {stem(name) for name in ("子丑县", "子丑市", "子丑区", "子丑自治县")} == {"子丑"}
    assert stem("上街道") == stem("上镇") == stem("上民族乡") == "上"


def test_patches_name_rows_of_no_two_names() -> None:
    assert len(patches()) == len(inputs.rows("patches.csv"))


# Reading packages.


def archive(folder: Path, name: str, members: dict[str, str]) -> str:
    """A package as npm packs it; returns its digest."""
    folder.mkdir(exist_ok=True)
    with tarfile.open(folder / f"{name}-1.0.0.tgz", "w:gz") as tar:
        for member, text in members.items():
            info = tarfile.TarInfo("package/" + member)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return hashlib.sha256((folder / f"{name}-1.0.0.tgz").read_bytes()).hexdigest()


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages with lists of two years, in place of the real ones."""
    folder = tmp_path / "archives"
    county = {**ABOVE, "990121": "子县"}
    towns_2015 = "code,name\n990121001,东关街道办事处\n990121100,西镇\n"
    towns_2016 = json.dumps([{"code": code, "name": name} for code, name in TOWNS_2016.items()], ensure_ascii=False)
    digests = {
        "one": archive(folder, "one", {"a.json": json.dumps(county), "towns.csv": towns_2015, "p.csv": PHONES}),
        "two": archive(folder, "two", {"a.csv": COUNTIES, "towns.json": towns_2016}),
    }
    tables = {
        "archives.csv": [{"package": name, "version": "1.0.0", "sha256": digest} for name, digest in digests.items()],
        "snapshots.csv": [
            listed("ministry", "2015-12", "one", "a.json"),
            listed("ministry", "2016-12", "two", "a.csv"),
            listed("statistics", "2015-10", "one", "towns.csv"),
            listed("statistics", "2016-10", "two", "towns.json"),
            listed("phone", "2010-01", "one", "p.csv"),
        ],
        "patches.csv": [],
        "decisions.csv": [],
        "special.csv": [
            {"name": "甲州新区", "kind": "zone", "level": "county", "parent": "990100"}
            | {"seat": "", "valid_from": "2014", "aliases": ""}
        ],
    }
    for module in ("snapshots", "cleaning", "succession", "table"):
        monkeypatch.setattr(f"gk_pipeline.agencies.build.{module}.rows", tables.__getitem__)
    return folder


TOWNS_2016 = {"990121001000": "东关街道", "990121002000": "西街道"}
COUNTIES = "code,name\n99,东南省\n9901,甲州市\n990121,子县\n"
PHONES = "name,code\n甲州市,0999\n无名市,0998\n"


def listed(publisher: str, as_of: str, package: str, member: str) -> dict[str, str]:
    return {"list": publisher, "as_of": as_of, "package": package, "version": "1.0.0", "members": member}


def test_lists_are_read_whatever_their_form(made_up: Path) -> None:
    verify(made_up)
    found = {(snapshot.publisher, snapshot.year): snapshot.names for snapshot in read_snapshots(made_up)}
    assert found["ministry", 2015] == found["ministry", 2016] == {**ABOVE, "990121": "子县"}
    assert found["statistics", 2016] == {"990121001": "东关街道", "990121002": "西街道"}


def test_a_package_that_is_not_the_pinned_one_is_refused(made_up: Path) -> None:
    path = made_up / "one-1.0.0.tgz"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InputError, match=r"one-1\.0\.0\.tgz has the digest"):
        verify(made_up)
    path.unlink()
    with pytest.raises(InputError, match="not in the folder"):
        verify(made_up)


def test_a_list_that_the_package_lacks_is_an_error(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [listed("ministry", "2015-12", "one", "b.json")]
    monkeypatch.setattr("gk_pipeline.agencies.build.snapshots.rows", lambda name: rows)
    with pytest.raises(InputError, match=r"no member b\.json"):
        read_snapshots(made_up)


def test_the_build_writes_the_same_bytes_again(made_up: Path, tmp_path: Path) -> None:
    written = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        build(made_up, tmp_path / name)
        build(made_up, tmp_path / name)
        written.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])
    assert written[0] == written[1]
    assert written[0][0][4:8] == b"\0\0\0\0"  # the time of its making


def test_what_the_build_wrote_is_read_back(made_up: Path, tmp_path: Path) -> None:
    assert build(made_up, tmp_path) == (7, 1, [])
    divisions = read(tmp_path)
    (town,) = divisions.by_code("990121100")
    ((successor, kind),) = town.successors
    assert (town.valid_to, kind, divisions.get(successor).name) == (2015, "upgrade", "西街道")
    (street,) = divisions.by_code("990121001")
    assert (street.name, street.valid_from, street.valid_to) == ("东关街道", 0, None)
    (area,) = divisions.names["甲州新区"]
    assert [above.name for above in divisions.ancestors(area)] == ["甲州市", "东南省"]
    assert (tmp_path / "phone_codes.csv").read_text() == "area_code,division_code\n0999,990100\n"


def test_keys_outlive_another_spelling(made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(made_up, tmp_path)
    (before,) = read(tmp_path).by_code("990121001")
    monkeypatch.setitem(TOWNS_2016, "990121001000", "东关地区")
    folder = tmp_path / "archives"
    archive(
        folder,
        "two",
        {
            "a.csv": COUNTIES,
            "towns.json": json.dumps([{"code": code, "name": name} for code, name in TOWNS_2016.items()]),
        },
    )
    build(made_up, tmp_path)
    (after,) = read(tmp_path).by_code("990121001")
    assert (before.name, after.name) == ("东关街道", "东关地区")
    assert before.key == after.key


def test_lost_keys_are_told(made_up: Path, tmp_path: Path) -> None:
    build(made_up, tmp_path)
    path = tmp_path / "divisions.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode() + "990999,旧县,county,县,0,2014,,,,,\n"
    path.write_bytes(gzip.compress(text.encode()))
    assert build(made_up, tmp_path)[2] == ["990999 旧县"]
    assert ("990999", "旧县") not in key_names(path)


def read(folder: Path) -> Divisions:
    text = gzip.decompress((folder / "divisions.csv.gz").read_bytes()).decode()
    return Divisions(list(csv.reader(io.StringIO(text)))[1:])


def test_the_shipped_file_comes_from_the_pinned_packages(tmp_path: Path) -> None:
    folder = os.environ.get(ARCHIVES)
    if not folder:
        pytest.skip(f"{ARCHIVES} names no folder with the packages that the divisions are built from")
    shipped = files("gk_pipeline.agencies") / "data"
    (tmp_path / "divisions.csv.gz").write_bytes((shipped / "divisions.csv.gz").read_bytes())
    verify(Path(folder))
    assert build(Path(folder), tmp_path)[2] == []
    for name in ("divisions.csv.gz", "phone_codes.csv"):
        built, kept = (tmp_path / name).read_bytes(), (shipped / name).read_bytes()
        if name.endswith(".gz"):
            built, kept = gzip.decompress(built), gzip.decompress(kept)
        assert built == kept, name
