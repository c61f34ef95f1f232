"""Published versions in object storage: whole, named by a pointer, the old ones taken away last."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from gk_pipeline.cli.main import app
from gk_pipeline.lake import claims, objects, store
from gk_pipeline.lake.objects import StorageError
from gk_pipeline.location import ObjectPath
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.mirror import mirror, mirrored
from gk_pipeline.warehouse.publish import publish
from gk_pipeline.warehouse.rollback import use_version
from gk_pipeline.warehouse.versions import current_folder, current_manifest, damage, sha256, versions_folder
from tests.object_storage import ObjectStorage
from tests.unit.warehouse.test_publish import WAREHOUSE, add, change

BUCKET = "mirror-tests"


@pytest.fixture(scope="module")
def server(object_storage: ObjectStorage) -> ObjectStorage:
    object_storage.make_bucket(BUCKET)
    return object_storage


@pytest.fixture
def paths(server: ObjectStorage, tmp_path: Path) -> Paths:
    paths = server.paths(tmp_path / "home", GK_PUBLISHED=f"s3://{BUCKET}/{tmp_path.name}", GK_KEEP_VERSIONS="2")
    paths.warehouse.mkdir(parents=True)
    change(paths, WAREHOUSE)
    return paths


def place(paths: Paths) -> ObjectPath:
    assert paths.mirror is not None
    return paths.mirror


def keys(paths: Paths, server: ObjectStorage) -> list[str]:
    prefix = f"{place(paths).key}/"
    return [key.removeprefix(prefix) for key in server.keys(BUCKET, prefix)]


def versions(paths: Paths, server: ObjectStorage) -> set[str]:
    return {key.split("/")[1] for key in keys(paths, server) if key.startswith("versions/")}


def shown(paths: Paths, server: ObjectStorage) -> str:
    pointer = json.loads(server.get(BUCKET, f"{place(paths).key}/current.json"))
    assert pointer["folder"] == f"versions/{pointer['version']}"
    return str(pointer["version"])


def test_a_version_is_there_as_it_is_at_home(paths: Paths, server: ObjectStorage) -> None:
    result = publish(paths)
    files = {file.name: file.read_bytes() for file in result.folder.iterdir()}
    folder = f"versions/{result.manifest.version}"
    assert keys(paths, server) == sorted(["current.json", *(f"{folder}/{name}" for name in files)])
    for name, content in files.items():
        assert server.get(BUCKET, f"{place(paths).key}/{folder}/{name}") == content
    assert shown(paths, server) == result.manifest.version


def test_no_bucket_no_mirror(tmp_path: Path, server: ObjectStorage) -> None:
    assert mirror(server.paths(tmp_path)) is None


def test_old_versions_go_and_readers_can_be_sent_back(paths: Paths, server: ObjectStorage) -> None:
    first, second, third = publish(paths).manifest.version, add(paths, "a"), add(paths, "b")
    assert versions(paths, server) == {second, third}
    assert first not in {second, third}
    use_version(paths, second)
    assert shown(paths, server) == second
    assert versions(paths, server) == {second, third}


def test_a_version_that_the_mirror_lost_is_brought_again(paths: Paths, server: ObjectStorage) -> None:
    version = publish(paths).manifest.version
    whole = keys(paths, server)
    for lost in ("MANIFEST.json", "fct.parquet", "marts.duckdb"):
        server.delete(BUCKET, f"{place(paths).key}/versions/{version}/{lost}")
        assert keys(paths, server) != whole
        mirror(paths)
        assert keys(paths, server) == whole


def test_an_object_of_another_size_is_replaced(paths: Paths, server: ObjectStorage) -> None:
    version = publish(paths).manifest.version
    key = f"{place(paths).key}/versions/{version}/fct.parquet"
    whole = server.get(BUCKET, key)
    server.put(BUCKET, key, whole[:-1])
    mirror(paths)
    assert server.get(BUCKET, key) == whole


def test_readers_see_the_old_version_while_an_upload_fails(
    paths: Paths, server: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(paths).manifest.version
    upload, uploaded = objects.upload, []

    def cut_off(source: Path, file: ObjectPath) -> None:
        if file.name == "marts.duckdb":
            raise StorageError("the server is gone")
        uploaded.append(file.name)
        upload(source, file)

    monkeypatch.setattr(objects, "upload", cut_off)
    with pytest.raises(StorageError, match="the server is gone"):
        add(paths, "a")
    new = current_manifest(paths).version
    assert shown(paths, server) == old != new
    assert uploaded
    assert f"versions/{new}/MANIFEST.json" not in keys(paths, server)
    monkeypatch.undo()
    assert publish(paths).manifest.version == new
    assert shown(paths, server) == new


def test_two_homes_that_bring_one_version_at_once_leave_it_whole(
    paths: Paths, server: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has sent its database, but not its manifest yet, when the other begins; their databases are no equals."""
    alone = server.paths(tmp_path / "other")
    alone.warehouse.mkdir(parents=True)
    change(alone, WAREHOUSE)
    made = publish(alone)
    with duckdb.connect(str(made.folder / "marts.duckdb")) as database:
        database.execute("create table gone (id varchar); insert into gone values ('x'); drop table gone; checkpoint")
    other_database = sha256(made.folder / "marts.duckdb")
    size = (made.folder / "marts.duckdb").stat().st_size
    replace(made.manifest, database_sha256=other_database, database_bytes=size).write(made.folder)
    monkeypatch.setattr(claims, "_LOOK_SECONDS", 0.05)
    upload = objects.upload
    second = threading.Thread(target=mirror, args=[server.paths(alone.home, GK_PUBLISHED=str(place(paths)))])

    def overtaken(source: Path, file: ObjectPath) -> None:
        if source.is_relative_to(paths.home) and file.name == "MANIFEST.json":
            second.start()
            second.join(2)
        upload(source, file)

    monkeypatch.setattr(objects, "upload", overtaken)
    version = publish(paths).manifest.version
    second.join(60)
    assert made.manifest.version == version
    assert current_manifest(paths).database_sha256 != other_database
    third = server.paths(tmp_path / "third", GK_PUBLISHED=str(place(paths)))
    use_version(third, version)
    assert damage(current_folder(third)) == []


