"""What parsers produced: every document once, whatever was appended twice, merged or cut off."""

from __future__ import annotations

import hashlib
import os
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import EXTRACTED, contract
from gk_pipeline.lake import extracted
from gk_pipeline.lake.parquet import DamagedFile, parquet_bytes
from gk_pipeline.paths import Paths
from tests.unit.lake.rows import unvalidated


def sha(number: int) -> str:
    return f"{number:064x}"


def batch(*numbers: int, year: int | None = 2017, version: str = "1", facts_each: int = 2) -> dict[str, pa.Table]:
    """Documents told apart by their numbers, each with an outcome and some facts."""
    common = {"report_year": year, "parser_version": version}
    facts = [
        {**common, "document_id": sha(number), "fact_id": f"{number}:{fact}", "value": number}
        for number in numbers
        for fact in range(facts_each)
    ]
    outcomes = [{**common, "document_id": sha(number)} for number in numbers]
    return {"facts": unvalidated("facts", *facts), "outcomes": unvalidated("outcomes", *outcomes)}


def fact_ids(paths: Paths, *numbers: int, year: int | None = 2017, version: str = "1") -> list[str]:
    ids = [sha(number) for number in numbers]
    return sorted(extracted.read(paths, "facts", year, ids, version)["fact_id"])


def parts(paths: Paths, table: str = "facts", year: int | None = 2017, version: str = "1") -> list[str]:
    return sorted(part.name for part in paths.extracted_partition(version, table, year).glob("*"))


def test_rows_are_read_by_document(paths: Paths) -> None:
    extracted.append(paths, batch(1, 2))
    extracted.append(paths, batch(3))
    assert fact_ids(paths, 1, 3) == ["1:0", "1:1", "3:0", "3:1"]
    assert fact_ids(paths, 2) == ["2:0", "2:1"]
    assert fact_ids(paths, 4) == []


def test_years_of_a_batch_are_kept_apart(paths: Paths) -> None:
    one, other = batch(1, year=2017), batch(2, year=None)
    extracted.append(paths, {name: pa.concat_tables([one[name], other[name]]) for name in one})
    assert fact_ids(paths, 1, 2, year=2017) == ["1:0", "1:1"]
    assert fact_ids(paths, 1, 2, year=None) == ["2:0", "2:1"]
    assert len(parts(paths, year=2017)) == len(parts(paths, year=None)) == 1


def test_parser_versions_are_kept_apart(paths: Paths) -> None:
    extracted.append(paths, batch(1, version="1"))
    extracted.append(paths, batch(1, version="2.0+x", facts_each=3))
    assert fact_ids(paths, 1, version="1") == ["1:0", "1:1"]
    assert fact_ids(paths, 1, version="2.0+x") == ["1:0", "1:1", "1:2"]
    assert fact_ids(paths, 1, version="3") == []


def test_the_same_batch_is_one_part(paths: Paths) -> None:
    first = extracted.append(paths, batch(1, 2))
    (part,) = paths.extracted_partition("1", "facts", 2017).iterdir()
    os.utime(part, (1, 1))
    assert extracted.append(paths, batch(1, 2)) == first
    assert extracted.append(paths, batch(2, 1)) != first
    assert part.stat().st_mtime == 1


def test_a_document_in_two_parts_is_read_once(paths: Paths) -> None:
    extracted.append(paths, batch(1, 2))
    extracted.append(paths, batch(2, 3))
    extracted.append(paths, batch(1, 2, 3, 4))
    assert fact_ids(paths, 1, 2, 3, 4) == [f"{number}:{fact}" for number in (1, 2, 3, 4) for fact in (0, 1)]
    outcomes = extracted.read_outcomes(paths)
    assert sorted(outcomes["document_id"]) == [sha(number) for number in (1, 2, 3, 4)]


