"""Builds `data/place_pinyin.csv`, by which hosts are recognised: `python -m gk_pipeline.agencies.build.host_labels`.

Belongs here: the pinyin of the names of counties and above, syllable by syllable. Does not: matching a host
(`agencies/contact.py`). Needs the package `pypinyin` (MIT), which nothing else does.
"""

from __future__ import annotations

import csv
import io
from importlib import import_module
from pathlib import Path

from gk_pipeline.agencies.gazetteer import gazetteer

_TARGET = Path(__file__).resolve().parent.parent / "data" / "place_pinyin.csv"


def render() -> str:
    """The file: a name without its suffix and its syllables, sorted by name. Raises ImportError without pypinyin."""
    lazy_pinyin = import_module("pypinyin").lazy_pinyin
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("stem", "pinyin"))
    for stem in sorted(gazetteer().stems()):
        writer.writerow((stem, " ".join(lazy_pinyin(stem)).replace("ü", "v")))
    return out.getvalue()


if __name__ == "__main__":
    _TARGET.write_text(render(), encoding="utf-8")
