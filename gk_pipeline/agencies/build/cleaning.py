"""Names of units as the lists print them, made uniform; which rows of a list are no units.

Belongs here: spellings (街道办事处 for 街道, a county's name in front, remarks in brackets), patches, the kind of a
unit by its name and code. Does not: comparing years.
"""

from __future__ import annotations

import re

from gk_pipeline.agencies.build.snapshots import rows

# Rows that only group others: 市辖区, 县, 省直辖县级行政区划, 县直辖村级区划.
_GROUP = re.compile(r".*市辖区|县|.*直辖县级行政(?:区划|单位)")
_TOWN_GROUP = re.compile(r".*(?:直辖村级|直管村级|直辖地域|区镇?直辖|[（(]镇[）)]直辖|模拟镇).*")
_REMARK = re.compile(r"^[（(][^（()）]*[）)](?=.{3})|(?<=.{2})[（(][^（()）]*[）)]$")
_STREET = re.compile(r"(?:街道办事处街道|街道办事处|街道办事|街道办|街办事处|办事处街道|办事处|街道地区|街)$")
_DISTRICT = re.compile(r"地区(?:办事处|街道)$")

_KINDS = {
    "province": ("特别行政区", "自治区", "省"),
    "prefecture": ("自治州", "地区", "盟", "市"),
    "county": ("自治县", "自治旗", "林区", "特区", "县", "区", "旗", "市"),
    "township": ("民族苏木", "苏木", "民族乡", "镇", "乡", "街道", "地区"),
}
_ZONE_CLASSES = "45"


def patches() -> dict[tuple[str, str], str]:
    """(code, name as printed) -> the right name, where a list prints characters that no name has."""
    return {(row["code"], row["printed"]): row["name"] for row in rows("patches.csv")}


def level_of(code: str) -> str:
    """province, prefecture, county or township, by the form of the code."""
    if len(code) == 9:
        return "township"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def is_group(code: str, name: str) -> bool:
    """Whether the row only heads a group of rows and is no unit."""
    return bool((_TOWN_GROUP if len(code) == 9 else _GROUP).fullmatch(name))


def clean_town(code: str, name: str, prefecture: str, county: str) -> str:
    """The name of a township without remarks, without the names above it in front, streets as `…街道`."""
    name = _REMARK.sub("", name)
    name = re.sub("人民政府$", "", name)
    name = _DISTRICT.sub("地区", name)
    if code[6] == "0" or name.endswith("街道办事处"):
        name = _STREET.sub("街道", name)
    rest = name.removeprefix(prefecture).removeprefix(county).removeprefix("人民政府")
    if len(county) > 2 and rest != name and re.fullmatch(".{2,}(?:街道|镇|乡)", rest):
        name = rest
    return name


def kind_of(code: str, name: str) -> str:
    """The suffix that tells what a unit is, 直辖市 for the four municipalities, `zone` for units of other kinds."""
    level = level_of(code)
    if level == "province" and name.endswith("市"):
        return "直辖市"
    for suffix in _KINDS[level]:
        if name.endswith(suffix) and not name.endswith("乡镇"):
            plain = suffix in ("镇", "乡", "民族乡", "街道", "苏木", "民族苏木")
            if level == "township" and code[6] in _ZONE_CLASSES and not plain:
                break
            return "街道" if suffix == "地区" and level == "township" else _ethnic(suffix, name)
    return "街道" if level == "township" and code[6] == "0" else "zone"


def _ethnic(suffix: str, name: str) -> str:
    """`民族乡` also where the people's name stands for 民族: 枫树维吾尔族回族乡, 寨根蒙古族乡."""
    return "民族乡" if suffix == "乡" and re.search("族乡$", name) else suffix


def same_spelling(name: str) -> str:
    """What two spellings of one name share: 东镇街道, 东镇地区 and 东镇街街道 are one."""
    return re.sub("苏木乡$", "苏木", re.sub("(?:街道|地区|街街道|片区街道)$", "街道", name))


_STEM = re.compile("(?:自治州|自治县|自治旗|民族苏木|民族乡|街道|地区|苏木|[省市盟县区旗镇乡])$")


def stem(name: str) -> str:
    """A name without the suffix that tells its rank: 滦 of 滦县, 陬市 of 陬市镇."""
    return _STEM.sub("", name)
