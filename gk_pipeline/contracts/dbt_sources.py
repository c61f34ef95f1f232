"""Contracts as dbt sources: the text of `dbt_project/models/sources.yml`.

Belongs here: the rendering; `python -m gk_pipeline.contracts.dbt_sources` prints it, a test holds the file to it.
Does not: models and tests of dbt. Rows are checked before they are written, so sources carry no tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gk_pipeline.contracts.model import Table, Type
from gk_pipeline.contracts.registry import LAKE, REFERENCE

_DUCKDB: dict[Type, str] = {
    Type.STRING: "varchar",
    Type.STRINGS: "varchar[]",
    Type.INT16: "smallint",
    Type.INT32: "integer",
    Type.INT64: "bigint",
    Type.BOOL: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp with time zone",
    Type.DECIMAL: "decimal(20,6)",
}

_HEAD = """\
# Rendered from gk_pipeline/contracts by `python -m gk_pipeline.contracts.dbt_sources`; a test holds both together.
version: 2

sources:
"""


def render_dbt_sources() -> str:
    """The YAML of two sources, `lake` and `catalog`. The environment variable GK_LAKE names the folder of the lake."""
    lake = _source("lake", "Validated tables by report year.", "{table}/*/*.parquet", LAKE)
    catalog = _source("catalog", "The catalogue of forms as tables.", "catalog/{table}.parquet", REFERENCE)
    return _HEAD + "\n".join((*lake, *catalog)) + "\n"


def _source(name: str, description: str, location: str, tables: Iterable[Table]) -> Iterator[str]:
    yield f"  - name: {name}"
    yield f"    description: {_quoted(description)}"
    yield "    tables:"
    for table in tables:
        files = "{{ env_var('GK_LAKE') }}/" + location.format(table=table.name)
        yield f"      - name: {table.name}"
        yield f"        description: {_quoted(f'{table.english} {table.chinese}')}"
        yield "        config:"
        yield "          meta:"
        # Types come from the files alone: the year of the folder stands in report_year too.
        external = f"read_parquet('{files}', hive_partitioning=false)"
        yield f"            external_location: {_quoted(external)}"
        yield "            dagster:"
        yield f"              asset_key: {_quoted([name, table.name])}"
        yield "        columns:"
        for column in table.columns:
            yield f"          - name: {column.name}"
            yield f"            data_type: {_DUCKDB[column.type]}"
            yield f"            description: {_quoted(f'{column.english} {column.chinese}')}"


def _quoted(value: str | list[str]) -> str:
    """JSON is YAML, and leaves nothing to guess about quotes."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    print(render_dbt_sources(), end="")
