"""The terminal itself: where output goes, progress, and text of files made harmless.

Belongs here: what all tables need. Does not: the tables.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

# A pipe has no width of its own; tables must not be squeezed into 80 columns there.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 132)
# Progress goes to the other stream, so that what a command prints can be piped.
_progress_console = Console(stderr=True, highlight=False)

# What a terminal would obey instead of showing it: control characters, and those that turn the direction of writing.
_COMMANDS = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}


def visible(text: str) -> str:
    """Text of a file, or its name, with signs in the place of characters that a terminal would obey."""
    return text.translate(_COMMANDS)


def escape(text: str) -> str:
    """Text of a file, or its name, as it may stand in what is printed: it commands neither terminal nor layout."""
    return escape_markup(visible(text))


class Watching:
    """A progress line a step. On a stream that is no terminal each step is one plain line."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_progress_console,
            disable=not _progress_console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, name: str, done: int, total: int) -> None:
        if name not in self._tasks:
            for task in self._tasks.values():
                self._progress.update(task, total=1, completed=1, visible=True)
            self._tasks[name] = self._progress.add_task(name, total=total or None)
            if not _progress_console.is_terminal:
                _progress_console.print(f"{name} ({total})" if total else name)
        self._progress.update(self._tasks[name], completed=done, total=total or None)
