"""Joined Parquet files hold the rows of their parts, also for readers that skip by statistics and bloom filters."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gk_pipeline.lake.parquet_join import JoinError, join

_ROWS = """
    select
        i as id,
        'word ' || (i % 50) as word,
        [i, i + 1] as pair,
        {'half': i / 2, 'name': null::varchar} as both,
        (i * 1.5)::decimal(20, 6) as value,
        case when i % 3 = 0 then null else i % 2 = 0 end as is_even,
        $year::smallint as report_year
    from range($first, $last) as numbers(i)
"""


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Three files as DuckDB writes them, of 20,000, no and 5 rows; the first has several row groups."""
    files = []
    with duckdb.connect() as connection:
        for year, first, last in ((2017, 0, 20000), (2018, 0, 0), (None, 20000, 20005)):
            file = tmp_path / f"{year}.parquet"
            rows = connection.sql(_ROWS, params={"year": year, "first": first, "last": last})
            rows.write_parquet(str(file), compression="zstd", row_group_size=4096)
            files.append(file)
    return files


def query(file: Path, condition: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(file)).filter(condition)
        return rows.aggregate("count(*), sum(id), sum(value), count(is_even), sum(pair[2])").fetchall()


def test_the_rows_are_those_of_the_parts_in_order(parts: list[Path], tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    join(parts, whole)
    assert pl.read_parquet(whole)["id"].to_list() == list(range(20005))
    assert pq.read_table(whole)["both"].to_pylist()[7] == {"half": 3.5, "name": None}
    assert pq.read_metadata(whole).num_rows == 20005
    # Worked out by hand: sums over the numbers from 0 to 20004.
    total = 20004 * 20005 // 2
    assert query(whole, "true") == [(20005, total, total * 1.5, 20005 - 6669, total + 20005)]
    assert query(whole, "report_year is null")[0][0] == 5
    assert query(whole, "word = 'word 7'")[0][0] == 400
    assert query(whole, "id = 20003")[0][:2] == (1, 20003)
    assert query(whole, "id = 12345")[0][:2] == (1, 12345)


def test_statistics_and_bloom_filters_stand_where_the_footer_says(parts: list[Path], tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    join([parts[2], parts[0]], whole)
    with duckdb.connect() as connection:
        excluded = f"select row_group_id, bloom_filter_excludes from parquet_bloom_probe('{whole}', 'word', ?)"
        assert not any(excludes for _, excludes in connection.execute(excluded, ["word 3"]).fetchall()[1:])
        assert any(excludes for _, excludes in connection.execute(excluded, ["no such word"]).fetchall())
    groups = pq.read_metadata(whole)
    firsts = [groups.row_group(number).column(0).statistics.min for number in range(groups.num_row_groups)]
    assert firsts[:2] == [20000, 0]
    assert firsts == [20000, *sorted(firsts[1:])]


def test_files_of_other_writers_are_joined_too(tmp_path: Path) -> None:
    """Arrow writes page indexes, positions in other fields, and an ordinal for every row group."""
    table = pa.table({"id": pa.array(range(5000)), "word": [str(i % 9) for i in range(5000)]})
    for name, rows in (("a", table.slice(0, 3000)), ("b", table.slice(3000))):
        pq.write_table(rows, tmp_path / name, row_group_size=1000, write_page_index=True, store_schema=False)
    join([tmp_path / "a", tmp_path / "b"], tmp_path / "whole")
    assert pq.read_table(tmp_path / "whole").equals(table)
    filtered = pq.read_table(tmp_path / "whole", filters=[("id", "=", 4321)])
    assert filtered["id"].to_pylist() == [4321]


def test_the_same_parts_give_the_same_bytes(parts: list[Path], tmp_path: Path) -> None:
    for name in ("one", "other"):
        join(parts, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    join([*parts[1:], parts[0]], tmp_path / "in another order")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "in another order").read_bytes()


def test_what_can_not_be_joined_is_told(parts: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    pq.write_table(pa.table({"id": [1]}), other)
    with pytest.raises(JoinError, match="another schema"):
        join([parts[0], other], tmp_path / "whole")
    for content in (b"", b"PAR1PAR1", parts[0].read_bytes()[:-30], b"PAR1" + b"x" * 100 + parts[0].read_bytes()[-8:]):
        other.write_bytes(content)
        with pytest.raises(JoinError):
            join([other], tmp_path / "whole")
    with pytest.raises(JoinError, match="nothing"):
        join([], tmp_path / "whole")
