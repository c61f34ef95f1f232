"""The reader of Excel files of the new kind (XLSX).

Belongs here: the parts of a workbook and what their cells print. Does not: what numbers look like (`sheet_values`),
what is a table (`sheet_layout`), the archive (`ooxml`). Names of elements are matched in any namespace.

Formulas are never computed. A cell prints the value that the file stores for its formula; where it stores none, it
prints the formula, so that it is seen that a number is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gk_pipeline.documents.archive import SIGNATURE, Archive
from gk_pipeline.documents.limits import MAXIMUM_GRID_COLUMNS, MAXIMUM_SHEET_ROWS
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.rendition import Rendition
from gk_pipeline.documents.sheet_layout import Sheet, render_sheet
from gk_pipeline.documents.sheet_values import built_in_format, print_number
from gk_pipeline.documents.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element
