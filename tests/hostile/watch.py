"""Watches a Python process: what it opens, changes, asks of the network, starts. A request of the network fails.

Python itself tells of it (audit events), and nothing that runs in the process can switch that off. `ON_START` goes into
a `sitecustomize.py`, so that the processes that a process starts are watched too.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

VARIABLE = "GK_TEST_WATCH"
ON_START = "from tests.hostile import watch\nwatch.begin()\n"

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ASKING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind")
_STARTING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn")
_CHANGING = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate")


def begin() -> None:
    """Watches this process, and writes what it sees to the file that the environment names, an object a line."""
    log = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(kind: str, value: object) -> None:
        os.write(log, json.dumps([kind, str(value)]).encode() + b"\n")

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[0], (str, bytes)):
            is_writing = any(letter in (given[1] or "") for letter in "wax+") or bool((given[2] or 0) & _WRITING)
            tell("written" if is_writing else "read", os.path.realpath(os.fsdecode(given[0])))
        elif event in _CHANGING:
            for path in given[:2]:
                if isinstance(path, (str, bytes)):
                    named = Path(os.fsdecode(path))
                    tell("written", Path(os.path.realpath(named.parent)) / named.name)
        elif event in _ASKING:
            tell("asked", f"{event} {given[1:]}")
            raise ConnectionRefusedError("the network is closed in this test")
        elif event in _STARTING:
            tell("started", f"{event} {given[:2]}")

    sys.addaudithook(watch)
