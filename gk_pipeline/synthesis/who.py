"""Who files a synthetic report, when, and what the report is called.

Belongs here: invented places and agencies, titles, dates. Does not: figures, sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gk_pipeline.synthesis.model import Filer

# First and second syllables of invented places; none of them is a word of titles or of rank.
_FIRST = "东西南北清云龙凤金永安长兴宁泰康瑞丰"
_SECOND = "河溪山岭川江湖平阳源泉塘桥林谷原"
_OFFICES = ("教育局", "民政局", "水利局", "财政局", "交通运输局", "农业农村局", "应急管理局", "统计局", "审计局")
_YEARS = {"old2014": (2014, 2018), "fmt2019": (2019, 2020), "fmt2021": (2021, 2025), "local": (2008, 2013)}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of filer: `name` with places {p}refecture, {c}ounty, {t}ownship, {o}ffice; `share` of all reports."""

    name: str
    we: str
    whole: str
    level: str
    size: float
    part: str
    share: int


_KINDS = (
    _Kind("{p}市人民政府", "我市", "全市", "prefecture", 12.0, "{x}县", 2),
    _Kind("{c}县人民政府", "我县", "全县", "county", 3.0, "{x}镇", 5),
    _Kind("{p}市{c}区人民政府", "我区", "全区", "county", 4.0, "{x}街道", 3),
    _Kind("{c}县{o}", "我局", "全局", "county", 0.8, "下属{x}站", 5),
    _Kind("{p}市{o}", "我局", "全局", "prefecture", 2.0, "下属{x}站", 3),
    _Kind("{c}县{t}镇人民政府", "我镇", "全镇", "township", 0.25, "{x}村", 5),
    _Kind("{c}县{t}乡人民政府", "我乡", "全乡", "township", 0.15, "{x}村", 2),
    _Kind("{p}市{c}区{t}街道办事处", "我街道", "全街道", "street", 0.25, "{x}社区", 2),
)
_SHARES = [kind.share for kind in _KINDS]
_TITLES = {
    "old2014": ("{n}{y}年政府信息公开工作年度报告", "{n}{y}年度政府信息公开工作报告", "{y}年{n}政府信息公开年度报告"),
    "new": (
        "{n}{y}年政府信息公开工作年度报告",
        "{n}{y}年度政府信息公开工作年度报告",
        "{y}年{n}政府信息公开工作年度报告",
    ),
}


def draw_filer(rng: Random) -> Filer:
    """An invented agency; its figures grow with `size`, a county being around 3."""
    kind = rng.choices(_KINDS, _SHARES)[0]
    places = {name: rng.choice(_FIRST) + rng.choice(_SECOND) for name in "pct"}
    parts = tuple(kind.part.format(x=rng.choice(_FIRST) + rng.choice(_SECOND)) for _ in range(3))
    name = kind.name.format(**places, o=rng.choice(_OFFICES))
    return Filer(name, kind.we, kind.whole, kind.level, kind.size, parts)


def draw_year(rng: Random, form: str) -> int:
    """A report year in which the form was in use; the form of 2019 lived on for two years."""
    if form == "fmt2019" and rng.random() < 0.1:
        return rng.choice((2021, 2022))
    return rng.randint(*_YEARS[form])


def draw_title(rng: Random, form: str, filer: Filer, year: int) -> str:
    """A title as such reports carry it."""
    kinds = _TITLES["old2014" if form in ("old2014", "local") else "new"]
    return rng.choice(kinds).format(n=filer.name, y=year)


def draw_date(rng: Random, year: int) -> tuple[int, int, int]:
    """The day of publication, in the first quarter of the next year."""
    return year + 1, rng.randint(1, 3), rng.randint(1, 28)
