from __future__ import annotations

import re
from random import Random

import pytest

from gk_pipeline.catalog.forms import load
from gk_pipeline.synthesis.make import make
from gk_pipeline.synthesis.model import Filer
from gk_pipeline.synthesis.prose import Writer

FILER = Filer("清河县人民政府", "我县", "全县", "county", 3.0, ("金山镇", "东林镇", "安平镇"))


def writer(seed: int, values: dict[str, int]) -> Writer:
    return Writer(Random(seed), "old", FILER, 2016, values)


def test_a_figure_is_stated_once_and_claimed() -> None:
    for seed in range(40):
        each = writer(seed, {"old.1.1": 417, "old.1.2.2": 300, "old.1.2.4": 20})
        text = each.paragraph("proactive", 3)
        own = [claim for claim in each.claims if claim.key == "old.1.1" and claim.scope is None]
        assert len(own) <= 1
        for claim in each.claims:
            assert f"{claim.value}" in text
            assert claim.unit == "条"


def test_nought_is_said_in_words() -> None:
    texts = set()
    for seed in range(20):
        each = writer(seed, {"old.4": 0, "old.5": 0})
        texts.add(each.paragraph("review", 1))
        assert all(claim.value == 0 and not claim.approximate for claim in each.claims)
        assert each.claims
    assert len(texts) > 2
    assert not any(re.search(r"[1-9]件", text) for text in texts)


@pytest.mark.parametrize("value", [23, 417, 1234, 9953, 48210, 99999])
def test_a_rounded_figure_lies_on_the_side_its_word_says(value: int) -> None:
    seen = set()
    for seed in range(200):
        each = writer(seed, {"old.1.1": value})
        text = each.paragraph("proactive", 3)
        for claim in each.claims:
            if claim.approximate:
                below = "近" in text
                seen.add(below)
                assert (value < claim.value < value * 1.5) if below else (value * 0.5 < claim.value < value)
    assert seen == {True, False}


def test_figures_of_others_carry_a_scope() -> None:
    scopes = {claim.scope for seed in range(150) for claim in make(seed, form="old2014").claims}
    assert scopes == {None, "last_year", "part"}


def test_a_contradiction_differs_from_the_table() -> None:
    for seed in range(30):
        each = writer(seed, {"old.3.1": 1, "old.1.1": 9})
        sentence = each.contradict("old.3.1")
        assert sentence
        (claim,) = [claim for claim in each.claims if claim.key == "old.3.1" and claim.scope is None]
        assert claim.value not in (0, 1)
        assert f"{claim.value}件" in sentence
        assert each.contradict("old.3.1") is None
    assert writer(1, {"old.9.1": 3}).contradict("old.9.1") is None


def test_sentences_speak_of_indicators_that_exist() -> None:
    known = {indicator_id for _, indicator_id in load().indicators}
    for seed in range(200):
        for claim in make(seed).claims:
            assert claim.key.partition("[")[0] in known
