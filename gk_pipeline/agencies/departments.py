"""The closed vocabulary of departments: what an agency is in charge of, told from the words of its name.

Belongs here: the classes of `data/departments.csv` and the choice among them. Does not: the type of a body
(`names.py`), whose department it is (`resolver.py`). Mergers blur the classes (教育体育局), so a caller keeps the raw
name beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from gk_pipeline.agencies.tables import rows_of

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`labels` gives the Chinese label of each class; `classes` the class of each keyword."""

    labels: dict[str, str]
    classes: dict[str, str]
    keyword: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """The classes, read once. Raises ValueError when a keyword stands for two classes."""
    labels: dict[str, str] = {}
    classes: dict[str, str] = {}
    for row in rows_of("departments.csv"):
        labels[row["department"]] = row["label"]
        for keyword in filter(None, row["keywords"].split("|")):
            if classes.setdefault(keyword, row["department"]) != row["department"]:
                raise ValueError(f"departments.csv: {keyword} stands for {classes[keyword]} and {row['department']}")
    longest_first = sorted(classes, key=len, reverse=True)
    return Vocabulary(labels, classes, re.compile("|".join(longest_first)))


@lru_cache(maxsize=8192)
def departments_of(name: str) -> tuple[str, ...]:
    """The classes that the name of a body speaks of, the main one first; empty when no keyword occurs.

    `name` has no place in front. The longest keyword names the main class, of several the first.
    """
    words = vocabulary()  # 人民政府 holds 民政 and is none of its classes
    found = [match.group() for match in words.keyword.finditer(name.replace("人民政府", "政府"))]
    found.sort(key=len, reverse=True)
    return tuple(dict.fromkeys(words.classes[keyword] for keyword in found))
