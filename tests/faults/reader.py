"""A reader that opens what is published again and again while it is written: `python -m tests.faults.reader HOME STOP`.

Each look follows the link once, as a client does that opens a folder, and then holds all it finds against the manifest
of that version: the bytes of every Parquet file, and the rows of every table of the database against its Parquet file.
Rows of files that are, byte for byte, those of an earlier look are not compared once more.
Ends when the file STOP is there, and prints how many looks it took and what was wrong, as JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

_SECONDS_BETWEEN_LOOKS = 2.0


def look(current: Path, compared: set[str]) -> str:
    """Reads everything that is current and gives its version. Raises when anything is missing or does not fit.

    `compared` are digests of databases with their Parquet files whose rows are known to be the same; this one is added.
    """
    folder = current.resolve(strict=True)
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    if manifest["version"] != folder.name:
        raise ValueError(f"{folder.name} says that it is {manifest['version']}")
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
        there = {name for (name,) in marts.execute("select table_name from duckdb_tables()").fetchall()}
        if there != {table["name"] for table in manifest["tables"]}:
            raise ValueError(f"{folder.name}: the database has other tables than the manifest: {sorted(there)}")
        whole = hashlib.sha256((folder / "marts.duckdb").read_bytes())
        for table in manifest["tables"]:
            file = folder / table["file"]
            if hashlib.sha256(file.read_bytes()).hexdigest() != table["sha256"]:
                raise ValueError(f"{file} is not the file of the manifest")
            whole.update(json.dumps(table).encode())
        if whole.hexdigest() not in compared:
            _compare_rows(marts, folder, manifest["tables"])
        compared.add(whole.hexdigest())
    return folder.name


def _compare_rows(marts: duckdb.DuckDBPyConnection, folder: Path, tables: list[dict[str, Any]]) -> None:
    """Raises when a table of the database has not the rows of its Parquet file."""
    for table in tables:
        digest = "select count(*), sum(hash(r)), bit_xor(hash(r)) from {} as r"
        in_database = marts.execute(digest.format(table["name"])).fetchall()
        in_parquet = marts.execute(digest.format(f"read_parquet('{folder / table['file']}')")).fetchall()
        if in_database != in_parquet:
            raise ValueError(f"{folder.name}: {table['name']} differs between database and Parquet")
        if in_database[0][0] != table["rows"]:
            raise ValueError(f"{folder.name}: {table['name']} has not the rows of the manifest")


def main(home: Path, stop: Path) -> None:
    current = home / "published" / "current"
    looks, versions, errors, compared = 0, list[str](), list[str](), set[str]()
    while not stop.exists():
        # Before the first version there is nothing to read; from then on there always is.
        if looks or current.is_symlink():
            looks += 1
            try:
                version = look(current, compared)
                if version not in versions[-1:]:
                    versions.append(version)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    print(json.dumps({"looks": looks, "versions": versions, "errors": errors}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
