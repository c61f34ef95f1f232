"""The expectations of the samples, read from their JSON, and the raw bytes they speak of.

Belongs here: what both test modules need. Does not: checks.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from gk_pipeline.samples import samples_folder

Expectation = dict[str, Any]

FOLDER = samples_folder()
ENCODINGS = {
    "2014/ningdu_county_2014.txt": "utf-8-sig",
    "2016/pingyao_county_2016.html": "gbk",
    "2017/tianhuangping_town_2017.txt": "gbk",
    "2018/taishan_city_2018.html": "big5",
    "2019/miaoqian_street_2018.html": "gb18030",
}


def load(folder: str) -> dict[str, Expectation]:
    """The expectations of a folder by their own file name."""
    return {
        path.name: json.loads(path.read_text("utf-8"), parse_float=Decimal) for path in (FOLDER / folder).glob("*.json")
    }


INBOX = load("expected")
BROKEN = load("expected/broken")
REPORTS = [e for e in (*INBOX.values(), *BROKEN.values()) if e["outcome"] == "report"]
TABLED = [e for e in REPORTS if e["facts"]]


def name(expectation: Expectation) -> str:
    return str(expectation["file"])


def raw(expectation: Expectation) -> bytes:
    """The bytes of the file an expectation speaks of."""
    folder = "inbox" if "/" in name(expectation) else "broken"
    return (FOLDER / folder / name(expectation)).read_bytes()


def split_key(key: str) -> tuple[str, str | None]:
    """`indicator[column]` in two."""
    match = re.fullmatch(r"([^\[\]]+)(?:\[(\w+)\])?", key)
    assert match, f"not a key: {key}"
    return match[1], match[2]
