"""第 1 章练习的检查。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_number,
    expect_tensor,
)

NUM_STEPS = 8


def _gate_pair(answer: object, t: int, chosen: int) -> tuple[float, float]:
    """读者在第 t 步给出的两个门。"""
    pair = call(answer, t, chosen)
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise WrongAnswerError(f"每一步要返回一对数 `(R, Z)`，第 {t} 步得到的是 {pair!r}。")
    gates = [expect_number(value, f"第 {t} 步的门") for value in pair]
    if not all(0 <= gate <= 1 for gate in gates):
        raise WrongAnswerError(f"门要在 0 与 1 之间，第 {t} 步得到的是 {pair!r}。")
    return gates[0], gates[1]


def _final_state(gates: list[tuple[float, float]], parts: list[Tensor], weights: list[Tensor]) -> Tensor:
    """用给定的门走完全部输入；`parts` 是初始隐状态与各步的输入。返回最后的隐状态。"""
    H, W_xh, W_hh = parts[0], *weights
    for X, (R, Z) in zip(parts[1:], gates, strict=True):
        H = Z * H + (1 - Z) * torch.tanh(X @ W_xh + (R * H) @ W_hh)
    return H


def _influence(gates: list[tuple[float, float]], seed: int) -> list[bool]:
    """初始隐状态（第 0 项）与各步的输入，改动之后最后的隐状态变不变。"""
    generator = torch.Generator().manual_seed(seed)
    sizes = [(1, 3), *[(1, 2)] * NUM_STEPS, (2, 3), (3, 3)]
    tensors = [torch.randn(*size, generator=generator, dtype=torch.float64) for size in sizes]
    parts, weights = tensors[:-2], tensors[-2:]
    before, moved = _final_state(gates, parts, weights), []
    for index in range(NUM_STEPS + 1):
        changed = [part + 1.0 if i == index else part for i, part in enumerate(parts)]
        moved.append((_final_state(gates, changed, weights) - before).abs().max().item() > 1e-4)
    return moved


@exercise("gru-1", "函数 `best_gates(t, chosen)`，返回 `(R, Z)`，t 从 1 数到 8")
def only_one_step(answer: object) -> str:
    """改动初始隐状态与各步的输入，看最后的隐状态受不受影响。"""
    for chosen in (1, 3, NUM_STEPS):
        moved = _influence([_gate_pair(answer, t, chosen) for t in range(1, NUM_STEPS + 1)], seed=chosen)
        if not moved[chosen]:
            raise WrongAnswerError(f"只看第 {chosen} 步时，这一步的输入没有写进最后的隐状态。")
        if any(moved[:chosen]):
            raise WrongAnswerError(f"只看第 {chosen} 步时，它之前的内容没有清掉，还影响着最后的隐状态。")
        if any(moved[chosen + 1 :]):
            raise WrongAnswerError(f"只看第 {chosen} 步时，之后又写进了新的内容。")
    return "那一步清掉旧的、写进新的，之后原样保留。那一步之前的门取什么都行。"


@exercise("gru-2", "函数 `half_life_bias(k)`，返回一个数")
def half_life(answer: object) -> str:
    """偏置为 b 时，k 步之后剩下 `sigmoid(b)` 的 k 次方，应当是一半。"""
    for k in (1, 2, 10, 50, 1000):
        bias = expect_number(call(answer, k))
        left = torch.sigmoid(torch.tensor(bias, dtype=torch.float64)).item() ** k
        if abs(left - 0.5) < 1e-3:
            continue
        if abs(bias - 0.5 ** (1 / k)) < 1e-6:
            raise WrongAnswerError("这是更新门本身，不是偏置。更新门等于 `sigmoid(b)`，还要再反解一步。")
        raise WrongAnswerError(f"k = {k} 时偏置取 {bias:.4g}，走 {k} 步之后还剩 {left:.3f}，不是一半。")
    return "步数翻倍，偏置大约加 0.69，也就是 log 2：要记得久，偏置只需慢慢加大。"


def _layer(generator: torch.Generator) -> tuple[nn.GRU, Tensor]:
    """一个参数随机的 nn.GRU 与一批输入。"""
    layer = nn.GRU(3, 5, batch_first=True, dtype=torch.float64)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, generator=generator)
    return layer, torch.randn(2, 6, 3, generator=generator, dtype=torch.float64)


def _variants(inputs: Tensor, weights: list[Tensor]) -> dict[str, Tensor]:
    """几种常见的错法各得到什么，用来指出错在哪里。"""

    def run(order: str, swap: bool, before: bool) -> Tensor:
        W_x, W_h, b_x, b_h = (dict(zip(order, w.chunk(3), strict=True)) for w in weights)
        H, outputs = inputs.new_zeros(len(inputs), len(weights[1]) // 3), []
        for X in inputs.unbind(1):
            R, Z = (torch.sigmoid(X @ W_x[g].T + H @ W_h[g].T + b_x[g] + b_h[g]) for g in "rz")
            inner = (R * H) @ W_h["h"].T + b_h["h"] if before else R * (H @ W_h["h"].T + b_h["h"])
            H_tilde = torch.tanh(X @ W_x["h"].T + b_x["h"] + inner)
            H = (1 - Z) * H + Z * H_tilde if swap else Z * H + (1 - Z) * H_tilde
            outputs.append(H)
        return torch.stack(outputs, 1)

    return {
        "重置门放到了与循环权重相乘之前；`nn.GRU` 是之后，而且要连偏置一起乘。": run("rzh", False, True),
        "重置门与更新门的次序反了：三块依次是重置门、更新门、候选隐状态。": run("zrh", False, False),
        "更新门乘反了：它乘的是旧隐状态。": run("rzh", True, False),
    }


@exercise("gru-4", "函数 `gru_forward(inputs, W_ih, W_hh, b_ih, b_hh)`，返回每一步的隐状态")
def forward_with_torch_layout(answer: object) -> str:
    """与 nn.GRU 比较；不同时看看是不是常见的错法。"""
    layer, inputs = _layer(torch.Generator().manual_seed(0))
    weights = [parameter.detach() for parameter in layer.parameters()]
    with torch.no_grad():
        wanted = layer(inputs)[0]
    outputs = expect_tensor(call(answer, inputs, *weights), tuple(wanted.shape))
    for reason, wrong in _variants(inputs, weights).items():
        if torch.allclose(outputs.double(), wrong, atol=1e-6):
            raise WrongAnswerError(reason)
    first = torch.allclose(outputs[:, 0].double(), wanted[:, 0], atol=1e-5)
    later, start = "第一步对了，看看隐状态有没有传下去。", "从第一步起就不同，先核对偏置与转置。"
    expect_close(outputs, wanted, f"与 nn.GRU 的输出不同。{later if first else start}")
    return "与 nn.GRU 的输出一致。"


def _minimal(X: Tensor, H: Tensor, weights: list[Tensor]) -> Tensor:
    """最小门控单元走一步。来源：Zhou 等，Minimal Gated Unit for Recurrent Neural Networks, 2016。"""
    W_xf, W_hf, b_f, W_xh, W_hh, b_h = weights
    F = torch.sigmoid(X @ W_xf + H @ W_hf + b_f)
    return (1 - F) * H + F * torch.tanh(X @ W_xh + (F * H) @ W_hh + b_h)


@exercise("gru-5", "函数 `mgu_step(X, H, W_xf, W_hf, b_f, W_xh, W_hh, b_h)`，返回新隐状态")
def minimal_gated_unit(answer: object) -> str:
    """与公式比较，并检查门取极端值时的样子。"""
    generator = torch.Generator().manual_seed(0)
    sizes = ((2, 3), (2, 4), (3, 4), (4, 4), (4,), (3, 4), (4, 4), (4,))
    X, H, *weights = (torch.randn(*size, generator=generator, dtype=torch.float64) for size in sizes)
    closed = [w.clone() for w in weights]
    closed[2] -= 1e3  # 门处处为 0
    kept = expect_tensor(call(answer, X, H, *closed), tuple(H.shape))
    if not torch.allclose(kept, H):
        opened = [w.clone() for w in weights]
        opened[2] += 1e3
        if torch.allclose(expect_tensor(call(answer, X, H, *opened), tuple(H.shape)), H):
            raise WrongAnswerError("门为 1 时状态原样保留，反了：这里的门乘的是候选隐状态。")
        raise WrongAnswerError("门处处为 0 时，新隐状态应当等于旧隐状态。")
    value = call(answer, X, H, *weights)
    expect_close(
        value, _minimal(X, H, weights), "门为 0 时对了，一般情形不对：候选隐状态里的旧隐状态也要先乘门。"
    )
    return "参数比 GRU 少三分之一。门为 1 时，候选隐状态里仍有旧隐状态，所以它不能一步清空。"
