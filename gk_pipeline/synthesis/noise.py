"""The quirks of real reports by name: which exist, which go with a layout and a form, which leave every figure printed.

Belongs here: the registry. Does not: the quirks themselves (`noise_values.py`, `noise_labels.py`, `noise_rows.py`). A
further one is a function on a `Draft` and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from gk_pipeline.synthesis import noise_labels as labels
from gk_pipeline.synthesis import noise_rows as rows
from gk_pipeline.synthesis import noise_values as cells
from gk_pipeline.synthesis.model import Draft, SynthesisError

_NEW = ("fmt2019", "fmt2021")
_HTML = ("html_clean", "html_word", "html_chrome")
_TEXT = ("glued_lines", "glued_one_line", "cell_lines", "spaced_rows", "spaced_one_line", "pipes")
_GLUED = ("glued_lines", "glued_one_line")
_MARKDOWN = ("markdown", "markdown_groups")


@dataclass(frozen=True, slots=True)
class Noise:
    """A quirk. `forms` and `layouts` say where it occurs (empty: everywhere).

    `harmless` quirks leave every figure and label of the form in print, so that an error of the source stays visible.
    """

    name: str
    apply: Callable[[Draft, Random], None]
    forms: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    harmless: bool = False

    def fits(self, form: str, layout: str) -> bool:
        """Whether it occurs in this form and layout."""
        return (not self.forms or form in self.forms) and (not self.layouts or layout in self.layouts)


NOISES = {
    noise.name: noise
    for noise in (
        Noise("full_width", cells.full_width, harmless=True),
        Noise("thousands", cells.thousands, harmless=True),
        Noise("units_in_cells", cells.units, harmless=True),
        Noise("notes_in_cells", cells.notes, harmless=True),
        Noise("blank_zeros", cells.blank_zeros),
        Noise("blank_totals", cells.blank_totals, forms=_NEW),
        Noise("slashes", cells.slashes),
        Noise("partly_spaced", cells.partly_spaced, forms=(*_NEW, "local"), layouts=_GLUED),
        Noise("lost_cells", rows.lost_cells, layouts=_TEXT),
        Noise("lost_rows", rows.lost_rows),
        Noise("extra_rows", rows.extra_rows, harmless=True),
        Noise("doubled_heads", rows.doubled_heads, layouts=(*_TEXT, *_HTML, "markdown"), harmless=True),
        Noise("torn_tables", rows.torn_tables, harmless=True),
        Noise("wrong_spans", rows.wrong_spans, layouts=_HTML, harmless=True),
        Noise("invented_heads", labels.invented_heads, forms=_NEW, layouts=_MARKDOWN, harmless=True),
        Noise("wrong_heads", labels.wrong_heads, forms=_NEW, layouts=("markdown_groups",), harmless=True),
        Noise("own_numbering", labels.own_numbering, harmless=True),
        Noise("varied_labels", labels.varied, harmless=True),
        Noise("misprinted_labels", labels.misprinted),
        Noise("broken_labels", labels.broken, layouts=(*_TEXT, *_HTML), harmless=True),
        Noise(
            "wrapped_prose",
            labels.wrapped_prose,
            layouts=("cell_lines", "spaced_rows", "glued_lines", *_MARKDOWN),
            harmless=True,
        ),
        Noise("cut_head", rows.cut_head, harmless=True),
        Noise("encoding", rows.encoding, harmless=True),
    )
}
# A form of 2021 that prints 其他处理 as one row: decided before there are figures, so no function on a draft.
ONE_OTHER = "one_other"
NAMES = (*NOISES, ONE_OTHER)


def choose(rng: Random, form: str, layout: str, *, harmless: bool) -> tuple[str, ...]:
    """None to three quirks that go with a form and a layout, in the order they are applied."""
    names = [n.name for n in NOISES.values() if n.fits(form, layout) and (n.harmless or not harmless)]
    names += [ONE_OTHER] if form == "fmt2021" else []
    chosen = set(rng.sample(names, rng.choice((0, 1, 1, 1, 2, 2, 3))))
    return tuple(name for name in names if name in chosen)


def check(names: Sequence[str], form: str, layout: str) -> None:
    """Raises SynthesisError for a quirk that does not exist, or not in this form and layout."""
    for name in names:
        if name == ONE_OTHER and form == "fmt2021":
            continue
        if name not in NOISES:
            raise SynthesisError(f"noise {name!r} is none of {', '.join(NAMES)}")
        if not NOISES[name].fits(form, layout):
            raise SynthesisError(f"noise {name!r} does not occur in {form} as {layout}")
