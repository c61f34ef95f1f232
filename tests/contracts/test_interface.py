"""The columns of the lake are an interface: others read the files. A change here is a change for them."""

from __future__ import annotations

import pytest

from gk_pipeline.contracts import vocabulary
from gk_pipeline.contracts.model import Type
from gk_pipeline.contracts.registry import LAKE, REFERENCE, all_contracts, contract
from gk_pipeline.extraction.model import Outcome, Status
from gk_pipeline.rules.model import Severity, Verdict

# One letter code a type; `!` may not be null; the key stands before the bar.
CODES = {
    "s": Type.STRING,
    "ls": Type.STRINGS,
    "i16": Type.INT16,
    "i32": Type.INT32,
    "i64": Type.INT64,
    "b": Type.BOOL,
    "d": Type.DATE,
    "ts": Type.TIMESTAMP,
    "dec": Type.DECIMAL,
}
COLUMNS = {
    "documents": "file_path | file_path s!, document_id s, size_bytes i64, format s, encoding s, "
    "replaced_characters i32, outcome s!, reason s, remedy s, duplicate_of s, report_year i16, parser_version s!, "
    "extracted_at ts!",
    "reports": "document_id | document_id s!, report_year i16, year_evidence s, agency_key s!, agency_name s, "
    "agency_level s, agency_type s, division_code s, division_key s, zone_key s, department s, department_name s, "
    "agency_source s, agency_method s, agency_confidence s, agency_candidates ls!, coverage_scope s!, scope_source s!, "
    "scope_evidence s, is_recognised b!, form s!, layout s!, format s!, encoding s, title s, published_on d, "
    "filed_on d, parser_version s!",
    "facts": "fact_id | fact_id s!, document_id s!, report_year i16, form s!, indicator_id s!, column_id s, value dec, "
    "unit s, status s!, approximate b!, method s!, raw_text s, start_offset i32, end_offset i32, page i32, "
    "candidates i32, corroborated b!, printed_label s, parser_version s!",
    "claims": "claim_id | claim_id s!, document_id s!, report_year i16, indicator_id s!, column_id s, value dec!, "
    "unit s, approximate b!, negated b!, scope s, raw_text s!, start_offset i32!, end_offset i32!, sentence s!, "
    "sentence_start i32!, sentence_end i32!, parser_version s!",
    "findings": "finding_id | finding_id s!, document_id s!, report_year i16, rule_id s!, instance s, severity s!, "
    "verdict s!, message s!, message_zh s!, expected dec, actual dec, fact_ids ls!, claim_ids ls!, suggestion s, "
    "suggestion_zh s, parser_version s!",
    "unmapped_cells": "cell_id | cell_id s!, document_id s!, report_year i16, labels ls!, raw_text s!, value dec, "
    "status s!, start_offset i32!, end_offset i32!, parser_version s!",
    "passages": "passage_id | passage_id s!, document_id s!, report_year i16, start_offset i32!, end_offset i32!, "
    "letters i32!, fingerprint i64!, parser_version s!",
    "release_changes": "subject, subject_id, from_version, to_version | document_id s!, report_year i16, subject s!, "
    "subject_id s!, kind s!, cause s!, attribute s, form s, indicator_id s, column_id s, rule_id s, old_value dec, "
    "new_value dec, old_status s, new_status s, old_unit s, new_unit s, old_approximate b, new_approximate b, "
    "old_corroborated b, new_corroborated b, old_text s, new_text s, old_start_offset i32, new_start_offset i32, "
    "old_severity s, new_severity s, old_verdict s, new_verdict s, from_version s!, to_version s!",
    "quarantine": "| table_name s!, row_key s!, document_id s, report_year i16, reasons ls!, row_json s!, "
    "parser_version s!",
    "outcomes": "document_id, parser_version | document_id s!, format s, encoding s, replaced_characters i32, "
    "outcome s!, reason s, remedy s, report_year i16, parser_version s!, extracted_at ts!, row_count i32",
    "forms": "form | form s!, label_zh s!, label_en s!, legal_basis s, first_year i16, last_year i16",
    "indicators": "form, indicator_id | form s!, indicator_id s!, parent_id s, section s, kind s!, label_zh s!, "
    "label_en s!, unit s, unit_zh s, value_type s!, first_year i16, last_year i16, sort_order i32!",
    "applicant_columns": "column_id | column_id s!, position i16!, label_zh s!, label_en s!, is_total b!",
    "identities": "rule_id, form | rule_id s!, form s!, kind s!, expression s!, label_zh s!, label_en s!, severity s!, "
    "tier s!, note s",
    "concepts": "concept_id | concept_id s!, label_zh s!, label_en s!, old2014 s, fmt2019 s, fmt2021 s, "
    "comparability s!, old_2019 s!, y2019_2021 s!, note s",
    "divisions": "division_key | division_key s!, body_key s!, division_code s, division_name s!, full_name s!, "
    "division_level s!, kind s!, parent_key s, path ls!, seat_code s, valid_from i16, valid_to i16",
    "division_successions": "from_division_key, to_division_key | from_division_key s!, to_division_key s!, kind s!, "
    "year i16",
    "department_successions": "from_name, to_name | from_name s!, to_name s!, kind s!, year i16!",
    "deadlines": "agency_group, first_year | agency_group s!, first_year i16!, last_year i16, month i16!, day i16!, "
    "basis s!",
    "corrections": "correction_id | correction_id s!, fact_id s, agency_key s, report_year i16, indicator_id s, "
    "column_id s, from_value dec, from_status s, to_value dec, to_status s, reason s, author s, corrected_on d, "
    "expires_on d, is_expired b!, problem s",
}


def test_every_table_has_its_columns_listed_here() -> None:
    assert {table.name for table in all_contracts()} == set(COLUMNS)
    assert {table.name for table in (*LAKE, *REFERENCE)} == set(COLUMNS) - {"outcomes"}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_types_nulls_and_key(name: str) -> None:
    key, columns = COLUMNS[name].split("|")
    table = contract(name)
    expected = [column.split() for column in columns.split(",")]
    assert [(c.name, c.type, c.nullable) for c in table.columns] == [
        (column, CODES[code.rstrip("!")], not code.endswith("!")) for column, code in expected
    ]
    assert table.key == tuple(part.strip() for part in key.split(",") if part.strip())


def test_tables_with_a_report_year_are_those_of_the_lake() -> None:
    assert all("report_year" in table.column_names for table in LAKE)
    # A correction names the year of the report that it is about.
    assert {table.name for table in REFERENCE if "report_year" in table.column_names} == {"corrections"}


@pytest.mark.parametrize("table", all_contracts(), ids=lambda table: table.name)
def test_everything_is_described_in_both_languages(table: object) -> None:
    for described in (table, *table.columns):  # type: ignore[attr-defined]
        assert described.english.endswith(".")
        assert any("一" <= character <= "鿿" for character in described.chinese)
    for check in table.row_checks:  # type: ignore[attr-defined]
        assert check.english.endswith(".")


@pytest.mark.parametrize(
    ("words", "enumeration"),
    [
        (vocabulary.OUTCOMES, Outcome),
        (vocabulary.STATUSES, Status),
        (vocabulary.SEVERITIES, Severity),
        (vocabulary.VERDICTS, Verdict),
    ],
)
def test_vocabularies_are_those_of_the_parser(words: tuple[str, ...], enumeration: type) -> None:
    assert words == tuple(member.value for member in enumeration)  # type: ignore[attr-defined]