def test_a_batch_that_was_cut_off_has_no_outcome(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = os.replace, []

    def second_fails(*names: Any) -> None:
        written.append(names)
        if len(written) == 2:
            raise OSError("cut off")
        real(*names)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(OSError, match="cut off"):
        extracted.append(paths, batch(1))
    assert fact_ids(paths, 1) == ["1:0", "1:1"]
    assert extracted.read_outcomes(paths).is_empty()
    monkeypatch.setattr(os, "replace", real)
    extracted.append(paths, batch(1, 2))
    assert fact_ids(paths, 1, 2) == ["1:0", "1:1", "2:0", "2:1"]
    assert extracted.read_outcomes(paths).height == 2


def test_small_parts_are_merged_when_they_are_too_many(paths: Paths) -> None:
    count = extracted.MAX_SMALL_PARTS
    for number in range(count):
        extracted.append(paths, batch(number, 0))
    assert len(parts(paths)) == count
    extracted.append(paths, batch(count, 0))
    assert len(parts(paths)) == len(parts(paths, "outcomes")) == 1
    assert fact_ids(paths, *range(count + 1)) == sorted(f"{n}:{fact}" for n in range(count + 1) for fact in (0, 1))
    extracted.append(paths, batch(count + 1))
    assert len(parts(paths)) == 2
    assert fact_ids(paths, 5, count + 1) == sorted(["5:0", "5:1", f"{count + 1}:0", f"{count + 1}:1"])
    assert extracted.read_outcomes(paths).height == count + 2


def test_merging_keeps_every_row_as_it_was(paths: Paths) -> None:
    rows = [{"fact_id": None, "value": None, "document_id": sha(n), "parser_version": "1"} for n in range(40)]
    for row in rows:
        outcomes = unvalidated("outcomes", {"document_id": row["document_id"], "parser_version": "1"})
        extracted.append(paths, {"outcomes": outcomes, "facts": unvalidated("facts", row)})
    read = extracted.read(paths, "facts", 2019, [sha(n) for n in range(40)], "1").sort("document_id")
    assert read.rows(named=True) == unvalidated("facts", *rows).to_pylist()


@pytest.mark.parametrize("removals_before_the_crash", [0, 1, 20])
def test_a_merge_that_was_cut_off_loses_and_doubles_nothing(
    paths: Paths, removals_before_the_crash: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = extracted.MAX_SMALL_PARTS
    for number in range(count):
        extracted.append(paths, batch(number))
    real, removed = os.unlink, []

    def crash(*names: Any, **options: Any) -> None:
        if len(removed) == removals_before_the_crash:
            raise KeyboardInterrupt
        removed.append(names)
        real(*names, **options)

    monkeypatch.setattr(os, "unlink", crash)
    with pytest.raises(KeyboardInterrupt):
        extracted.append(paths, batch(count))
    monkeypatch.setattr(os, "unlink", real)
    everything = sorted(f"{n}:{fact}" for n in range(count + 1) for fact in (0, 1))
    assert fact_ids(paths, *range(count + 1)) == everything
    extracted.append(paths, batch(count))
    assert fact_ids(paths, *range(count + 1)) == everything


def test_a_reader_outlives_a_merge_by_another_process(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        extracted.append(paths, batch(number))
    real, listings = extracted._parts, []

    def stale_once(folder: Any) -> Any:
        listings.append(folder)
        return [folder / "part-gone.parquet", *real(folder)] if len(listings) == 1 else real(folder)

    monkeypatch.setattr(extracted, "_parts", stale_once)
    assert fact_ids(paths, 0, 1, 2) == ["0:0", "0:1", "1:0", "1:1", "2:0", "2:1"]
    assert len(listings) == 2


def test_nothing_extracted_is_empty_and_typed(paths: Paths) -> None:
    for table in EXTRACTED:
        assert extracted.read(paths, table.name, 2017, [sha(1)], "1").schema == polars_schema(table)
    assert extracted.read_outcomes(paths).schema == polars_schema(contract("outcomes"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"facts": batch(1)["facts"]}, "this one has none"),
        ({**batch(1), "findings": unvalidated("findings", {})}, "findings is no table that parsers produce"),
        ({**batch(1), "facts": batch(1)["facts"].drop_columns(["value"])}, "facts: the schema"),
        ({**batch(1), "facts": batch(1, version="2")["facts"]}, r"one parser version; this one is of \['1', '2'\]"),
        ({"outcomes": unvalidated("outcomes", {"parser_version": None})}, "one parser version"),
        ({"outcomes": unvalidated("outcomes")}, "one parser version"),
        ({"outcomes": unvalidated("outcomes", {"parser_version": "../1"})}, "parser version '../1'"),
    ],
)
def test_a_batch_that_can_not_be_read_back_is_refused(paths: Paths, given: dict[str, pa.Table], message: str) -> None:
    with pytest.raises(ContractError, match=message):
        extracted.append(paths, given)
    assert not paths.extracted.exists()


def test_parts_of_another_contract_are_named_with_the_remedy(paths: Paths) -> None:
    extracted.append(paths, batch(1))
    (file,) = paths.extracted_partition("1", "facts", 2017).iterdir()
    content = parquet_bytes(pa.parquet.read_table(file, partitioning=None).drop_columns(["unit"]))
    file.unlink()
    (file.parent / f"part-{hashlib.sha256(content).hexdigest()[:16]}.parquet").write_bytes(content)
    with pytest.raises(ContractError, match="was written under another contract of facts"):
        fact_ids(paths, 1)


def test_outcomes_of_a_contract_that_did_not_count_rows_are_read(paths: Paths) -> None:
    extracted.append(paths, batch(1))
    (file,) = paths.extracted_partition("1", "outcomes", 2017).iterdir()
    content = parquet_bytes(pa.parquet.read_table(file, partitioning=None).drop_columns(["row_count"]))
    file.unlink()
    old = file.parent / f"part-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    old.write_bytes(content)
    for number in range(2, extracted.MAX_SMALL_PARTS + 3):
        extracted.append(paths, batch(number))
    outcomes = extracted.read_outcomes(paths)
    assert outcomes.filter(pl.col("row_count").is_null())["document_id"].to_list() == [sha(1)]
    assert outcomes.height == extracted.MAX_SMALL_PARTS + 2
    assert old.read_bytes() == content


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_part_with_other_bytes_than_were_written_is_named(paths: Paths, damage: bytes | None) -> None:
    extracted.append(paths, batch(1))
    (file,) = paths.extracted_partition("1", "facts", 2017).iterdir()
    content = file.read_bytes()
    # Somewhere in the figures one bit is another one; as Parquet the file may well be in order.
    turned = content[:300] + bytes([content[300] ^ 1]) + content[301:]
    file.write_bytes(turned if damage is None else damage)
    with pytest.raises(DamagedFile, match="is damaged") as raised:
        fact_ids(paths, 1)
    assert raised.value.file == file


def test_outcomes_that_are_damaged_are_taken_away_and_the_others_read(paths: Paths) -> None:
    extracted.append(paths, batch(1))
    (damaged,) = paths.extracted_partition("1", "outcomes", 2017).iterdir()
    extracted.append(paths, batch(2))
    damaged.write_bytes(b"garbage")
    assert extracted.read_outcomes(paths)["document_id"].to_list() == [sha(2)]
    assert not damaged.exists()


def test_a_damaged_part_does_not_keep_others_from_being_added(paths: Paths) -> None:
    extracted.append(paths, batch(0))
    (damaged,) = paths.extracted_partition("1", "facts", 2017).iterdir()
    damaged.write_bytes(b"garbage")
    for number in range(1, extracted.MAX_SMALL_PARTS + 2):
        extracted.append(paths, batch(number))
    damaged.unlink()
    assert fact_ids(paths, 0, extracted.MAX_SMALL_PARTS + 1) == [
        f"{extracted.MAX_SMALL_PARTS + 1}:{fact}" for fact in (0, 1)
    ]


def test_versions_are_listed_and_removed_one_by_one(paths: Paths) -> None:
    assert extracted.versions(paths) == set()
    for version in ("1", "2.0+a"):
        extracted.append(paths, batch(1, version=version))
    extracted.append(paths, batch(2, year=None))
    assert extracted.versions(paths) == {"1", "2.0+a"}
    extracted.remove_version(paths, "1")
    extracted.remove_version(paths, "none like this")
    assert extracted.versions(paths) == {"2.0+a"}
    assert [each.name for each in paths.extracted.iterdir()] == ["version=2.0+a"]
    assert fact_ids(paths, 1, version="2.0+a") == ["1:0", "1:1"]
    assert extracted.read_outcomes(paths)["parser_version"].to_list() == ["2.0+a"]


def test_outcomes_of_a_version_go_before_its_rows(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    extracted.append(paths, batch(1))
    extracted.append(paths, batch(2, year=None))
    removed: list[str] = []
    monkeypatch.setattr(extracted.store, "remove", lambda file: removed.append(file.parent.parent.name))
    extracted.remove_version(paths, "1")
    assert removed == ["outcomes", "outcomes", "facts", "facts"]
