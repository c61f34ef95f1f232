"""What is to be done about the inbox: nothing, taking files in, or refreshing the report years that they touch.

Belongs here: comparing the inbox with the ledger, the ledger with the lake and the corrections with those that the
marts were made with, and the decision that follows. Does not: doing it, or when it is looked
(`orchestration/sensors.py`).

A file's report year is known only when it has been read. So there are two steps: first new, changed and vanished
files are taken in, then exactly those years are landed whose rows are not those of the files now, and the marts made
of them. All is read off the state of the home, not remembered: what was cut off is found again, whoever began it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Self

from gk_pipeline.extraction.version import package_version, parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.account import accounts, in_order
from gk_pipeline.pipeline.corrections import read_corrections
from gk_pipeline.pipeline.reference import corrections_differ
from gk_pipeline.pipeline.scan import InboxError, by_archive, listing
from gk_pipeline.pipeline.years import unsettled
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.refresh import pending

# A file that changed this shortly ago may still be written to.
SETTLE_SECONDS = 10
# So many looks are spent waiting for that; then what is there is taken in, and taken in again when it has changed.
PATIENCE = 10
# When more than this part of the files is gone at once, and no others came, the inbox is more likely not mounted than
# cleared.
MAX_VANISHED = 0.5

_SETTLE_NS = SETTLE_SECONDS * 1_000_000_000
_NAMED = 3


class Step(Enum):
    """What a look at the home leads to."""

    NOTHING = "nothing"
    TAKE_IN = "take in"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Memory:
    """What one look leaves for the next. `state` and `day` are those of the last step asked for, `asked` counts these.

    `waited` counts looks in a row that waited for files to settle; `in_order` is a digest of a home that was in order.
    """

    state: str = ""
    day: str = ""
    asked: int = 0
    waited: int = 0
    in_order: str = ""

    @classmethod
    def load(cls, text: str | None) -> Self:
        return cls(**json.loads(text)) if text else cls()

    def dump(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Decision:
    """A step with the reason for it, in words. `years` are those to land (None: the unknown year); none of them when
    only the marts are behind.

    `key` names the last step that was asked for: this one, or, when this is nothing, one that did not help.
    """

    step: Step
    reason: str
    memory: Memory
    years: tuple[int | None, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """Files of the inbox that the last scan did not see as they are. `youngest_ns` is when the last of them changed."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    youngest_ns: int | None = None
    digest: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.vanished)

    def __str__(self) -> str:
        kinds = (("new", self.new), ("changed", self.changed), ("gone", self.vanished))
        return ", ".join(f"{len(names)} {kind} ({_listed(names)})" for kind, names in kinds if names)


_Stamps = dict[str, tuple[int | None, int | None]]


def decide(paths: Paths, memory: Memory, now: datetime) -> Decision:
    """Looks at the inbox, the ledger and the lake. `now` has a time zone; its day limits how often a step is repeated.

    The same step is asked for once: when it did not help, it is asked for again the day after, or when something else
    has changed. Raises LedgerError when the ledger can't be read.
    """
    try:
        stamps: _Stamps = {each.name: (each.size, each.mtime_ns) for each in listing(paths)}
    except InboxError as error:
        return Decision(Step.NOTHING, str(error), memory)
    state = _state(paths, stamps)
    if state == memory.in_order:
        return Decision(Step.NOTHING, "Nothing has changed since all was in order.", replace(memory, waited=0))
    with Ledger(paths) as ledger:
        known = ledger.inventory()
        found = differences(stamps, known, _nanoseconds(now))
        if len(found.vanished) - len(found.new) > MAX_VANISHED * len(known):
            return Decision(Step.NOTHING, _emptied(paths, found, known), replace(memory, waited=0))
        if found and _is_settling(found, now) and memory.waited < PATIENCE:
            reason = f"Files are still arriving: {found}."
            return Decision(Step.NOTHING, reason, replace(memory, waited=memory.waited + 1))
        if found:
            return _ask(Step.TAKE_IN, found.digest, f"The inbox has changed: {found}.", memory, now)
        unread = ledger.pending(parser_version())
        if unread:
            digest = _digest(document.document_id for document in unread)
            return _ask(Step.TAKE_IN, digest, f"{len(unread)} documents are not read yet.", memory, now)
        behind = {account.year: account.difference for account in accounts(paths, ledger) if not account.is_balanced}
    behind |= {year: behind.get(year, "unsettled") for year in unsettled(paths)}
    if not behind:
        if known and corrections_differ(paths):
            digest = _digest(map(repr, read_corrections(paths)))
            return _ask(Step.REFRESH, digest, "The corrections have changed, or one has expired.", memory, now)
        try:
            refresh = pending(paths)
        except WarehouseError as error:  # another process may be building
            return Decision(Step.NOTHING, str(error), memory)
        if known and refresh.is_needed:
            digest = _digest(repr(item) for item in sorted(refresh.inputs.items()))
            return _ask(Step.REFRESH, digest, "The marts are behind the lake.", memory, now)
        return Decision(Step.NOTHING, "All is as the inbox has it.", Memory(asked=memory.asked, in_order=state))
    years = tuple(in_order(behind))
    reason = f"Report years behind the inbox: {', '.join(str(year or 'unknown') for year in years)}."
    digest = _digest(f"{year} {behind[year]}" for year in years)
    return _ask(Step.REFRESH, digest, reason, memory, now, years=years)


