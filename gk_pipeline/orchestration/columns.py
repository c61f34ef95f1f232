"""What the columns of a model are and what they are made of, as metadata of its materializations.

Belongs here: having Dagster find it out once for each state of the dbt project. Does not: running dbt (`warehouse.py`).

Dagster asks the warehouse for the columns of every model and of what it is made of, and parses its SQL: that takes
half as long as building the marts. Both are the same until the project changes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import dagster as dg
from dagster_dbt import DbtCliInvocation
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator
from dagster_shared.serdes.errors import DeserializationError

_FILE = "columns.json"
_METADATA = ("dagster/column_schema", "dagster/column_lineage")
_MODEL = "unique_id"


def with_columns(events: Iterable[Any], build: DbtCliInvocation, parsed: Path) -> Iterator[Any]:
    """The events of a build that has ended, those of models with their columns.

    What is found out is kept in `parsed`, the folder of this state of the project.
    """
    events = list(events)
    kept = _read(parsed / _FILE)
    if all(model in kept for model in map(_model, events) if model is not None):
        yield from (_described(event, kept) for event in events)
        return
    for event in DbtEventIterator(iter(events), build).fetch_column_metadata(with_column_lineage=True):
        model = _model(event)
        if model is not None and _METADATA[0] in event.metadata:  # else Dagster logged why it could not find out
            kept[model] = {name: event.metadata[name] for name in _METADATA if name in event.metadata}
        yield event
    _write(parsed / _FILE, kept)


def _model(event: Any) -> str | None:
    """The model that was made, by dbt's name; None for what is no materialization."""
    if not isinstance(event, dg.Output | dg.AssetMaterialization):
        return None
    return str(event.metadata[_MODEL].value)


def _described(event: Any, kept: dict[str, dict[str, Any]]) -> Any:
    model = _model(event)
    return event if model is None else event.with_metadata({**event.metadata, **kept[model]})


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        found = dg.deserialize_value(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, DeserializationError):  # not there, or of another Dagster
        return {}
    return cast(dict[str, dict[str, Any]], found)


def _write(file: Path, kept: dict[str, dict[str, Any]]) -> None:
    with suppress(OSError), tempfile.TemporaryDirectory(prefix=".", dir=file.parent) as folder:
        made = Path(folder) / file.name
        made.write_text(dg.serialize_value(kept), encoding="utf-8")
        made.replace(file)
