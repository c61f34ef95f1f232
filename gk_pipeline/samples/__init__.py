"""Sample reports written for this project, with what each of them says.

`inbox/` holds raw files as a crawl would leave them (a duplicate, a news page and noise among them), `broken/` inputs
that must not stop a run. `expected/<name>.json` and `expected/broken/<name>.json` say what was typed into the files.
All agencies' figures and sentences are invented; only the labels of the official forms are quoted.

An expectation has `file` (relative to `inbox/` or `broken/`) and `outcome`; a report also has `form`, `year`, `agency`,
`published`, `filed`, `division_code_prefix`, `level` and `agency_type`, `facts` (`indicator[column]`: printed value,
sums of money in the unit of the form), `statuses` (cells printed `blank` or as a `placeholder`), `absent` (rows
without any cell), `labelled` (values under labels that no catalogue row has), `findings` (rules of severity error
that the source breaks, or `narrative: <key> prose <a>, table <b>`), `instances` (the columns in which they are
broken) and `narrative` (numbers stated in prose; `printed` where the figure itself is not, as 15.3万 for 153000).

Belongs here: the samples and where they lie. Does not: code that reads them.
"""

from __future__ import annotations

from pathlib import Path


def samples_folder() -> Path:
    """The folder with `inbox/`, `broken/` and `expected/`."""
    return Path(__file__).resolve().parent
