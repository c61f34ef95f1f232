"""The shipped divisions, against what is known of single places and what must hold for every row."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from gk_pipeline.agencies.divisions import COLUMNS, Division, Divisions, fold, key_of, load, phone_codes

DATA = files("gk_pipeline.agencies") / "data"
# The content, unpacked. It changes only by `python -m gk_pipeline.agencies.build`.
DIGEST = "c193d628f9952caef170bc9eda88824ccc1de25360efae001faa5d7f9acfc906"


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load()


def one(divisions: Divisions, code: str, name: str) -> Division:
    (found,) = (division for division in divisions.by_code(code) if division.name == name)
    return found


def became(divisions: Divisions, division: Division) -> set[tuple[str, str, str]]:
    found = ((divisions.get(key), kind) for key, kind in division.successors)
    return {(kind, other.code, other.name) for other, kind in found}


def test_file_is_what_the_build_wrote() -> None:
    content = gzip.decompress((DATA / "divisions.csv.gz").read_bytes())
    assert content.decode().splitlines()[0] == ",".join(COLUMNS)
    assert hashlib.sha256(content).hexdigest() == DIGEST


def test_file_is_small_and_its_header_holds_no_time() -> None:
    packed = (DATA / "divisions.csv.gz").read_bytes()
    assert len(packed) < 1_000_000
    assert packed[4:8] == b"\0\0\0\0"  # seconds of its making


@pytest.mark.parametrize(
    ("code", "name", "above"),
    [
        ("430725101", "陬市镇", ["桃源县", "常德市", "湖南省"]),
        ("653022100", "阿克陶镇", ["阿克陶县", "克孜勒苏柯尔克孜自治州", "新疆维吾尔自治区"]),
        ("411721001", "柏城街道", ["西平县", "驻马店市", "河南省"]),
        ("220105", "二道区", ["长春市", "吉林省"]),
        ("431226", "麻阳苗族自治县", ["怀化市", "湖南省"]),
        ("441900121", "虎门镇", ["东莞市", "广东省"]),  # a city without counties
        ("620201100", "新城镇", ["嘉峪关市", "甘肃省"]),
        ("460400100", "那大镇", ["儋州市", "海南省"]),
        ("419001", "济源市", ["河南省"]),  # a county under the province
        ("110108", "海淀区", ["北京市"]),
    ],
)
def test_places_lie_where_they_lie(divisions: Divisions, code: str, name: str, above: list[str]) -> None:
    found = one(divisions, code, name)
    assert found.valid_to is None
    assert [division.name for division in divisions.ancestors(found.key)] == above
    assert found.key in divisions.children(divisions.ancestors(found.key)[0].key)


@pytest.mark.parametrize(
    ("code", "name", "last", "successors"),
    [
        ("420600", "襄樊市", 2010, {("rename", "420600", "襄阳市")}),
        ("522400", "毕节地区", 2010, {("upgrade", "520500", "毕节市")}),
        ("371200", "莱芜市", 2018, {("merge", "370100", "济南市")}),
        ("371202", "莱城区", 2018, {("recode", "370116", "莱芜区")}),
        (
            "341400",
            "巢湖市",
            2010,
            {("split", "340100", "合肥市"), ("split", "340200", "芜湖市"), ("split", "340500", "马鞍山市")},
        ),
        ("130223", "滦县", 2017, {("upgrade", "130284", "滦州市")}),
        ("130733", "崇礼县", 2015, {("upgrade", "130709", "崇礼区")}),
        ("610521", "华县", 2015, {("upgrade", "610503", "华州区")}),
        ("469003", "儋州市", 2015, {("upgrade", "460400", "儋州市")}),
        ("330103", "下城区", 2020, {("merge", "330105", "拱墅区")}),
        ("330110", "余杭区", None, {("split", "330113", "临平区")}),
        ("310108", "闸北区", 2015, {("merge", "310106", "静安区")}),
        ("110103", "崇文区", 2009, {("merge", "110101", "东城区")}),
        ("230704", "友好区", 2018, {("merge", "230719", "友好区")}),  # with 上甘岭区
        ("230716", "上甘岭区", 2018, {("merge", "230719", "友好区")}),
        # Codes that were given to other places afterwards.
        ("232701", "加格达奇区", 2017, {("recode", "232761", "加格达奇区")}),
        ("500110", "万盛区", 2010, {("merge", "500110", "綦江区")}),
        ("360402", "庐山区", 2015, {("rename", "360402", "濂溪区"), ("split", "360483", "庐山市")}),
        # Townships: a county that became a city took its towns along; a township that became a town or a street.
        ("513425221", "新安傣族乡", 2020, {("recode", "513402203", "新安傣族乡")}),
        ("310109018", "提篮桥街道", 2017, {("rename", "310109018", "北外滩街道")}),
        ("510182105", "濛阳镇", 2019, {("upgrade", "510182003", "濛阳街道")}),
    ],
)
def test_known_successions(
    divisions: Divisions, code: str, name: str, last: int | None, successors: set[tuple[str, str, str]]
) -> None:
    found = one(divisions, code, name)
    assert found.valid_to == last
    assert became(divisions, found) == successors


@pytest.mark.parametrize(
    ("code", "name", "first"),
    [
        ("130284", "滦州市", 2018),
        ("370116", "莱芜区", 2019),
        ("330113", "临平区", 2021),
        ("659012", "白杨市", 2023),
        ("653228", "和康县", 2024),
    ],
)
def test_young_counties_begin_in_their_year(divisions: Divisions, code: str, name: str, first: int) -> None:
    found = one(divisions, code, name)
    assert (found.valid_from, found.valid_to) == (first, None)
    assert not divisions.by_code(code, first - 1)
    assert divisions.by_code(code, first) == (found,)


def test_what_is_not_known_stays_open(divisions: Divisions) -> None:
    assert one(divisions, "320304", "九里区").successors == ()
    # Named alike, but in another prefecture.
    assert ("recode", "130502", "桥东区") not in became(divisions, one(divisions, "130103", "桥东区"))


def test_a_code_tells_its_names_by_year(divisions: Divisions) -> None:
    assert [division.name for division in divisions.by_code("420600")] == ["襄阳市", "襄樊市"]
    assert [division.name for division in divisions.by_code("420600", 2009)] == ["襄樊市"]
    assert [division.name for division in divisions.by_code("420600", 2012)] == ["襄阳市"]
    assert divisions.by_code("999999") == ()


def test_children_follow_their_parent_through_its_names(divisions: Divisions) -> None:
    fancheng = one(divisions, "420606", "樊城区")
    former = one(divisions, "420600", "襄樊市")
    assert divisions.get(fancheng.parent or "").name == "襄阳市"
    assert fancheng.key in divisions.children(former.key)
    xiangzhou = one(divisions, "420607", "襄州区")  # named so since 2011
    assert xiangzhou.key not in divisions.children(former.key)


def test_origin_goes_back_to_the_first_name(divisions: Divisions) -> None:
    first, last = one(divisions, "632121", "平安县"), one(divisions, "630203", "平安区")
    assert divisions.origin(last.key) == first.key
    assert divisions.origin(first.key) == first.key
    # What was merged or split off is another body.
    for code, name in (("230719", "友好区"), ("330113", "临平区")):
        other = one(divisions, code, name)
        assert divisions.origin(other.key) == other.key


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("麻阳县", {"431226"}),
        ("湘西州", {"433100"}),
        ("湘西自治州", {"433100"}),
        ("恩施州", {"422800"}),
        ("克州", {"653000"}),
        ("前郭县", {"220721"}),
        ("民和县", {"632122", "630222"}),
        ("巴里坤县", {"652222", "650521"}),
        ("枫树乡", {"430725202"}),
        ("枫树民族乡", {"430725202"}),
        ("合肥高新区", {"340171", "340176"}),
        ("柏城街道办事处", {"411721001"}),
        ("柏城街道办", {"411721001"}),
        ("湖南", {"430000"}),
        ("内蒙古", {"150000"}),
        ("广西", {"450000"}),
        ("雄安新区", {""}),
        ("朝阳区", {"110105", "220104"}),
    ],
)
def test_names_and_aliases(divisions: Divisions, name: str, codes: set[str]) -> None:
    assert {divisions.get(key).code for key in divisions.names[name]} == codes


def test_full_names_come_before_aliases(divisions: Divisions) -> None:
    mixed = 0
    for name, keys in divisions.names.items():
        full = [fold(divisions.get(key).name) == name for key in keys]
        assert full == sorted(full, reverse=True), name
        mixed += len(set(full)) > 1
    assert mixed > 50  # 枫林乡 is the name of some and short for others


def test_zones_tell_who_runs_them_and_where_they_lie(divisions: Divisions) -> None:
    (key,) = divisions.names["平潭综合实验区"]
    zone = divisions.get(key)
    assert (zone.kind, zone.code, zone.seat) == ("zone", "", "350128")
    assert divisions.ancestors(key)[0].code == "350000"
    (corps,) = divisions.names["农八师"]
    assert (divisions.get(corps).kind, divisions.get(corps).seat) == ("xpcc", "659001")
    seats = [division.seat for division in divisions if division.seat]
    assert len(seats) > 10
    assert all(divisions.by_code(seat) for seat in seats)


def test_townships_carry_their_kind(divisions: Divisions) -> None:
    assert one(divisions, "430725202", "枫树维吾尔族回族乡").kind == "民族乡"
    assert one(divisions, "150727201", "克尔伦苏木").kind == "苏木"
    assert one(divisions, "230321500", "八五一〇农场").kind == "zone"
    assert one(divisions, "130426400", "涉城镇").kind == "镇"  # a town among the codes of farms and parks
    kinds = Counter(division.kind for division in divisions if division.level == "township")
    assert set(kinds) == {"街道", "镇", "乡", "民族乡", "苏木", "民族苏木", "zone"}


def test_every_character_is_a_character_of_names(divisions: Divisions) -> None:
    odd = re.compile(r"[^一-龥㐀-䶿\U00020000-\U0003ffff〇·（）、.\-]")
    with gzip.open(str(DATA / "divisions.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if odd.search(row["name"])] == []
    assert [row for row in rows if re.search(r"[\ue000-\uf8ff�?？a-z]", row["aliases"] + row["key_name"])] == []
    # What some lists print with a question mark, a private character or a reading in brackets.
    assert [one(divisions, *patched).name for patched in (("520324116", "桴㯊镇"), ("440883107", "塘㙍镇"))]
    assert [division.name for division in divisions.by_code("445381106")] == ["朗塘镇", "满塘镇"]


def test_rows_hang_together(divisions: Divisions) -> None:
    ranks = {"province": 0, "prefecture": 1, "county": 2, "township": 3}
    for division in divisions:
        assert (division.parent is None) == (division.level == "province"), division
        if division.parent:
            parent = divisions.get(division.parent)
            assert ranks[parent.level] < ranks[division.level], division
            assert division.key in divisions.children(parent.key), division
            # The parent goes by the name that it had then.
            assert parent.valid_from <= (division.valid_to or 9999), division
        assert division.valid_to is None or division.valid_from <= division.valid_to, division
        for key, kind in division.successors:
            successor = divisions.get(key)
            assert kind in {"rename", "recode", "upgrade", "merge", "split"}
            assert key != division.key
            assert kind != "rename" or successor.code == division.code
            assert kind != "recode" or successor.code != division.code
            assert kind == "split" or division.valid_to is not None, division


def test_numbers_are_those_of_the_country(divisions: Divisions) -> None:
    """The ministry counted 34 provinces, 333 prefectures and 2,846 counties at the end of 2024."""
    current = [
        division for division in divisions if division.valid_to is None and division.kind not in ("zone", "xpcc")
    ]
    counts = Counter(division.level for division in current)
    assert (counts["province"], counts["prefecture"], counts["county"]) == (34, 333, 2846)
    # It counted 38,658 townships a year before; the list of the statistics office is half a year older.
    assert counts["township"] == pytest.approx(38_658, rel=0.005)


def test_keys_are_digests_of_code_and_name(divisions: Divisions) -> None:
    keys = [division.key for division in divisions]
    assert len(set(keys)) == len(keys) == len(divisions)
    assert key_of("430725101", "陬市镇") == "dv_b4a54e030e46"
    assert one(divisions, "430725101", "陬市镇").key == "dv_b4a54e030e46"


def test_a_later_spelling_keeps_the_key() -> None:
    row = ["500101001", "高笋塘街道", "township", "街道", "0", "", "", "", "高笋塘办事处", "", ""]
    respelled = [*row[:1], "高笋塘街", *row[2:9], "高笋塘街道", ""]
    assert [division.key for division in Divisions([row])] == [division.key for division in Divisions([respelled])]


def test_fold_unifies_widths_and_blanks() -> None:
    assert fold("　二道 区（Ａ）") == "二道区(A)"


def test_phone_codes_lead_to_places(divisions: Divisions) -> None:
    codes = phone_codes()
    assert codes["0736"] == ("430700",)
    assert codes["010"] == ("110000",)
    assert set(codes["0731"]) == {"430100", "430200", "430300"}
    assert all(divisions.by_code(code) for places in codes.values() for code in places)
    assert all(re.fullmatch(r"0\d{2,3}", area_code) for area_code in codes)


def test_every_expected_code_of_the_reference_names_is_there(divisions: Divisions, shared: Path) -> None:
    with (shared / "domain" / "agency_names.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["expected_code"].strip("0")]
    assert len(rows) > 200
    names: dict[str, set[str]] = {}
    for name, keys in divisions.names.items():
        for key in keys:
            names.setdefault(key, set()).add(name)
    missing, unnamed = [], []
    for row in rows:
        found = divisions.by_code(row["expected_code"])
        missing += [row["name"]] if not found else []
        text = fold(row["name"] + row["context"])
        named = any(name in text for division in found for name in names[division.key])
        if row["expected_level"] in ("township", "county", "street", "prefecture") and not named:
            unnamed.append(row["name"])
    assert missing == []
    assert unnamed == ["長春市二道區人民政府"]  # traditional characters are the resolver's
