"""Fixtures shared by all tests: where the project's samples lie, and the reference reports beside the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.object_storage import ObjectStorage

# How long an example takes says more of the machine than of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


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
