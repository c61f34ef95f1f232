"""Reads each file of a folder in a process of its own and tells what came of it, and what it took.

Run as a program, with the folder: prints one JSON object a file. The processes are copies of one that has the readers
loaded, so that time and memory are those of the file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any


def _told(file: Path) -> dict[str, Any]:
    from gk_pipeline.pipeline.inbox import read_file
    from gk_pipeline.pipeline.time_limit import ended_if_stuck, limit_memory

    limit_memory()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with ended_if_stuck(60):
        readings = [(name, reading) for name, reading in read_file(file)]
    seconds = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "megabytes": (after - before) / 1000,
        "rows": {
            name.removeprefix(f"{file.parent}/"): {
                "outcome": reading.extraction.outcome.value,
                "reason": reading.extraction.reason,
                "remedy": reading.remedy,
                "values": {
                    fact.indicator_id + (f"[{fact.column_id}]" if fact.column_id else ""): str(
                        fact.status.value if fact.value is None else fact.value
                    )
                    for fact in reading.extraction.facts
                },
                "spans_hold": all(
                    reading.document is not None and reading.document.text[fact.start : fact.end] == fact.raw_text
                    for fact in reading.extraction.facts
                    if fact.start is not None
                ),
                "text": reading.document.text[:200_000] if reading.document else "",
            }
            for name, reading in readings
        },
    }


def _apart(file: Path) -> dict[str, Any]:
    """What a copy of this process tells of a file; the way it ended when it does not tell."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as stream:
            json.dump(_told(file), stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"died": status}


def main(folder: Path) -> None:
    """Reads all files of a folder."""
    from gk_pipeline.pipeline.read_file import read_bytes
    from tests.unit.documents.sample_report import as_docx, as_html, as_pdf, as_xlsx

    for data in (as_html(), as_docx(), as_pdf(), as_xlsx()):
        assert read_bytes(data).extraction.outcome == "report"
    for file in sorted(folder.iterdir()):
        print(json.dumps({"file": file.name, **_apart(file)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
