"""Files of a disk and objects of a bucket behave alike; a server that can't be used says so at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from gk_pipeline.lake import objects, store
from gk_pipeline.lake.objects import StorageError
from gk_pipeline.location import Location, ObjectPath, Service
from tests.object_storage import ObjectStorage

BUCKET = "store-tests"


@pytest.fixture(scope="module")
def bucket(object_storage: ObjectStorage) -> ObjectPath:
    object_storage.make_bucket(BUCKET)
    return ObjectPath(BUCKET, "", Service(object_storage.endpoint, "eu-north-1"))


@pytest.fixture(params=["disk", "bucket"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, bucket: ObjectPath) -> Location:
    """An empty place to write to."""
    return tmp_path if request.param == "disk" else bucket / uuid4().hex


def names(folder: Location) -> list[str]:
    return [each.name for each in store.files(folder)]


def test_what_is_written_is_read(folder: Location) -> None:
    file = folder / "年=2017" / "a b+c%41.txt"
    assert not store.is_file(file)
    assert store.write(file, b"one")
    assert store.is_file(file)
    assert store.read(file) == b"one"
    assert store.size_of(file) == 3
    with store.opened(file) as stream:
        assert (stream.read(1), stream.read()) == (b"o", b"ne")


def test_only_another_content_is_written(folder: Location) -> None:
    file = folder / "file"
    store.write(file, b"one")
    assert not store.write(file, b"one")
    assert store.write(file, b"two")
    assert store.write(file, b"")
    assert store.read(file) == b""


def test_what_is_not_there(folder: Location) -> None:
    for ask in (store.read, store.size_of):
        with pytest.raises(FileNotFoundError):
            ask(folder / "none")
    with pytest.raises(FileNotFoundError), store.opened(folder / "none"):
        pass
    store.remove(folder / "none")
    assert store.files(folder / "none") == []


def test_a_folder_is_no_file(folder: Location) -> None:
    store.write(folder / "inner" / "file", b"one")
    assert not store.is_file(folder / "inner")
    assert store.files(folder / "inn") == []


def test_files_are_listed_with_size_and_time(folder: Location) -> None:
    before = time.time_ns()
    for name, content in (("b", b"22"), ("a/c", b"333"), (".hidden", b""), ("a/.hidden", b"")):
        store.write(folder / name, content)
    found = store.files(folder)
    assert [(each.name, each.size) for each in found] == [("a/c", 3), ("b", 2)]
    # Servers round the time down to a second.
    assert all(before - 10**9 <= each.mtime_ns <= time.time_ns() + 10**9 for each in found)


def test_removed_files_are_gone(folder: Location) -> None:
    store.write(folder / "a", b"1")
    store.write(folder / "b", b"2")
    store.remove(folder / "a")
    assert names(folder) == ["b"]


def test_an_upload_of_many_pieces(bucket: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 50_000
    (tmp_path / "large").write_bytes(content)
    monkeypatch.setattr(objects, "_PIECE_BYTES", 1_000_000)
    objects.upload(tmp_path / "large", bucket / "large")
    assert store.read(bucket / "large") == content


def test_an_upload_that_is_cut_off_is_not_seen(bucket: ObjectPath, monkeypatch: pytest.MonkeyPatch) -> None:
    file = bucket / "cut-off"
    store.write(file, b"old")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StorageError):
        objects.write(file, b"new")
    monkeypatch.undo()
    assert store.read(file) == b"old"


def test_keys_that_are_no_path_are_refused(bucket: ObjectPath) -> None:
    for key in ("a//b", "a/./b", "../b"):
        with pytest.raises(OSError, match="its key has an empty part"):
            store.read(bucket / key)


def test_more_objects_than_a_page_has(object_storage: ObjectStorage, bucket: ObjectPath) -> None:
    object_storage.put_many(BUCKET, "pages/", 1_005)
    assert len(store.files(bucket / "pages")) == 1_005


@pytest.fixture
def at_once() -> Iterator[None]:
    """Fails a test that takes longer than a user waits."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 10


@pytest.mark.usefixtures("at_once")
class TestAServerThatCannotBeUsed:
    def fails(self, place: ObjectPath, message: str) -> None:
        for ask in (store.read, store.files, store.is_file, lambda file: store.write(file, b"new")):
            with pytest.raises(StorageError, match=message) as raised:
                ask(place)
            assert "secret-word" not in str(raised.value)

    def test_no_credentials(self, bucket: ObjectPath, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        self.fails(bucket / "file", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")

    @pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    def test_wrong_credentials(self, name: str, bucket: ObjectPath, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, "secret-word")
        self.fails(bucket / "file", "refuses access to s3://store-tests/file. Check AWS_ACCESS_KEY_ID")

    @pytest.mark.usefixtures("bucket")
    def test_nobody_listens(self) -> None:
        place = ObjectPath(BUCKET, "file", Service("http://127.0.0.1:1"))
        with pytest.raises(StorageError, match=r"can't be used.*Could not connect to server.*Check GK_S3_ENDPOINT"):
            store.files(place)

    def test_no_such_bucket(self, bucket: ObjectPath) -> None:
        place = ObjectPath("no-such-bucket", "file", bucket.service)
        for ask in (store.files, lambda file: store.write(file, b"new")):
            with pytest.raises(StorageError, match="There is no bucket no-such-bucket"):
                ask(place)


def test_what_is_wrong_with_the_bytes_is_no_fault_of_the_storage(folder: Location) -> None:
    store.write(folder / "file", b"no Parquet")
    with pytest.raises(OSError, match="not what was expected"), store.opened(folder / "file") as stream:
        raise OSError(f"{stream.read(2)!r} is not what was expected")
