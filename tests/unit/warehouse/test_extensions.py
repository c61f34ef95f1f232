"""Extensions of DuckDB come from installed wheels, and the way into object storage from the environment."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from gk_pipeline.location import Service
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse import extensions
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.errors import WarehouseError


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path / "a home")}))


def _installed(name: str) -> bool:
    return extensions._installed(name) is not None


def test_extensions_load_from_the_folder_alone(paths: Paths) -> None:
    if not _installed("httpfs"):
        pytest.skip('the extra "shared" is not installed')
    with extensions.connect(paths) as connection:
        connection.execute("load httpfs")
        rows = connection.execute(
            "select install_path from duckdb_extensions() where extension_name = 'httpfs' and loaded"
        ).fetchall()
        assert [Path(path).is_relative_to(extensions.extension_directory(paths)) for (path,) in rows] == [True]
        with pytest.raises(duckdb.Error, match="spatial"):
            connection.execute("load spatial")


def test_links_follow_an_installation_that_moved(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("old", "new"):
        wheel = tmp_path / place / "httpfs.duckdb_extension"
        wheel.parent.mkdir()
        wheel.touch()
        monkeypatch.setattr(extensions, "_installed", lambda name, wheel=wheel: wheel if name == "httpfs" else None)
        (link,) = (path for path in extensions.extension_directory(paths).rglob("*") if path.is_symlink())
        assert link.resolve() == wheel


def test_what_is_not_installed_is_named(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    remedy = r'\.\nInstall.*: pip install "gk-pipeline\[shared\]"'
    shared = {"GK_WAREHOUSE_CATALOG": "postgres:dbname=gk", "GK_WAREHOUSE_DATA": str(paths.home / "data")}
    with pytest.raises(WarehouseError, match=f"not installed: ducklake, postgres_scanner{remedy}"):
        open_warehouse(Paths(Settings.load({"GK_HOME": str(paths.home), **shared})))
    with pytest.raises(WarehouseError, match=f"not installed: httpfs{remedy}"):
        extensions.connect(Paths(Settings.load({"GK_HOME": str(paths.home), "GK_LAKE": "s3://reports/lake"})))


def test_the_way_into_object_storage() -> None:
    signed = {"AWS_ACCESS_KEY_ID": "it's me", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}
    assert extensions.s3_secret(Service(None, "eu-west-1"), signed) == (
        "create or replace secret gk_object_storage (type s3, provider config, key_id 'it''s me', secret 'secret', "
        "session_token 'token', region 'eu-west-1')"
    )
    assert extensions.s3_secret(Service("http://127.0.0.1:9000"), {}) == (
        "create or replace secret gk_object_storage (type s3, provider config, region 'us-east-1', "
        "endpoint '127.0.0.1:9000', url_style 'path', use_ssl 'false')"
    )
