"""Makes a synthetic report from a seed: the same seed and wishes, the same bytes.

Belongs here: the order of the steps, sections, what is written to a folder. Does not: any step.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

from gk_pipeline.catalog.forms import load
from gk_pipeline.synthesis import noise as quirks
from gk_pipeline.synthesis.errors import KINDS, PROSE_RULE, contradicted, inject
from gk_pipeline.synthesis.layouts import LAYOUTS
from gk_pipeline.synthesis.model import (
    ROW_ABSENT,
    STATUSES,
    Draft,
    Filer,
    Heading,
    Injection,
    Number,
    Page,
    Paragraph,
    Part,
    StatedClaim,
    Synthetic,
    SynthesisError,
    Table,
    key_of,
)
from gk_pipeline.synthesis.prose import Writer
from gk_pipeline.synthesis.sheet import build_tables, draw_style
from gk_pipeline.synthesis.sums import broken
from gk_pipeline.synthesis.values import FORMS, Values, draw_stated, draw_values
from gk_pipeline.synthesis.who import draw_date, draw_filer, draw_title, draw_year

_ERROR_SHARE = 0.25
_OLD_SECTIONS = (
    ("概述", ("overview",)),
    ("主动公开政府信息情况", ("proactive",)),
    ("依申请公开政府信息情况", ("requests",)),
    ("政府信息公开咨询情况", ("consult",)),
    ("收费及减免情况", ("fees",)),
    ("政府信息公开申请行政复议、提起行政诉讼情况", ("review",)),
    ("机构建设和培训情况", ("capacity",)),
    ("存在的主要问题和改进措施", ("plans",)),
    ("其他需要说明的事项", ("other",)),
)
_NEW_SECTIONS = (
    ("总体情况", ("overview", "proactive", "requests", "review")),
    ("主动公开政府信息情况", ("pub",)),
    ("收到和处理政府信息公开申请情况", ("app",)),
    ("政府信息公开行政复议、行政诉讼情况", ("rl",)),
    ("存在的主要问题及改进情况", ("plans",)),
    ("其他需要报告的事项", ("other",)),
)
_NUMBERS = "一二三四五六七八九十"
_PUBLISHED = ("{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}-{1:02}-{2:02} 10:30")
_APPENDIX = "政府信息公开情况统计表"


def make(
    seed: int,
    *,
    form: str | None = None,
    layout: str | None = None,
    noise: Sequence[str] | None = None,
    error: str | None = None,
) -> Synthetic:
    """A report with known values. What is None is left to the seed; `()` and `""` mean no noise, no error.

    `form` is one of `values.FORMS`, `layout` of `layouts.LAYOUTS`, `noise` of `noise.NOISES`, `error` of `errors.KINDS`.
    Raises SynthesisError for a wish that does not exist or does not go with the others. Figures that give no occasion
    for the error leave the report without one (`injected` is None then).
    """
    rng = Random(f"report {seed}")  # a text seeds alike on every machine
    form = _wish("form", form, FORMS) or rng.choice(FORMS)
    layout = _wish("layout", layout, LAYOUTS) or rng.choice(list(LAYOUTS))
    if error is None:
        error = rng.choice(KINDS[form]) if rng.random() < _ERROR_SHARE else ""
    elif error:
        _wish("error", error, KINDS[form])
    if noise is None:
        noise = quirks.choose(rng, form, layout, harmless=bool(error))
    quirks.check(noise, form, layout)
    return _make(seed, rng, form, layout, tuple(noise), error)


def write(folder: Path, count: int, seed: int = 0) -> list[Path]:
    """Writes `count` reports into `folder` with what they say in `folder/expected`; returns the paths of the reports."""
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
    values = {key: value for key, value in report.facts.items() if value not in STATUSES}
    statuses = {key: value for key, value in report.facts.items() if value in STATUSES and value != ROW_ABSENT}
    findings = sorted(report.broken)
    is_cut = "cut_head" in report.noise
    if report.injected and report.injected.rules == (PROSE_RULE,):
        findings.append(f"narrative: {report.injected.keys[0]}")
    return {
        "file": report.file_name,
        "form": report.form,
        "year": None if is_cut else report.year,
        "agency": None if is_cut else report.agency,
        "layout": report.layout,
        "noise": report.noise,
        "facts": {key: float(value) if isinstance(value, Decimal) else value for key, value in values.items()},
        "statuses": statuses,
        "absent": [key for key, value in report.facts.items() if value == ROW_ABSENT],
        "findings": findings,
        "narrative": [
            {
                "indicator": c.key,
                "value": int(c.value) if c.value == int(c.value) else float(c.value),
                "approximate": c.approximate,
            }
            for c in report.claims
            if c.scope is None
        ],
    }


def _wish(name: str, wished: str | None, known: Sequence[str] | dict[str, object]) -> str | None:
    if wished is not None and wished not in known:
        raise SynthesisError(f"{name} {wished!r} is none of {', '.join(known)}")
    return wished


def _make(seed: int, rng: Random, form: str, layout: str, noise: tuple[str, ...], error: str) -> Synthetic:
    filer, year = draw_filer(rng), draw_year(rng, form)
    one_other = quirks.ONE_OTHER in noise
    values = draw_values(rng, form, filer, one_other=one_other)
    stated = draw_stated(rng, form, filer, values)
    injected = inject(rng, error, form, values, one_other=one_other) if error and error != "prose" else None
    style = draw_style(rng)
    tables = build_tables(form, year, values, style, rng, one_other=one_other)
    writer = Writer(rng, "old" if form in ("old2014", "local") else "new", filer, year, {**values, **stated})
    wrong = contradicted(rng, form, values) if error == "prose" else None
    sentence = writer.contradict(wrong) if wrong else None
    if wrong and sentence:
        injected = Injection("prose", (PROSE_RULE,), (wrong,))
    page = Page(draw_title(rng, form, filer, year), filer, year, rng.choice(_PUBLISHED).format(*draw_date(rng, year)))
    page.parts = _parts(rng, form, page, tables, writer, sentence)
    draft = Draft(
        form,
        layout,
        page,
        _all_cells(form, values),
        writer.claims,
        wide=style.wide,
        separated=LAYOUTS[layout].separated,
    )
    for name in noise:
        if name != quirks.ONE_OTHER:
            quirks.NOISES[name].apply(draft, rng)
    rendered = LAYOUTS[layout].render(draft, rng)
    return Synthetic(
        seed=seed,
        data=rendered if isinstance(rendered, bytes) else rendered.encode(draft.encoding),
        file_name=f"synthetic_{seed:06}.{LAYOUTS[layout].suffix}",
        form=form,
        layout=layout,
        noise=noise,
        error=error,
        year=year,
        agency=filer.name,
        facts=draft.facts,
        claims=tuple(writer.claims),
        injected=injected,
        broken=broken(form, values, one_other=one_other),
    )


def _all_cells(form: str, values: Values) -> dict[str, Number | str]:
    """Every cell of the form; those that the report leaves out by choice are absent."""
    facts: dict[str, Number | str] = {}
    for row in load().forms[form].rows:
        for cell in row.cells:
            key = key_of(*cell)
            facts[key] = values.get(key, ROW_ABSENT)
    return facts


def _parts(
    rng: Random, form: str, page: Page, tables: Sequence[Table], writer: Writer, extra: str | None
) -> list[Part]:
    """Sections in printed order; `extra` is a sentence that must stand in one of them."""
    parts: list[Part] = []
    is_old = form in ("old2014", "local")
    sections = _OLD_SECTIONS if is_old else _NEW_SECTIONS
    if is_old:
        sections = tuple(
            s for s in sections if s[1] not in (("consult",), ("capacity",), ("fees",)) or rng.random() < 0.6
        )
        parts.append(Paragraph(writer.paragraph("overview", 1)))
    for number, (title, contents) in zip(_NUMBERS, sections, strict=False):
        parts.append(Heading(f"{number}、", title))
        for content in contents:
            here = [table for table in tables if table.kind == content]
            text = "" if here else writer.paragraph(content, rng.randint(1, 3))
            if extra and content == "requests":
                text, extra = text + extra, None
            parts += here or ([Paragraph(text)] if text else [])
    if is_old:
        tables[0].caption = f"{page.year}年度{_APPENDIX}"
        parts += [tables[0], Paragraph("单位负责人：高山　审核人：林海　填报人：白云　联系电话：0700-6640012")]
    else:
        parts += [Paragraph(page.filer.name), Paragraph(f"{page.year + 1}年1月{rng.randint(5, 28)}日")]
    return parts
