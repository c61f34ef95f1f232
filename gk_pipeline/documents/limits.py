"""How much a reader takes on before it says no.

Belongs here: the bounds that keep one hostile or broken file from stopping a run. Does not: what happens at a bound.
"""

from __future__ import annotations

MAXIMUM_BYTES = 20_000_000
"""Size of a file. Reports are 5 KB to 200 KB; pages with all their scripts stay under 2 MB."""

CONTROL_SAMPLE_BYTES = 16_384
"""How much of the head of a file is searched for control characters; NUL bytes are searched for everywhere."""

MINIMUM_GARBAGE = 3
MAXIMUM_GARBAGE_SHARE = 0.05
"""A file is not text when it has three or more control or undecodable characters and they are more than 5 % of it."""

MAXIMUM_COLUMN_SPAN = 100
MAXIMUM_GRID_COLUMNS = 500
MAXIMUM_GRID_SLOTS = 1_000_000
"""A table with more columns, or more rows times columns, keeps its text and is not laid out as a grid."""

MAXIMUM_CELL_LINE = 500
"""Characters of a cell that are put on one line. A longer cell is prose set in a table: its line breaks stay."""

MAXIMUM_PAGES = 200
MAXIMUM_GLYPHS = 300_000
"""Pages and characters of a PDF. Reports have 3 to 40 pages of a thousand characters."""

MAXIMUM_PAGE_OBJECTS = 10_000
MAXIMUM_PAGE_SLOTS = 50_000
"""Drawn paths of a page, and slots that connected lines cut it into. More are a map or a chart: its text is read, its
lines are not looked at."""

MAXIMUM_GROUNDS = 1_000
"""Areas of a page that are filled or hold pictures, and are looked at to tell which of its text is seen."""

MAXIMUM_MEMBERS = 2_000
MAXIMUM_UNPACKED_BYTES = 200_000_000
MAXIMUM_MEMBER_BYTES = 100_000_000
MAXIMUM_RATIO = 200
RATIO_FREE_BYTES = 5_000_000
"""A ZIP archive with more members, or more unpacked bytes in all or in one, is refused; so is one that unpacks to more
than 200 times its size and to more than 5 MB. Office files of reports unpack to 10 times their size."""

MAXIMUM_SHEET_CELLS = 300_000
"""Cells of a workbook that have text or borders. Reports have a few hundred."""

MAXIMUM_FORMAT = 255
"""Characters of a number format, which is as many as spreadsheet programs take; a longer one is passed over."""

MAXIMUM_CHARACTERS = 20_000_000
"""Characters of a rendition. A file may say a long text once and print it thousands of times."""

CONVERSION_SECONDS = 60
"""How long LibreOffice may take to convert one file. It needs 2 to 10 seconds, most of them to start."""

CONVERSION_MEMORY = 2_000_000_000
"""Bytes of memory that LibreOffice may take. It needs some 200 MB."""

MAXIMUM_OCR_PAGES = 40
MAXIMUM_OCR_POINTS = 2_000
MAXIMUM_PICTURE_DOTS = 50_000_000
"""Scanned pages of a file that are recognised, at some seconds each; the longest side of one, in points; and the dots
of a picture file, of which a page at 600 dots to an inch has 35 million."""
