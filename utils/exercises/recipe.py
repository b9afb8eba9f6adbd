"""附录（训练配方）练习的检查。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils.exercises.core import WrongAnswerError, call, exercise, expect_close, expect_number, expect_tensor

LR, DECAY, STEPS = 0.1, 0.3, 4


def _adamw(p: Tensor, gradients: list[Tensor], corrected: bool = True, coupled: bool = False) -> Tensor:
    """走几步 AdamW；可以不校正滑动平均，或者把权重衰减加进梯度（即 Adam 的做法）。"""
    m, v = torch.zeros_like(p), torch.zeros_like(p)
    for t, gradient in enumerate(gradients, 1):
        g = gradient + DECAY * p if coupled else gradient
        p = p if coupled else p * (1 - LR * DECAY)
        m, v = 0.9 * m + 0.1 * g, 0.95 * v + 0.05 * g.square()
        scale = (1 - 0.9**t, 1 - 0.95**t) if corrected else (1, 1)
        p = p - LR * (m / scale[0]) / ((v / scale[1]).sqrt() + 1e-8)
    return p


def _walk(answer: object, p: Tensor, gradients: list[Tensor]) -> Tensor:
    """用读者的函数走几步。"""
    m, v = torch.zeros_like(p), torch.zeros_like(p)
    for t, g in enumerate(gradients, 1):
        result = call(answer, p, g, m, v, t, LR, DECAY)
        if not isinstance(result, tuple | list) or len(result) != 3:
            raise WrongAnswerError("要返回三个张量 `(p, m, v)`。")
        p, m, v = (expect_tensor(part, tuple(g.shape)) for part in result)
    return p.detach()


@exercise("recipe-2", "函数 `adamw_step(p, g, m, v, t, lr, decay)`，返回 `(p, m, v)`")
def adamw(answer: object) -> str:
    """与 torch.optim.AdamW 走同样的几步。"""
    draw = torch.Generator().manual_seed(0)
    start, *gradients = (torch.randn(5, generator=draw, dtype=torch.float64) for _ in range(STEPS + 1))
    parameter = nn.Parameter(start.clone())
    optimizer = torch.optim.AdamW([parameter], lr=LR, betas=(0.9, 0.95), eps=1e-8, weight_decay=DECAY)
    for g in gradients:
        parameter.grad = g.clone()
        optimizer.step()
    found = _walk(answer, start, gradients)
    if torch.allclose(found, _adamw(start, gradients, corrected=False)):
        raise WrongAnswerError("两个滑动平均没有校正：从零开始，头几步偏小，要除以 1 减系数的 t 次方。")
    if torch.allclose(found, _adamw(start, gradients, coupled=True)):
        raise WrongAnswerError("权重衰减加进了梯度，这是 Adam；AdamW 直接缩小参数。")
    reason = f"走 {STEPS} 步之后与 torch.optim.AdamW 不同，看看滑动平均的系数与权重衰减。"
    expect_close(found, parameter.detach(), reason)
    return "与 torch.optim.AdamW 一致。"


def _schedule(total: int, peak: float) -> list[float]:
    """torch 的单周期学习率，从头到尾。"""
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak, total_steps=total, pct_start=0.2, cycle_momentum=False
    )
    values = []
    for _ in range(total):
        values.append(schedule.get_last_lr()[0])
        optimizer.step()
        if len(values) < total:
            schedule.step()
    return values


@exercise("recipe-3", "函数 `one_cycle_lr(step, total, peak)`，返回一个数")
def one_cycle(answer: object) -> str:
    """与 torch 的 OneCycleLR 逐次比较。"""
    for total, peak in ((50, 0.025), (10, 1.0), (200, 4.0)):
        found = [expect_number(call(answer, step, total, peak)) for step in range(total)]
        wanted = _schedule(total, peak)
        top = max(range(total), key=wanted.__getitem__)
        for step, (mine, theirs) in enumerate(zip(found, wanted, strict=True)):
            if abs(mine - theirs) > 1e-6 * peak:
                part = "上升" if step < top else "下降" if step > top else "峰值"
                raise WrongAnswerError(
                    f"共 {total} 次更新、峰值 {peak} 时，第 {step} 次（{part}处）应为 {theirs:.4g}，"
                    f"得到的是 {mine:.4g}。"
                )
    return "与 torch 的 OneCycleLR 一致。"
