"""Homes with one lake in a bucket take turns, also when one of them dies, sleeps, or is a copy of another."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gk_pipeline.lake import claims, store
from gk_pipeline.lake.lock import alone, require_lake
from gk_pipeline.lake.objects import StorageError
from gk_pipeline.lake.tables import ensure_tables, write_year
from gk_pipeline.location import ObjectPath
from gk_pipeline.paths import Paths
from tests.conftest import ROOT
from tests.object_storage import ObjectStorage
from tests.unit.lake.rows import facts

BUCKET = "claims"
HOLDER = """
import os, sys, time
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

with alone(Paths(Settings.load({**os.environ, "GK_HOME": sys.argv[1], "GK_LAKE": sys.argv[2]})), "lake"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server(object_storage: ObjectStorage) -> ObjectStorage:
    object_storage.make_bucket(BUCKET)
    return object_storage


@pytest.fixture
def homes(server: ObjectStorage, tmp_path: Path) -> list[Paths]:
    """Some homes with one lake."""
    place = {"GK_LAKE": f"s3://{BUCKET}/{tmp_path.name}/lake"}
    homes = [server.paths(tmp_path / f"home{number}", **place) for number in range(4)]
    for home in homes:
        home.locks.mkdir(parents=True)
    return homes


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "_LOOK_SECONDS", 0.05)


def held(paths: Paths) -> list[str]:
    """The claims on the lake, whoever has them."""
    assert isinstance(paths.lake, ObjectPath)
    return [each.name for each in store.files(paths.lake / ".claims")]


def kill_a_holder(paths: Paths) -> None:
    """A process of a home that held the lock of the lake is killed."""
    command = [sys.executable, "-c", HOLDER, str(paths.home), str(paths.lake)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.kill()
    assert len(held(paths)) == 1


def test_no_two_homes_are_in_the_block_at_once(homes: list[Paths]) -> None:
    """Each reads a number, waits to be overtaken, and writes the number that follows."""
    counted: list[int] = [0]
    inside: list[int] = []

    def count(paths: Paths) -> None:
        for _ in range(3):
            with alone(paths, "lake", lambda _: None):
                inside.append(1)
                number = counted[-1]
                time.sleep(0.05)
                counted.append(number + 1)
                assert len(inside) == 1
                inside.pop()

    threads = [threading.Thread(target=count, args=[home]) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counted == list(range(13))
    assert held(homes[0]) == []


def test_who_waits_says_for_whom(homes: list[Paths]) -> None:
    said: list[str] = []
    order: list[str] = []
    waiting = threading.Event()

    def other() -> None:
        with alone(homes[1], "lake", lambda text: (said.append(text), waiting.set())):  # type: ignore[func-returns-value]
            order.append("other")

    thread = threading.Thread(target=other)
    with alone(homes[0], "lake"):
        thread.start()
        assert waiting.wait(20)
        order.append("first")
    thread.join(20)
    assert order == ["first", "other"]
    (text,) = said
    assert text.startswith("waiting for process ")
    assert text.endswith(f"which is using {homes[0].lake}")


def test_a_lake_elsewhere_and_other_locks_are_free(homes: list[Paths], server: ObjectStorage, tmp_path: Path) -> None:
    elsewhere = server.paths(tmp_path / "elsewhere", GK_LAKE=f"s3://{BUCKET}/{tmp_path.name}/other")
    with alone(homes[0], "lake"), alone(homes[1], "inbox", pytest.fail), alone(elsewhere, "lake", pytest.fail):
        assert len(held(homes[0])) == 1


def test_the_next_process_of_a_home_does_not_wait_for_one_that_was_killed(homes: list[Paths]) -> None:
    kill_a_holder(homes[0])
    with alone(homes[0], "lake", pytest.fail):
        assert len(held(homes[0])) == 1
    assert held(homes[0]) == []
    assert not (homes[0].locks / "claim").exists()


def test_another_home_takes_it_for_dead_after_a_while(homes: list[Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    kill_a_holder(homes[0])
    monkeypatch.setattr(claims, "LEASE_SECONDS", 0.5)
    said: list[str] = []
    began = time.monotonic()
    with alone(homes[1], "lake", said.append):
        assert time.monotonic() - began > 0.5
        assert len(held(homes[0])) == 1
    assert len(said) == 1


def test_a_copy_of_a_home_does_not_take_the_claim_of_the_original_away(homes: list[Paths]) -> None:
    waiting = threading.Event()
    with alone(homes[0], "lake"):
        shutil.copy(homes[0].locks / "claim", homes[1].locks / "claim")
        thread = threading.Thread(target=lambda: alone(homes[1], "lake", lambda _: waiting.set()).__enter__())
        thread.daemon = True
        thread.start()
        assert waiting.wait(20)
        assert len(held(homes[0])) == 1
    thread.join(20)


def test_a_claim_is_renewed(homes: list[Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "_RENEW_SECONDS", 0.05)
    monkeypatch.setattr(claims, "LEASE_SECONDS", 2.0)
    with alone(homes[0], "lake"):
        time.sleep(1.5)
        require_lake(homes[0])


def test_who_could_not_renew_it_writes_no_more_and_fails(homes: list[Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_tables(homes[0])
    before = store.read(homes[0].part("facts", None))
    with pytest.raises(StorageError, match="could not be renewed"), alone(homes[0], "lake"):
        write_year(homes[0], "facts", 2017, facts(2017, 1))
        monkeypatch.setattr(claims, "LEASE_SECONDS", 0.0)
        with pytest.raises(StorageError, match="another machine may have begun to write"):
            write_year(homes[0], "facts", 2017, facts(2017, 2))
        monkeypatch.setattr(claims, "LEASE_SECONDS", -1.0)
    assert store.read(homes[0].part("facts", None)) == before


def test_what_the_block_raises_is_not_covered_up(homes: list[Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError), alone(homes[0], "lake"):
        monkeypatch.setattr(claims, "LEASE_SECONDS", -1.0)
        raise KeyError
    assert held(homes[0]) == []


def test_a_machine_that_slept_has_lost_it(homes: list[Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its steady clock stood still meanwhile; the other one went on."""
    with pytest.raises(StorageError, match="could not be renewed"), alone(homes[0], "lake"):
        later = time.time() + claims.LEASE_SECONDS
        monkeypatch.setattr(time, "time", lambda: later)


def test_the_claim_says_whose_it_is(homes: list[Paths], server: ObjectStorage) -> None:
    with alone(homes[0], "lake"):
        (key,) = (key for key in server.keys(BUCKET) if "/.claims/" in key)
        assert set(json.loads(server.get(BUCKET, key))) == {"host", "pid"}
