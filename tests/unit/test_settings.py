"""Settings come from the environment, and a bad one says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gk_pipeline.location import ObjectPath, Service
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings, SettingsError, SharedWarehouse


def test_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load({})
    assert settings == Settings(tmp_path / "data", tmp_path / "data" / "inbox", os.cpu_count() or 1, 5)


def test_empty_variables_count_as_not_set() -> None:
    empty = dict.fromkeys(("GK_HOME", "GK_INBOX", "GK_WORKERS", "GK_KEEP_VERSIONS"), "")
    assert Settings.load(empty) == Settings.load({})


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("HOME", tmp_path), ("INBOX", tmp_path / "in"), ("WORKERS", 3), ("KEEP_VERSIONS", 9)):
        monkeypatch.setenv(f"GK_{name}", str(value))
    assert Settings.load() == Settings(tmp_path, tmp_path / "in", 3, 9)


def test_folders_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    assert Settings.load({"GK_HOME": "here"}).inbox == tmp_path / "here" / "inbox"
    assert Settings.load({"GK_HOME": "~/there"}).home == tmp_path / "user" / "there"


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
@pytest.mark.parametrize("name", ["GK_WORKERS", "GK_KEEP_VERSIONS"])
def test_a_count_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is '{value}'. Set it to a whole number from 1 on, or unset it"):
        Settings.load({name: value})


@pytest.mark.parametrize("name", ["GK_HOME", "GK_INBOX"])
def test_a_file_is_no_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=f"which is a file. Set {name} to a folder"):
        Settings.load({name: str(tmp_path / "file")})


def test_places_may_be_in_object_storage() -> None:
    settings = Settings.load(
        {
            "GK_INBOX": "s3://reports/in",
            "GK_LAKE": "s3://reports/lake/",
            "GK_PUBLISHED": "s3://marts",
            "GK_S3_ENDPOINT": "http://127.0.0.1:9000",
            "AWS_REGION": "cn-north-1",
        }
    )
    service = Service("http://127.0.0.1:9000", "cn-north-1")
    assert settings.storage == service
    assert settings.inbox == ObjectPath("reports", "in", service)
    assert settings.lake == ObjectPath("reports", "lake", service)
    assert settings.published == ObjectPath("marts", "", service)


def test_lake_and_published_marts_may_be_elsewhere_on_the_disk(tmp_path: Path) -> None:
    given = {"GK_HOME": str(tmp_path), "GK_LAKE": str(tmp_path / "a"), "GK_PUBLISHED": str(tmp_path / "b")}
    paths = Paths(Settings.load(given))
    assert (paths.lake, paths.published, paths.mirror) == (tmp_path / "a", tmp_path / "b", None)


def test_published_marts_in_a_bucket_are_made_at_home(tmp_path: Path) -> None:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path), "GK_PUBLISHED": "s3://marts/now"}))
    assert (paths.published, str(paths.mirror)) == (tmp_path / "published", "s3://marts/now")


def test_amazon_is_the_server_unless_another_is_named() -> None:
    assert Settings.load({}).storage == Service(None, "us-east-1")
    assert Settings.load({"AWS_DEFAULT_REGION": "eu-west-1"}).storage == Service(None, "eu-west-1")


@pytest.mark.parametrize("name", ["GK_INBOX", "GK_LAKE", "GK_PUBLISHED"])
def test_a_place_that_is_written_wrongly(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is 's3://Reports': write it as s3://bucket/prefix"):
        Settings.load({name: "s3://Reports"})


def test_an_address_that_cannot_be_used() -> None:
    with pytest.raises(SettingsError, match="GK_S3_ENDPOINT can't be used: http is for this machine alone"):
        Settings.load({"GK_S3_ENDPOINT": "http://minio.example:9000"})


@pytest.mark.parametrize(
    ("inner", "outer"), [("GK_LAKE", "GK_INBOX"), ("GK_PUBLISHED", "GK_LAKE"), ("GK_INBOX", "GK_LAKE")]
)
def test_places_in_a_bucket_may_not_lie_in_each_other(inner: str, outer: str) -> None:
    with pytest.raises(SettingsError, match=rf"{inner} \(s3://reports/a/b\) lies in {outer} \(s3://reports/a\)"):
        Settings.load({outer: "s3://reports/a", inner: "s3://reports/a/b"})
    with pytest.raises(SettingsError, match="Give each a prefix of its own"):
        Settings.load({outer: "s3://reports/a", inner: "s3://reports/a"})


def test_another_inbox(tmp_path: Path) -> None:
    settings = Settings.load({"GK_HOME": str(tmp_path), "GK_LAKE": "s3://reports/lake"})
    assert settings.with_inbox("s3://reports/in").inbox == ObjectPath("reports", "in", settings.storage)
    assert settings.with_inbox(str(tmp_path / "in")).inbox == tmp_path / "in"
    for wrong in ("s3://reports/lake/in", "s3://Reports", __file__):
        with pytest.raises(SettingsError):
            settings.with_inbox(wrong)


def test_a_shared_warehouse(tmp_path: Path) -> None:
    assert Settings.load({}).shared_warehouse is None
    catalog = {"GK_WAREHOUSE_CATALOG": "postgres:dbname=gk host=db user=gk"}
    in_folder = Settings.load({**catalog, "GK_WAREHOUSE_DATA": str(tmp_path / "data")}).shared_warehouse
    assert in_folder == SharedWarehouse("postgres:dbname=gk host=db user=gk", tmp_path / "data")
    in_bucket = Settings.load({**catalog, "GK_WAREHOUSE_DATA": "s3://marts/data"}).shared_warehouse
    assert in_bucket == SharedWarehouse(catalog["GK_WAREHOUSE_CATALOG"], ObjectPath("marts", "data", Service()))


@pytest.mark.parametrize("alone", [{"GK_WAREHOUSE_CATALOG": "postgres:dbname=gk"}, {"GK_WAREHOUSE_DATA": "/data"}])
def test_half_a_shared_warehouse(alone: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="GK_WAREHOUSE_CATALOG and GK_WAREHOUSE_DATA make a shared warehouse"):
        Settings.load(alone)


@pytest.mark.parametrize(
    "catalog", ["postgres:dbname=gk password=hunter2", "postgres:postgresql://gk:hunter2@db/gk", "dbname=gk"]
)
def test_a_catalogue_that_is_written_wrongly(catalog: str) -> None:
    with pytest.raises(SettingsError, match="Write it as postgres:dbname=gk host") as caught:
        Settings.load({"GK_WAREHOUSE_CATALOG": catalog, "GK_WAREHOUSE_DATA": "/data"})
    assert "hunter2" not in str(caught.value)


def test_the_files_of_a_shared_warehouse_lie_apart() -> None:
    with pytest.raises(SettingsError, match=r"GK_WAREHOUSE_DATA \(s3://reports/lake/data\) lies in GK_LAKE"):
        Settings.load(
            {
                "GK_LAKE": "s3://reports/lake",
                "GK_WAREHOUSE_DATA": "s3://reports/lake/data",
                "GK_WAREHOUSE_CATALOG": "postgres:dbname=gk",
            }
        )
