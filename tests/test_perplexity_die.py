"""骰子的困惑度：数与 Python 算的相同，键盘可用。"""

import math

import numpy as np
import pytest
from interactive import assert_well_behaved, slide

from utils.interactive.prelude import FACES, die_perplexity, perplexity_die


def test_perplexity():
    fair = 1 / FACES
    assert die_perplexity(fair, np.array(fair)) == pytest.approx(FACES)
    q = np.linspace(0.01, 0.99, 99)
    assert q[die_perplexity(0.7, q).argmin()] == pytest.approx(0.7)


@pytest.mark.parametrize("value", [0, 1, -0.1, math.nan])
def test_bad_probability(value):
    with pytest.raises(ValueError, match="要在 0.01 与 0.99 之间"):
        perplexity_die(truth=value)


@pytest.mark.browser
def test_numbers_follow_the_sliders(open_figure, way):
    tab = open_figure(perplexity_die(), way)
    for truth, belief in ((0.5, 0.17), (0.9, 0.4), (0.3, 0.3)):
        slide(tab, "骰子掷出一点的概率", truth)
        slide(tab, "模型预测一点的概率", belief)
        expected = float(die_perplexity(truth, np.array(belief)))
        text = tab.locator(".live").inner_text()
        assert f"困惑度 {expected:.2f}" in text
        assert f"{math.log(expected):.3f} 奈特" in text


@pytest.mark.browser
def test_keyboard(open_figure):
    tab = open_figure(perplexity_die())
    tab.keyboard.press("Tab")
    before = tab.locator(".live").inner_text()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("output").first.inner_text() == "0.51"
    assert tab.locator(".live").inner_text() != before


@pytest.mark.browser
def test_well_behaved(open_figure):
    assert_well_behaved(open_figure, perplexity_die())
