"""The report years that a command names."""

from __future__ import annotations

import pytest
import typer

from gk_pipeline.cli.options import years_of


@pytest.mark.parametrize(
    ("year", "years", "named"),
    [(None, None, None), (2019, None, [2019]), (None, "2019", [2019]), (None, "2019-2021", [2019, 2020, 2021])],
)
def test_years_are_named_one_by_one_or_as_a_range(year: int | None, years: str | None, named: list[int] | None) -> None:
    assert years_of(year, years) == named


@pytest.mark.parametrize(
    ("year", "years", "said"),
    [
        (None, "", "--years '' is no range"),
        (None, "2019-", "--years '2019-' is no range"),
        (None, "2019-x", "--years '2019-x' is no range"),
        (None, "2015-2017-2019", "--years '2015-2017-2019' is no range"),
        (None, "２０１９", "is no range"),
        (None, "2021-2015", "--years 2021-2015: report years go from 2007 to 2100, the earlier one first"),
        (None, "2019-20190", "--years 2019-20190: report years go from 2007 to 2100"),
        (20190, None, "--year 20190: report years go from 2007 to 2100"),
        (0, None, "--year 0: report years go from 2007 to 2100"),
        (2019, "2019", "--year and --years are both given"),
    ],
)
def test_what_names_no_report_years_is_refused(
    year: int | None, years: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else a slip of the finger would be a run of no year, which looks like one that found nothing to do."""
    with pytest.raises(typer.Exit) as ended:
        years_of(year, years)
    assert ended.value.exit_code == 1
    assert said in capsys.readouterr().err
