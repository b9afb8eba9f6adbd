"""交互图的外壳与打包：输出稳定、文字不会变成标记、脚本不运行时有静态图、出错时说清原因。"""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest
import torch
from interactive import run_node
from torch import nn

from utils import models
from utils.interactive import InteractiveFigure
from utils.interactive.packing import pack_language_model, pack_tensors
from utils.interactive.prelude import perplexity_die

EVIL = "</script><script>alert(1)</script><!--\u2028"
UNPACK = """import { unpackTensors } from "core/numerics.js";
answer = Object.fromEntries(Object.entries(unpackTensors(data)).map(([k, v]) => [k, [v.shape, [...v]]]));"""


def unpack(packed: dict) -> dict[str, np.ndarray]:
    """在 JavaScript 里解开打包的参数。"""
    found = run_node(UNPACK, packed)
    return {name: np.array(values, np.float32).reshape(shape) for name, (shape, values) in found.items()}


@pytest.fixture
def state() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    tiny = torch.tensor([6e-8, -3e-6, 65504.0, 0.0, -1.0, 1e-4])
    return {"W": torch.randn(7, 5), "b": tiny, "zero": torch.zeros(2, 3)}


def test_float32_is_exact(state):
    for name, value in unpack(pack_tensors(state, "float32")).items():
        np.testing.assert_array_equal(value, state[name].numpy())


def test_float16_is_rounded_like_numpy(state):
    for name, value in unpack(pack_tensors(state)).items():
        np.testing.assert_array_equal(value, state[name].half().float().numpy())


def test_int8_is_within_half_a_step(state):
    found = unpack(pack_tensors(state, "int8"))
    step = state["W"].abs().amax(1, keepdim=True).numpy() / 127
    assert (np.abs(found["W"] - state["W"].numpy()) <= 0.5001 * step).all()
    np.testing.assert_array_equal(found["zero"], 0)
    np.testing.assert_array_equal(found["b"], state["b"].half().float().numpy())


def test_equal_input_gives_equal_output(state):
    assert pack_tensors(state) == pack_tensors(dict(reversed(state.items())))
    assert perplexity_die().to_html() == perplexity_die().to_html()
    assert perplexity_die()._repr_mimebundle_() == perplexity_die()._repr_mimebundle_()


def test_bad_arguments(state):
    with pytest.raises(ValueError, match="dtype 只能是"):
        pack_tensors(state, "float64")
    with pytest.raises(ValueError, match="W 里有 NaN"):
        pack_tensors({"W": torch.tensor([[float("nan")]])})
    gru = models.LanguageModel(nn.GRU(4, 3, batch_first=True), 4, 3)
    with pytest.raises(ValueError, match="词表有 5 个词元"):
        pack_language_model(gru, list("abcde"))


def test_text_never_becomes_markup():
    figure = InteractiveFigure("perplexity-die", {"a": EVIL}, b"", f'"{EVIL}')
    page = figure.to_html()
    assert page.count("<script") == 2 and page.count("</script>") == 2
    assert "<!--" not in page and "\u2028" not in page.partition("<script type=")[2]
    data = re.search(r'<script type="application/json">(.*?)</script>', page)[1]
    assert json.loads(data) == {"a": EVIL}


def test_the_picture_is_there_twice():
    figure = perplexity_die()
    bundle = figure._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert base64.b64encode(figure.picture).decode() in bundle["text/html"]
    assert figure.alt in bundle["text/plain"] and figure.alt in bundle["text/html"]


@pytest.mark.browser
def test_without_scripts_the_picture_shows(chromium, tmp_path):
    (tmp_path / "figure.html").write_text(perplexity_die().to_page(), "utf-8")
    session = chromium.new_context(java_script_enabled=False)
    tab = session.new_page()
    tab.goto((tmp_path / "figure.html").as_uri())
    image = tab.get_by_role("img")
    assert image.get_attribute("alt") == perplexity_die().alt
    assert image.bounding_box()["height"] > 100
    assert "启用 JavaScript" in tab.locator("main").inner_text()
    session.close()


@pytest.mark.browser
def test_a_failure_shows_the_picture_and_the_reason(chromium, tmp_path):
    good = perplexity_die()
    broken = InteractiveFigure(good.name, None, good.picture, good.alt)
    (tmp_path / "figure.html").write_text(broken.to_page(), "utf-8")
    tab = chromium.new_page()
    tab.goto((tmp_path / "figure.html").as_uri())
    assert "没有启动" in tab.get_by_role("alert").inner_text()
    assert tab.get_by_role("img", name=good.alt).bounding_box()["height"] > 100
    tab.close()


@pytest.mark.browser
def test_two_on_a_page_and_reattachment(open_figure):
    tab = open_figure(perplexity_die())
    tab.evaluate("""() => {
      const first = document.querySelector("rnn-perplexity-die");
      first.parentNode.append(first.cloneNode(true));
      first.remove();
      document.querySelector("main").prepend(first);
    }""")
    assert tab.locator("rnn-perplexity-die[data-ready]").count() == 2
    first, second = (tab.locator("rnn-perplexity-die").nth(i) for i in (0, 1))
    before = second.locator(".live").inner_text()
    first.get_by_role("slider").first.press("ArrowRight")
    assert first.locator("output").first.inner_text() == "0.51"
    assert second.locator(".live").inner_text() == before


@pytest.mark.browser
def test_keys_stay_inside(open_figure):
    tab = open_figure(perplexity_die())
    tab.evaluate("document.addEventListener('keydown', (e) => (document.title += e.key))")
    slider = tab.get_by_role("slider").first
    for key in ("/", "d", "ArrowLeft", "Escape"):
        slider.press(key)
    assert tab.title().endswith("Escape") and "/" not in tab.title()[-8:] and "d" not in tab.title()[-7:]
