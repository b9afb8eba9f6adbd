"""模型的对拍：`utils.models`、各章从零写的实现与 `torch.nn` 三者一致。"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from utils import cells, models, parity
from utils.chapters import load_chapter

SHAPES = [(3, 11, 5, 7), (1, 1, 1, 1), (4, 20, 28, 16)]  # 批量、步数、输入维数、隐藏单元数


@pytest.fixture(scope="module")
def gru():
    return load_chapter("01_gru")


def same_values_and_gradients(ours, theirs, inputs, weights, tolerance):
    """两个函数的输出、对输入的梯度都一致。"""
    results = []
    for function in (ours, theirs):
        X = inputs.clone().requires_grad_()
        outputs = function(X)
        (outputs * weights).sum().backward()
        results.append((outputs.detach(), X.grad))
    for (a, b), scale in zip(
        zip(*results, strict=True), (1, weights.shape[0] * weights.shape[1]), strict=True
    ):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance * scale)  # 梯度逐步累加，误差按项数放大


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-10), (torch.float32, 1e-5)], ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_reset_after_gru_equals_torch(gru, shape, dtype, tolerance):
    torch.manual_seed(0)
    n, steps, d, h = shape
    layer = nn.GRU(d, h, batch_first=True, dtype=dtype)
    cell = gru.ResetAfterGRUCell(d, h).to(dtype)
    gru.copy_from_torch(cell, layer)
    inputs, weights = torch.randn(n, steps, d, dtype=dtype), torch.randn(n, steps, h, dtype=dtype)
    same_values_and_gradients(
        lambda X: gru.unroll(cell, X), lambda X: layer(X)[0], inputs, weights, tolerance
    )
    for i, name in enumerate("rzh"):
        for kind, grad in (("x", layer.weight_ih_l0.grad), ("h", layer.weight_hh_l0.grad)):
            expected = grad.chunk(3)[i].T
            torch.testing.assert_close(
                getattr(cell, f"W_{kind}{name}").grad, expected, rtol=1e-4, atol=tolerance * n * steps
            )


def test_reset_before_differs_from_torch(gru):
    torch.manual_seed(0)
    layer, cell = nn.GRU(5, 7, batch_first=True), gru.GRUCell(5, 7)
    gru.copy_from_torch(cell, layer)
    inputs = torch.randn(3, 11, 5)
    assert (gru.unroll(cell, inputs) - layer(inputs)[0]).abs().max() > 1e-2


def drifted(chapter_cell: type[nn.Module], book_cell: type[nn.Module]) -> bool:
    """章里写的单元与 utils 里的单元是否已经不同：参数名、初始化或一步的结果。"""
    cells = []
    for kind in (chapter_cell, book_cell):
        torch.manual_seed(0)
        cells.append(kind(5, 7))
    a, b = (dict(cell.named_parameters()) for cell in cells)
    if list(a) != list(b) or not all(torch.equal(a[k], b[k]) for k in a):
        return True
    for parameter in (*a.values(), *b.values()):  # 标准差 0.01 的权重太小，看不出公式的差别
        parameter.data.mul_(100).add_(0.1)
    X, H = torch.randn(3, 5), torch.randn(3, 7)
    return not torch.equal(cells[0](X, H), cells[1](X, H))


def test_notebook_cells_equal_utils(gru):
    assert not drifted(gru.GRUCell, cells.GRUCell)
    assert not drifted(gru.ResetAfterGRUCell, cells.ResetAfterGRUCell)
    assert not drifted(load_chapter("00_prelude").RNNCell, cells.RNNCell)
    assert drifted(gru.NoResetGate, cells.GRUCell)  # 这个比较抓得住差别


def test_recurrent_equals_unroll_and_carries_state(gru):
    torch.manual_seed(0)
    layer = models.Recurrent(cells.GRUCell(5, 7))
    inputs = torch.randn(3, 10, 5)
    outputs, state = layer(inputs)
    assert torch.equal(outputs, gru.unroll(layer.cell, inputs))
    assert state.shape == (1, 3, 7) and torch.equal(state[0], outputs[:, -1])
    first, state = layer(inputs[:, :4])
    second, _ = layer(inputs[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], 1), outputs)


def test_plain_recurrent_equals_torch():
    torch.manual_seed(0)
    layer, ours = nn.RNN(5, 7, batch_first=True), models.Recurrent(cells.RNNCell(5, 7))
    with torch.no_grad():
        ours.cell.W_xh.copy_(layer.weight_ih_l0.T)
        ours.cell.W_hh.copy_(layer.weight_hh_l0.T)
        ours.cell.b_h.copy_(layer.bias_ih_l0 + layer.bias_hh_l0)
    inputs, weights = torch.randn(3, 11, 5), torch.randn(3, 11, 7)
    same_values_and_gradients(lambda X: ours(X)[0], lambda X: layer(X)[0], inputs, weights, 1e-5)


@pytest.mark.parametrize("rnn", [nn.RNN, nn.GRU, nn.LSTM], ids=lambda kind: kind.__name__)
def test_language_model_accepts_every_torch_layer(rnn):
    model = models.LanguageModel(rnn(10, 8, batch_first=True), 10, 8)
    X = torch.randint(10, (3, 6))
    logits, state = model(X)
    assert logits.shape == (3, 6, 10)
    detached = models.detach_state(state)
    parts = detached if isinstance(detached, tuple) else (detached,)
    assert all(part.shape == (1, 3, 8) and not part.requires_grad for part in parts)
    model(X, detached)
    assert models.detach_state(None) is None


def test_count_parameters():
    frozen = nn.Linear(3, 4)
    assert models.count_parameters(frozen) == 16
    frozen.weight.requires_grad_(False)
    assert models.count_parameters(frozen) == 4


def test_copy_gru_equals_the_chapter(gru):
    torch.manual_seed(0)
    layer = nn.GRU(5, 7, num_layers=2, batch_first=True)
    ours, theirs = cells.ResetAfterGRUCell(5, 7), gru.ResetAfterGRUCell(5, 7)
    parity.copy_gru(ours, layer, "_l0")
    gru.copy_from_torch(theirs, layer)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(a, b)
    upper = cells.ResetAfterGRUCell(7, 7)
    parity.copy_gru(upper, layer, "_l1")
    assert torch.equal(upper.W_xz, layer.weight_ih_l1[7:14].T)
