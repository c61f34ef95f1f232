"""Fixtures shared by all tests: where the project's samples lie, and the reference reports beside the checkout."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.object_storage import ObjectStorage

# Frames of tests are small, and several workers share the machine: more threads would only wait for each other.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

# How long an example takes says more of the machine than of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# The variable that names the folder that the workers of a test run have in common.
COMMON = "TESTS_COMMON"


def pytest_configure(config: pytest.Config) -> None:
    """The workers of a test run have a folder in common: they inherit its name from the process that starts them."""
    if COMMON not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="gk-tests-")
        os.environ[COMMON] = folder.name
        config.add_cleanup(folder.cleanup)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: those who look for garbage need not go through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference reports that maintainers keep beside the checkout; users do not have it."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the reference reports (../shared) are not beside this checkout")
    return SHARED


@pytest.fixture(scope="module")
def object_storage() -> Iterator[ObjectStorage]:
    """A server of objects on loopback; the environment leads to it."""
    from tests.object_storage import served

    with served() as storage:
        yield storage


@contextmanager
def without_data_tests() -> Iterator[None]:
    """Builds within the block run the models alone: for marts whose data tests pass elsewhere, on rows of their kind.

    dbt takes it from its environment. What such a build was made of is not remembered, so the next one is a full one.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_RESOURCE_TYPES", "model")
        yield
