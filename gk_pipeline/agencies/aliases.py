"""Other names that a division goes by, made by rule from its name.

Belongs here: regular short forms (麻阳县 for 麻阳苗族自治县, 湘西州, X街道办事处), the list of irregular ones
(`data/division_aliases.csv`) and of the peoples that names carry (`data/peoples.csv`). Does not: former names, which
are divisions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gk_pipeline.agencies.tables import rows_of

_ZONES = (("高新技术产业开发区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"))


def aliases_of(level: str, kind: str, name: str) -> Iterator[str]:
    """Other names of a division; the same one may come twice."""
    yield from _irregular().get(name, ())
    if kind == "zone":
        yield from _zone_aliases(name)
    elif level == "township":
        yield from _town_aliases(kind, name)
    elif level == "province":
        yield re.sub("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市])$", "", name)
    elif kind in ("自治州", "自治县", "自治旗"):
        found = _patterns()[0].match(name)
        if found:
            yield found["place"] + kind[-1]
            yield found["place"] + kind


def _town_aliases(kind: str, name: str) -> Iterator[str]:
    if kind == "街道":
        yield name + "办事处"
        if name.endswith("街道"):
            yield name + "办"
            yield name.removesuffix("街道") + "办事处"
    elif kind in ("民族乡", "镇"):
        found = _patterns()[1].fullmatch(name)
        if found:
            yield found["place"] + found["suffix"]
            if kind == "民族乡":
                yield found["place"] + kind


def _zone_aliases(name: str) -> Iterator[str]:
    for suffix in ("管理委员会", "管委会", "行政委员会"):
        if name.endswith(suffix):
            name = name.removesuffix(suffix)
            yield name
    for long, short in _ZONES:
        if name.endswith(long):
            yield name.removesuffix(long) + short


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Autonomous prefectures and counties, and ethnic townships: place, peoples, rank."""
    names = sorted((row["name"] for row in rows_of("peoples.csv")), key=len, reverse=True)
    peoples = "|".join(name + "族" for name in names)
    # Longer names stand without 族 too: 巴里坤哈萨克自治县, 塔尔塔吉克民族乡.
    bare = "|".join(name for name in names if len(name) > 1)
    return (
        re.compile(rf"(?P<place>.{{2,}}?)(?:{peoples}|{bare}|各族)+自治[州县旗]"),
        re.compile(rf"(?P<place>.{{2,}}?)(?:{peoples}|(?:{bare})(?=民族))+(?:民族)?(?P<suffix>[乡镇])"),
    )


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    return {row["name"]: tuple(row["aliases"].split("|")) for row in rows_of("division_aliases.csv")}
