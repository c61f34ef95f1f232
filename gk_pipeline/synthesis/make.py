"""Makes a synthetic report from a seed: the same seed and wishes, the same bytes.

Belongs here: the order of the steps, what is written to a folder. Does not: any step.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from gk_pipeline.catalog.forms import load
from gk_pipeline.synthesis import noise as quirks
from gk_pipeline.synthesis.compose import OLD_FORMS, compose
from gk_pipeline.synthesis.errors import KINDS, PROSE_RULE, contradicted, inject
from gk_pipeline.synthesis.layouts import LAYOUTS, Layout
from gk_pipeline.synthesis.model import (
    ROW_ABSENT,
    STATUSES,
    Draft,
    Injection,
    Number,
    StatedClaim,
    SynthesisError,
    Synthetic,
    key_of,
)
from gk_pipeline.synthesis.prose import Writer
from gk_pipeline.synthesis.sheet import build_tables, draw_style
from gk_pipeline.synthesis.sums import broken
from gk_pipeline.synthesis.values import FORMS, Values, draw_stated, draw_values
from gk_pipeline.synthesis.who import draw_filer, draw_year

_ERROR_SHARE = 0.25


def make(
    seed: int,
    *,
    form: str | None = None,
    layout: str | None = None,
    noise: Sequence[str] | None = None,
    error: str | None = None,
) -> Synthetic:
    """A report with known values. What is None is left to the seed; `()` and `""` mean no noise, no error.

    `form` is one of `values.FORMS`, `layout` of `layouts.LAYOUTS`, `noise` some of `noise.NAMES`, `error` one of
    `errors.KINDS` of the form. Raises SynthesisError for a wish that does not exist or does not go with the others.
    Figures that give no occasion for the error leave the report without one (`injected` is None then).
    """
    rng = Random(f"report {seed}")  # noqa: S311 - no secret; a text seeds alike on every machine
    form = _wish("form", form, FORMS) or rng.choice(FORMS)
    layout = _wish("layout", layout, LAYOUTS) or rng.choice(list(LAYOUTS))
    if error is None:
        error = rng.choice(KINDS[form]) if rng.random() < _ERROR_SHARE else ""
    elif error:
        _wish("error", error, KINDS[form])
    if noise is None:
        noise = quirks.choose(rng, form, layout, harmless=bool(error))
    quirks.check(noise, form, layout)
    return _Maker(_Wishes(seed, form, LAYOUTS[layout], tuple(noise), error), rng).make()


def write(folder: Path, count: int, seed: int = 0) -> list[Path]:
    """Writes the reports of `count` seeds into `folder`, what they say into `folder/expected`; returns their paths."""
    expected = folder / "expected"
    expected.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for number in range(seed, seed + count):
        report = make(number)
        path = folder / report.file_name
        path.write_bytes(report.data)
        text = json.dumps(as_expected(report), ensure_ascii=False, indent=1)
        (expected / f"{path.stem}.json").write_text(text + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def as_expected(report: Synthetic) -> dict[str, object]:
    """What a report says, in the form of the files of `expected/` that `gk evaluate` reads."""
    findings = sorted(report.broken)
    if report.injected and report.injected.rules == (PROSE_RULE,):
        findings.append(f"narrative: {report.injected.keys[0]}")
    is_cut = "cut_head" in report.noise
    return {
        "file": report.file_name,
        "form": report.form,
        "year": None if is_cut else report.year,
        "agency": None if is_cut else report.agency,
        "layout": report.layout,
        "noise": report.noise,
        "facts": {key: _plain(value) for key, value in report.facts.items() if not isinstance(value, str)},
        "statuses": {key: value for key, value in report.facts.items() if value in STATUSES and value != ROW_ABSENT},
        "absent": [key for key, value in report.facts.items() if value == ROW_ABSENT],
        "findings": findings,
        "narrative": [_claim(claim) for claim in report.claims if claim.scope is None],
    }


def _claim(claim: StatedClaim) -> dict[str, object]:
    return {"indicator": claim.key, "value": _plain(claim.value), "approximate": claim.approximate}


def _plain(value: Number) -> int | float:
    return float(value) if isinstance(value, Decimal) else value


def _wish(name: str, wished: str | None, known: Collection[str]) -> str | None:
    if wished is not None and wished not in known:
        raise SynthesisError(f"{name} {wished!r} is none of {', '.join(known)}")
    return wished


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What a report is to be."""

    seed: int
    form: str
    layout: Layout
    noise: tuple[str, ...]
    error: str


class _Maker:
    """The steps from figures to bytes, for one report."""

    def __init__(self, wishes: _Wishes, rng: Random) -> None:
        self._wishes, self._rng = wishes, rng
        self._form, self._layout = wishes.form, wishes.layout
        self._one_other = quirks.ONE_OTHER in wishes.noise
        self._filer, self._year = draw_filer(rng), draw_year(rng, wishes.form)

    def make(self) -> Synthetic:
        values = self._values()
        injected = self._inject(values)
        tables = build_tables(
            self._form, self._year, values, draw_style(self._rng), self._rng, one_other=self._one_other
        )
        stated = draw_stated(self._rng, self._form, self._filer, values)
        family = "old" if self._form in OLD_FORMS else "new"
        writer = Writer(self._rng, family, self._filer, self._year, {**values, **stated})
        sentence = None
        if self._wishes.error == "prose":
            injected, sentence = self._contradict(values, writer)
        page = compose(self._rng, self._form, self._filer, self._year, tables=tables, writer=writer, extra=sentence)
        draft = Draft(self._form, self._layout.name, page, self._cells(values), separated=self._layout.separated)
        for name in self._wishes.noise:
            if name != quirks.ONE_OTHER:
                quirks.NOISES[name].apply(draft, self._rng)
        rendered = self._layout.render(draft, self._rng)
        return Synthetic(
            seed=self._wishes.seed,
            data=rendered if isinstance(rendered, bytes) else rendered.encode(draft.encoding),
            file_name=f"synthetic_{self._wishes.seed:06}.{self._layout.suffix}",
            form=self._form,
            layout=self._layout.name,
            noise=self._wishes.noise,
            error=self._wishes.error,
            year=self._year,
            agency=self._filer.name,
            facts=draft.facts,
            claims=tuple(writer.claims),
            injected=injected,
            broken=broken(self._form, values, one_other=self._one_other),
        )

    def _values(self) -> Values:
        values = draw_values(self._rng, self._form, self._filer, one_other=self._one_other)
        if self._form == "local" and self._wishes.error and not self._layout.separated:
            # No sum holds the two figures of a glued row apart: where the source errs, nobody could read them.
            return {key: value for key, value in values.items() if not key.endswith("]")}
        return values

    def _inject(self, values: Values) -> Injection | None:
        if self._wishes.error in ("", "prose"):
            return None
        injected = inject(self._rng, self._wishes.error, self._form, values, one_other=self._one_other)
        if injected and not self._layout.separated and self._form not in OLD_FORMS:
            return Injection(injected.kind, injected.rules, injected.keys, readable=False)
        return injected

    def _contradict(self, values: Values, writer: Writer) -> tuple[Injection | None, str | None]:
        key = contradicted(self._rng, self._form, values)
        sentence = writer.contradict(key) if key else None
        return (Injection("prose", (PROSE_RULE,), (key,)), sentence) if key and sentence else (None, None)

    def _cells(self, values: Values) -> dict[str, Number | str]:
        """Every cell of the form; those that the report leaves out by choice are absent."""
        keys = (key_of(*cell) for row in load().forms[self._form].rows for cell in row.cells)
        return {key: values.get(key, ROW_ABSENT) for key in keys}
