"""Every contract by name, and which store its table belongs to.

Belongs here: the list of tables. Does not: what they contain.
"""

from __future__ import annotations

from gk_pipeline.contracts.correction_tables import CORRECTIONS
from gk_pipeline.contracts.finding_tables import FINDINGS
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.passage_tables import PASSAGES
from gk_pipeline.contracts.place_tables import DEADLINES, DEPARTMENT_SUCCESSIONS, DIVISION_SUCCESSIONS, DIVISIONS
from gk_pipeline.contracts.reference_tables import APPLICANT_COLUMNS, CONCEPTS, FORMS, IDENTITIES, INDICATORS
from gk_pipeline.contracts.release_tables import RELEASE_CHANGES
from gk_pipeline.contracts.report_tables import DOCUMENTS, OUTCOMES, QUARANTINE, REPORTS
from gk_pipeline.contracts.value_tables import CLAIMS, FACTS, UNMAPPED_CELLS

# Tables by report year that dbt reads.
LAKE = (DOCUMENTS, REPORTS, FACTS, CLAIMS, FINDINGS, UNMAPPED_CELLS, PASSAGES, RELEASE_CHANGES, QUARANTINE)
# What a parser hands over, kept as it came; outcomes come last, so that they seal what was written before them.
EXTRACTED = (REPORTS, FACTS, CLAIMS, UNMAPPED_CELLS, PASSAGES, QUARANTINE, OUTCOMES)
# The catalogue, the lists behind agencies and the corrections, written anew on every run.
REFERENCE = (
    *(FORMS, INDICATORS, APPLICANT_COLUMNS, IDENTITIES, CONCEPTS),
    *(DIVISIONS, DIVISION_SUCCESSIONS, DEPARTMENT_SUCCESSIONS, DEADLINES),
    CORRECTIONS,
)

_BY_NAME = {table.name: table for table in (*LAKE, OUTCOMES, *REFERENCE)}


def contract(name: str) -> Table:
    """The contract of a table. Raises ContractError for a name that has none."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise ContractError(f"no table is called {name!r}; there are {', '.join(sorted(_BY_NAME))}") from None


def all_contracts() -> tuple[Table, ...]:
    return tuple(_BY_NAME.values())
