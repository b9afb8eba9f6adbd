"""第 2 章的交互图：字符 LSTM 与 PyTorch 一致，网页里算的梯度与自动求导一致。"""

from __future__ import annotations

import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text
from torch import nn

from utils import decoding, models, text
from utils.interactive.lstm import BLOCKS, flow_of, gradient_flow, lstm_lab, standard_weights

LETTERS = "abcdefghijklmnopqrstuvwxyz "
FLOW = """import { meanFlow, slope } from "core/gradient-flow.js";
const matrix = (W) => ({ rows: W.length, columns: W[0].length, values: Float64Array.from(W.flat()) });
const weights = { w_ih: matrix(data.w_ih), w_hh: matrix(data.w_hh), b: Float64Array.from(data.b) };
const flow = meanFlow(data.kind, weights, data.ids, data.direction);
answer = { flow, slope: slope(flow) };"""
SPEED = """import { meanFlow } from "core/gradient-flow.js";
const matrix = (W) => ({ rows: W.length, columns: W[0].length, values: Float64Array.from(W.flat()) });
const kinds = Object.entries(data.weights).map(([kind, { w_ih, w_hh }]) =>
  [kind, { w_ih: matrix(w_ih), w_hh: matrix(w_hh), b: new Float64Array(w_hh.length) }]);
const times = Array.from({ length: 9 }, () => {
  const began = performance.now();
  for (const [kind, weights] of kinds) meanFlow(kind, weights, data.ids, data.direction);
  return performance.now() - began;
});
answer = times.sort((a, b) => a - b)[4];"""


@pytest.fixture(scope="module")
def vocab() -> text.Vocab:
    return text.Vocab(LETTERS)


@pytest.fixture(scope="module")
def model(vocab) -> models.LanguageModel:
    torch.manual_seed(0)
    model = models.LanguageModel(nn.LSTM(len(vocab), 20, batch_first=True), len(vocab), 20).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.mul(4).half())  # 打包成半精度时不再有误差
    return model


@pytest.fixture(scope="module")
def ids() -> torch.Tensor:
    return torch.randint(28, (4, 40), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize(("std", "bias"), [(0.01, 0.0), (0.1, 1.5), (0.4, -1.0), (0.5, 4.0)])
def test_gradients_equal_autograd(kind, std, bias, ids):
    size = 12
    weights = {name: std * W for name, W in standard_weights(28, size)[kind].items()}
    direction = torch.randn(size, generator=torch.Generator().manual_seed(1))
    b = torch.zeros(BLOCKS[kind] * size)
    if kind == "lstm":
        b[size : 2 * size] = bias
    data = {"kind": kind, "ids": ids.tolist(), "direction": direction.tolist(), "b": b.tolist()}
    found = run_node(FLOW, data | {name: W.tolist() for name, W in weights.items()})
    expected = flow_of(kind, weights, ids, direction, bias)
    assert (torch.tensor(found["flow"], dtype=torch.float64) - expected).abs().max() < 1e-9
    k = torch.arange(1, 11, dtype=torch.float64) - 5.5
    assert found["slope"] == pytest.approx((k @ expected[1:11] / (k @ k)).item(), abs=1e-9)


def test_recomputing_is_fast(ids):
    pairs = standard_weights(28, 32)
    weights = {kind: {name: W.tolist() for name, W in pair.items()} for kind, pair in pairs.items()}
    assert (
        run_node(SPEED, {"weights": weights, "ids": ids.tolist(), "direction": [1.0] * 32}) < 60
    )  # 毫秒；量得约 30


def test_bad_arguments(model, vocab, ids):
    with pytest.raises(ValueError, match="至少 12 步"):
        gradient_flow(ids[:, :5], 28)
    with pytest.raises(ValueError, match="std 要在"):
        gradient_flow(ids, 28, std=2)
    gru = models.LanguageModel(nn.GRU(28, 4, batch_first=True), 28, 4)
    with pytest.raises(ValueError, match="一层的 nn.LSTM"):
        lstm_lab(gru, vocab)


@pytest.mark.browser
def test_flow_in_the_page(open_figure, way, ids):
    tab = open_figure(gradient_flow(ids, 28), way)
    assert "GRU −0.69" in tab.locator(".live").inner_text()
    slide(tab, "遗忘门的偏置", 1)
    assert "LSTM −0.30" in tab.locator(".live").inner_text()
    slide(tab, "权重的标准差", -0.5)
    direction = torch.randn(32, generator=torch.Generator().manual_seed(1)).half().float()
    k = torch.arange(1, 11, dtype=torch.float64) - 5.5
    for kind, pair in standard_weights(28, 32).items():
        flow = flow_of(kind, {name: 10**-0.5 * W for name, W in pair.items()}, ids, direction, 1.0)
        slope = f"{kind.upper()} {(k @ flow[1:11] / (k @ k)).item():.2f}".replace("-", "−")
        assert slope in tab.locator(".live").inner_text()


@pytest.mark.browser
def test_lab(open_figure, way, model, vocab):
    tab = open_figure(lstm_lab(model, vocab, ["the end", "begin"]), way)
    assert type_text(tab, "让模型读一段英文", "once more") == ""
    logits, state = model(torch.tensor([vocab.encode_known("once more")]))
    shown = [float(v) for v in tab.locator(".bars .number").all_inner_texts()]
    assert shown == pytest.approx(torch.softmax(logits[0, -1], 0).topk(6).values.tolist(), abs=6e-3)
    tab.get_by_label("跟踪一个单元", exact=True).select_option("7")
    memory = state[1][0, 0, 7].item()
    label = tab.locator(".chart svg").get_attribute("aria-label")
    assert float(label.split("是 ")[1].replace("−", "-")) == pytest.approx(memory, abs=0.02)
    slide(tab, "温度", 0)
    assert tab.locator(".prose").inner_text() == decoding.continue_greedy(model, vocab, "once more", 80)
    tab.get_by_label("遗忘门 F", exact=True).select_option("0")
    assert "遗忘门 F 平均 0.00" in tab.locator(".live").inner_text()
    assert "最多 60 个字符" in type_text(tab, "让模型读一段英文", "a" * 99)


@pytest.mark.browser
@pytest.mark.parametrize("build", ["flow", "lab"])
def test_well_behaved(open_figure, model, vocab, ids, build):
    figure = gradient_flow(ids, 28) if build == "flow" else lstm_lab(model, vocab)
    assert_well_behaved(open_figure, figure)
