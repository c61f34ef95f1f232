"""Removes what parser versions extracted that nothing needs any more.

Belongs here: which versions are needed. Does not: removing their files (`lake/extracted.py`), published versions.
"""

from __future__ import annotations

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths


def prune_versions(paths: Paths, ledger: Ledger) -> list[str]:
    """Removes the extracted rows of old parser versions and gives these versions, in order.

    Kept are the running version, the one before it, to which one may go back, and those whose rows stand in the lake:
    the next landing of a year compares with them. Nothing is removed while the running version has documents to read.
    To be called by whoever lands, after landing. Cut off at any point, the next call goes on; a version that is run
    again after its rows were removed reads its documents anew.
    """
    kept = extracted.versions(paths)
    if len(kept) <= 2 or ledger.pending(parser_version()):
        return []
    needed = {parser_version(), ledger.version_before(parser_version())}
    for name in ("documents", "reports"):
        needed |= set(read_table(paths, name, adapt=True)["parser_version"])
    unneeded = sorted(kept - needed)
    for version in unneeded:
        ledger.forget_version(version)
        extracted.remove_version(paths, version)
    return unneeded
