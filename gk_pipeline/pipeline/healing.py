"""Files of the lake that are damaged: what they held is made again.

Belongs here: what has to be done again for which file. Does not: noticing the damage (`lake/parquet.py`,
`lake/extracted.py`), landing (`years.py`).

Tables of the lake are made from what was extracted, which is made from the inbox; either can be made again. Only the
record of what parser versions changed can't: it is the one thing that is written down nowhere else.
"""

from __future__ import annotations

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import store
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.parquet import DamagedFile
from gk_pipeline.location import Location
from gk_pipeline.paths import NULL_PARTITION, Paths
from gk_pipeline.pipeline.extract import extract_pending

_HISTORY = "release_changes"


def heal(paths: Paths, ledger: Ledger, damage: DamagedFile) -> None:
    """Takes a damaged file away and sees to it that landing its report year makes it good.

    Documents whose extracted rows are damaged are read again now. Raises ContractError when the file can't be made
    again.
    """
    if damage.file.parent.parent.name == _HISTORY:
        raise ContractError(
            f"{damage.file} is damaged. It is the record of what new versions of the parser changed, which can't be "
            "made again: put a copy from a backup in its place, or remove it to go on without."
        ) from damage
    extracted_by = _version_of(paths, damage.file)
    if extracted_by is not None:
        # In this order: cut off in between, the file is found damaged again.
        ledger.forget_year(extracted_by, year_of(damage))
    store.remove(damage.file)
    if extracted_by == parser_version():
        extract_pending(paths, ledger, paths.settings.workers)


def year_of(damage: DamagedFile) -> int | None:
    """The report year whose rows a damaged file holds; None is the unknown year."""
    year = damage.file.parent.name.removeprefix("year=")
    return None if year == NULL_PARTITION else int(year)


def _version_of(paths: Paths, file: Location) -> str | None:
    """The parser version that extracted the rows of a file; None for a table of the lake itself."""
    folder = file.parent.parent.parent
    return folder.name.removeprefix("version=") if folder.parent == paths.extracted else None
