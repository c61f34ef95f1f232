"""What lies in the inbox, on a disk and in a bucket, and what scanning makes of it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import uuid4

import pytest

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.paths import Paths, stored_name
from gk_pipeline.pipeline.scan import InboxError, listing, scan
from gk_pipeline.settings import Settings
from tests.object_storage import ObjectStorage

BUCKET = "scan-tests"
NAMES = ["2017/a.html", "2017/报告 1.txt", "2018/inner/b.txt", "c\\d.txt"]
HIDDEN = [".a", "2017/.b", ".git/c.txt", "2018/.inner/d.txt"]


class Inbox:
    """An inbox to put files into, and the home that it belongs to."""

    def __init__(self, paths: Paths, server: ObjectStorage) -> None:
        self.paths = paths
        self._server = server

    def put(self, name: str, content: bytes) -> None:
        inbox = self.paths.inbox
        if isinstance(inbox, Path):
            (inbox / name).parent.mkdir(parents=True, exist_ok=True)
            (inbox / name).write_bytes(content)
        else:
            self._server.put(inbox.bucket, f"{inbox.key}/{name}", content)

    def remove(self, name: str) -> None:
        inbox = self.paths.inbox
        if isinstance(inbox, Path):
            (inbox / name).unlink()
        else:
            self._server.delete(inbox.bucket, f"{inbox.key}/{name}")

    def scan(self) -> ScanCounts:
        with Ledger(self.paths) as ledger:
            return scan(self.paths, ledger)

    def hashes(self) -> dict[str, str | None]:
        with Ledger(self.paths) as ledger:
            return {name: file.sha256 for name, file in ledger.inventory().items()}


@pytest.fixture(scope="module")
def server(object_storage: ObjectStorage) -> ObjectStorage:
    object_storage.make_bucket(BUCKET)
    return object_storage


@pytest.fixture(params=["disk", "bucket"])
def inbox(request: pytest.FixtureRequest, server: ObjectStorage, tmp_path: Path) -> Inbox:
    place = str(tmp_path / "in") if request.param == "disk" else f"s3://{BUCKET}/{uuid4().hex}"
    return Inbox(server.paths(tmp_path / "home", GK_INBOX=place), server)


def test_all_but_hidden_files_are_listed(inbox: Inbox) -> None:
    for number, name in enumerate([*NAMES, *HIDDEN]):
        inbox.put(name, bytes(number))
    found = list(listing(inbox.paths))
    assert {each.name: each.size for each in found} == {stored_name(name): n for n, name in enumerate(NAMES)}
    assert all(each.mtime_ns and each.reason is None for each in found)


def test_no_inbox(inbox: Inbox) -> None:
    with pytest.raises(InboxError, match="there is no inbox at"):
        listing(inbox.paths)


def test_files_that_are_new_changed_or_gone(inbox: Inbox) -> None:
    for name in NAMES:
        inbox.put(name, name.encode())
    assert inbox.scan() == ScanCounts(new=4, changed=0, unchanged=0, vanished=0)
    wanted = {stored_name(name): hashlib.sha256(name.encode()).hexdigest() for name in NAMES}
    assert inbox.hashes() == wanted
    inbox.put(NAMES[0], b"otherwise")
    inbox.remove(NAMES[1])
    assert inbox.scan() == ScanCounts(new=0, changed=1, unchanged=2, vanished=1)
    assert inbox.hashes() == {
        stored_name(NAMES[0]): hashlib.sha256(b"otherwise").hexdigest(),
        NAMES[2]: wanted[NAMES[2]],
        stored_name(NAMES[3]): wanted[stored_name(NAMES[3])],
    }


def test_an_inbox_whose_last_file_went_is_not_taken_for_empty(inbox: Inbox) -> None:
    """A disk that is not mounted and a mistyped prefix look like that."""
    inbox.put("a", b"a")
    inbox.scan()
    inbox.remove("a")
    with pytest.raises(InboxError, match=r"is empty, .* put a file \.keep there|there is no inbox at"):
        inbox.scan()
    assert list(inbox.hashes()) == ["a"]
    inbox.put(".keep", b"")
    assert inbox.scan().vanished == 1


def test_keys_that_are_no_paths_are_listed_with_the_reason(server: ObjectStorage, tmp_path: Path) -> None:
    inbox = Inbox(server.paths(tmp_path, GK_INBOX=f"s3://{BUCKET}/{uuid4().hex}"), server)
    inbox.put("a//b.txt", b"1")
    inbox.put("c.txt", b"2")
    assert [(each.name, each.size, each.reason) for each in listing(inbox.paths)] == [
        ("a//b.txt", None, "its key can't be read as a path"),
        ("c.txt", 1, None),
    ]
    inbox.scan()
    assert inbox.hashes() == {"a//b.txt": None, "c.txt": hashlib.sha256(b"2").hexdigest()}


def test_what_is_no_file_is_listed_with_the_reason(tmp_path: Path) -> None:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    (tmp_path / "inbox").mkdir()
    (tmp_path / "elsewhere.txt").write_bytes(b"not ours")
    (tmp_path / "inbox" / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    os.mkfifo(tmp_path / "inbox" / "pipe")
    assert [(each.name, each.size, each.mtime_ns, each.reason) for each in listing(paths)] == [
        ("link.txt", None, None, "this is no regular file"),
        ("pipe", None, None, "this is no regular file"),
    ]


def test_a_large_file_is_hashed_in_pieces(inbox: Inbox) -> None:
    content = bytes(range(256)) * 10_000
    inbox.put("large.bin", content)
    inbox.scan()
    assert inbox.hashes() == {"large.bin": hashlib.sha256(content).hexdigest()}
