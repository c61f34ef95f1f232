"""What commands share: the home and the inbox they work on, years, how they fail.

Belongs here: options that several commands have. Does not: commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gk_pipeline.paths import Paths

Inbox = Annotated[
    str | None,
    typer.Option(help="Folder of raw report files, or s3://bucket/prefix. Default: GK_INBOX, or else GK_HOME/inbox."),
]
Samples = Annotated[bool, typer.Option("--samples", help="Use the sample reports of the package as inbox.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]


def fail(message: str) -> typer.Exit:
    """Says on standard error what is wrong; what it gives is to be raised."""
    typer.echo(f"gk: {message}", err=True)
    return typer.Exit(1)


def paths_of(inbox: str | None = None, samples: bool = False) -> Paths:
    """The home of the environment, with the inbox that a command names."""
    from gk_pipeline.paths import Paths
    from gk_pipeline.settings import Settings, SettingsError

    if samples:
        from gk_pipeline.samples import samples_folder

        inbox = str(samples_folder() / "inbox")
    try:
        settings = Settings.load()
        return Paths(settings.with_inbox(inbox) if inbox else settings)
    except SettingsError as error:
        raise fail(str(error)) from error


def years_of(year: int | None, years: str | None) -> list[int] | None:
    """The report years that a command names; None for all of them."""
    from gk_pipeline.contracts.model import FIRST_YEAR, LAST_YEAR

    if year is None and years is None:
        return None
    if year is not None and years is not None:
        raise fail("--year and --years are both given; name one of them")
    given, option = (years, "--years") if years is not None else (str(year), "--year")
    ends = str(given).split("-")
    if len(ends) > 2 or not all(text.isascii() and text.isdigit() for text in ends):
        raise fail(f"{option} {given!r} is no range; write 2015-2021 or 2017")
    found = range(int(ends[0]), int(ends[-1]) + 1)
    if not found or found[0] < FIRST_YEAR or found[-1] > LAST_YEAR:
        raise fail(f"{option} {given}: report years go from {FIRST_YEAR} to {LAST_YEAR}, the earlier one first")
    return list(found)
