"""第 2 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import math

import pytest
import torch
from answers import answer_tests
from torch import nn

from utils.cells import LSTMCell
from utils.models import count_parameters


def coupled(X, H, C, W, b):
    F, O, G = (X @ W[:3] + H @ W[3:] + b).split(H.shape[1], dim=1)
    C = torch.lerp(torch.tanh(G), C, F.sigmoid())
    return O.sigmoid() * C.tanh(), C


def coupled_with_cat(X, H, C, W, b):
    h = C.shape[1]
    A = torch.cat([X, H], dim=1) @ W + b
    F = 1 / (1 + torch.exp(-A[:, :h]))
    new = F * C + (1 - F) * torch.tanh(A[:, 2 * h :])
    return torch.tanh(new) * torch.sigmoid(A[:, h : 2 * h]), new


def coupled_wrong(order="foc", swap=False, squash=True, single=False):
    def step(X, H, C, W, b):
        A = dict(zip(order, (torch.cat([X, H], 1) @ W + b).chunk(3, 1), strict=True))
        F, O = torch.sigmoid(A["f"]), torch.sigmoid(A["o"])
        keep, write = (1 - F, F) if swap else (F, 1 - F)
        C = keep * C + write * torch.tanh(A["c"])
        H = O * (torch.tanh(C) if squash else C)
        return H if single else (H, C)

    return step


def backward_by_hand(dH, dC, A, C_prev):
    I, F, O = (torch.sigmoid(part) for part in A.chunk(4, 1)[:3])
    G = torch.tanh(A.chunk(4, 1)[3])
    T = torch.tanh(F * C_prev + I * G)
    dC = dC + dH * O * (1 - T**2)
    dA = [dC * G * I * (1 - I), dC * C_prev * F * (1 - F), dH * T * O * (1 - O), dC * I * (1 - G**2)]
    return torch.cat(dA, 1), dC * F


def backward_by_autograd(dH, dC, A, C_prev):
    def forward(A, C_prev):
        I, F, O, G = A.chunk(4, 1)
        C = F.sigmoid() * C_prev + I.sigmoid() * G.tanh()
        return O.sigmoid() * C.tanh(), C

    return torch.func.vjp(forward, A, C_prev)[1]((dH, dC))


def backward_wrong(flow=True, derivative=True, output="H", last="F"):
    def step(dH, dC, A, C_prev):
        I, F, O = (torch.sigmoid(part) for part in A.chunk(4, 1)[:3])
        G = torch.tanh(A.chunk(4, 1)[3])
        T = torch.tanh(F * C_prev + I * G)
        dC = dC + dH * O * (1 - T**2) * flow
        slope = I * (1 - I) if derivative else 1
        dO = (dH if output == "H" else dC) * T * O * (1 - O)
        parts = [dC * G * slope, dC * C_prev * F * (1 - F), dO, dC * I * (1 - G**2)]
        return torch.cat(parts, 1), dC * (F if last == "F" else I)

    return step


def rollout(step, history, num_steps):
    state, found = None, []
    for x in history:
        y, state = step(x, state)
    while len(found) < num_steps:
        found.append(y)
        y, state = step(y, state)
    return found


def rollout_lazy(step, history, num_steps):
    inputs, state, found = list(history), None, []
    for t in range(len(history) + num_steps - 1):
        y, state = step(inputs[t], state)
        if t >= len(history) - 1:
            found.append(y)
            inputs.append(y)
    return found


def rollout_wrong(kind):
    def predict(step, history, num_steps):
        state, found = None, []
        for x in history:
            y, state = step(x, None if kind == "stateless" else state)
        for _ in range(num_steps):
            y, state = step(history[-1] if kind == "stuck" else y, state)
            found.append(y)
        return found

    return predict


RIGHT = [
    ("lstm-2", lambda p, w, c: p ** (w / c)),
    ("lstm-2", lambda p, w, c: 2 ** (w * math.log2(p) / c)),
    ("lstm-3", coupled),
    ("lstm-3", coupled_with_cat),
    ("lstm-4", backward_by_hand),
    ("lstm-4", backward_by_autograd),
    ("lstm-5", rollout),
    ("lstm-5", rollout_lazy),
]
WRONG = [
    ("lstm-2", lambda p, w, c: p * w / c, "不能直接乘比例"),
    ("lstm-2", lambda p, w, c: p ** (c / w), "比例反了"),
    ("lstm-2", lambda p, w, c: w * math.log(p) / c, "取指数"),
    ("lstm-2", lambda p, w, c: p, "应为"),
    ("lstm-3", coupled_wrong(swap=True), "原样保留"),
    ("lstm-3", coupled_wrong(order="fco"), "记忆元不对"),
    ("lstm-3", coupled_wrong(squash=False), "隐状态不对"),
    ("lstm-3", coupled_wrong(single=True), "一对张量"),
    ("lstm-3", lambda *arguments: coupled(*arguments)[::-1], "次序反了"),
    ("lstm-4", backward_wrong(flow=False), "流进记忆元"),
    ("lstm-4", backward_wrong(derivative=False), "输入门"),
    ("lstm-4", backward_wrong(output="C"), "输出门"),
    ("lstm-4", backward_wrong(last="I"), "只乘一次遗忘门"),
    ("lstm-4", lambda dH, dC, A, C_prev: (A, C_prev, dH), "一对张量"),
    ("lstm-5", rollout_wrong("late"), "次序不对"),
    ("lstm-5", rollout_wrong("stuck"), "自己的预测"),
    ("lstm-5", rollout_wrong("stateless"), "状态没有传下去"),
    ("lstm-5", lambda step, history, num_steps: [step(history[-1], None)[0]] * num_steps, "从头到尾"),
    ("lstm-5", lambda step, history, num_steps: [], "个预测的列表"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(RIGHT, WRONG)


def test_numbers_in_the_self_test():
    assert pytest.approx(2.8) == 1.0 * 3.0 + 0.5 * -0.4
    assert count_parameters(LSTMCell(3, 4)) == 128
    assert count_parameters(nn.LSTM(3, 4)) == 144
    assert math.log(1 / (1 + math.exp(0))) == pytest.approx(-0.69, abs=0.01)
    assert math.log(1 / (1 + math.exp(-1))) == pytest.approx(-0.31, abs=0.01)
    assert list(nn.LSTM(3, 4).weight_ih_l0.shape) == [16, 3]
