"""What hostile files speak of: a file beside the inbox, and a server on this machine that keeps what it is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.hostile.case import SECRET


@dataclass
class Web:
    """The file, the address of the server, and the paths that it was asked for."""

    canary: Path
    server: str
    asked: list[str]


@contextmanager
def serve(folder: Path) -> Iterator[Web]:
    """Puts the file into a folder of its own, and answers on a port that is free."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *given: object) -> None:
            pass

    canary = folder / "canary.txt"
    canary.write_text(f"{SECRET} 政府信息公开\n", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Web(canary, f"http://127.0.0.1:{server.server_port}", asked)
        server.shutdown()