def differences(stamps: _Stamps, known: dict[str, InboxFile], now_ns: int) -> Differences:
    """Compares what is there (size and time of change by name, archives by their own) with what the last scan saw.

    A file that could not be opened is no difference: every scan tries it again.
    """
    packed = by_archive(known)
    new, changed = [], []
    seen: set[str] = set()
    for name, stamp in stamps.items():
        before = [known[name]] if name in known else packed.get(name, [])
        seen.update(file.path for file in before)
        if not before:
            new.append(name)
        elif any(_differs(file, stamp, now_ns) for file in before):
            changed.append(name)
    vanished = sorted(known.keys() - seen)
    times = [time for name in (*new, *changed) if (time := stamps[name][1]) is not None and time <= now_ns]
    digest = _digest([*(f"{name} {stamps[name]}" for name in (*sorted(new), *sorted(changed))), *vanished])
    return Differences(tuple(new), tuple(changed), tuple(vanished), max(times, default=None), digest)


def ranges(years: Iterable[int]) -> list[tuple[int, int]]:
    """The years as first and last of each run without a gap."""
    found: list[tuple[int, int]] = []
    for year in sorted(set(years)):
        if found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def _differs(file: InboxFile, stamp: tuple[int | None, int | None], now_ns: int) -> bool:
    if file.sha256 is None:
        return False
    size, mtime_ns = stamp
    if (file.size, file.mtime_ns) != (size, mtime_ns) or size is None or mtime_ns is None:
        return True
    # Hashed just after it had changed: it may have changed once more. A time that is still to come proves nothing.
    return not file.is_unchanged(size, mtime_ns) and mtime_ns <= now_ns


def _ask(
    step: Step, digest: str, reason: str, memory: Memory, now: datetime, *, years: tuple[int | None, ...] = ()
) -> Decision:
    state, day = f"{step.value} {digest}", now.date().isoformat()
    if (state, day) == (memory.state, memory.day):
        reason = f"{reason} That was asked for already, and is again tomorrow or when something else has changed."
        return Decision(Step.NOTHING, reason, replace(memory, waited=0), years, _key(memory))
    memory = Memory(state, day, memory.asked + 1)
    return Decision(step, reason, memory, years, _key(memory))


def _key(memory: Memory) -> str:
    return f"{memory.asked} {memory.day} {memory.state}"


def _is_settling(found: Differences, now: datetime) -> bool:
    return found.youngest_ns is not None and _nanoseconds(now) - found.youngest_ns < _SETTLE_NS


def _emptied(paths: Paths, found: Differences, known: dict[str, InboxFile]) -> str:
    return (
        f"{len(found.vanished)} of the {len(known)} files of {paths.inbox} are gone at once. If they were taken away "
        "on purpose, start a refresh by hand; if not, see that the folder is mounted."
    )


def _state(paths: Paths, stamps: _Stamps) -> str:
    """A digest of everything that a decision rests on, as far as it is had without reading a file."""
    files = [paths.ledger, paths.ledger.with_name(f"{paths.ledger.name}-wal")]
    written = [(status.st_mtime_ns, status.st_size) for file in files if file.exists() for status in [file.stat()]]
    parts = [repr(item) for item in sorted(stamps.items())]
    corrections = repr(read_corrections(paths))
    return _digest([package_version(), repr(written), repr(in_order(unsettled(paths))), corrections, *parts])


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000_000)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
