"""Fixtures shared by all tests: where the project's samples lie, and the reference reports beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

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
