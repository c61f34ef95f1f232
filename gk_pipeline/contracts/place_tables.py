"""The contracts of the lists behind agencies: divisions, what became of them and of departments, deadlines.

Belongs here: the shape of their files in `lake/catalog`. Does not: their rows, which `agencies` holds; the agencies
themselves, which the marts draw from the reports.
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _INT16 = Type.STRING, Type.INT16
_FIRST_LIST, _LAST_LIST = 1949, 2100

DIVISIONS = Table(
    "divisions",
    "One row a division under one name and code, from province to township, zones included.",
    "从省级到乡级的每个区划（含功能区）按名称与代码各一行。",
    (
        Column("division_key", _STRING, "Durable key of the row.", "持久键。", nullable=False),
        Column(
            "body_key",
            _STRING,
            "The first row of the same body: renames, new codes and rises in rank keep it.",
            "同一主体的首个区划键；更名、换码、升格不变。",
            nullable=False,
        ),
        Column("division_code", _STRING, "Official code; null for new areas, which no list has.", "行政区划代码。"),
        Column("division_name", _STRING, "Name.", "名称。", nullable=False),
        Column("full_name", _STRING, "Name with those of what it lies in.", "全称。", nullable=False),
        Column(
            "division_level",
            _STRING,
            "Rank of the place.",
            "层级。",
            nullable=False,
            allowed=("province", "prefecture", "county", "township"),
        ),
        Column("kind", _STRING, "The word that ends its name, or zone, or xpcc.", "类别。", nullable=False),
        Column("parent_key", _STRING, "What it lies in.", "上级区划。"),
        Column(
            "path",
            Type.STRINGS,
            "Body keys from the province down to the division itself.",
            "从省到本级的主体键。",
            nullable=False,
        ),
        Column("seat_code", _STRING, "The division that a new area coincides with.", "功能区所在的区划。"),
        Column(
            "valid_from",
            _INT16,
            "First year on the lists; null if on the oldest.",
            "首个年份；最早名单已有时为空。",
            minimum=_FIRST_LIST,
            maximum=_LAST_LIST,
        ),
        Column(
            "valid_to",
            _INT16,
            "Last year on the lists; null if on the newest.",
            "最后年份；仍存在时为空。",
            minimum=_FIRST_LIST,
            maximum=_LAST_LIST,
        ),
    ),
    key=("division_key",),
    row_checks=(
        RowCheck(
            "years_in_order",
            "valid_from",
            "The last year is not before the first.",
            (pl.col("valid_from") <= pl.col("valid_to")).fill_null(True),
        ),
    ),
)

DIVISION_SUCCESSIONS = Table(
    "division_successions",
    "One row a step from a division to what came after it.",
    "区划沿革的每一步一行。",
    (
        Column("from_division_key", _STRING, "The division before.", "变更前的区划。", nullable=False),
        Column("to_division_key", _STRING, "The division after.", "变更后的区划。", nullable=False),
        Column(
            "kind",
            _STRING,
            "What happened; rename, recode and upgrade keep the body.",
            "变更种类；更名、换码、升格不改变主体。",
            nullable=False,
            allowed=("rename", "recode", "upgrade", "merge", "split"),
        ),
        Column("year", _INT16, "First year of the one after.", "变更年份。"),
    ),
    key=("from_division_key", "to_division_key"),
)

DEPARTMENT_SUCCESSIONS = Table(
    "department_successions",
    "One row a kind of department that was renamed or merged everywhere by a reform.",
    "机构改革中统一更名或合并的每类部门一行。",
    (
        Column("from_name", _STRING, "How its name began before.", "原名称开头。", nullable=False),
        Column("to_name", _STRING, "How the name begins after.", "新名称开头。", nullable=False),
        Column("kind", _STRING, "What happened.", "变更种类。", nullable=False, allowed=("rename", "merge")),
        Column("year", _INT16, "Year of the reform.", "改革年份。", nullable=False),
    ),
    key=("from_name", "to_name"),
)

DEADLINES = Table(
    "deadlines",
    "One row a day by which reports are due, by group of agencies and report year.",
    "按机关类别与年度列明的报告公布期限。",
    (
        Column(
            "agency_group",
            _STRING,
            "authority (government of a county or above, zone), township, other.",
            "机关类别：县级以上政府、乡镇街道、其他。",
            nullable=False,
            allowed=("authority", "township", "other"),
        ),
        Column("first_year", _INT16, "First report year.", "首个适用年度。", nullable=False),
        Column("last_year", _INT16, "Last report year; null if in force.", "最后适用年度。"),
        Column("month", _INT16, "Month of the year after.", "次年月份。", nullable=False, minimum=1, maximum=12),
        Column("day", _INT16, "Day of the month.", "日。", nullable=False, minimum=1, maximum=31),
        Column("basis", _STRING, "What the day comes from.", "依据。", nullable=False),
    ),
    key=("agency_group", "first_year"),
)