def test_a_bucket_that_is_not_there(paths: Paths, server: ObjectStorage) -> None:
    elsewhere = server.paths(paths.home, GK_PUBLISHED="s3://no-such-bucket/published")
    with pytest.raises(StorageError, match="There is no bucket no-such-bucket"):
        publish(elsewhere)
    assert current_manifest(paths).tables


def test_what_a_cut_off_upload_left_stays_a_day(
    paths: Paths, server: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(paths)
    server.put(BUCKET, f"{place(paths).key}/versions/0123/fct.parquet", b"half")
    mirror(paths)
    assert "0123" in versions(paths, server)
    monkeypatch.setattr("gk_pipeline.warehouse.mirror._UPLOAD_NS", -1)
    mirror(paths)
    assert "0123" not in versions(paths, server)
    assert shown(paths, server) in versions(paths, server)


def test_what_lies_in_the_bucket_is_listed(paths: Paths, server: ObjectStorage, tmp_path: Path) -> None:
    assert mirrored(paths) == ([], None)
    first = publish(paths).manifest
    add(paths, "z")
    second = current_manifest(paths)
    server.put(BUCKET, f"{place(paths).key}/versions/broken/MANIFEST.json", b"{")
    elsewhere = server.paths(tmp_path / "elsewhere", GK_PUBLISHED=str(place(paths)))
    assert mirrored(elsewhere) == ([second, first], second.version)
    use_version(paths, first.version)
    assert mirrored(elsewhere) == ([second, first], first.version)
    assert mirrored(server.paths(tmp_path)) == ([], None)


def test_a_version_that_only_the_bucket_has_is_brought_home(
    paths: Paths, server: ObjectStorage, tmp_path: Path
) -> None:
    first = publish(paths).manifest
    second = add(paths, "z")
    elsewhere = server.paths(tmp_path / "elsewhere", GK_PUBLISHED=str(place(paths)))
    assert use_version(elsewhere, first.version[:6]) == first
    assert damage(current_folder(elsewhere)) == []
    assert current_manifest(elsewhere) == first
    assert (shown(paths, server), versions(paths, server)) == (first.version, {first.version, second})
    assert [entry.name for entry in versions_folder(elsewhere).iterdir()] == [first.version]
    # A manifest at home that can't be read is no reason not to bring it again.
    (versions_folder(elsewhere) / first.version / "MANIFEST.json").write_bytes(b"{")
    assert use_version(elsewhere, first.version) == current_manifest(elsewhere) == first


@pytest.mark.parametrize("lost", ["fct.parquet", "marts.duckdb"])
def test_a_version_that_is_damaged_in_the_bucket_is_not_used(
    paths: Paths, server: ObjectStorage, tmp_path: Path, lost: str
) -> None:
    first = publish(paths).manifest.version
    second = add(paths, "z")
    key = f"{place(paths).key}/versions/{first}/{lost}"
    content = server.get(BUCKET, key)
    elsewhere = server.paths(tmp_path / "elsewhere", GK_PUBLISHED=str(place(paths)))
    for put in (lambda: server.delete(BUCKET, key), lambda: server.put(BUCKET, key, content[:-1] + b"?")):
        put()
        with pytest.raises(WarehouseError, match=f"Version {first} is not whole in .*{lost}"):
            use_version(elsewhere, first)
        assert list(versions_folder(elsewhere).iterdir()) == []
        assert shown(paths, server) == second


def test_versions_of_home_and_bucket_are_told_apart(paths: Paths, server: ObjectStorage, tmp_path: Path) -> None:
    version = publish(paths).manifest.version
    elsewhere = server.paths(tmp_path / "elsewhere", GK_PUBLISHED=str(place(paths)))
    with pytest.raises(WarehouseError, match="No version begins with 'x'") as caught:
        use_version(elsewhere, "x")
    assert caught.value.remedy == f"In {elsewhere.published}: none. In {place(paths)}: {version}."


def test_versions_are_listed_and_used_from_a_home_that_has_none(
    paths: Paths, server: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(paths).manifest.version
    monkeypatch.setenv("GK_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GK_PUBLISHED", str(place(paths)))
    listed = CliRunner().invoke(app, ["published", "list"])
    assert (listed.exit_code, listed.stdout.count(version)) == (0, 1)
    used = CliRunner().invoke(app, ["published", "use", version[:5]])
    assert (used.exit_code, used.stdout) == (0, f"readers see version {version} now\n")
    listed = CliRunner().invoke(app, ["published", "list"])
    assert (listed.exit_code, listed.stdout.count(version)) == (0, 2)
    monkeypatch.delenv("GK_PUBLISHED")
    monkeypatch.setenv("GK_HOME", str(tmp_path / "new"))
    nothing = CliRunner().invoke(app, ["published", "list"])
    assert nothing.exit_code == 1
    assert "Nothing is published" in nothing.stderr


def test_a_version_that_another_home_shows_meanwhile_stays(
    paths: Paths, server: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish(paths).manifest.version, add(paths, "1")
    write = store.write

    def shown_meanwhile(file: ObjectPath, content: bytes) -> bool:
        written = write(file, content)
        pointer = json.dumps({"version": first, "folder": f"versions/{first}"}).encode()
        server.put(BUCKET, f"{place(paths).key}/current.json", pointer)
        return written

    monkeypatch.setattr(store, "write", shown_meanwhile)
    third = add(paths, "2")
    assert versions(paths, server) == {first, second, third}
    assert shown(paths, server) == first
