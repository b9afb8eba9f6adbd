"""第 1 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import math

import pytest
import torch
from answers import answer_tests
from torch import nn
from torch.nn import functional as F

from utils.cells import GRUCell
from utils.models import count_parameters


def gates_keep(t, chosen):
    return (0, 0) if t == chosen else (0, 1)


def gates_any_before(t, chosen):
    return {True: (0.0, 0.0), False: (0.3, 1.0)}[t == chosen] if t >= chosen else (0.7, 0.2)


def logit(k):
    p = 0.5 ** (1 / k)
    return math.log(p / (1 - p))


def gru_by_cells(inputs, W_ih, W_hh, b_ih, b_hh):
    H, outputs = inputs.new_zeros(len(inputs), W_hh.shape[1]), []
    for X in inputs.unbind(1):
        x, h = F.linear(X, W_ih, b_ih).chunk(3, -1), F.linear(H, W_hh, b_hh).chunk(3, -1)
        R, Z = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
        H = Z * H + (1 - Z) * torch.tanh(x[2] + R * h[2])
        outputs.append(H)
    return torch.stack(outputs, 1)


def gru_by_torch_cell(inputs, W_ih, W_hh, b_ih, b_hh):
    cell = nn.GRUCell(W_ih.shape[1], W_hh.shape[1], dtype=inputs.dtype)
    cell.load_state_dict({"weight_ih": W_ih, "weight_hh": W_hh, "bias_ih": b_ih, "bias_hh": b_hh})
    H, outputs = None, []
    for t in range(inputs.shape[1]):
        H = cell(inputs[:, t], H)
        outputs.append(H)
    return torch.stack(outputs, dim=1).detach()


def gru_wrong(order="rz", before=False, swap=False, forget=False):
    def forward(inputs, W_ih, W_hh, b_ih, b_hh):
        H, outputs = inputs.new_zeros(len(inputs), W_hh.shape[1]), []
        for X in inputs.unbind(1):
            x = F.linear(X, W_ih, b_ih).chunk(3, -1)
            h = F.linear(H, W_hh, b_hh).chunk(3, -1)
            gate = {name: torch.sigmoid(x[i] + h[i]) for i, name in enumerate(order)}
            inner = F.linear(gate["r"] * H, W_hh, b_hh).chunk(3, -1)[2] if before else gate["r"] * h[2]
            old, new = (1 - gate["z"], gate["z"]) if swap else (gate["z"], 1 - gate["z"])
            outputs.append(old * H + new * torch.tanh(x[2] + inner))
            H = H if forget else outputs[-1]
        return torch.stack(outputs, 1)

    return forward


def mgu(X, H, W_xf, W_hf, b_f, W_xh, W_hh, b_h):
    gate = 1 / (1 + torch.exp(-(X @ W_xf + H @ W_hf + b_f)))
    return H + gate * (torch.tanh(X @ W_xh + (gate * H) @ W_hh + b_h) - H)


def mgu_with_cat(X, H, W_xf, W_hf, b_f, W_xh, W_hh, b_h):
    gate = torch.sigmoid(torch.cat((X, H), 1) @ torch.cat((W_xf, W_hf)) + b_f)
    new = torch.tanh(torch.cat((X, gate * H), 1) @ torch.cat((W_xh, W_hh)) + b_h)
    return torch.lerp(H, new, gate)


def mgu_wrong(swap=False, inside=True, closed=True):
    def step(X, H, W_xf, W_hf, b_f, W_xh, W_hh, b_h):
        gate = torch.sigmoid(X @ W_xf + H @ W_hf + b_f)
        new = torch.tanh(X @ W_xh + (gate * H if inside else H) @ W_hh + b_h)
        return gate * H + (1 - gate) * new if swap else (1 - gate) * H * closed + gate * new

    return step


RIGHT = {
    "gru-1": [gates_keep, gates_any_before],
    "gru-2": [logit, lambda k: torch.logit(torch.tensor(2.0, dtype=torch.float64) ** (-1 / k))],
    "gru-4": [gru_by_cells, gru_by_torch_cell],
    "gru-5": [mgu, mgu_with_cat],
}
WRONG = [
    ("gru-1", lambda t, chosen: (0, 1), "没有写进"),
    ("gru-1", lambda t, chosen: (1, 0) if t == chosen else (0, 1), "没有清掉"),
    ("gru-1", lambda t, chosen: (0, 0) if t == chosen else (0, 0.5), "之后又写进"),
    ("gru-1", lambda t, chosen: 0, "一对数"),
    ("gru-1", lambda t, chosen: (0, 2), "0 与 1 之间"),
    ("gru-2", lambda k: 0.5 ** (1 / k), "不是偏置"),
    ("gru-2", math.log1p, "不是一半"),
    ("gru-2", lambda k: 4.0, "不是一半"),
    ("gru-2", lambda k: "4", "应当是一个数"),
    ("gru-4", gru_wrong(before=True), "之前"),
    ("gru-4", gru_wrong(order="zr"), "次序反了"),
    ("gru-4", gru_wrong(swap=True), "乘反了"),
    ("gru-4", gru_wrong(forget=True), "传下去"),
    ("gru-4", lambda inputs, *rest: gru_by_cells(inputs, *rest[:2], 0 * rest[2], rest[3]), "第一步"),
    ("gru-4", lambda inputs, *rest: gru_by_cells(inputs, *rest)[:, -1], "形状"),
    ("gru-5", mgu_wrong(swap=True), "反了"),
    ("gru-5", mgu_wrong(inside=False), "也要先乘门"),
    ("gru-5", mgu_wrong(closed=False), "等于旧隐状态"),
    ("gru-5", lambda *arguments: None, "应当是张量"),
    ("gru-5", lambda X, H: H, "出错"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(
    [(n, a) for n, answers in RIGHT.items() for a in answers], WRONG
)


def test_numbers_in_the_self_test():
    assert pytest.approx(-0.1) == 0.25 * 0.8 + 0.75 * -0.4
    assert pytest.approx(0.5) == 0.75 * 0.8 + 0.25 * -0.4
    assert count_parameters(GRUCell(3, 4)) == 96
    assert count_parameters(nn.GRU(3, 4)) == 108
