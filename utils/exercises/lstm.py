"""第 2 章练习的检查。"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_number,
    expect_tensor,
)


@exercise("lstm-2", "函数 `per_character(perplexity, num_words, num_chars)`，返回一个数")
def per_character(answer: object) -> str:
    """负对数似然的总和不变，只换分母。"""
    for perplexity, num_words, num_chars in ((200.0, 1000, 5300), (4.0, 10, 10), (1.0, 7, 30)):
        found = expect_number(call(answer, perplexity, num_words, num_chars))
        wanted = math.exp(num_words * math.log(perplexity) / num_chars)
        if math.isclose(found, wanted, rel_tol=1e-6):
            continue
        mistakes = {
            perplexity * num_words / num_chars: "困惑度不能直接乘比例：能相加、能平分的是负对数似然。",
            perplexity ** (num_chars / num_words): "比例反了：字符比单词多，分到每个字符的要少。",
            num_words * math.log(perplexity) / num_chars: "这是每个字符的平均负对数似然，还要取指数。",
        }
        for wrong, reason in mistakes.items():
            if math.isclose(found, wrong, rel_tol=1e-6):
                raise WrongAnswerError(reason)
        raise WrongAnswerError(f"单词困惑度 {perplexity:g} 时得到 {found:g}，应为 {wanted:g}。")
    return "总的负对数似然不变，除以字符数，再取指数。"


def _coupled(X: Tensor, H: Tensor, C: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """输入门等于 1 − F 的 LSTM 走一步；三块依次是遗忘门、输出门、候选记忆元。"""
    F, O, C_tilde = (torch.cat((X, H), 1) @ W + b).chunk(3, 1)
    F, O = torch.sigmoid(F), torch.sigmoid(O)
    C = F * C + (1 - F) * torch.tanh(C_tilde)
    return O * torch.tanh(C), C


def _pair(value: object, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """核对返回的是 `(H, C)`。"""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise WrongAnswerError("要返回一对张量 `(H, C)`。")
    H, C = (expect_tensor(part, shape) for part in value)
    return H, C


@exercise("lstm-3", "函数 `coupled_step(X, H, C, W, b)`，返回 `(H, C)`")
def coupled_gates(answer: object) -> str:
    """与公式比较，先看记忆元，再看隐状态。"""
    draw = torch.Generator().manual_seed(0)
    sizes = ((2, 3), (2, 4), (2, 4), (7, 12), (12,))
    X, H, C, W, b = (torch.randn(*size, generator=draw, dtype=torch.float64) for size in sizes)
    keep = b.clone()
    keep[:4] += 1e3  # 遗忘门处处为 1
    found = _pair(call(answer, X, H, C, W, keep), (2, 4))
    if torch.allclose(found[0], C):
        raise WrongAnswerError("次序反了：先返回隐状态 H，再返回记忆元 C。")
    if not torch.allclose(found[1], C):
        raise WrongAnswerError("遗忘门处处为 1 时，输入门就是 0，记忆元应当原样保留。")
    found, wanted = _pair(call(answer, X, H, C, W, b), (2, 4)), _coupled(X, H, C, W, b)
    expect_close(found[1], wanted[1], "记忆元不对：三块依次是遗忘门、输出门、候选记忆元，输入门是 1 − F。")
    expect_close(found[0], wanted[0], "记忆元对了，隐状态不对：先取 tanh，再乘输出门。")
    return "记忆元成了新旧的凸组合，与 GRU 的更新门是一回事。"


def _gates(draw: torch.Generator) -> tuple[Tensor, ...]:
    """一步的四块激活前的值、旧记忆元，以及两个梯度。"""
    sizes = ((2, 12), (2, 3), (2, 3), (2, 3))
    return tuple(torch.randn(*size, generator=draw, dtype=torch.float64) for size in sizes)


def _step(A: Tensor, C_prev: Tensor) -> tuple[Tensor, Tensor]:
    """由激活前的值与旧记忆元走一步，返回 `(H, C)`。"""
    I, F, O, C_tilde = A.chunk(4, 1)
    C = torch.sigmoid(F) * C_prev + torch.sigmoid(I) * torch.tanh(C_tilde)
    return torch.sigmoid(O) * torch.tanh(C), C


@exercise("lstm-4", "函数 `backward_step(dH, dC, A, C_prev)`，返回 `(dA, dC_prev)`")
def one_step_back(answer: object) -> str:
    """与自动求导比较，指出是哪一块不对。"""
    A, C_prev, dH, dC = _gates(torch.Generator().manual_seed(0))
    A.requires_grad_()
    C_prev.requires_grad_()
    H, C = _step(A, C_prev)
    wanted = torch.autograd.grad((H * dH + C * dC).sum(), (A, C_prev))
    value = call(answer, dH, dC, A.detach(), C_prev.detach())
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise WrongAnswerError("要返回一对张量 `(dA, dC_prev)`。")
    dA, dC_prev = expect_tensor(value[0], (2, 12), "dA"), expect_tensor(value[1], (2, 3), "dC_prev")
    plain = torch.sigmoid(A.detach()[:, 3:6]) * dC
    if torch.allclose(dC_prev, plain):
        raise WrongAnswerError("隐状态的梯度也要流进记忆元：`dC` 先加上 `dH * O * (1 - tanh(C) ** 2)`。")
    names = ("输入门", "遗忘门", "输出门", "候选记忆元")
    for name, mine, theirs in zip(names, dA.chunk(4, 1), wanted[0].chunk(4, 1), strict=True):
        expect_close(mine, theirs, f"{name}那一块不对，检查它乘了什么，以及激活函数的导数。")
    expect_close(dC_prev, wanted[1], "dC_prev 不对：沿记忆元往回走一步，只乘一次遗忘门。")
    return "四块与旧记忆元的梯度都和自动求导一致。"


class _Recorder:
    """一个简单的步进函数：预测是输入与状态的线性组合；记下每次读到的输入与状态。"""

    def __init__(self):
        self.seen: list[float] = []
        self.states: list[object] = []

    def __call__(self, x: object, state: object) -> tuple[float, float]:
        x = expect_number(x, "喂给 step 的数")
        self.seen.append(x)
        self.states.append(state)
        state = 0.5 * (0.0 if state is None else expect_number(state, "状态")) + x
        return 0.8 * x - 0.3 * state, state


def _rolled(history: list[float], num_steps: int) -> tuple[list[float], list[float]]:
    """正确的做法：返回预测，以及 step 依次读到的输入。"""
    step, state, outputs = _Recorder(), None, []
    for x in history:
        y, state = step(x, state)
    for _ in range(num_steps):
        outputs.append(y)
        y, state = step(y, state)
    return outputs, step.seen[: len(history) + num_steps - 1]


@exercise("lstm-5", "函数 `rollout(step, history, num_steps)`，返回长为 num_steps 的列表")
def rollout(answer: object) -> str:
    """先读完历史，再把自己的预测接着喂回去。"""
    for history, num_steps in (([0.3, -0.8, 0.5], 4), ([1.0], 3), ([0.2, 0.9], 1)):
        step, (wanted, inputs) = _Recorder(), _rolled(history, num_steps)
        found = call(answer, step, history, num_steps)
        if not isinstance(found, list | tuple) or len(found) != num_steps:
            raise WrongAnswerError(f"要返回 {num_steps} 个预测的列表。")
        if step.seen[: len(history)] != history:
            raise WrongAnswerError("要先把历史从头到尾各读一遍，状态一步一步传下去。")
        if any(state is None for state in step.states[1:]):
            raise WrongAnswerError("状态没有传下去：只有第一步的状态是 None，之后要用上一步返回的。")
        if not all(math.isclose(a, b) for a, b in zip(step.seen, inputs, strict=False)):
            raise WrongAnswerError("读完历史之后，每一步喂进去的应当是上一步自己的预测。")
        if not all(math.isclose(expect_number(a), b) for a, b in zip(found, wanted, strict=True)):
            raise WrongAnswerError("预测的次序不对：第一个预测来自历史的最后一个数。")
    return "自己的预测接着当输入，误差也会跟着滚下去。"
