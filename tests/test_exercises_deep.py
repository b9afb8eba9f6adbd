"""第 3 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import warnings

import pytest
import torch
from answers import answer_tests
from torch import nn

from utils.cells import RNNCell
from utils.models import Recurrent, count_parameters


def step_by_step(first, second, inputs):
    H1 = H2 = inputs.new_zeros(len(inputs), first.num_hiddens)
    outputs = []
    for X in inputs.unbind(1):
        H1 = first(X, H1)
        H2 = second(H1, H2)
        outputs.append(H2)
    return torch.stack(outputs, 1), torch.stack([H1, H2])


def layer_by_layer(first, second, inputs):
    below, H1 = Recurrent(first)(inputs)
    above, H2 = Recurrent(second)(below)
    return above, torch.cat([H1, H2])


def late(first, second, inputs):
    H1 = H2 = inputs.new_zeros(len(inputs), first.num_hiddens)
    outputs = []
    for X in inputs.unbind(1):
        H1, H2 = first(X, H1), second(H1, H2)
        outputs.append(H2)
    return torch.stack(outputs, 1), torch.stack([H1, H2])


def size_by_search(d, budget, num_layers):
    return min(range(1, 301), key=lambda h: abs(count_parameters(nn.GRU(d, h, num_layers)) - budget))


def size_by_formula(d, budget, num_layers):
    counts = [3 * h * (d + h + 2) + 3 * h * (2 * h + 2) * (num_layers - 1) for h in range(1, 301)]
    gaps = [abs(count - budget) for count in counts]
    return 1 + gaps.index(min(gaps))


def size_wrong(biases=2, deeper="h"):
    def size(d, budget, num_layers):
        def count(h):
            width = h if deeper == "h" else d
            return 3 * h * (d + h + biases) + 3 * h * (width + h + biases) * (num_layers - 1)

        return min(range(1, 301), key=lambda h: abs(count(h) - budget))

    return size


def shared(Y, p, generator):
    mask = torch.rand(len(Y), 1, Y.shape[2], generator=generator) >= p
    return Y * mask / (1 - p)


def shared_by_bernoulli(Y, p, generator):
    keep = torch.full((Y.shape[0], Y.shape[2]), 1 - p)
    return torch.einsum("nth,nh->nth", Y, torch.bernoulli(keep, generator=generator) / keep)


def dropped(shape, scale=True, flip=False, own=True):
    def dropout(Y, p, generator):
        size = [n if keep else 1 for n, keep in zip(Y.shape, shape, strict=True)]
        draw = torch.rand(size, generator=generator if own else None)
        mask = (draw < p) if flip else (draw >= p)
        return Y * mask / ((1 - p) if scale else 1)

    return dropout


RIGHT = [
    ("deep-1", step_by_step),
    ("deep-1", layer_by_layer),
    ("deep-2", size_by_search),
    ("deep-2", size_by_formula),
    ("deep-5", shared),
    ("deep-5", shared_by_bernoulli),
]
WRONG = [
    ("deep-1", late, "上一步的隐状态"),
    ("deep-1", lambda a, b, X: (step_by_step(a, b, X)[0], step_by_step(a, b, X)[1].flip(0)), "放反了"),
    ("deep-1", lambda a, b, X: (Recurrent(a)(X)[0], step_by_step(a, b, X)[1]), "最上面一层"),
    ("deep-1", lambda a, b, X: (step_by_step(a, b, X)[0], torch.zeros(2, 2, 5)), "最后一步"),
    ("deep-1", lambda a, b, X: step_by_step(a, b, X)[0], "一对张量"),
    ("deep-1", lambda a, b, X: (step_by_step(a, b, X)[0].transpose(0, 1), 0), "形状"),
    ("deep-2", size_wrong(biases=1), "更接近"),
    ("deep-2", size_wrong(deeper="d"), "第二层"),
    ("deep-2", lambda d, budget, num_layers: budget**0.5, "整数"),
    ("deep-2", lambda d, budget, num_layers: 0, "1 到 300"),
    ("deep-5", dropped((1, 1, 1)), "各个时间步"),
    ("deep-5", dropped((0, 0, 1)), "各个样本"),
    ("deep-5", dropped((1, 0, 0)), "每个单元"),
    ("deep-5", dropped((1, 0, 1), scale=False), "除以 1 − p"),
    ("deep-5", dropped((1, 0, 1), flip=True), "约有四成"),
    ("deep-5", dropped((1, 0, 1), own=False), "generator"),
    ("deep-5", lambda Y, p, generator: Y, "一个单元也没有"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(RIGHT, WRONG)


def test_numbers_in_the_self_test():
    layer = nn.LSTM(28, 64, num_layers=3, batch_first=True)
    assert layer.weight_ih_l2.shape == (4 * 64, 64) and RNNCell(64, 64).W_xh.shape == (64, 64)
    assert layer(torch.zeros(32, 2, 28))[1][0].shape == (3, 32, 64)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        single = nn.GRU(28, 64, num_layers=1, dropout=0.5).train()
    assert caught
    X = torch.randn(5, 2, 28)
    assert torch.equal(single(X)[0], single(X)[0])
    step = nn.Parameter(torch.zeros(2))
    step.grad = torch.tensor([3.0, 4.0])
    nn.utils.clip_grad_norm_([step], 0.1)
    torch.optim.SGD([step], lr=10.0).step()
    assert step.detach().norm().item() == pytest.approx(1.0, rel=1e-3)
