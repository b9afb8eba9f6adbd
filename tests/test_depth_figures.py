"""第 3 章的交互图：路数与逐条列举的相同，多层模型与 PyTorch 一致。"""

from __future__ import annotations

import itertools

import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text
from torch import nn

from utils import models, text
from utils.interactive.depth import count_paths, depth_lab, influence, receptive_field

LETTERS = "abcdefghijklmnopqrstuvwxyz "
PATHS = """import { pathsTo } from "core/paths.js";
answer = data.map(([layer, step, source]) => pathsTo({ layer, step }, source));"""
FIELD = "让模型读一段英文"


def walk(layer: int, step: int, source: int) -> list[int]:
    """逐条列举从输入到一个格子的路，返回每条的边数。"""
    if step < source or layer < 1:
        return []
    here = [1] if (layer, step) == (1, source) else []
    return here + [n + 1 for n in walk(layer, step - 1, source) + walk(layer - 1, step, source)]


@pytest.fixture(scope="module")
def vocab() -> text.Vocab:
    return text.Vocab(LETTERS)


@pytest.fixture(scope="module", params=["lstm", "gru"])
def model(request, vocab) -> models.LanguageModel:
    torch.manual_seed(0)
    layer = {"lstm": nn.LSTM, "gru": nn.GRU}[request.param](len(vocab), 16, 3, batch_first=True)
    model = models.LanguageModel(layer, len(vocab), 16).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.mul(4).half())
    return model


def test_paths():
    cells = [c for c in itertools.product(range(1, 5), range(1, 7), range(1, 7))]
    for cell, found in zip(cells, run_node(PATHS, cells), strict=True):
        lengths = walk(*cell)
        assert found["count"] == len(lengths) == count_paths(*cell)
        assert set(lengths) <= {found["length"]}


def test_bad_arguments(vocab):
    with pytest.raises(ValueError, match="层数要在 1 与 5 之间"):
        receptive_field(layers=6)
    one = models.LanguageModel(nn.GRU(len(vocab), 4, batch_first=True), len(vocab), 4)
    with pytest.raises(ValueError, match="两层以上"):
        depth_lab(one, vocab)


@pytest.mark.browser
def test_grid(open_figure, way):
    tab = open_figure(receptive_field(), way)
    for label, value in {"共几层": 4, "共几步": 9, "看第几层": 4, "看第几步": 8, "从第几个输入来": 3}.items():
        slide(tab, label, value)
    text = tab.locator(".live").inner_text()
    assert f"有 {count_paths(4, 8, 3)} 条路，每条经过 9 条边" in text
    assert "依赖 32 个格子与 8 个输入" in text
    slide(tab, "从第几个输入来", 9)
    assert "到不了" in tab.locator(".live").inner_text()
    slide(tab, "共几步", 5)
    assert tab.get_by_label("看第几步", exact=True).input_value() == "5"


@pytest.mark.browser
def test_influence(open_figure, way, model, vocab):
    tab = open_figure(depth_lab(model, vocab), way)
    assert type_text(tab, FIELD, "once more") == ""
    slide(tab, "改第几个字符", 6)
    tab.get_by_label("换成", exact=True).select_option("q")
    expected = influence(model, vocab, "once more", 6, "q")[-1]
    ends = "，".join(f"第 {l} 层 {value:.2f}" for l, value in enumerate(expected.tolist(), 1))
    assert ends in tab.locator(".live").inner_text()
    logits = [model(torch.tensor([vocab.encode_known(t)]))[0][0, -1] for t in ("once more", "once qore")]
    for table, row in zip(tab.locator(".bars").all(), logits, strict=True):
        values = [float(v) for v in table.locator(".number").all_inner_texts()]
        assert values == pytest.approx(torch.softmax(row, 0).topk(5).values.tolist(), abs=2e-3)
    assert "最多 60 个字符" in type_text(tab, FIELD, "a" * 61)


@pytest.mark.browser
@pytest.mark.parametrize("build", ["grid", "lab"])
def test_well_behaved(open_figure, model, vocab, build):
    assert_well_behaved(open_figure, receptive_field() if build == "grid" else depth_lab(model, vocab))
