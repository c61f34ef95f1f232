"""Fixtures of the tests with hostile files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.web import Web, serve


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serve(tmp_path_factory.mktemp("outside")) as web:
        yield web
