"""The sample files: each has its expectation, and the inbox holds the variety it is meant to hold."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from .expectations import BROKEN, ENCODINGS, FOLDER, INBOX, REPORTS, Expectation, name, raw

LEVELS = {"national", "province", "prefecture", "county", "township", "street", "zone"}
DECLARED = {"2016/pingyao_county_2016.html": b"gb2312", "2018/taishan_city_2018.html": b"big5"}


@pytest.mark.parametrize(("folder", "expected"), [("inbox", INBOX), ("broken", BROKEN)])
def test_every_file_has_one_expectation(folder: str, expected: dict[str, Expectation]) -> None:
    files = sorted(p.relative_to(FOLDER / folder).as_posix() for p in (FOLDER / folder).rglob("*") if p.is_file())
    assert sorted(name(e) for e in expected.values()) == files


def test_the_inbox_shows_every_outcome_level_and_form() -> None:
    reports = [e for e in INBOX.values() if e["outcome"] == "report"]
    assert {e["outcome"] for e in INBOX.values()} == {"report", "duplicate", "not_a_report", "unreadable"}
    assert {e["form"] for e in reports} == {"old2014", "fmt2019", "fmt2021", "narrative", "local"}
    assert {e["level"] for e in reports} == LEVELS
    assert {e["agency_type"] for e in reports} >= {"government", "department", "street_office", "zone", "judicial"}
    years = [e["year"] for e in reports]
    assert len(years) >= 16
    assert len(set(years)) >= 7
    assert min(years.count(2017), years.count(2021)) >= 3


def test_only_one_report_lies_in_the_folder_of_another_year() -> None:
    misplaced = [
        name(e) for e in INBOX.values() if e["outcome"] == "report" and not name(e).startswith(f"{e['year']}/")
    ]
    assert misplaced == ["2019/miaoqian_street_2018.html"]


def test_duplicates_and_only_they_repeat_the_bytes_of_another_file() -> None:
    by_bytes = defaultdict(list)
    for expectation in (*INBOX.values(), *BROKEN.values()):
        by_bytes[raw(expectation)].append(expectation)
    for same in by_bytes.values():
        originals = [name(e) for e in same if e["outcome"] != "duplicate"]
        assert len(originals) == 1
        assert all(e["duplicate_of"] == originals[0] for e in same if e["outcome"] == "duplicate")


@pytest.mark.parametrize("expectation", [e for e in REPORTS if name(e) in ENCODINGS], ids=name)
def test_other_encodings_are_what_they_are_meant_to_be(expectation: Expectation) -> None:
    data, codec = raw(expectation), ENCODINGS[name(expectation)]
    assert "政府信息" in data.decode(codec)
    if codec == "utf-8-sig":
        assert data.startswith(b"\xef\xbb\xbf")
    else:
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    declared = re.search(rb"charset=([\w-]+)", data)
    assert (declared and declared[1]) == DECLARED.get(name(expectation))


def test_one_page_of_utf8_declares_another_encoding() -> None:
    lying = [e for e in REPORTS if b"charset=gb2312" in raw(e) and name(e) not in ENCODINGS]
    assert [name(e) for e in lying] == ["2024/qiongzhong_county_2024.html"]
    assert lying[0]["agency"] in raw(lying[0]).decode("utf-8")


def test_the_samples_stay_small() -> None:
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.suffix in (".txt", ".html", ".json")) < 400_000
