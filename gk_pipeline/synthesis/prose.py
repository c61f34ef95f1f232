"""Writes the sentences of a report: some state figures of its tables, some others' figures, most none.

Belongs here: filling the templates of `data/sentences.csv`, and what they claim then. Does not: sections and tables
(`make.py`).

A line of the file is one sentence. `family` is old (reports up to 2018) or new, `section` where it can stand, `zero`
the figures it says are nought (it is used only then). In `text`, `{key}` is a figure of the report, `{~key}` the same
rounded with a word that says so, `{<key}` that of the year before, `{/key}` that of a part of the territory, `{#}` any
number, `{y}` and `{l}` this year and the last, `{we}`, `{whole}`, `{name}`, `{part}` the words for who. A sentence that
states figures is used only where each of them is more than nought.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import StringIO
from random import Random

from gk_pipeline.synthesis.chance import part_of
from gk_pipeline.synthesis.model import Filer, Number, StatedClaim

_FIELD = re.compile(r"\{([~</]?)([a-z#][a-z0-9_.\[\]]*|#)\}([条件篇人次个万元]*)")
_WORDS = ("y", "l", "we", "whole", "name", "part")


@dataclass(frozen=True, slots=True)
class _Template:
    section: str
    zero: tuple[str, ...]
    text: str
    keys: tuple[str, ...]


class Writer:
    """Writes the prose of one report. `claims` grows with what has been stated; no figure is stated twice."""

    def __init__(self, rng: Random, family: str, filer: Filer, year: int, values: Mapping[str, Number]) -> None:
        self._rng = rng
        self._family = family
        self._filer = filer
        self._year = year
        self._values = values
        self._stated: set[str] = set()
        self.claims: list[StatedClaim] = []

    def paragraph(self, section: str, most: int) -> str:
        """Up to `most` sentences of a section that are true of this report; at least one where there is one."""
        fitting = [template for template in _templates(self._family) if self._fits(template, section)]
        self._rng.shuffle(fitting)
        sentences: list[str] = []
        for template in fitting:
            if len(sentences) < most and not self._stated.intersection(template.keys):
                self._stated.update(template.keys)
                sentences.append(self._write(template))
        return "".join(sentences)

    def contradict(self, key: str) -> str | None:
        """A sentence that states a figure of the table wrong; None when no sentence states it or one already has."""
        fitting = [
            t
            for t in _templates(self._family)
            if t.keys == (key,) and self._fits(t, t.section) and f"{{{key}}}" in t.text
        ]
        if not fitting or key in self._stated:
            return None
        true = int(self._values[key])
        wrong = true + self._rng.choice((1, 2, 3, 10, -1)) if true > 1 else true + self._rng.randint(1, 4)
        self._values = {**self._values, key: wrong}
        self._stated.add(key)
        return self._write(self._rng.choice(fitting))

    def _fits(self, template: _Template, section: str) -> bool:
        if template.section != section:
            return False
        if any(self._values.get(key) != 0 for key in template.zero):
            return False
        return all(self._values.get(key, 0) > 0 for key in template.keys if key not in template.zero)

    def _write(self, template: _Template) -> str:
        self.claims += [StatedClaim(key, 0, "") for key in template.zero]
        return _FIELD.sub(self._fill, template.text)

    def _fill(self, match: re.Match[str]) -> str:
        sign, name, unit = match.groups()
        filer, rng = self._filer, self._rng
        if name in _WORDS:
            words = {"y": str(self._year), "l": str(self._year - 1), "we": filer.we, "whole": filer.whole}
            words |= {"name": filer.name, "part": rng.choice(filer.parts)}
            return words[name] + unit
        if name == "#":
            return str(rng.randint(2, 40)) + unit
        value = self._values[name]
        if sign == "~":
            return self._about(name, int(value), unit)
        scope = None
        if sign == "<":
            value, scope = max(1, round(int(value) * rng.uniform(0.5, 0.95))), "last_year"
        elif sign == "/":
            value, scope = max(1, part_of(rng, int(value))), "part"
        self.claims.append(StatedClaim(name, value, unit, scope=scope))
        return _number(value, rng) + unit

    def _about(self, name: str, value: int, unit: str) -> str:
        """A rounded figure with the word that says on which side the true one lies, or the figure where it is round."""
        step = 10 ** max(len(str(value)) - 2, 1)
        floor = value // step * step
        if value < 20 or floor == value:
            self.claims.append(StatedClaim(name, value, unit))
            return f"{value}{unit}"
        rounded, text = self._rng.choice(
            (
                (floor, f"{floor}余{unit}"),
                (floor, f"{floor}多{unit}"),
                (floor + step, f"近{floor + step}{unit}"),
                (floor, f"{Decimal(floor) / 10000:f}万余{unit}" if floor >= 10000 else f"{floor}余{unit}"),
            )
        )
        self.claims.append(StatedClaim(name, rounded, unit, approximate=True))
        return text


def _number(value: Number, rng: Random) -> str:
    return f"{value:,}" if value >= 1000 and rng.random() < 0.15 else str(value)


@cache
def _templates(family: str) -> tuple[_Template, ...]:
    text = (files("gk_pipeline.synthesis") / "data" / "sentences.csv").read_text(encoding="utf-8")
    return tuple(_template(fields) for fields in csv.DictReader(StringIO(text)) if fields["family"] == family)


def _template(fields: dict[str, str]) -> _Template:
    zero = tuple(filter(None, fields["zero"].split("|")))
    named = tuple(m[2] for m in _FIELD.finditer(fields["text"]) if m[2] not in _WORDS and m[2] != "#")
    return _Template(fields["section"], zero, fields["text"], tuple(dict.fromkeys((*zero, *named))))
