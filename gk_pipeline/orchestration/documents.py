"""From the inbox to what each document says: the assets before the lake.

Belongs here: `raw_files` and `extracted_documents`. Neither has partitions: which report year a file belongs to stands
in the file. Does not: judging and landing (`lake.py`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import dagster as dg

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.leftovers import remove_leftovers
from gk_pipeline.lake.lock import alone
from gk_pipeline.orchestration.display import table, year_name
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.orchestration.verdicts import STILL_THERE, still_there
from gk_pipeline.pipeline.arrivals import MAX_VANISHED
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import remember_inbox

RAW_FILES = dg.AssetKey("raw_files")
EXTRACTED_DOCUMENTS = dg.AssetKey("extracted_documents")

# One process reads new documents at a time; two would read the same ones.
EXTRACTION_POOL = "extraction"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            RAW_FILES,
            description="The files of the inbox as they came, which are never written to: an inventory with the "
            "SHA-256 of every file. Only files whose size or time has changed are read again.",
            group_name="inbox",
            kinds={"python", "file"},
        )
    ],
    check_specs=[
        dg.AssetCheckSpec(
            STILL_THERE,
            asset=RAW_FILES,
            blocking=True,
            description=f"Not more than {MAX_VANISHED:.0%} of the files are gone at once, as when the inbox is not "
            "mounted: then nothing is landed, and the marts stay. Started again, the files are taken for gone; an "
            "inbox with nothing at all in it is refused each time.",
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def raw_files(
    context: dg.AssetExecutionContext, home: Home
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Looks through the inbox."""
    paths = home.paths
    remember_inbox(paths.home, paths.inbox)
    remove_leftovers(paths)
    with alone(paths, "inbox", context.log.info), Ledger(paths) as ledger:
        counts = scan(paths, ledger)
        inventory = ledger.inventory()
    yield dg.MaterializeResult(
        metadata={
            "files": len(inventory),
            "new": counts.new,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
            "vanished": counts.vanished,
            "bytes": sum(file.size or 0 for file in inventory.values()),
            "without readable bytes": sum(file.sha256 is None for file in inventory.values()),
            "by extension": _counted("extension", (PurePosixPath(path).suffix.lower() or "none" for path in inventory)),
            "inbox": dg.MetadataValue.path(str(paths.inbox)),
        }
    )
    yield still_there(RAW_FILES, counts)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            EXTRACTED_DOCUMENTS,
            deps=[RAW_FILES],
            description="What every document says, before it is judged: reports, facts, claims, cells that fit no "
            "form. A document is read once by each version of the parser; a run that was stopped goes on where it was.",
            group_name="documents",
            kinds={"python", "parquet"},
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=EXTRACTION_POOL,
)
def extracted_documents(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
    """Reads the documents that this parser version has not read yet."""
    paths = home.paths
    with alone(paths, "inbox", context.log.info), Ledger(paths) as ledger:
        extracted = extract_pending(
            paths, ledger, paths.settings.workers, lambda done, total: context.log.info(f"read {done} of {total}")
        )
        records = ledger.documents(parser_version())
    return dg.MaterializeResult(
        metadata={
            "documents read now": extracted.documents,
            "report years with something new": ", ".join(sorted(map(year_name, extracted.years))) or "none",
            "files by outcome": _counted("outcome", (record.outcome or "not read" for record in records)),
            "files by format": _counted("format", (record.format or "unknown" for record in records)),
            "files by report year": _counted("report year", (year_name(record.report_year) for record in records)),
            "parser version": parser_version(),
        }
    )


def _counted(name: str, values: Iterable[str]) -> dg.MarkdownMetadataValue:
    return table((name, "files"), sorted(Counter(values).items()))
