"""What the version of the parser changed, for people to read before they trust it.

Belongs here: the asset `release_notes`. Does not: finding the changes (`pipeline/release.py`).
"""

import dagster as dg

from gk_pipeline.orchestration.lake import OTHER_YEARS, table_key
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.pipeline.release import markdown, release

RELEASE_NOTES = dg.AssetKey("release_notes")


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            RELEASE_NOTES,
            deps=[table_key("release_changes"), OTHER_YEARS],
            description="What this version of the parser reads or judges otherwise than the one before: how many "
            "cells, findings and reports by kind, and a table of the first. Counts all report years that have been "
            "landed with this version. All changes: `gk release`, and the mart fct_release_change.",
            group_name="lake",
            kinds={"python", "markdown"},
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def release_notes(home: Home) -> dg.MaterializeResult[None]:
    """Puts the changes of this version into words."""
    found = release(home.paths, first=50)
    return dg.MaterializeResult(
        metadata={
            "changes": dg.MetadataValue.md(markdown(found)),
            "number of changes": found.total,
            "documents": found.documents,
            **{f"{subject} {kind}": count for (subject, kind), count in found.by_subject.items()},
            "version": found.to_version,
            "versions before": ", ".join(found.from_versions) or "none",
        }
    )
