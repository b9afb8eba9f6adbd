"""JavaScript 里的前向计算与 PyTorch 一致：朴素 RNN、GRU、LSTM，各种层数，各种精度。"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from interactive import run_node
from torch import nn

from utils import models
from utils.interactive.packing import pack_language_model, pack_tensors

TOKENS = ["<unk>", *"abcdefghijk"]
LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
READ = """import { LanguageModel } from "core/models.js";
const model = new LanguageModel(data.model);
let state;
answer = data.ids.map((id) => {
  const step = model.step(id, state);
  state = step.state;
  return { logProbs: [...step.logProbs], h: state.map(({ h }) => [...h]) };
});"""
GATES = """import { Stack, unpackTensors } from "core/numerics.js";
const stack = new Stack(unpackTensors(data.tensors), "rnn", data.kind);
answer = stack.run(data.inputs).map(([layer]) =>
  Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, [...values]])));"""
SPEED = """import { LanguageModel } from "core/models.js";
const model = new LanguageModel(data.model);
let state;
const times = [];
for (let t = 0; t < 200; t++) {
  const began = performance.now();
  ({ state } = model.step(t % 12, state));
  times.push(performance.now() - began);
}
answer = times.sort((a, b) => a - b)[100];"""


def build(kind: str, num_layers: int, num_hiddens: int = 16) -> models.LanguageModel:
    """一个随机的语言模型；权重放大一些，让门离开 0.5。"""
    torch.manual_seed(num_layers)
    layer = LAYERS[kind](len(TOKENS), num_hiddens, num_layers, batch_first=True)
    model = models.LanguageModel(layer, len(TOKENS), num_hiddens).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2)
    return model


@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float16", 5e-3)])
def test_language_model(kind, num_layers, dtype, tolerance):
    model = build(kind, num_layers)
    ids = torch.randint(len(TOKENS), (1, 40), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits, state = model(ids)
    found = run_node(READ, {"model": pack_language_model(model, TOKENS, dtype), "ids": ids[0].tolist()})
    expected = torch.log_softmax(logits[0], -1).numpy()
    gap = np.abs(np.array([step["logProbs"] for step in found]) - expected).max()
    assert gap < tolerance
    last = (state[0] if kind == "lstm" else state)[:, 0].numpy()
    assert np.abs(np.array(found[-1]["h"]) - last).max() < tolerance


@pytest.mark.parametrize(("kind", "gates"), [("gru", "rzn"), ("lstm", "ifgo")])
def test_gates(kind, gates):
    """各个门等于按 torch.nn 的公式算出来的。"""
    model, size = build(kind, 1), 16
    X = torch.randn(30, len(TOKENS), generator=torch.Generator().manual_seed(1))
    data = {"kind": kind, "inputs": X.tolist(), "tensors": pack_tensors(model.state_dict(), "float32")}
    found = run_node(GATES, data)
    layer = model.rnn
    with torch.no_grad():
        H, _ = layer(X[None])
        before = torch.cat([torch.zeros(1, size), H[0, :-1]])
        ours = X @ layer.weight_ih_l0.T + layer.bias_ih_l0
        theirs = before @ layer.weight_hh_l0.T + layer.bias_hh_l0
    first = {
        name: torch.sigmoid((ours + theirs)[:, i * size : (i + 1) * size]) for i, name in enumerate(gates)
    }
    if kind == "gru":
        first["n"] = torch.tanh(ours[:, 2 * size :] + first["r"] * theirs[:, 2 * size :])
    else:
        first["g"] = torch.tanh((ours + theirs)[:, 2 * size : 3 * size])
    for name in gates:
        assert np.abs(np.array([step[name] for step in found]) - first[name].numpy()).max() < 1e-5, name
    assert np.abs(np.array([step["h"] for step in found]) - H[0].numpy()).max() < 1e-5


def test_unknown_characters_become_unk():
    source = """import { LanguageModel } from "core/models.js";
    answer = new LanguageModel(data).encode("a中z\\u{1f600}b");"""
    found = run_node(source, pack_language_model(build("gru", 1), TOKENS))
    assert found == [1, 0, 0, 0, 2]


@pytest.mark.parametrize(("kind", "num_hiddens"), [("gru", 256), ("lstm", 128)])
def test_one_step_is_fast(kind, num_hiddens):
    data = {"model": pack_language_model(build(kind, 1, num_hiddens), TOKENS)}
    assert run_node(SPEED, data) < 4  # 毫秒
