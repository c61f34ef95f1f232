"""Ctrl-C for commands whose work may be cut off anywhere, because the next run makes it good.

Belongs here: ending the process at once, with a word. Does not: what such work leaves behind, which the next run knows.

Left to Python, an interrupt reaches a library in the midst of its work: DuckDB makes another error of it or finishes
first, dbt hands it on as a failure, and an import may swallow it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import typer

_INTERRUPTED = 130

# Who tidies up behind a process that ended like this would say so: to whoever pressed the keys that is no news.
_QUIET = "ignore:resource_tracker:UserWarning"


@contextmanager
def ending_at_once(said: str) -> Iterator[None]:
    """Within the block SIGINT ends this process, whatever it is doing, after `said` on standard error.

    Where SIGINT is ignored, as in the background of a shell, it stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    warned = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = f"{warned},{_QUIET}" if warned else _QUIET
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    before = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    Thread(target=_wait, args=(told, said), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGINT, handler)
        os.environ.pop("PYTHONWARNINGS")
        if warned is not None:
            os.environ["PYTHONWARNINGS"] = warned
        os.close(tell)


def _wait(told: int, said: str) -> None:
    """Waits for signals as the process gets them, whatever its first thread is in; ends with the block."""
    while number := os.read(told, 1):
        if number[0] == signal.SIGINT:
            if sys.stderr.isatty():
                typer.echo("\x1b[?25h", err=True)  # what shows progress hides the cursor
            typer.echo(f"gk: {said}", err=True)
            sys.stdout.flush()
            os._exit(_INTERRUPTED)
    os.close(told)
