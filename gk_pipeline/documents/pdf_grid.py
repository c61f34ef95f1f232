"""Ruling lines to grids: which boxes of a page are cells, and where they stand in rows and columns.

Belongs here: the geometry of drawn tables. Does not: what stands in the cells. Coordinates are points, downwards.

The lines of a connected drawing cut its area into slots, by all their positions across and along. Slots with no line
between them are one cell, so merged cells need no guess, and a table whose outer lines are missing still is one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gk_pipeline.documents.limits import MAXIMUM_PAGE_SLOTS
from gk_pipeline.documents.page import Ruling

SNAP = 3.0
"""Lines that are no further apart, in points, are one: double borders, ends that miss each other."""

# The part of a slot's side that a line must cover to divide it from its neighbour.
_WALL = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid. `is_open`: it lacks an outer line where the grid has one elsewhere on that side."""

    row: int
    column: int
    row_span: int
    column_span: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Boxes in reading order between the positions of the columns (`xs`) and of the rows (`ys`)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def find_grids(levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> list[Grid]:
    """The grids of a page with two columns or more, smaller ones first, as they may stand in a larger one's cell."""
    grids = []
    for level_group, upright_group in _connected(_joined(levels), _joined(uprights)):
        xs = _positions(upright_group, level_group)
        ys = _positions(level_group, upright_group)
        if len(xs) > 2 and len(ys) > 1 and len(xs) * len(ys) <= MAXIMUM_PAGE_SLOTS:
            grids.append(Grid(xs, ys, tuple(_boxes(xs, ys, level_group, upright_group))))
    return sorted(grids, key=lambda grid: grid.area)


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Lines drawn in pieces, or twice, made whole."""
    joined: list[Ruling] = []
    for group in _near(sorted(rulings)):
        position = sum(ruling.position for ruling in group) / len(group)
        start: float | None = None
        end = 0.0
        for ruling in sorted(group, key=lambda ruling: ruling.start):
            if start is None or ruling.start > end + SNAP:
                if start is not None:
                    joined.append(Ruling(position, start, end))
                start, end = ruling.start, ruling.end
            end = max(end, ruling.end)
        if start is not None:
            joined.append(Ruling(position, start, end))
    return joined


def _near(rulings: Iterable[Ruling]) -> Iterator[list[Ruling]]:
    """Runs of sorted rulings whose positions lie within the snapping distance of the first of the run."""
    group: list[Ruling] = []
    for ruling in rulings:
        if group and ruling.position - group[0].position > SNAP:
            yield group
            group = []
        group.append(ruling)
    if group:
        yield group


def _connected(levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Groups of level and upright lines that meet, directly or through others."""
    parents = list(range(len(levels) + len(uprights)))
    order = sorted(range(len(uprights)), key=lambda index: uprights[index].position)
    positions = [uprights[index].position for index in order]
    for number, level in enumerate(levels):
        first = bisect_left(positions, level.start - SNAP)
        for index in order[first : bisect_right(positions, level.end + SNAP)]:
            upright = uprights[index]
            if upright.start - SNAP <= level.position <= upright.end + SNAP:
                _union(parents, number, len(levels) + index)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for number, level in enumerate(levels):
        groups[_find(parents, number)][0].append(level)
    for index, upright in enumerate(uprights):
        groups[_find(parents, len(levels) + index)][1].append(upright)
    yield from groups.values()


def _positions(across: Sequence[Ruling], along: Sequence[Ruling]) -> tuple[float, ...]:
    """Where lines cut the grid, and where the lines of the other direction end beyond the outermost of them."""
    if not across or not along:
        return ()
    merged = [sum(r.position for r in group) / len(group) for group in _near(sorted(across))]
    start, end = min(r.start for r in along), max(r.end for r in along)
    if start < merged[0] - SNAP:
        merged.insert(0, start)
    if end > merged[-1] + SNAP:
        merged.append(end)
    return tuple(merged)


def _boxes(
    xs: Sequence[float], ys: Sequence[float], levels: Sequence[Ruling], uprights: Sequence[Ruling]
) -> Iterator[Box]:
    """The cells: slots that no line divides, in reading order."""
    rows, columns = len(ys) - 1, len(xs) - 1
    left = _walls(uprights, xs, ys)
    above = _walls(levels, ys, xs)
    parents = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            slot = row * columns + column
            if column and not left[column][row]:
                _union(parents, slot - 1, slot)
            if row and not above[row][column]:
                _union(parents, slot - columns, slot)
    regions: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for slot in range(rows * columns):
        regions[_find(parents, slot)].append(divmod(slot, columns))
    sides = (
        {0: _is_drawn(left[0]), columns: _is_drawn(left[columns])},
        {0: _is_drawn(above[0]), rows: _is_drawn(above[rows])},
    )
    boxes = []
    for slots in regions.values():
        is_open = any(
            (sides[0].get(column + after, False) and not left[column + after][row])
            or (sides[1].get(row + after, False) and not above[row + after][column])
            for row, column in slots
            for after in (0, 1)
        )
        boxes += [Box(*rectangle, is_open) for rectangle in _rectangles(slots)]
    yield from sorted(boxes, key=lambda box: (box.row, box.column))


def _walls(rulings: Sequence[Ruling], positions: Sequence[float], marks: Sequence[float]) -> list[list[bool]]:
    """For every position, whether a line at it covers each stretch between two marks."""
    walls = [[0.0] * (len(marks) - 1) for _ in positions]
    for ruling in rulings:
        place = min(range(len(positions)), key=lambda index: abs(positions[index] - ruling.position))
        first = max(bisect_right(marks, ruling.start) - 1, 0)
        for stretch in range(first, len(marks) - 1):
            if marks[stretch] >= ruling.end:
                break
            covered = min(ruling.end, marks[stretch + 1]) - max(ruling.start, marks[stretch])
            walls[place][stretch] += max(covered, 0.0)
    lengths = [end - start for start, end in pairwise(marks)]
    return [[c >= _WALL * length for c, length in zip(line, lengths, strict=True)] for line in walls]


def _is_drawn(wall: Sequence[bool]) -> bool:
    return sum(wall) * 2 >= len(wall)


def _rectangles(slots: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """A region as rectangles (row, column, row span, column span): one, unless its lines are broken."""
    left = set(slots)
    for row, column in sorted(slots):
        if (row, column) not in left:
            continue
        width = 1
        while (row, column + width) in left:
            width += 1
        height = 1
        while all((row + height, column + step) in left for step in range(width)):
            height += 1
        left -= {(row + down, column + step) for down in range(height) for step in range(width)}
        yield row, column, height, width


def _find(parents: list[int], item: int) -> int:
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def _union(parents: list[int], first: int, second: int) -> None:
    first, second = _find(parents, first), _find(parents, second)
    parents[max(first, second)] = min(first, second)
