"""Quirks of rows and tables, and of the file as a whole.

Belongs here: rows lost, added and printed twice, tables torn apart, wrong spans, lost heads, encodings. Does not:
single cells, labels.
"""

from __future__ import annotations

from random import Random

from gk_pipeline.synthesis.layouts import LAYOUTS
from gk_pipeline.synthesis.model import BLANK, ROW_ABSENT, Cell, Draft, Heading, Row, Table

# Rows that some offices add; no form knows them.
_EXTRA_LABELS = {
    "stat": ("政务大厅电子屏发布信息数", "便民手册印发数", "村务公开栏更新次数"),
    "local": ("便民手册印发数", "政务大厅电子屏发布信息数", "宣传展板制作数"),
    "app": ("转交其他单位协调办理", "电话沟通后自行撤销"),
    "pub": ("行政确认", "行政给付"),
}
_ENCODINGS = (
    ("gbk", "gb2312"),
    ("gbk", "gbk"),
    ("gb18030", "gb18030"),
    ("gbk", None),
    ("gbk", "utf-8"),
    ("utf-8", "gb2312"),
    ("utf-8", None),
    ("utf-8-sig", "utf-8"),
    ("utf-16", None),
)


def lost_cells(draft: Draft, rng: Random) -> None:
    """A few rows whose value cells vanished altogether; their labels stand."""
    rows = [row for row in draft.rows() if row.label and row.row_id]
    for row in rng.sample(rows, min(len(rows), rng.randint(1, 3))):
        for cell in row.values:
            draft.facts[cell.key or ""] = BLANK
        row.cells = [cell for cell in row.cells if cell.role not in ("value", "unit", "code")]


def lost_rows(draft: Draft, rng: Random) -> None:
    """A few rows that are not printed at all."""
    rows = [
        (table, row) for table in draft.page.tables for row in table.rows if row.row_id and row.label and row.values
    ]
    for table, row in rng.sample(rows, min(len(rows), rng.randint(1, 3))):
        _drop(table, row)
        for cell in row.values:
            draft.facts[cell.key or ""] = ROW_ABSENT


def _drop(table: Table, row: Row) -> None:
    """Takes a row out of its table; a group that begins with it passes on to the next row, one row shorter."""
    place = table.rows.index(row)
    groups = [cell for cell in row.cells if cell.role == "group" and cell.rows > 1]
    table.rows.remove(row)
    above = [cell for earlier in table.rows[:place] for cell in earlier.cells if cell.role == "group"]
    for cell in [*groups, *_spanning(table, place, above)]:
        cell.rows -= 1
    if groups and place < len(table.rows):
        table.rows[place].cells[:0] = groups


def _spanning(table: Table, place: int, groups: list[Cell]) -> list[Cell]:
    """The group cells above that reach down to the row that stood at `place`."""
    starts = {id(cell): y for y, row in enumerate(table.rows) for cell in row.cells}
    return [cell for cell in groups if starts[id(cell)] + cell.rows > place]


def extra_rows(draft: Draft, rng: Random) -> None:
    """Rows that no form knows, with figures of their own."""
    models = [(table, row) for table in draft.page.tables for row in table.rows if row.label and row.values]
    models = [(table, row) for table, row in models if table.kind in _EXTRA_LABELS]
    if not models:
        return
    table, model = rng.choice(models)
    place = table.rows.index(model)
    row = model.copy()
    row.row_id = None
    row.cells = [cell for cell in row.cells if cell.role != "group"]
    for cell in row.cells:
        cell.key = None
        if cell.role == "label":
            cell.text, cell.number, cell.lead = rng.choice(_EXTRA_LABELS[table.kind]), "", ""
        elif cell.role == "value":
            cell.text = "0" if table.kind == "app" else str(rng.randint(0, 60))
    for above in table.rows[: place + 1]:  # groups around the new row grow with it
        for cell in above.cells:
            if cell.role == "group" and table.rows.index(above) + cell.rows > place + 1:
                cell.rows += 1
    table.rows.insert(place + 1, row)


def doubled_heads(draft: Draft, rng: Random) -> None:
    """The heads printed again in the middle of a table, as behind the break of a page."""
    for table in draft.page.tables:
        place = _break_place(table, rng)
        if place:
            table.rows[place:place] = _heads_of(table)


def torn_tables(draft: Draft, rng: Random) -> None:
    """A table that goes on as a second one, with or without its heads again."""
    parts = draft.page.parts
    for table in draft.page.tables:
        place = _break_place(table, rng)
        if place:
            heads = _heads_of(table) if rng.random() < 0.5 else []
            rest = Table(table.kind, [*heads, *table.rows[place:]], flat=list(table.flat), tail=table.tail)
            table.rows, table.tail = table.rows[:place], []
            parts.insert(parts.index(table) + 1, rest)


def _break_place(table: Table, rng: Random) -> int:
    """A row before which a table can be cut: one that no span reaches over. 0 where there is none."""
    if table.kind not in ("stat", "local", "app"):
        return 0
    reach = 0
    places: list[int] = []
    for y, row in enumerate(table.rows):
        if y and not row.is_head and y >= reach:
            places.append(y)
        reach = max([reach, *(y + cell.rows for cell in row.cells)])
    places = [place for place in places if not table.rows[place - 1].is_head]
    return rng.choice(places) if places else 0


def _heads_of(table: Table) -> list[Row]:
    heads: list[Row] = []
    for row in table.rows:
        if not row.is_head:
            break
        heads.append(row.copy())
    return heads


def wrong_spans(draft: Draft, rng: Random) -> None:
    """Column spans that do not add up from row to row."""
    for row in draft.rows():
        label = row.label
        if label and rng.random() < 0.2:
            label.columns = max(1, label.columns + rng.choice((-1, 1)))


def cut_head(draft: Draft, rng: Random) -> None:
    """Everything before the first section is missing: nobody says who reports, and only the text says which year."""
    draft.head_cut = True
    parts = draft.page.parts
    first = next((place for place, part in enumerate(parts) if isinstance(part, Heading)), 0)
    del parts[:first]


def encoding(draft: Draft, rng: Random) -> None:
    """Another encoding than UTF-8, or none declared, or a wrong one."""
    is_html = LAYOUTS[draft.layout].html
    draft.encoding, draft.declared = rng.choice([e for e in _ENCODINGS if is_html or e[1] != "utf-8"])
