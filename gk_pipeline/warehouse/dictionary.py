"""The data dictionary: every published mart and every table of the lake, column by column, in English and Chinese.

Belongs here: reading the descriptions where they are kept (contracts for the lake and the catalogue, dbt YAML for the
marts) and rendering them as Markdown; `python -m gk_pipeline.warehouse.dictionary` writes `docs/dictionary*.md`, a test
holds the files to it. Does not: the descriptions themselves. Those of dbt are translated in
`data/descriptions_zh.csv` by their English text, so that an English text that changes asks for its translation anew.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from gk_pipeline.contracts.model import Table
from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT

LANGUAGES = {"en": "dictionary.md", "zh": "dictionary.zh.md"}

_REF = re.compile(r"ref\('(\w+)'\)")


class DictionaryError(Exception):
    """The sources of the dictionary contradict each other, or a description has no translation."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `words` are all it may say (empty: no closed list), `refers_to` the entry whose key it is."""

    name: str
    type: str
    is_required: bool
    words: tuple[str, ...]
    refers_to: str | None
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A table or mart with its columns in order."""

    name: str
    english: str
    chinese: str
    fields: tuple[Field, ...]


def mart_entries() -> tuple[Entry, ...]:
    """The marts by name. Raises DictionaryError that lists the English texts without a translation."""
    models = [
        model
        for file in sorted((DBT_PROJECT / "models" / "marts").glob("*.yml"))
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    ]
    chinese = translations()
    if lost := [text for text in described(models) if text not in chinese]:
        raise DictionaryError("descriptions_zh.csv does not translate:\n" + "\n".join(lost))
    return tuple(_mart(model, chinese) for model in models)


def lake_entries() -> tuple[Entry, ...]:
    """The tables of the lake, in the order of the contracts."""
    return _tables("lake", LAKE)


def catalogue_entries() -> tuple[Entry, ...]:
    """The tables of the catalogue, in the order of the contracts."""
    return _tables("catalog", REFERENCE)


def translations() -> dict[str, str]:
    """Chinese by English, as the file has them. Raises DictionaryError when an English text stands twice."""
    text = (files("gk_pipeline.warehouse") / "data" / "descriptions_zh.csv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["english"] in found:
            raise DictionaryError(f"descriptions_zh.csv translates twice: {row['english']}")
        found[row["english"]] = row["chinese"]
    return found


def described(models: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Every description of models as dbt YAML has them, on one line each."""
    for model in models:
        yield _line(model["description"])
        yield from (_line(column["description"]) for column in model["columns"])


def render(language: str) -> str:
    """The whole dictionary as Markdown; `language` is one of LANGUAGES.

    Raises DictionaryError when contracts and dbt sources disagree or a translation is missing.
    """
    words = _WORDS[language]
    parts = [words["head"]]
    for title, entries in (
        ("marts", mart_entries()),
        ("lake", lake_entries()),
        ("catalogue", catalogue_entries()),
    ):
        parts.append(words[title])
        parts.extend(_section(entry, language) for entry in entries)
    return "\n".join(parts)


