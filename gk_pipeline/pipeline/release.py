"""What a version of the parser changed, for people to read before they trust it.

Belongs here: counting release changes and putting them into words. Does not: finding them (`release_diff.py`), writing
them (`land.py`), a terminal's tables (`console`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from gk_pipeline.catalog.forms import load
from gk_pipeline.contracts.release_tables import CAUSES, KINDS, SUBJECTS
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths

# What the reader of a figure has to know first: reports that changed, then values, then what supports them.
_FIRST_KINDS = ("attribute", "value", "status", "disappeared", "appeared", "unit", "approximate", "verdict", "severity")
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words. `subject`, `kind` and `cause` are words of the contract; `before` and `after` are printable.

    `file` is the first file of the document, None when it has left the inbox; `label` names the cell by its id and
    Chinese label, the finding by its rule, the attribute by its name.
    """

    subject: str
    subject_id: str
    kind: str
    cause: str
    file: str | None
    report_year: int | None
    label: str
    before: str
    after: str
    from_version: str


@dataclass(frozen=True, slots=True)
class Release:
    """The changes into one version, from one version before it or several: lake years are landed one by one.

    `total` and the counts are over all changes; `by_subject` is keyed by (subject, kind), in the order of the
    contract, the others by the word they count, most first. `by_indicator` counts cells. `changes` are the first.
    """

    from_versions: tuple[str, ...]
    to_version: str
    total: int
    documents: int
    by_subject: dict[tuple[str, str], int]
    by_cause: dict[str, int]
    by_indicator: dict[str, int]
    by_form: dict[str, int]
    by_layout: dict[str, int]
    changes: tuple[Change, ...]


def release(
    paths: Paths,
    *,
    from_version: str | None = None,
    to_version: str | None = None,
    years: Collection[int | None] | None = None,
    first: int = 20,
) -> Release:
    """What version `to_version` (default: the parser's own) changed; a version may be given by how it begins.

    `from_version` and `years` narrow it (default: all), `first` bounds `Release.changes`. Without changes all counts
    are empty. Raises ContractError when the lake was written under another contract.
    """
    rows = read_table(paths, "release_changes", years)
    wanted = parser_version() if to_version is None else to_version
    rows = rows.filter(pl.col("to_version").str.starts_with(wanted))
    if from_version is not None:
        rows = rows.filter(pl.col("from_version").str.starts_with(from_version))
    found = _with_reports(paths, rows)
    cells = found.filter(pl.col("subject") == "fact")
    subjects = Counter(found.select("subject", "kind").iter_rows())
    return Release(
        from_versions=tuple(sorted(found["from_version"].unique())),
        to_version=found["to_version"][0] if found["to_version"].n_unique() == 1 else wanted,
        total=found.height,
        documents=found["document_id"].n_unique(),
        by_subject={(s, k): subjects[s, k] for s in SUBJECTS for k in KINDS if subjects[s, k]},
        by_cause={cause: n for cause in CAUSES if (n := _counts(found["cause"]).get(cause, 0))},
        by_indicator=_counts(cells["indicator_id"]),
        by_form=_counts(found["report_form"]),
        by_layout=_counts(found["layout"]),
        changes=tuple(_change(row) for row in _ordered(found).head(first).iter_rows(named=True)),
    )


def releases(paths: Paths) -> list[tuple[str, str, int]]:
    """The pairs of versions (from, to) that the lake has changes of, with their number."""
    rows = read_table(paths, "release_changes")
    counted = rows.group_by("from_version", "to_version").len().sort("to_version", "from_version")
    return list(counted.iter_rows())


def markdown(found: Release) -> str:
    """A release as Markdown, for the metadata of a UI and for notes: how much changed, then a table of the first."""
    if not found.total:
        return f"Version `{found.to_version}` changed nothing."
    counted = ", ".join(f"{subject} {kind} {n}" for (subject, kind), n in found.by_subject.items())
    causes = ", ".join(f"{cause.replace('_', ' ')} {n}" for cause, n in found.by_cause.items())
    versions = ", ".join(f"`{version}`" for version in found.from_versions)
    lines = [
        f"From {versions} to `{found.to_version}`: {found.total} changes in {found.documents} documents.",
        "",
        f"By kind: {counted}. By cause: {causes}.",
        "",
        "| file | year | what | kind | cause | before | after |",
        "|---|---|---|---|---|---|---|",
        *(_line(change) for change in found.changes),
    ]
    if found.total > len(found.changes):
        lines += ["", f"and {found.total - len(found.changes)} more, in the lake table `release_changes`."]
    return "\n".join(lines)


