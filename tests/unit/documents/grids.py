"""Tables of documents as the tests write them down by hand."""

from __future__ import annotations

from gk_pipeline.documents.model import Document, Table

Slot = tuple[int, int, int, int, str]


def slots(document: Document, table: Table) -> list[Slot]:
    """Row, column, row span, column span and text of every cell."""
    return [(c.row, c.column, c.row_span, c.column_span, document.text[c.start : c.end]) for c in table.cells]


def printed(document: Document, number: int = 0) -> list[str]:
    """The rows of a table, their cells separated by `|`."""
    table = document.tables[number]
    lines = ["" for _ in range(table.rows)]
    for cell in table.cells:
        separator = "|" if lines[cell.row] else ""
        lines[cell.row] += separator + (document.text[cell.start : cell.end] or "_")
    return lines


def check(document: Document) -> None:
    """What holds for the tables of any document: cells inside it and apart, no slot taken twice, texts trimmed."""
    position = 0
    for table in document.tables:
        taken: set[tuple[int, int]] = set()
        assert table.start <= table.cells[0].start <= table.cells[-1].end <= table.end
        for cell in table.cells:
            assert position <= cell.start <= cell.end <= len(document.text)
            position = cell.end
            text = document.text[cell.start : cell.end]
            assert text == text.strip()
            covered = {
                (cell.row + down, cell.column + right)
                for down in range(cell.row_span)
                for right in range(cell.column_span)
            }
            assert not covered & taken
            taken |= covered
        assert max(row for row, _ in taken) < table.rows
        assert max(column for _, column in taken) < table.columns
    starts = [place.start for place in document.places]
    assert starts == sorted(starts)
    assert all(document.text[p.start : p.end].strip() for p in document.places)