def write(folder: Path) -> list[Path]:
    """Writes the dictionary in every language into `folder`; gives the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for language, name in LANGUAGES.items():
        file, text = folder / name, render(language)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed


def _mart(model: Mapping[str, Any], chinese: Mapping[str, str]) -> Entry:
    english = _line(model["description"])
    return Entry(
        model["name"], english, chinese[english], tuple(_mart_field(column, chinese) for column in model["columns"])
    )


def _mart_field(column: Mapping[str, Any], chinese: Mapping[str, str]) -> Field:
    tests = column.get("data_tests", [])
    # Of several tests of one kind the first says what may stand there; others warn of what better should not.
    named = {
        name: test[name].get("arguments", {}) for test in reversed(tests) if isinstance(test, dict) for name in test
    }
    refers_to = _REF.search(named.get("relationships", {}).get("to", ""))
    english = _line(column["description"])
    return Field(
        name=column["name"],
        type=column["data_type"],
        # A test under a condition stands as a mapping and demands nothing of every row.
        is_required="not_null" in tests or {"type": "not_null"} in column.get("constraints", []),
        words=tuple(named.get("accepted_values", {}).get("values", ())),
        # A staging model stands for the table it reads.
        refers_to=refers_to[1].rpartition("__")[2] if refers_to else None,
        english=english,
        chinese=chinese[english],
    )


def _tables(source: str, tables: Iterable[Table]) -> tuple[Entry, ...]:
    """Contracts as entries; the types of columns are those that dbt reads them with."""
    text = (DBT_PROJECT / "models" / "sources.yml").read_text(encoding="utf-8")
    sources = {each["name"]: each["tables"] for each in yaml.safe_load(text)["sources"]}
    declared = {table["name"]: {c["name"]: c["data_type"] for c in table["columns"]} for table in sources[source]}
    if list(declared) != [table.name for table in tables]:
        raise DictionaryError(f"sources.yml and the contracts have different tables of {source}")
    return tuple(_table(table, declared[table.name]) for table in tables)


def _table(table: Table, types: Mapping[str, str]) -> Entry:
    if tuple(types) != table.column_names:
        raise DictionaryError(f"sources.yml and the contract of {table.name} have different columns")
    fields = [
        Field(c.name, types[c.name], not c.nullable, c.allowed, None, c.english, c.chinese) for c in table.columns
    ]
    return Entry(table.name, table.english, table.chinese, tuple(fields))


def _line(text: str) -> str:
    return " ".join(text.split())


def _section(entry: Entry, language: str) -> str:
    words = _WORDS[language]
    rows = [
        f"| `{field.name}` | {field.type} | {words['yes'] if field.is_required else ''} | {_cell(field, language)} |"
        for field in entry.fields
    ]
    text = entry.chinese if language == "zh" else entry.english
    return "\n".join([f"### {entry.name}", "", text, "", words["columns"], "|---|---|---|---|", *rows, ""])


def _cell(field: Field, language: str) -> str:
    words = _WORDS[language]
    parts = [field.chinese if language == "zh" else field.english]
    if field.words:
        parts.append(words["one_of"].format(", ".join(f"`{word}`" for word in field.words)))
    if field.refers_to:
        parts.append(words["refers_to"].format(f"[{field.refers_to}](#{field.refers_to})"))
    return words["space"].join(parts).replace("|", "\\|")


_WORDS = {
    "en": {
        "head": (
            "# Data dictionary\n\n"
            "Rendered from the contracts and the dbt project by `python -m gk_pipeline.warehouse.dictionary`; "
            "not edited by hand. [中文](dictionary.zh.md)\n"
        ),
        "marts": "## Marts\n\nWhat is published, one Parquet file and one table of `marts.duckdb` each.\n",
        "lake": "## Lake\n\nParquet by report year, `lake/<table>/year=YYYY/`, validated before it is written.\n",
        "catalogue": "## Catalogue\n\nThe forms and rules as tables, `lake/catalog/<table>.parquet`.\n",
        "columns": "| column | type | never null | meaning |",
        "yes": "yes",
        "one_of": "One of {}.",
        "refers_to": "See {}.",
        "space": " ",
    },
    "zh": {
        "head": (
            "# 数据字典\n\n"
            "由 `python -m gk_pipeline.warehouse.dictionary` 根据数据契约与 dbt 项目生成，请勿手工修改。"
            "[English](dictionary.md)\n"
        ),
        "marts": "## 数据集市\n\n对外发布的数据，每个集市一个 Parquet 文件，并为 `marts.duckdb` 中的一张表。\n",
        "lake": "## 数据湖\n\n按报告年度存放的 Parquet（`lake/<表名>/year=YYYY/`），写入前均经校验。\n",
        "catalogue": "## 目录\n\n表格格式与规则的数据表（`lake/catalog/<表名>.parquet`）。\n",
        "columns": "| 列 | 类型 | 不为空 | 含义 |",
        "yes": "是",
        "one_of": "取值：{}。",
        "refers_to": "参见 {}。",
        "space": "",
    },
}


if __name__ == "__main__":
    for path in write(DBT_PROJECT.parent / "docs"):
        print(path)
