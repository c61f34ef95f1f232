"""What is read of the wordings of prose, and what is refused."""

from __future__ import annotations

import pytest

from gk_pipeline.catalog.claims import _shares, load_patterns, load_scopes, load_units, wholes_of
from gk_pipeline.catalog.forms import CatalogError


def rows(monkeypatch: pytest.MonkeyPatch, **fields: str) -> None:
    """Makes the file that is read next have one line, the seventh."""
    monkeypatch.setattr("gk_pipeline.catalog.claims.read_rows", lambda _: iter([(7, fields)]))


def test_a_share_of_what_is_no_indicator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows(monkeypatch, part="old.1.2.*", wholes="old.1.1|old.99")
    monkeypatch.setattr("gk_pipeline.catalog.claims._shares", _shares.__wrapped__)
    with pytest.raises(CatalogError, match=r"claim_shares.csv:7: there is no indicator old\.99"):
        wholes_of(("old.1.2.1", None))


def test_the_first_line_that_fits_names_the_wholes(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        (2, {"part": "old.3.3.4.*", "wholes": "old.3.3.4"}),
        (3, {"part": "old.3.3.*", "wholes": "old.3.3+old.3.1"}),
    ]
    monkeypatch.setattr("gk_pipeline.catalog.claims.read_rows", lambda _: iter(lines))
    monkeypatch.setattr("gk_pipeline.catalog.claims._shares", _shares.__wrapped__)
    assert wholes_of(("old.3.3.4.1", None)) == ((("old.3.3.4", None),),)
    assert wholes_of(("old.3.3.1", None)) == ((("old.3.3", None), ("old.3.1", None)),)
    # An indicator is not among those below it.
    assert wholes_of(("old.3.3", None)) == ()


def test_a_scope_in_no_place_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows(monkeypatch, scope="part", where="nowhere", groups="", trigger="", pattern="x", unless="", unless_behind="")
    with pytest.raises(CatalogError, match=r"claim_scopes.csv:7: where 'nowhere'"):
        load_scopes.__wrapped__()


def test_a_pattern_that_is_no_expression_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load_units()  # is read once, of another file
    fields = dict.fromkeys(
        (
            *("group", "trigger", "after", "unless", "within", "section", "topic", "marker"),
            *("column", "scope", "opens", "since", "until", "new"),
        ),
        "",
    )
    rows(monkeypatch, **fields, id="odd", kind="number", before="(", units="件", old="old.3.1")
    with pytest.raises(CatalogError, match=r"claims.csv:7: odd: "):
        load_patterns.__wrapped__("old")
