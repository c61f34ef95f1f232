"""The words of the pages in the reader's language.

Belongs here: English and Chinese of what templates say, and of the code words that the marts use (`data/words.csv`).
Does not: labels of forms, which the marts have in both languages, and names, which are Chinese.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = {"en": "English", "zh": "中文"}


class Words:
    """What to say in one of `LANGUAGES`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, /, **values: Any) -> str:
        """A text of the templates, given in English, with the values that it names in braces."""
        said = chinese()[text] if self.language == "zh" else text
        return said.format(**values) if values else said

    def code(self, word: str | None) -> str:
        """A code word of the marts, such as `row_absent`; nothing for none. One that is not known is said as it is."""
        if word is None:
            return ""
        return chinese().get(word, word) if self.language == "zh" else word.replace("_", " ")

    def label(self, of: object, name: str = "label") -> str:
        """The label of a row, or of an entry of the catalogue, that has one in each language."""
        key = f"{name}_{self.language}"
        return str(of[key] if isinstance(of, Mapping) else getattr(of, key))


@cache
def chinese() -> dict[str, str]:
    """Chinese by English text or code word."""
    text = (files("gk_pipeline.explorer") / "data" / "words.csv").read_text(encoding="utf-8")
    return {row["english"]: row["chinese"] for row in csv.DictReader(text.splitlines())}


def preferred(accepted: str, chosen: str | None) -> str:
    """The language that a reader chose, or else the first of those that a browser accepts (`Accept-Language`)."""
    if chosen in LANGUAGES:
        return chosen
    offered = [each.strip().partition(";")[0][:2].lower() for each in accepted.split(",")]
    return next((each for each in offered if each in LANGUAGES), "en")
