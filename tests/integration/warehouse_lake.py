"""A small lake written by hand, for the tests of the warehouse.

Belongs here: the rows of nine files and how they are laid down as Parquet. Does not: what the marts make of them.

The numbers are chosen so that every sum of the marts can be done in one's head; see `files` for what each report is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gk_pipeline.contracts.arrow import unvalidated_schema
from gk_pipeline.contracts.model import Table
from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.location import Location

Row = dict[str, Any]
Tables = dict[str, list[Row]]

VERSION = "1.0.0"


def document_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def row_id(name: str, *parts: str) -> str:
    """The id of a row of the document `name`: its first 20 digits and the parts."""
    return ":".join((document_id(name)[:20], *parts))


def _files() -> list[Row]:
    def file(path: str, name: str | None, outcome: str, year: int | None, **more: Any) -> Row:
        return {
            "file_path": path,
            "document_id": name and document_id(name),
            "size_bytes": None if name is None else 100,
            "format": None if name is None else "html",
            "encoding": None if name is None else "utf-8",
            "replaced_characters": None if name is None else 0,
            "outcome": outcome,
            "report_year": year,
            "parser_version": VERSION,
            "extracted_at": datetime(2024, 1, 1, tzinfo=UTC),
            **more,
        }

    return [
        file("taoyuan/2017.html", "county 2017", "report", 2017),
        file("again/2017.html", "county 2017", "duplicate", 2017, duplicate_of="taoyuan/2017.html"),
        file("taoyuan/2018.html", "county 2018", "report", 2018),
        file("taoyuan/2018_attachment.html", "county 2018 attachment", "report", 2018),
        file("zoushi/prose.html", "town 2017", "report", 2017),
        file("zoushi/2021.html", "town 2021", "report", 2021),
        file("undated.html", "undated", "report", None),
        file("broken.html", "broken", "report", 2018),
        file("news.html", "news", "not_a_report", None, reason="no title and no table of a report"),
        file("locked.pdf", None, "unreadable", None, reason="permission denied", remedy="make the file readable"),
    ]


_COUNTY = {
    "agency_key": "430725/government",
    "agency_name": "桃源县人民政府",
    "agency_level": "county",
    "agency_type": "government",
    "division_code": "430725",
    "division_key": "dv_county",
    "coverage_scope": "government_rollup",
}
_TOWN = {
    "agency_key": "430725101/government",
    "agency_name": "陬市镇人民政府",
    "agency_level": "township",
    "agency_type": "government",
    "division_code": "430725101",
    "division_key": "dv_town",
    "coverage_scope": "own_agency",
}


def _reports() -> list[Row]:
    def report(name: str, agency: Row, year: int | None, form: str, layout: str = "table") -> Row:
        return {
            "document_id": document_id(name),
            "report_year": year,
            "year_evidence": None if year is None else "title",
            "agency_candidates": [],
            "coverage_scope": "unknown",
            "scope_source": "kind",
            "is_recognised": False,
            **agency,
            "form": form,
            "layout": layout,
            "format": "html",
            "encoding": "utf-8",
            "title": None,
            "published_on": None if year is None else date(year + 1, 3, 18),
            "filed_on": None,
            "parser_version": VERSION,
        }

    return [
        report("county 2017", _COUNTY, 2017, "old2014"),
        report("county 2018", _COUNTY | {"agency_name": "桃源县政府"}, 2018, "old2014"),
        report("county 2018 attachment", _COUNTY, 2018, "old2014"),
        report("town 2017", _TOWN, 2017, "narrative", "prose"),
        report("town 2021", _TOWN, 2021, "fmt2021"),
        report("undated", {"agency_key": "unknown/undated"}, None, "old2014"),
    ]


def _fact(name: str, year: int | None, form: str, cell: str, what: int | str | Decimal, **more: Any) -> Row:
    """A fact: `what` is its value, or the status of a cell without one. `cell` is `indicator` or `indicator:column`."""
    indicator, _, column = cell.partition(":")
    reported = not isinstance(what, str)
    printed = str(what) if reported else {"placeholder": "/", "ambiguous": "1213"}.get(str(what))
    return {
        "fact_id": row_id(name, cell),
        "document_id": document_id(name),
        "report_year": year,
        "form": form,
        "indicator_id": indicator,
        "column_id": column or None,
        "value": Decimal(what) if not isinstance(what, str) else None,
        "unit": "万元" if indicator == "old.8.4" else "件",
        "status": "reported" if reported else what,
        "approximate": False,
        "method": "grid",
        "raw_text": printed,
        "start_offset": None if printed is None else 100,
        "end_offset": None if printed is None else 100 + len(printed),
        "page": None,
        "candidates": 2 if what == "ambiguous" else None,
        "corroborated": False,
        "printed_label": None,
        "parser_version": VERSION,
        **more,
    }


def _facts() -> list[Row]:
    return [
        _fact("county 2017", 2017, "old2014", "old.1.1", 222, corroborated=True),
        _fact("county 2017", 2017, "old2014", "old.1.1:cumulative", 5000),
        _fact("county 2017", 2017, "old2014", "old.3.1", "blank"),
        _fact("county 2017", 2017, "old2014", "old.8.4", Decimal("10.166241")),
        _fact("county 2018", 2018, "old2014", "old.1.1", 0),
        _fact("county 2018", 2018, "old2014", "old.3.1", 22),
        _fact("county 2018", 2018, "old2014", "old.8.4", "placeholder"),
        _fact("county 2018 attachment", 2018, "old2014", "old.1.1", 7),
        _fact("county 2018 attachment", 2018, "old2014", "old.3.1", "row_absent"),
        _fact("town 2017", 2017, "narrative", "old.1.1", 9900, approximate=True, method="prose"),
        _fact("town 2021", 2021, "fmt2021", "app.new_received:natural_person", 5, corroborated=True),
        _fact("town 2021", 2021, "fmt2021", "app.new_received:org_business", "blank"),
        _fact("town 2021", 2021, "fmt2021", "app.new_received:total", 6),
        _fact("undated", None, "old2014", "old.1.1", 40),
        _fact("undated", None, "old2014", "old.3.1", "ambiguous"),
        _fact("undated", None, "old2014", "old.8.4", "table_absent"),
        _fact("broken", 2018, "old2014", "old.1.1", 1),
    ]


def _claims() -> list[Row]:
    sentence = "全年未收到申请，诉讼3件。"

    def claim(name: str, year: int, number: int, indicator: str, value: int, raw_text: str) -> Row:
        start = 500 + sentence.index(raw_text)
        return {
            "claim_id": row_id(name, "claim", str(number)),
            "document_id": document_id(name),
            "report_year": year,
            "indicator_id": indicator,
            "column_id": None,
            "value": Decimal(value),
            "unit": "件",
            "approximate": False,
            "negated": value == 0,
            "scope": None,
            "raw_text": raw_text,
            "start_offset": start,
            "end_offset": start + len(raw_text),
            "sentence": sentence,
            "sentence_start": 500,
            "sentence_end": 500 + len(sentence),
            "parser_version": VERSION,
        }

    return [
        claim("county 2018", 2018, 1, "old.3.1", 0, "未收到"),
        claim("town 2021", 2021, 1, "app.new_received", 0, "未收到"),
        claim("broken", 2018, 1, "old.3.1", 3, "3"),
    ]


def _findings() -> list[Row]:
    def finding(name: str, year: int, rule: str, severity: str, facts: list[str], claims: list[str]) -> Row:
        return {
            "finding_id": row_id(name, rule),
            "document_id": document_id(name),
            "report_year": year,
            "rule_id": rule,
            "instance": None,
            "severity": severity,
            "verdict": "source_error",
            "message": f"{rule} does not hold",
            "message_zh": f"{rule} 不成立",
            "expected": Decimal(21),
            "actual": Decimal(22),
            "fact_ids": [row_id(name, fact) for fact in facts],
            "claim_ids": [row_id(name, claim) for claim in claims],
            "suggestion": None,
            "suggestion_zh": None,
            "parser_version": VERSION,
        }

    return [
        finding("county 2018", 2018, "O05", "error", ["old.3.1", "old.4"], []),
        finding("county 2018", 2018, "P01", "warning", ["old.3.1"], ["claim:1"]),
        finding("county 2017", 2017, "O07", "warning", ["old.1.1"], []),
        finding("broken", 2018, "O05", "error", ["old.1.1"], []),
    ]


def _unmapped() -> list[Row]:
    return [
        {
            "cell_id": row_id("county 2017", "cell", "1"),
            "document_id": document_id("county 2017"),
            "report_year": 2017,
            "labels": ["本县自设", "微博"],
            "value": Decimal(12),
            "status": "reported",
            "raw_text": "12",
            "start_offset": 900,
            "end_offset": 902,
            "parser_version": VERSION,
        }
    ]


def _passages() -> list[Row]:
    """The town and the county say three things in the same words; the county says all of it again a year later."""
    wordings = {
        ("county 2017", 2017): (1, 2, 3),
        ("county 2018", 2018): (1, 2, 3, 4),
        ("town 2017", 2017): (1, 2, 3, 5),
        ("town 2021", 2021): (1,),
        ("undated", None): (1,),
        ("broken", 2018): (1,),
    }
    return [
        {
            "passage_id": row_id(name, "passage", str(number)),
            "document_id": document_id(name),
            "report_year": year,
            "start_offset": 1000 + 100 * number,
            "end_offset": 1080 + 100 * number,
            "letters": 10 * (wording + 1),
            "fingerprint": -wording,
            "parser_version": VERSION,
        }
        for (name, year), own in wordings.items()
        for number, wording in enumerate(own)
    ]


def _release_changes() -> list[Row]:
    def change(name: str, year: int | None, subject: str, of: str, kind: str, **more: Any) -> Row:
        return {
            "document_id": document_id(name),
            "report_year": year,
            "subject": subject,
            "subject_id": row_id(name, of),
            "kind": kind,
            "cause": "reading",
            "from_version": "0.9.0",
            "to_version": VERSION,
            **more,
        }

    def cell(of: str, kind: str, **more: Any) -> Row:
        return change("county 2017", 2017, "fact", of, kind, form="old2014", indicator_id=of, **more)

    was = {"old_status": "reported", "old_value": Decimal(21)}
    now = {"new_status": "reported", "new_value": Decimal(222)}
    earlier = {"from_version": "0.8.0", "to_version": "0.9.0"}
    return [
        cell("old.1.1", "value", **was, **now),
        cell("old.1.1", "appeared", new_status="reported", new_value=Decimal(21), **earlier),
        # A row that the catalogue had once.
        cell("old.1.0", "disappeared", **was),
        change("county 2017", 2017, "finding", "O07", "appeared", rule_id="O07", new_verdict="source_error"),
        change("news", None, "report", "report:outcome", "attribute", attribute="outcome", old_text="report"),
    ]


def _quarantine() -> list[Row]:
    def rejected(table: str, key: str, name: str, reason: str) -> Row:
        return {
            "table_name": table,
            "row_key": key,
            "document_id": document_id(name),
            "report_year": 2018,
            "reasons": [reason],
            "row_json": "{}",
            "parser_version": VERSION,
        }

    return [
        rejected("facts", row_id("county 2018", "old.4"), "county 2018", "value is negative"),
        rejected("reports", document_id("broken"), "broken", "year after publication"),
    ]


def _indicator(form: str, indicator: str, parent: str | None, years: tuple[int, int | None], order: int) -> Row:
    return {
        "form": form,
        "indicator_id": indicator,
        "parent_id": parent,
        "section": "一",
        "kind": "heading" if parent is None else "value",
        "label_zh": f"指标{indicator}",
        "label_en": f"Indicator {indicator}",
        "unit": "item",
        "unit_zh": "件",
        "value_type": "count",
        "first_year": years[0],
        "last_year": years[1],
        "sort_order": order,
    }


def _concept(name: str, old: str, of_2019: str | None, of_2021: str) -> Row:
    return {
        "concept_id": name,
        "label_zh": f"概念{name}",
        "label_en": f"Concept {name}",
        "old2014": old,
        "fmt2019": of_2019,
        "fmt2021": of_2021,
        "comparability": "near",
        "old_2019": "near",
        "y2019_2021": "exact",
        "note": None,
    }


def _division(key: str, code: str, name: str, level: str, kind: str, path: list[str]) -> Row:
    return {
        "division_key": key,
        "body_key": key,
        "division_code": code,
        "division_name": name,
        "full_name": name,
        "division_level": level,
        "kind": kind,
        "parent_key": path[-1] if path else None,
        "path": [*path, key],
    }


def _places() -> Tables:
    """A province with a county and its town, and the two days by which they report."""
    return {
        "divisions": [
            _division("dv_province", "430000", "湖南省", "province", "省", []),
            _division("dv_county", "430725", "桃源县", "county", "县", ["dv_province"]),
            _division("dv_town", "430725101", "陬市镇", "township", "镇", ["dv_province", "dv_county"]),
        ],
        "division_successions": [],
        "department_successions": [],
        "deadlines": [
            {"agency_group": group, "first_year": 2007, "month": 3, "day": 31, "basis": "a law"}
            for group in ("authority", "township")
        ],
    }


def _catalog() -> Tables:
    columns = (
        "natural_person",
        "org_business",
        "org_research",
        "org_nonprofit",
        "org_legal_service",
        "org_other",
        "total",
    )
    old, new = (2014, 2018), (2021, None)
    return {
        "indicators": [
            _indicator("old2014", "old", None, old, 1),
            _indicator("old2014", "old.1.1", "old", old, 2),
            _indicator("old2014", "old.3.1", "old", old, 3),
            _indicator("old2014", "old.8.4", "old", old, 4),
            _indicator("fmt2019", "app", None, (2019, 2020), 1),
            _indicator("fmt2019", "app.new_received", "app", (2019, 2020), 2),
            _indicator("fmt2021", "app", None, new, 1),
            _indicator("fmt2021", "app.new_received", "app", new, 2),
        ],
        "applicant_columns": [
            {"column_id": name, "position": n, "label_zh": f"列{n}", "label_en": name, "is_total": name == "total"}
            for n, name in enumerate(columns, 1)
        ],
        "forms": [
            {"form": "old2014", "label_zh": "旧表", "label_en": "Form of 2014", "first_year": 2014, "last_year": 2018},
            {"form": "fmt2019", "label_zh": "中表", "label_en": "Form of 2019", "first_year": 2019, "last_year": 2020},
            {"form": "fmt2021", "label_zh": "新表", "label_en": "Form of 2021", "first_year": 2021, "last_year": None},
        ],
        "identities": [
            {
                "rule_id": "O05",
                "form": "old2014",
                "kind": "equality",
                "expression": "old.4 = old.4.1 + old.4.2",
                "label_zh": "复议相加",
                "label_en": "Reconsiderations add up.",
                "severity": "error",
                "tier": "structural",
            }
        ],
        "concepts": [
            _concept("c.received", "old.3.1", "app.new_received[total]", "app.new_received[total]"),
            _concept("c.both", "old.1.1 + old.3.1", None, "app.new_received[total]"),
        ],
        "corrections": [],
        **_places(),
    }


def small_lake() -> Tables:
    """The rows of all tables of the lake and of the catalogue, free to be changed."""
    return {
        "documents": _files(),
        "reports": _reports(),
        "facts": _facts(),
        "claims": _claims(),
        "findings": _findings(),
        "unmapped_cells": _unmapped(),
        "passages": _passages(),
        "release_changes": _release_changes(),
        "quarantine": _quarantine(),
        **_catalog(),
    }


def write_lake(lake: Location, tables: Mapping[str, Sequence[Row]]) -> None:
    """Lays the rows down as the lake does: a folder a year, that of the unknown year always, the catalogue flat."""
    folder_of_lake = Path(str(lake))
    for table in LAKE:
        by_year: dict[int | None, list[Row]] = {None: []}
        for row in tables[table.name]:
            by_year.setdefault(row["report_year"], []).append(row)
        for year, rows in by_year.items():
            folder = "__HIVE_DEFAULT_PARTITION__" if year is None else str(year)
            _write(folder_of_lake / table.name / f"year={folder}" / "part-0.parquet", rows, table)
    for table in REFERENCE:
        _write(folder_of_lake / "catalog" / f"{table.name}.parquet", tables[table.name], table)


def _write(file: Path, rows: Sequence[Row], table: Table) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=unvalidated_schema(table)), file)
