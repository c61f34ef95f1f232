"""Reference tables are written whole or not at all."""

from __future__ import annotations

import duckdb
import pytest

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import REFERENCE
from gk_pipeline.lake.catalogue import write_reference
from gk_pipeline.paths import Paths
from tests.contracts.examples import GOOD, OTHER_KEY


@pytest.mark.parametrize("name", [table.name for table in REFERENCE])
def test_rows_are_written_in_order_of_their_key_and_only_when_they_change(paths: Paths, name: str) -> None:
    rows = [GOOD[name], {**GOOD[name], **OTHER_KEY[name]}]
    assert write_reference(paths, name, rows)
    assert not write_reference(paths, name, rows[::-1])
    assert write_reference(paths, name, rows[:1])
    found = duckdb.sql(f"FROM '{paths.lake}/catalog/{name}.parquet'")
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == rows[:1]


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("forms", {"form": "fmt2030"}, "1 rows break the contract; the first is fmt2030: form:allowed"),
        ("forms", {}, "2 rows break the contract; the first is fmt2019: key:unique"),
        ("forms", {"first_year": "2019"}, "first_year:unstorable"),
        ("forms", {"extra": 1}, "row 1: columns missing or unknown: extra"),
        ("facts", {}, "facts is no table of the catalogue"),
    ],
)
def test_a_catalogue_that_is_wrong_in_part_is_not_used(
    paths: Paths, name: str, changes: dict[str, object], message: str
) -> None:
    write_reference(paths, "forms", [GOOD["forms"]])
    before = paths.reference("forms").read_bytes()
    with pytest.raises(ContractError, match=message):
        write_reference(paths, name, [GOOD[name], {**GOOD[name], **changes}])
    assert paths.reference("forms").read_bytes() == before


def test_a_row_that_lacks_a_column_is_refused(paths: Paths) -> None:
    row = {name: value for name, value in GOOD["forms"].items() if name != "legal_basis"}
    with pytest.raises(ContractError, match="row 0: columns missing or unknown: legal_basis"):
        write_reference(paths, "forms", [row])
