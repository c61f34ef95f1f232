from __future__ import annotations

from itertools import product

import pytest

from gk_pipeline.synthesis import noise
from gk_pipeline.synthesis.layouts import LAYOUTS
from gk_pipeline.synthesis.make import make
from gk_pipeline.synthesis.model import BLANK, PLACEHOLDER, ROW_ABSENT, SynthesisError, Synthetic
from gk_pipeline.synthesis.values import FORMS


def pair(name: str, form: str, layout: str, seed: int) -> tuple[Synthetic, Synthetic]:
    """A report without and with one quirk; everything drawn before the quirk is the same."""
    clean = make(seed, form=form, layout=layout, noise=(), error="")
    return clean, make(seed, form=form, layout=layout, noise=(name,), error="")


@pytest.mark.parametrize("name", noise.NOISES)
def test_a_quirk_changes_the_file_and_only_what_it_says(name: str) -> None:
    for form, layout in product(FORMS, LAYOUTS):
        if name == "thousands" and not LAYOUTS[layout].separated:
            continue  # only rows of one figure show it there, and not every form has one
        if noise.NOISES[name].fits(form, layout):
            shows = any(_changes(*pair(name, form, layout, seed)) for seed in range(40))
            assert shows, f"{name} shows nowhere in {form} as {layout}"


def _changes(clean: Synthetic, noisy: Synthetic) -> bool:
    changed = {key: value for key, value in noisy.facts.items() if clean.facts[key] != value}
    assert noisy.facts.keys() == clean.facts.keys()
    assert all(value in (BLANK, PLACEHOLDER, ROW_ABSENT) for value in changed.values())
    assert not (changed and noise.NOISES[noisy.noise[0]].harmless)
    return clean.data != noisy.data


@pytest.mark.parametrize("name", ["blank_zeros", "slashes", "lost_cells", "lost_rows", "blank_totals"])
def test_what_takes_figures_away_does_so(name: str) -> None:
    wanted = {"slashes": PLACEHOLDER, "lost_rows": ROW_ABSENT}.get(name, BLANK)
    reports = [make(seed, form="fmt2021", layout="spaced_rows", noise=(name,), error="") for seed in range(5)]
    assert any(wanted in report.facts.values() for report in reports)
    for report in reports:
        assert report.facts["app.other[total]"] == ROW_ABSENT


def test_a_blank_nought_is_not_printed() -> None:
    clean, noisy = pair("blank_zeros", "old2014", "html_clean", 4)
    gone = [key for key, value in noisy.facts.items() if value == BLANK]
    assert gone
    assert all(clean.facts[key] == 0 for key in gone)
    assert noisy.data.count(b"<td>0</td>") == clean.data.count(b"<td>0</td>") - len(gone)


def test_encodings_differ() -> None:
    reports = [make(seed, form="old2014", layout="html_clean", noise=("encoding",), error="") for seed in range(30)]
    assert {_decodes(report.data, "utf-8") for report in reports} == {True, False}
    assert sum(b"charset=utf-8" in r.data and not _decodes(r.data, "utf-8") for r in reports), "none declares wrongly"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def test_unknown_noise_is_refused() -> None:
    with pytest.raises(SynthesisError, match="is none of full_width"):
        make(1, form="old2014", layout="pipes", noise=("loud",))
    with pytest.raises(SynthesisError, match="does not occur in old2014 as pipes"):
        make(1, form="old2014", layout="pipes", noise=("wrong_spans",))


def test_with_an_error_of_the_source_no_figure_is_hidden() -> None:
    for seed in range(60):
        report = make(seed, error="total")
        assert all(name == noise.ONE_OTHER or noise.NOISES[name].harmless for name in report.noise)
