"""The Dagster UI for tests: started as `gk dev` starts it, and asked as its pages ask it.

Belongs here: starting, asking, waiting. Does not: what is expected of it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

# Starting Dagster and a whole run each take a minute or two on a busy machine.
PATIENCE_SECONDS = 900
_LAUNCH = """
    mutation($given: ExecutionParams!) {
        launchRun(executionParams: $given) { ... on LaunchRunSuccess { run { runId } } }
    }
"""


@dataclass(frozen=True)
class Served:
    """A UI that is up."""

    address: str
    process: subprocess.Popen[bytes]

    def ask(self, query: str, **variables: Any) -> Any:
        """The answer of GraphQL."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def runs(self) -> list[Any]:
        fields = "results { runId status tags { key value } assetSelection { path } }"
        return list(self.ask(f"{{ runsOrError {{ ... on Runs {{ {fields} }} }} }}")["runsOrError"]["results"])

    def refresh(self, first: int, last: int) -> str:
        """Launches a refresh of a range of report years; gives the id of the run."""
        ends = zip(("start", "end"), (first, last), strict=True)
        given = {
            "selector": {
                "repositoryName": "__repository__",
                "repositoryLocationName": "gk_pipeline.orchestration.definitions",
                "jobName": "refresh_years",
            },
            "runConfigData": {},
            "executionMetadata": {
                "tags": [{"key": f"dagster/asset_partition_range_{end}", "value": str(year)} for end, year in ends]
            },
        }
        launched = self.ask(_LAUNCH, given=given)["launchRun"]
        return str(launched["run"]["runId"])


@contextmanager
def serve(**environment: str) -> Iterator[Served]:
    """A UI on a free port, up for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gk_pipeline.cli", "dev", "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: is_up(address), "the UI is up")
        yield Served(address, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)


def is_up(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/server_info", timeout=5).status == 200)
    except (URLError, TimeoutError, ConnectionError):
        return False


def wait_until(condition: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, f"waited in vain until {what}"
        time.sleep(2)