def _line(change: Change) -> str:
    year = _NOTHING if change.report_year is None else str(change.report_year)
    cells = (change.file or _NOTHING, year, change.label, change.kind, change.cause, change.before, change.after)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _with_reports(paths: Paths, rows: pl.DataFrame) -> pl.DataFrame:
    """The changes with the first file of their document, and the form and layout of its report."""
    years = rows["report_year"].unique().to_list()
    files = (
        read_table(paths, "documents", years)
        .filter(pl.col("duplicate_of").is_null(), pl.col("document_id").is_not_null())
        .select("document_id", "file_path")
        .unique("document_id", keep="first", maintain_order=True)
    )
    reports = read_table(paths, "reports", years).select("document_id", pl.col("form").alias("report_form"), "layout")
    return rows.join(files, on="document_id", how="left").join(reports, on="document_id", how="left")


def _counts(words: pl.Series) -> dict[str, int]:
    return dict(Counter(words.drop_nulls().to_list()).most_common())


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Reports first, then values; what is perhaps no doing of the version comes last."""
    kinds = pl.Enum([*_FIRST_KINDS, *(kind for kind in KINDS if kind not in _FIRST_KINDS)])
    return rows.sort(
        pl.col("cause") == "last_year",
        pl.col("kind").cast(kinds),
        pl.col("report_year"),
        pl.col("file_path"),
        pl.col("subject_id"),
        nulls_last=True,
    )


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        subject=row["subject"],
        subject_id=row["subject_id"],
        kind=row["kind"],
        cause=row["cause"],
        file=row["file_path"],
        report_year=row["report_year"],
        label=_label(row),
        before=_side(row, "old"),
        after=_side(row, "new"),
        from_version=row["from_version"],
    )


def _label(row: Mapping[str, Any]) -> str:
    if row["subject"] != "fact":
        return str(row["attribute"] or row["subject_id"].partition(":")[2])
    known = load().indicators.get((row["form"], row["indicator_id"]))
    column = f"[{row['column_id']}]" if row["column_id"] else ""
    return f"{row['indicator_id']}{column}" + (f" {known.label_zh}" if known else "")


def _side(row: Mapping[str, Any], side: str) -> str:
    """One side of a change: the cell with what of it changed, the verdict, or the attribute."""
    if row["subject"] == "report":
        return _or_nothing(row[f"{side}_text"])
    if row["subject"] == "finding":
        return " ".join(filter(None, (row[f"{side}_severity"], row[f"{side}_verdict"]))) or _NOTHING
    status = row[f"{side}_status"]
    if status is None:
        return _NOTHING
    parts = [_figure(row[f"{side}_value"], row[f"{side}_unit"]) if status == "reported" else status]
    if row["kind"] == "approximate":
        parts.append("about" if row[f"{side}_approximate"] else "exact")
    if row["kind"] == "corroborated":
        parts.append("corroborated" if row[f"{side}_corroborated"] else "not corroborated")
    if row["kind"] == "span":
        parts.append(f"{_or_nothing(row[f'{side}_text'])} at {_or_nothing(row[f'{side}_start_offset'])}")
    return ", ".join(parts)


def _figure(value: Decimal, unit: str | None) -> str:
    return " ".join(filter(None, (f"{value.normalize():f}", unit)))


def _or_nothing(value: object) -> str:
    return _NOTHING if value is None else str(value)


def as_json(found: Release) -> dict[str, Any]:
    """The release as one JSON object; keys of `by_subject` are `subject.kind`."""
    counts: dict[str, Mapping[str, int]] = {
        "by_subject": {f"{subject}.{kind}": n for (subject, kind), n in found.by_subject.items()},
        "by_cause": found.by_cause,
        "by_indicator": found.by_indicator,
        "by_form": found.by_form,
        "by_layout": found.by_layout,
    }
    return {
        "from_versions": list(found.from_versions),
        "to_version": found.to_version,
        "total": found.total,
        "documents": found.documents,
        **counts,
        "changes": [asdict(change) for change in found.changes],
    }
