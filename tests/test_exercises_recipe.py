"""附录练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。"""

from __future__ import annotations

import math

import torch
from answers import answer_tests
from torch import nn


def adamw(p, g, m, v, t, lr, decay):
    m, v = 0.9 * m + 0.1 * g, 0.95 * v + 0.05 * g * g
    step = (m / (1 - 0.9**t)) / ((v / (1 - 0.95**t)) ** 0.5 + 1e-8)
    return p - lr * decay * p - lr * step, m, v


def adamw_by_lerp(p, g, m, v, t, lr, decay):
    m.lerp_(g, 0.1)
    v.mul_(0.95).addcmul_(g, g, value=0.05)
    size = lr * math.sqrt(1 - 0.95**t) / (1 - 0.9**t)
    p = p.mul(1 - lr * decay)
    return p.addcdiv(m, v.sqrt() + 1e-8 * math.sqrt(1 - 0.95**t), value=-size), m, v


def adamw_wrong(first=0.9, corrected=True, coupled=False, decayed=True):
    def step(p, g, m, v, t, lr, decay):
        g = g + decay * p if coupled else g
        m, v = first * m + (1 - first) * g, 0.95 * v + 0.05 * g * g
        a, b = (1 - first**t, 1 - 0.95**t) if corrected else (1, 1)
        shrink = 0 if coupled or not decayed else lr * decay
        return p * (1 - shrink) - lr * (m / a) / ((v / b).sqrt() + 1e-8), m, v

    return step


def cosine(step, total, peak):
    top = 0.2 * total - 1
    if step <= top:
        a, b, s = peak / 25, peak, step / top
    else:
        a, b, s = peak, peak / 250000, (step - top) / (total - 1 - top)
    return b + (a - b) / 2 * (1 + math.cos(math.pi * s))


def by_torch(step, total, peak):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=peak, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, total_steps=total, pct_start=0.2)
    for _ in range(step):
        optimizer.step()
        schedule.step()
    return schedule.get_last_lr()[0]


def linear(step, total, peak):
    top = 0.2 * total - 1
    low = peak / 25 + (peak - peak / 25) * step / top
    return low if step <= top else peak + (peak / 250000 - peak) * (step - top) / (total - 1 - top)


RIGHT = [("recipe-2", adamw), ("recipe-2", adamw_by_lerp), ("recipe-3", cosine), ("recipe-3", by_torch)]
WRONG = [
    ("recipe-2", adamw_wrong(corrected=False), "没有校正"),
    ("recipe-2", adamw_wrong(coupled=True), "这是 Adam"),
    ("recipe-2", adamw_wrong(decayed=False), "权重衰减"),
    ("recipe-2", adamw_wrong(first=0.8), "滑动平均的系数"),
    ("recipe-2", lambda p, *rest: p, "三个张量"),
    ("recipe-2", lambda p, g, *rest: (p, g), "三个张量"),
    ("recipe-3", linear, "上升"),
    ("recipe-3", lambda step, total, peak: peak, "第 0 次"),
    ("recipe-3", lambda step, total, peak: cosine(step + 1, total, peak), "第 0 次"),
    ("recipe-3", lambda step, total, peak: cosine(step, total, peak) + (step > total / 2), "下降"),
    ("recipe-3", lambda step, total, peak: "0.1", "应当是一个数"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(RIGHT, WRONG)


def test_statement_in_the_self_test():
    """损失乘以 10：随机梯度下降的第一步变成 10 倍，AdamW 的几乎不变。"""
    moves = {}
    for scale in (1.0, 10.0):
        for kind in (torch.optim.SGD, torch.optim.AdamW):
            parameter = nn.Parameter(torch.tensor([1.0, -2.0]))
            (scale * parameter.square().sum()).backward()
            before = parameter.detach().clone()
            kind([parameter], lr=0.01).step()
            moves[kind, scale] = parameter.detach() - before
    assert torch.allclose(moves[torch.optim.SGD, 10.0], 10 * moves[torch.optim.SGD, 1.0], rtol=1e-4)
    assert torch.allclose(moves[torch.optim.AdamW, 10.0], moves[torch.optim.AdamW, 1.0], rtol=1e-4)
