"""The data dictionary is complete, agrees with contracts and dbt, and is the one that lies in `docs`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from gk_pipeline.contracts.registry import LAKE, REFERENCE, contract
from gk_pipeline.warehouse import dictionary
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT

MODELS = DBT_PROJECT / "models"
DOCS = DBT_PROJECT.parent / "docs"
HAN = re.compile("[一-鿿]")

Entries = dict[str, dictionary.Entry]

# Marts that hand on the rows of a table: what both call by one name is of one type and has one vocabulary.
HANDED_ON = {
    "dim_agency": "reports",
    "dim_report": "reports",
    "dim_indicator": "indicators",
    "fct_claim": "claims",
    "fct_correction": "corrections",
    "fct_finding": "findings",
    "fct_indicator": "facts",
    "fct_release_change": "release_changes",
    "fct_passage": "passages",
    "fct_unmapped_cell": "unmapped_cells",
    "lineage_fact_source": "facts",
    "mart_documents": "documents",
}


def _models(layer: str) -> list[dict[str, Any]]:
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((MODELS / layer).glob("*.yml"))]
    return [model for text in found for model in text["models"]]


MARTS = [file.stem for file in sorted((MODELS / "marts").glob("*.sql"))]
TABLES = [table.name for table in (*LAKE, *REFERENCE)]


@pytest.fixture(scope="module")
def marts() -> dict[str, dictionary.Entry]:
    return {entry.name: entry for entry in dictionary.mart_entries()}


@pytest.fixture(scope="module")
def tables() -> dict[str, dictionary.Entry]:
    return {entry.name: entry for entry in (*dictionary.lake_entries(), *dictionary.catalogue_entries())}


@pytest.mark.parametrize("language", dictionary.LANGUAGES)
def test_docs_hold_the_dictionary(language: str) -> None:
    file = DOCS / dictionary.LANGUAGES[language]
    assert file.is_file(), "run: python -m gk_pipeline.warehouse.dictionary"
    assert file.read_text(encoding="utf-8") == dictionary.render(language), (
        "run: python -m gk_pipeline.warehouse.dictionary"
    )


def test_every_mart_and_table_is_in_it(marts: Entries, tables: Entries) -> None:
    assert list(marts) == MARTS
    assert list(tables) == TABLES


def test_what_a_column_refers_to_is_in_it(marts: Entries) -> None:
    referred = {field.refers_to for entry in marts.values() for field in entry.fields} - {None}
    assert len(referred) > 10
    assert referred <= {*MARTS, *TABLES}


@pytest.mark.parametrize("name", MARTS)
def test_every_mart_is_described_in_both_languages(name: str, marts: Entries) -> None:
    assert _undescribed(marts[name]) == []


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_described_in_both_languages(name: str, tables: Entries) -> None:
    assert _undescribed(tables[name]) == []


def _undescribed(entry: dictionary.Entry) -> list[str]:
    """What has no English text, Chinese in it, or no Chinese text; words between backticks are data."""
    assert entry.fields
    return [
        said.name
        for said in (entry, *entry.fields)
        if not said.english.strip() or HAN.search(re.sub("`[^`]*`", "", said.english)) or not HAN.search(said.chinese)
    ]


def test_what_is_not_described_is_found() -> None:
    field = dictionary.Field("a", "varchar", True, (), None, "A word.", "词。")
    fields = (field, replace(field, name="b", english="词"), replace(field, name="c", chinese="A word."))
    assert _undescribed(dictionary.Entry("t", "", "表", fields)) == ["t", "b", "c"]


def test_no_translation_is_left_over() -> None:
    assert set(dictionary.translations()) == set(dictionary.described(_models("marts")))


def test_a_description_without_translation_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dictionary.translations()
    text = "Year the report covers."
    monkeypatch.setattr(dictionary, "translations", lambda: {e: c for e, c in known.items() if e != text})
    with pytest.raises(dictionary.DictionaryError, match=re.escape(text)):
        dictionary.render("en")


def test_a_contract_that_dbt_does_not_know_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "LAKE", LAKE[:-1])
    with pytest.raises(dictionary.DictionaryError, match="different tables of lake"):
        dictionary.lake_entries()


@pytest.mark.parametrize(("mart", "table"), HANDED_ON.items())
def test_types_and_vocabularies_of_marts_are_those_of_the_contracts(
    mart: str, table: str, marts: Entries, tables: Entries
) -> None:
    of_table = {field.name: field for field in tables[table].fields}
    of_mart = {field.name: field for field in marts[mart].fields}
    shared = of_table.keys() & of_mart.keys()
    assert len(shared) >= 5
    for name in shared:
        assert of_mart[name].type == of_table[name].type, name
        if of_mart[name].words and of_table[name].words:
            assert set(of_mart[name].words) == set(of_table[name].words), name


@pytest.mark.parametrize("model", _models("staging"), ids=lambda model: model["name"])
def test_staging_names_the_columns_of_the_contract_or_renames_them(model: dict[str, Any]) -> None:
    table = contract(model["name"].split("__")[1])
    sql = (MODELS / "staging" / f"{model['name']}.sql").read_text(encoding="utf-8")
    columns = {column["name"] for column in model["columns"]}
    renamed = {name for name in columns if re.search(rf"\bas {name}\b", sql)}
    assert columns - renamed <= set(table.column_names)


def test_a_test_that_only_warns_does_not_narrow_the_vocabulary(marts: Entries) -> None:
    (state,) = (field for field in marts["fct_correction"].fields if field.name == "state")
    assert state.words == ("applied", "expired", "stale", "conflicting", "unknown_fact", "invalid")


def test_vocabulary_references_and_bars_are_rendered() -> None:
    text = dictionary.render("en")
    assert "| `status` | varchar | yes | reported; blank (row printed, cell empty);" in text
    assert "One of `grid`, `stream`, " in text
    assert "See [dim_agency](#dim_agency)." in text
    assert "behind `\\|`, of local forms" in text
    assert "| `reason` | varchar |  | Why the file is no report, in one line;" in text  # required under a condition
    assert "| `version_status` | varchar | 是 | " in dictionary.render("zh")
