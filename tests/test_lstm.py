"""第 2 章的对拍：从零写的 LSTM、手写反向的 LSTM、`utils.cells` 与 `torch.nn` 一致。"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from utils import cells, models, parity
from utils.chapters import load_chapter

SHAPES = [(3, 11, 5, 7), (1, 1, 1, 1), (4, 20, 28, 16)]  # 批量、步数、输入维数、隐藏单元数
PRECISIONS = [(torch.float64, 1e-10), (torch.float32, 1e-5)]


@pytest.fixture(scope="module")
def lstm():
    return load_chapter("02_lstm")


def fused_blocks(matrix: torch.Tensor) -> torch.Tensor:
    """把 nn.LSTM 的次序 i、f、c、o 换成书里的 i、f、o、c，并转置成 (…, 4h)。"""
    i, f, c, o = matrix.chunk(4)
    return torch.cat([i, f, o, c]).T


def results(function, inputs, parameters) -> list[torch.Tensor]:
    """输出、最后的状态、它们的随机加权和对输入与各参数的梯度。"""
    X = inputs.clone().requires_grad_()
    outputs, (H, C) = function(X)
    weights = torch.Generator().manual_seed(7)
    loss = sum(
        (part * torch.randn(part.shape, generator=weights, dtype=torch.float64).to(part)).sum()
        for part in (outputs, H.reshape(len(X), -1), C.reshape(len(X), -1))
    )
    grads = torch.autograd.grad(loss, [X, *parameters])
    return [outputs.detach(), H.detach().reshape(-1), C.detach().reshape(-1), *grads]


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_cell_equals_torch_in_values_states_and_all_gradients(lstm, shape, dtype, tolerance):
    torch.manual_seed(0)
    n, steps, d, h = shape
    layer, cell = nn.LSTM(d, h, batch_first=True, dtype=dtype), lstm.LSTMCell(d, h).to(dtype)
    lstm.copy_from_torch(cell, layer)
    inputs = torch.randn(n, steps, d, dtype=dtype)
    ours = results(lambda X: lstm.unroll(cell, X), inputs, list(cell.parameters()))
    theirs = results(layer, inputs, [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0])
    for a, b in zip(ours[:3], theirs[:3], strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance)
    summed = tolerance * n * steps  # 梯度是各步、各样本之和，误差按项数放大
    torch.testing.assert_close(ours[3], theirs[3], rtol=0, atol=summed)
    mine = dict(zip([name for name, _ in cell.named_parameters()], ours[4:], strict=True))
    for kind, grad in zip(("W_x", "W_h", "b_"), theirs[4:], strict=True):
        for name, block in zip("ifco", grad.chunk(4), strict=True):
            expected = block.T if block.dim() > 1 else block
            torch.testing.assert_close(mine[kind + name], expected, rtol=1e-4, atol=summed)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_manual_backward_equals_torch(lstm, shape, dtype, tolerance):
    torch.manual_seed(0)
    n, steps, d, h = shape
    layer = nn.LSTM(d, h, batch_first=True, dtype=dtype)
    fused = lstm.FusedLSTM(d, h, lstm.LSTMFunction.apply).to(dtype)
    with torch.no_grad():
        weight = [fused_blocks(layer.weight_ih_l0), fused_blocks(layer.weight_hh_l0)]
        fused.W.copy_(torch.cat(weight))
        fused.b.copy_(fused_blocks((layer.bias_ih_l0 + layer.bias_hh_l0)[:, None])[0])
    inputs = torch.randn(n, steps, d, dtype=dtype)
    ours = results(fused, inputs, [fused.W, fused.b])
    theirs = results(layer, inputs, [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0])
    expected = [
        *theirs[:4],
        torch.cat([fused_blocks(theirs[4]), fused_blocks(theirs[5])]),
        fused_blocks(theirs[6][:, None])[0],
    ]
    for a, b in zip(ours[:3], expected[:3], strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance)
    for a, b in zip(ours[3:], expected[3:], strict=True):  # 梯度是各步、各样本之和，误差按项数放大
        torch.testing.assert_close(a, b, rtol=1e-4, atol=tolerance * n * steps)


def test_manual_backward_passes_gradcheck_and_carries_state(lstm):
    torch.manual_seed(0)
    shapes = [(6, 3, 4), (3, 5), (3, 5), (9, 20), (20,)]
    arguments = [torch.randn(s, dtype=torch.float64, requires_grad=True) for s in shapes]
    assert torch.autograd.gradcheck(lstm.LSTMFunction.apply, arguments)
    layer = lstm.FusedLSTM(4, 5, lstm.LSTMFunction.apply)
    inputs = torch.randn(3, 6, 4)
    whole, _ = layer(inputs)
    first, state = layer(inputs[:, :2])
    second, _ = layer(inputs[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], 1), whole)


def test_a_wrong_gradient_is_caught_by_gradcheck(lstm, monkeypatch):
    right = lstm.lstm_backward

    def forgets_the_highway(saved, grads, W_h):
        dA, dH, dC = right(saved, grads, W_h)
        return dA, dH, 0.9 * dC

    monkeypatch.setattr(lstm, "lstm_backward", forgets_the_highway)
    shapes = [(2, 1, 2), (1, 2), (1, 2), (4, 8), (8,)]
    arguments = [torch.randn(s, dtype=torch.float64, requires_grad=True) for s in shapes]
    assert not torch.autograd.gradcheck(lstm.LSTMFunction.apply, arguments, raise_exception=False)


def test_notebook_cell_equals_utils(lstm):
    pair = []
    for kind in (lstm.LSTMCell, cells.LSTMCell):
        torch.manual_seed(0)
        pair.append(kind(5, 7))
    a, b = (dict(cell.named_parameters()) for cell in pair)
    assert list(a) == list(b) and all(torch.equal(a[k], b[k]) for k in a)
    for parameter in (*a.values(), *b.values()):  # 标准差 0.01 的权重太小，看不出公式的差别
        parameter.data.mul_(100).add_(0.1)
    X, state = torch.randn(3, 5), (torch.randn(3, 7), torch.randn(3, 7))
    assert all(torch.equal(p, q) for p, q in zip(pair[0](X, state), pair[1](X, state), strict=True))


def test_recurrent_returns_torch_state_layout_and_carries_it(lstm):
    torch.manual_seed(0)
    layer = models.Recurrent(cells.LSTMCell(5, 7))
    inputs = torch.randn(3, 10, 5)
    outputs, (H, C) = layer(inputs)
    whole, (last, memory) = lstm.unroll(layer.cell, inputs)
    assert torch.equal(outputs, whole) and torch.equal(H[0], last) and torch.equal(C[0], memory)
    assert H.shape == C.shape == (1, 3, 7)
    first, state = layer(inputs[:, :4])
    second, _ = layer(inputs[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], 1), outputs)


@pytest.mark.parametrize("name", ["RNN", "GRU", "LSTM"])
def test_cost_formula_equals_the_count(lstm, name):
    for d, h in ((28, 128), (1, 1), (7, 50)):
        assert lstm.formula(name, d, h) == lstm.counted(name, d, h)
        layer = lstm.LAYERS[name](d, h)
        assert models.count_parameters(layer) == lstm.formula(name, d, h)[0] + lstm.BLOCKS[name] * h


def test_slope_of_a_straight_line(lstm):
    flow = -0.31 * torch.arange(30, dtype=torch.float64) + 2
    assert lstm.slope(flow) == pytest.approx(-0.31)


def test_initialize_resets_weights_and_biases():
    layer = nn.LSTM(28, 64)
    models.initialize(layer)
    assert layer.weight_hh_l0.std().item() == pytest.approx(0.01, rel=0.1)
    assert not layer.bias_ih_l0.any() and not layer.bias_hh_l0.any()


def test_map_state_keeps_the_structure():
    ones = torch.ones(2)
    assert models.map_state(lambda s: 2 * s, None) is None
    assert torch.equal(models.map_state(lambda s: 2 * s, ones), 2 * ones)
    first, second = models.map_state(lambda s: 2 * s, (ones, 3 * ones))
    assert torch.equal(first, 2 * ones) and torch.equal(second, 6 * ones)


def test_gradient_gaps_sees_a_difference(lstm):
    torch.manual_seed(0)
    layer, cell = nn.LSTM(5, 7, batch_first=True), cells.LSTMCell(5, 7)
    parity.copy_lstm(cell, layer, "_l0")
    inputs = torch.randn(3, 11, 5)
    for run in (lambda: lstm.unroll(cell, inputs)[0], lambda: layer(inputs)[0]):
        run().sum().backward()
    assert max(parity.gradient_gaps(cell, layer, "_l0").values()) < 1e-4
    cell.W_xf.grad[0, 0] += 1.0
    gaps = parity.gradient_gaps(cell, layer, "_l0")
    assert gaps["W_xf"] > 0.9 and max(v for k, v in gaps.items() if k != "W_xf") < 1e-4
