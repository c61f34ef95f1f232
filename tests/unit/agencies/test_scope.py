from __future__ import annotations

import pytest

from gk_pipeline.agencies.scope import scope_of


@pytest.mark.parametrize(
    ("agency_type", "level", "stated", "scope", "source"),
    [
        ("government", "county", None, "government_rollup", "kind"),
        ("government", "county", "government_rollup", "government_rollup", "text"),
        ("government", "prefecture", "territory_rollup", "territory_rollup", "text"),
        # No government lies below a county but townships, which its own roll-up covers.
        ("government", "county", "territory_rollup", "government_rollup", "kind"),
        # A township that repeats the sentence of its district.
        ("government", "township", "government_rollup", "own_agency", "kind"),
        ("street_office", "township", "territory_rollup", "own_agency", "kind"),
        ("department", "county", None, "own_agency", "kind"),
        ("department", "county", "government_rollup", "own_agency", "kind"),
        ("vertical", "prefecture", "system_rollup", "system_rollup", "text"),
        (None, "county", "government_rollup", "unknown", "kind"),
        ("government", None, None, "unknown", "kind"),
    ],
)
def test_the_text_is_believed_where_the_agency_can_have_the_scope(
    agency_type: str | None, level: str | None, stated: str | None, scope: str, source: str
) -> None:
    assert scope_of(agency_type, level, stated) == (scope, source)
