"""`python -m gk_pipeline.agencies.build [--archives DIR]`: builds the files of divisions anew from pinned packages.

Belongs here: the options of that command and what it prints. Does not: any step of the build.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from gk_pipeline.agencies.build.snapshots import InputError, fetch, verify
from gk_pipeline.agencies.build.table import build

_DATA = Path(__file__).resolve().parent.parent / "data"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m gk_pipeline.agencies.build", description="Builds the files of divisions."
    )
    parser.add_argument("--archives", type=Path, help="folder of packages fetched before; what it lacks is fetched")
    parser.add_argument("--target", type=Path, default=_DATA, help="folder to write to (default: the package's data)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        archives = options.archives or Path(temporary)
        try:
            fetch(archives)
            verify(archives)
        except InputError as error:
            print(error, file=sys.stderr)
            return 1
        divisions, phones, lost = build(archives, options.target)
    print(f"{divisions} divisions and {phones} phone area codes written to {options.target}")
    for row in lost:
        print(f"its key is no more: {row}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
