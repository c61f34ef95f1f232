"""Dagster with nothing on its own disk but the home: the marts are those of a run on one machine.

Inbox, lake, published marts and the files of the shared warehouse lie in object storage, its catalogue in PostgreSQL.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import run
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from tests.conftest import without_data_tests
from tests.integration.postgres import PASSWORD, postgres_server
from tests.object_storage import ObjectStorage
from tests.parsed import parse_once

BUCKET = "gk-dagster"
# A page, a text in an archive, and a file that is no page whatever its name says; more would only take longer.
PAGE, PACKED, NO_PAGE = "2021/huoshan_county_2021.html", "2017/ningyang_education_2017.txt", "2018/page_20180417.html"
ARCHIVE = "2017/包 1.zip"

# Dagster loads the definitions for the places that the environment names.
_REFRESH = """
import json
import dagster as dg
from gk_pipeline.orchestration.definitions import defs
from gk_pipeline.orchestration.partitions import range_tags

with dg.DagsterInstance.ephemeral() as instance:
    run = defs.resolve_job_def("refresh_years").execute_in_process(
        instance=instance, tags=range_tags(2017, 2021), raise_on_error=False
    )
    counted = [event.materialization for event in run.get_asset_materialization_events()]
    print(json.dumps({
        "success": run.success,
        "failures": [str(event.message) for event in run.all_events if event.is_failure],
        "rows": {
            "/".join(each.asset_key.path): each.metadata["dagster/row_count"].value
            for each in counted if "dagster/row_count" in each.metadata
        },
    }))
"""


@dataclass(frozen=True)
class Refreshed:
    """What the run said of itself, what it logged, and the bucket it worked on."""

    said: dict[str, Any]
    log: str
    storage: ObjectStorage


@pytest.fixture(scope="module")
def refreshed(object_storage: ObjectStorage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refreshed]:
    object_storage.make_bucket(BUCKET)
    inbox = samples_folder() / "inbox"
    for name in (PAGE, NO_PAGE):
        object_storage.put(BUCKET, f"inbox/{name}", (inbox / name).read_bytes())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(inbox / PACKED, Path(PACKED).name)
    object_storage.put(BUCKET, f"inbox/{ARCHIVE}", packed.getvalue())
    with postgres_server() as server:
        server.execute("create database warehouse")
        places = {
            "GK_HOME": str(tmp_path_factory.mktemp("dagster")),
            "GK_WAREHOUSE_CATALOG": server.catalog("warehouse"),
            "GK_WAREHOUSE_DATA": f"s3://{BUCKET}/warehouse/",
            "PGPASSWORD": PASSWORD,
            "GK_WORKERS": "1",
        } | {f"GK_{name.upper()}": f"s3://{BUCKET}/{name}" for name in ("inbox", "lake", "published")}
        parse_once(Paths(Settings.load(object_storage.environment | places)))
        with without_data_tests():  # in a shared warehouse they run in test_shared_warehouse
            environment = {**os.environ, **object_storage.environment, **places}
        command = [sys.executable, "-c", _REFRESH]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield Refreshed(json.loads(done.stdout.splitlines()[-1]), done.stderr, object_storage)


def test_the_run_ends_well_and_logs_no_error(refreshed: Refreshed) -> None:
    assert refreshed.said["failures"] == []
    assert refreshed.said["success"]
    assert [line for line in refreshed.log.splitlines() if " ERROR " in line or "Traceback" in line] == []


def test_rows_of_the_shared_warehouse_are_counted(refreshed: Refreshed) -> None:
    assert refreshed.said["rows"]["marts/dim_report"] == len((PAGE, PACKED))


def test_the_marts_are_those_of_one_machine(refreshed: Refreshed, home: Path) -> None:
    """When a file was read is a column of the marts, so what was extracted is taken over, and nothing else."""
    for folder in ("inbox/", "lake/extracted/"):
        for key in refreshed.storage.keys(BUCKET, folder):
            file = home / key
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(refreshed.storage.get(BUCKET, key))
    with without_data_tests():
        alone = run(refreshed.storage.paths(home, GK_WORKERS="1"))
    assert alone.extracted.documents == 0
    assert alone.published is not None
    pointer = json.loads(refreshed.storage.get(BUCKET, "published/current.json"))
    assert pointer["version"] == alone.published.manifest.version
