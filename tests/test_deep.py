"""第 3 章的对拍：从零叠的网络与 `nn.LSTM`、`nn.GRU`（多层）一致，随机失活与残差加在该加的地方。"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from utils import cells, models, parity
from utils.chapters import load_chapter

PRECISIONS = [(torch.float64, 1e-10), (torch.float32, 1e-5)]


@pytest.fixture(scope="module")
def deep():
    return load_chapter("03_deep_rnn")


def build(deep, layer: nn.LSTM):
    """与 `layer` 参数相同的从零实现。"""
    sizes = [layer.input_size] + [layer.hidden_size] * layer.num_layers
    pairs = zip(sizes, sizes[1:], strict=False)
    ours = deep.DeepRecurrent([models.Recurrent(cells.LSTMCell(a, b)) for a, b in pairs])
    ours.to(layer.weight_ih_l0.dtype)
    for index, recurrent in enumerate(ours.layers):
        parity.copy_lstm(recurrent.cell, layer, f"_l{index}")
    return ours


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS, ids=str)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_stack_equals_torch_in_values_states_and_all_gradients(deep, num_layers, dtype, tolerance):
    torch.manual_seed(0)
    layer = nn.LSTM(5, 7, num_layers, batch_first=True, dtype=dtype)
    ours = build(deep, layer)
    inputs = torch.randn(3, 11, 5, dtype=dtype)
    start = tuple(torch.randn(num_layers, 3, 7, dtype=dtype) for _ in range(2))
    weights = [torch.randn(shape, dtype=dtype) for shape in ((3, 11, 7), (num_layers, 3, 7))]
    results = []
    for model in (layer, ours):
        outputs, (H, C) = model(inputs, start)
        loss = (outputs * weights[0]).sum() + ((H + C * C) * weights[1]).sum()
        loss.backward()
        results.append((outputs, H, C))
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance)
    for index, recurrent in enumerate(ours.layers):
        gaps = parity.gradient_gaps(recurrent.cell, layer, f"_l{index}")
        # 梯度是 3 个样本、11 步之和，损失又含平方项，误差按项数放大
        assert len(gaps) == 12 and max(gaps.values()) < 100 * tolerance


def test_state_is_carried_across_segments(deep):
    torch.manual_seed(0)
    model = deep.DeepRecurrent([models.Recurrent(cells.LSTMCell(a, 7)) for a in (5, 7)])
    inputs = torch.randn(3, 10, 5)
    whole, _ = model(inputs)
    first, state = model(inputs[:, :4])
    second, _ = model(inputs[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], 1), whole)


def test_gru_states_are_one_tensor(deep):
    model = deep.DeepRecurrent([models.Recurrent(cells.GRUCell(a, 7)) for a in (5, 7)])
    outputs, state = model(torch.randn(3, 10, 5))
    assert state.shape == (2, 3, 7) and torch.equal(state[-1], outputs[:, -1])


def layers(num_layers: int, size: int = 6) -> list[nn.LSTM]:
    return [nn.LSTM(size, size, batch_first=True) for _ in range(num_layers)]


def test_dropout_is_only_between_layers_and_only_in_training(deep):
    torch.manual_seed(0)
    stack = layers(2)
    model, inputs = deep.DeepRecurrent(stack, dropout=1.0), torch.randn(3, 5, 6)
    outputs, (H, _) = model(inputs)
    first, (H_first, _) = stack[0](inputs)
    assert torch.equal(H[:1], H_first) and outputs.abs().sum() > 0
    assert torch.equal(outputs, stack[1](torch.zeros_like(first))[0])
    assert torch.equal(model.eval()(inputs)[0], stack[1](first)[0])


def test_dropout_is_drawn_anew_at_each_step(deep):
    torch.manual_seed(0)
    stack = layers(2)
    with torch.no_grad():
        for layer in stack:  # 去掉记忆：不看上一步的隐状态，遗忘门关死
            layer.weight_hh_l0.zero_()
            layer.bias_ih_l0[6:12] = -100
    model, inputs = deep.DeepRecurrent(stack, dropout=0.5), torch.randn(3, 1, 6).expand(-1, 20, -1)
    assert model(inputs)[0].std(1).max() > 1e-3
    assert model.eval()(inputs)[0].std(1).max() < 1e-6


def test_step_by_step_equals_layer_by_layer(deep):
    torch.manual_seed(0)
    model = deep.DeepRecurrent([models.Recurrent(cells.LSTMCell(a, 7)) for a in (5, 7, 7)], residual=True)
    inputs, state, steps = torch.randn(3, 10, 5), None, []
    for X in inputs.split(1, dim=1):
        Y, state = model(X, state)
        steps.append(Y)
    whole, final = model(inputs)
    torch.testing.assert_close(torch.cat(steps, 1), whole)
    for a, b in zip(state, final, strict=True):
        torch.testing.assert_close(a, b)


def test_residual_adds_the_input_from_the_second_layer_on(deep):
    torch.manual_seed(0)
    stack, inputs = layers(3), torch.randn(3, 5, 6)
    first = stack[0](inputs)[0]
    second = stack[1](first)[0] + first
    third = stack[2](second)[0] + second
    torch.testing.assert_close(deep.DeepRecurrent(stack, residual=True)(inputs)[0], third)


@pytest.mark.parametrize("num_layers", [1, 2, 4])
def test_parameter_formula_and_matching(deep, num_layers):
    assert deep.lstm_parameters(28, 33, num_layers) == models.count_parameters(nn.LSTM(28, 33, num_layers))
    budget = deep.lstm_parameters(28, 64, 1)
    h = deep.matched_size(28, budget, num_layers)
    assert abs(deep.lstm_parameters(28, h, num_layers) / budget - 1) < 0.03
