"""Writes what the package ships: `data/divisions.csv.gz` and `data/phone_codes.csv`.

Belongs here: the order, the columns and the bytes of the files. Does not: where rows come from.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from gk_pipeline.agencies.build.cleaning import stem
from gk_pipeline.agencies.build.history import Unit, counties, open_starts, towns
from gk_pipeline.agencies.build.snapshots import InputError, Snapshot, read_phone_codes, read_snapshots, rows
from gk_pipeline.agencies.build.succession import link
from gk_pipeline.agencies.divisions import COLUMNS

# (code, name) of a row or one of its other spellings -> the name that its key was made of.
KeyNames = Mapping[tuple[str, str], str]


def build(archives: Path, target: Path) -> tuple[int, int, list[str]]:
    """Writes both files into `target`; returns the numbers of their rows, and former rows whose keys are no more.

    The same archives give the same bytes. Rows keep the keys that they have in the file which `target` holds already.
    """
    snapshots = read_snapshots(archives)
    above, below = units(snapshots)
    path = target / "divisions.csv.gz"
    former = key_names(path)
    table = [
        _row(unit, former) for unit in sorted(above + below, key=lambda unit: (unit.code, unit.valid_from, unit.name))
    ]
    table += [_special(row, former) for row in rows("special.csv")]
    if len({_key_of(row) for row in table}) < len(table):
        raise InputError("two rows would have the same key")
    phones = list(_phone_rows(read_phone_codes(archives), above))
    _write_gz(path, _csv(COLUMNS, table))
    (target / "phone_codes.csv").write_bytes(_csv(("area_code", "division_code"), phones))
    kept = {_key_of(row) for row in table}
    lost = sorted({f"{code} {name}" for (code, _), name in former.items() if (code, name) not in kept})
    return len(table), len(phones), lost


def _key_of(row: tuple[str, ...]) -> tuple[str, str]:
    fields = dict(zip(COLUMNS, row, strict=True))
    return fields["code"], fields["key_name"] or fields["name"]


def key_names(path: Path) -> KeyNames:
    """What the file of a former build says of its keys; nothing when there is none."""
    found: dict[tuple[str, str], str] = {}
    if path.exists():
        text = gzip.decompress(path.read_bytes()).decode()
        for row in csv.DictReader(io.StringIO(text)):
            for name in (row["name"], *row["aliases"].split("|")):
                found[row["code"], name] = row["key_name"] or row["name"]
    return found


def units(snapshots: list[Snapshot]) -> tuple[list[Unit], list[Unit]]:
    """Provinces to counties, and townships, with their successors."""
    above, below = counties(snapshots), towns(snapshots)
    link(above, below)
    open_starts(below, above)
    return above, below


def _row(unit: Unit, former: KeyNames) -> tuple[str, ...]:
    spellings = (*unit.aliases, unit.name, unit.printed)
    key_name = next((former[unit.code, name] for name in spellings if (unit.code, name) in former), spellings[0])
    return (
        unit.code,
        unit.name,
        unit.level,
        unit.kind,
        str(unit.valid_from),
        "" if unit.valid_to is None else str(unit.valid_to),
        "",
        "",
        "|".join(unit.aliases),
        "" if key_name == unit.name else key_name,
        "|".join(":".join(successor) for successor in sorted(unit.successors)),
    )


def _special(row: dict[str, str], former: KeyNames) -> tuple[str, ...]:
    key_name = former.get(("", row["name"]), row["name"])
    fields = (row["name"], row["level"], row["kind"], row["valid_from"], "", row["parent"], row["seat"], row["aliases"])
    return "", *fields, "" if key_name == row["name"] else key_name, ""


def _phone_rows(printed: list[tuple[str, str]], above: list[Unit]) -> Iterator[tuple[str, str]]:
    """Area code and the code of its place; a name that stands for two places is left out."""
    current = [unit for unit in above if unit.valid_to is None]
    cities = [unit for unit in current if unit.level == "prefecture"]
    # Names of today, then areas that became cities since, then names of the past.
    sources: tuple[tuple[list[Unit], Callable[[str], str]], ...] = ((current, str), (cities, stem), (above, str))
    indexes = [(_codes_by(units, form), form) for units, form in sources]
    for name, area_code in sorted(set(printed), key=lambda pair: (pair[1], pair[0])):
        found = next((index[form(name)] for index, form in indexes if form(name) in index), set[str]())
        if len(found) == 1:
            yield area_code, next(iter(found))


def _codes_by(units: Iterable[Unit], form: Callable[[str], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in units:
        found.setdefault(form(unit.name), set()).add(unit.code)
    return found


def _csv(columns: tuple[str, ...], table: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(table)
    return text.getvalue().encode()


def _write_gz(path: Path, content: bytes) -> None:
    """No name and no time in the header, so that the same rows give the same file."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)
