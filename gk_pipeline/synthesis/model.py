"""What a synthetic report is made of: cells, tables and text before they are rendered, and what they say.

Belongs here: the value types shared by all makers. Does not: figures, wordings, noise, file formats.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

Number = int | Decimal

# What stands in a cell without a value; the words are those of the interface `gk extract --json`.
BLANK = "blank"
PLACEHOLDER = "placeholder"
ROW_ABSENT = "row_absent"
STATUSES = (BLANK, PLACEHOLDER, ROW_ABSENT)

# Where a line breaks inside a cell; every layout writes it in its own way.
BREAK = "\v"

Role = Literal["head", "group", "label", "unit", "code", "value"]


class SynthesisError(Exception):
    """What was asked for does not exist or does not go together; the message names what does."""


def key_of(indicator_id: str, column_id: str | None) -> str:
    """A cell as `expected/*.json` writes it: `indicator` or `indicator[column]`."""
    return f"{indicator_id}[{column_id}]" if column_id else indicator_id


@dataclass(slots=True)
class Cell:
    """One printed cell. `key` names the cell of the form that a value cell prints, None where it prints none.

    `number` is the numbering before a label, `lead` the words before it (其中：). `rows` and `columns` are its spans.
    `gap` asks a layout that glues cells together to leave a blank before this one.
    """

    text: str
    role: Role
    key: str | None = None
    number: str = ""
    lead: str = ""
    rows: int = 1
    columns: int = 1
    gap: bool = False

    @property
    def printed(self) -> str:
        """All of the cell's text."""
        return f"{self.lead}{self.number}{self.text}"


@dataclass(slots=True)
class Row:
    """A printed row. `row_id` is the catalogue's row, None for heads and for rows that no form knows.

    `group` is the heading that the row stands under where a layout prints groups one by one.
    """

    cells: list[Cell]
    row_id: str | None = None
    group: str = ""
    depth: int = 0

    @property
    def is_head(self) -> bool:
        return all(cell.role == "head" for cell in self.cells)

    @property
    def values(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.role == "value"]

    @property
    def label(self) -> Cell | None:
        return next((cell for cell in self.cells if cell.role == "label"), None)

    def copy(self) -> Row:
        """The row with its own cells, to be printed a second time."""
        return Row([replace(cell) for cell in self.cells], self.row_id, self.group, self.depth)


@dataclass(slots=True)
class Table:
    """A printed table. `caption` stands above it.

    `flat` are its heads on one line, for layouts that have no spans; `tail` are the heads that such a layout prints
    above the last rows instead, if any.
    """

    kind: str
    rows: list[Row]
    caption: str = ""
    flat: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return max(sum(cell.columns for cell in row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section; `number` is its numbering as printed."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    text: str


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Filer:
    """Who reports. `we` and `whole` are the words of its prose for itself (我县) and for its territory (全县)."""

    name: str
    we: str
    whole: str
    level: str
    size: float
    parts: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A report before it is rendered. `published` is a printed date. `parts` stand in printed order."""

    title: str
    filer: Filer
    year: int
    published: str
    parts: list[Part] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        return [part for part in self.parts if isinstance(part, Table)]


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A figure that the prose states. `scope` is None for the report's own figure of the year.

    Other scopes are last_year (another year's figure) and part (that of a part of the territory).
    """

    key: str
    value: Number
    unit: str
    approximate: bool = False
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Injection:
    """An error of the source, made on purpose: its kind, a rule it breaks, the cells that were changed.

    `readable` is false where the cells stand in a run of digits, so that the error can't be told from the splitting.
    """

    kind: str
    rules: tuple[str, ...]
    keys: tuple[str, ...]
    readable: bool = True


@dataclass(slots=True)
class Draft:
    """A report in the making, before it has a layout: what noise works on.

    `facts` is what each cell of the form will be seen to print: a value or one of `STATUSES`. `encoding` is the codec
    of the file, `declared` the charset an HTML file names (None: none). `separated` is false in layouts that glue cells
    together, `head_cut` true when everything before the first section is missing.
    """

    form: str
    layout: str
    page: Page
    facts: dict[str, Number | str]
    encoding: str = "utf-8"
    declared: str | None = "utf-8"
    separated: bool = True
    head_cut: bool = False

    def rows(self, kinds: Iterable[str] = ()) -> list[Row]:
        """The rows of the form, of all tables or of those of some kinds."""
        wanted = tuple(kinds)
        return [row for t in self.page.tables if not wanted or t.kind in wanted for row in t.rows if row.values]


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A report with what it says. `facts` holds every cell of the form: its value, or blank, placeholder, row_absent.

    `claims` are the figures of its prose, `injected` the error made on purpose, `broken` the rules of severity error
    that the printed figures break. Where the head is cut off, the report may not tell its `year` and `agency`.
    """

    seed: int
    data: bytes
    file_name: str
    form: str
    layout: str
    noise: tuple[str, ...]
    error: str
    year: int
    agency: str
    facts: dict[str, Number | str]
    claims: tuple[StatedClaim, ...]
    injected: Injection | None
    broken: frozenset[str]
