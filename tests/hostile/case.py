"""What a hostile file is to the tests: how it is made, and what must become of it.

Expectations were written down before the file was read for the first time. Files are made by code, so none is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REPORT, NOT_A_REPORT, UNREADABLE = "report", "not_a_report", "unreadable"

# What is said of a file that ends its process: it must not end the run.
DIED = "the parser's process died on this file, twice"

# No file outside the inbox may be opened, and no server asked: these must never be met again. Both are replaced by
# what the tests really set up: a file with `SECRET` in it, and a server on this machine that counts who asks.
SECRET = "CANARY7391"
CANARY_FILE = "@CANARY-FILE@"
CANARY_SERVER = "@CANARY-SERVER@"


@dataclass(frozen=True)
class Row:
    """What the lake must say of one file: its outcome, and words that its reason has in it."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Hostile:
    """One file. `name` is its name in the inbox, `make` gives its bytes.

    `row` is what becomes of it; for an archive, `members` says it of each file in it. `values` are figures that a
    report must show, by `indicator` or `indicator[column]`: the value, or the status where none may be reported.
    `absent` are texts that must stand nowhere in what was read. `seconds` of processor time and `megabytes` of memory
    are the most that reading it alone may take. A file that is `big` takes long, or much, by its nature.
    """

    name: str
    make: Callable[[], bytes]
    row: Row = Row(REPORT)
    members: Mapping[str, Row] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    seconds: float = 10.0
    megabytes: int = 300
    big: bool = False

    def rows(self) -> dict[str, Row]:
        """What must become of every file that this one is, by inbox name."""
        return {f"{self.name}!/{member}": row for member, row in self.members.items()} or {self.name: self.row}


# What every carrier of an attack prints; read off `sample_report.BLOCKS` by eye.
WHOLE: Mapping[str, str] = {
    "pub.normdocs.in_force": "12",
    "pub.penalty.decisions": "87",
    "pub.fees.amount": "160.5964",
    "app.new_received[natural_person]": "20",
    "app.new_received[total]": "24",
    "app.carried_out[total]": "3",
}
