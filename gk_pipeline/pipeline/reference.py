"""Writes the catalogue, the lists behind agencies and the corrections into the lake, for dbt to join with.

Belongs here: the catalogue's objects as rows. Does not: what they say (`catalog`), how they are stored (`lake`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gk_pipeline.catalog.forms import load, read_rows
from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.extraction.version import package_version
from gk_pipeline.lake import store
from gk_pipeline.lake.catalogue import is_reference, write_reference
from gk_pipeline.location import Location
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.corrections import read_corrections
from gk_pipeline.pipeline.places import (
    deadline_rows,
    department_succession_rows,
    division_rows,
    division_succession_rows,
)


def write_catalogue(paths: Paths) -> list[str]:
    """All reference tables; returns the names of those that changed.

    What the package alone decides is made once for a version of the package, and again when a file is not as it was
    left; only the corrections are read every time.
    """
    changed = [] if _is_as_left(paths) else _write_lists(paths)
    if write_reference(paths, "corrections", read_corrections(paths)):
        changed.append("corrections")
    return changed


def corrections_differ(paths: Paths) -> bool:
    """Whether the corrections say something else than those that the marts were made with."""
    return not is_reference(paths, "corrections", read_corrections(paths))


def _write_lists(paths: Paths) -> list[str]:
    rows = {
        "forms": _forms(),
        "indicators": _indicators(),
        "applicant_columns": _applicant_columns(),
        "identities": _identities(),
        "concepts": _concepts(),
        "divisions": division_rows(),
        "division_successions": division_succession_rows(),
        "department_successions": department_succession_rows(),
        "deadlines": deadline_rows(),
    }
    changed = [name for name, table in rows.items() if write_reference(paths, name, table)]
    left = {name: _digest(paths.reference(name)) for name in rows}
    content = json.dumps({"made_by": package_version(), "files": left}, indent=2)
    store.write(paths.reference_manifest, content.encode())
    return changed


def _is_as_left(paths: Paths) -> bool:
    """Whether this version of the package wrote the files, and they are what it wrote."""
    try:
        manifest = json.loads(store.read(paths.reference_manifest))
        return manifest["made_by"] == package_version() and all(
            _digest(paths.reference(name)) == digest for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _digest(file: Location) -> str:
    return hashlib.sha256(store.read(file)).hexdigest()


def _forms() -> list[dict[str, Any]]:
    names = ("form", "label_zh", "label_en", "legal_basis", "first_year", "last_year")
    return [{name: getattr(form, name) for name in names} for form in load().forms.values()]


def _indicators() -> list[dict[str, Any]]:
    names = (
        *("form", "indicator_id", "parent_id", "section", "kind", "label_zh", "label_en", "unit", "unit_zh"),
        *("value_type", "first_year", "last_year", "sort_order"),
    )
    rows = [{name: getattr(indicator, name) for name in names} for indicator in load().indicators.values()]
    for row in rows:
        row["value_type"] = row["value_type"] or "heading"
    return rows


def _applicant_columns() -> list[dict[str, Any]]:
    return [
        {
            "column_id": column.column_id,
            "position": column.position,
            "label_zh": column.labels[0],
            "label_en": column.label_en,
            "is_total": column.is_total,
        }
        for column in load().columns["applicant"]
    ]


def _identities() -> list[dict[str, Any]]:
    return [
        {
            "rule_id": identity.rule_id,
            "form": form,
            "kind": identity.kind,
            "expression": identity.expression,
            "label_zh": identity.label_zh,
            "label_en": identity.label_en,
            "severity": identity.severity,
            "tier": identity.tier,
            "note": identity.note,
        }
        for identity in load_identities()
        for form in identity.forms
    ]


def _concepts() -> list[dict[str, Any]]:
    return [{name: value or None for name, value in fields.items()} for _, fields in read_rows("concepts.csv")]
