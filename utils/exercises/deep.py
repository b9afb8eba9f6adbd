"""第 3 章练习的检查。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils import parity
from utils.cells import ResetAfterGRUCell
from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_number,
    expect_tensor,
)


def _pair_of_cells(d: int, h: int) -> tuple[list[ResetAfterGRUCell], nn.GRU]:
    """两个单元，参数与一个两层的 nn.GRU 相同。"""
    layer = nn.GRU(d, h, num_layers=2, batch_first=True, dtype=torch.float64)
    found = [ResetAfterGRUCell(size, h).double() for size in (d, h)]
    for index, cell in enumerate(found):
        parity.copy_gru(cell, layer, f"_l{index}")
    return found, layer


def _late(first: ResetAfterGRUCell, second: ResetAfterGRUCell, inputs: Tensor) -> Tensor:
    """常见的错法：第二层读的是第一层上一步的隐状态。"""
    H1 = H2 = inputs.new_zeros(len(inputs), first.num_hiddens)
    outputs = []
    for X in inputs.unbind(1):
        H1, H2 = first(X, H1), second(H1, H2)
        outputs.append(H2)
    return torch.stack(outputs, 1)


@exercise("deep-1", "函数 `two_layers(first, second, inputs)`，返回 `(outputs, state)`")
def two_layers(answer: object) -> str:
    """与两层的 nn.GRU 比较输出与状态。"""
    (first, second), layer = _pair_of_cells(3, 5)
    inputs = torch.randn(2, 6, 3, dtype=torch.float64)
    wanted, state = (part.detach() for part in layer(inputs))
    value = call(answer, first, second, inputs)
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise WrongAnswerError("要返回一对张量 `(outputs, state)`。")
    outputs = expect_tensor(value[0], (2, 6, 5), "outputs").detach().double()
    found = expect_tensor(value[1], (2, 2, 5), "state").detach().double()
    if torch.allclose(outputs, _late(first, second, inputs).detach()):
        raise WrongAnswerError("第二层读的是第一层上一步的隐状态，应当读这一步的。")
    expect_close(outputs, wanted, "outputs 与 `nn.GRU(num_layers=2)` 不同：它是最上面一层每一步的隐状态。")
    if torch.allclose(found.flip(0), state):
        raise WrongAnswerError("state 的两层放反了：第一层在前。")
    expect_close(found, state, "outputs 对了，state 不对：它是两层各自最后一步的隐状态，层在最前。")
    return "输出与状态都和 `nn.GRU(num_layers=2)` 一致。"


def _count(d: int, h: int, num_layers: int) -> int:
    """nn.GRU 的参数个数。"""
    return sum(3 * h * ((h if layer else d) + h + 2) for layer in range(num_layers))


@exercise("deep-2", "函数 `gru_size(d, budget, num_layers)`，返回一个整数")
def matching_size(answer: object) -> str:
    """找出参数个数最接近的隐藏单元数。"""
    for d, budget, num_layers in ((28, 24_064, 1), (28, 24_064, 2), (5, 10_000, 4), (5, 325, 1)):
        h = expect_number(call(answer, d, budget, num_layers))
        if h != int(h) or not 1 <= h <= 300:
            raise WrongAnswerError(f"隐藏单元数应当是 1 到 300 的整数，得到的是 {h:g}。")
        best = min(range(1, 301), key=lambda size: abs(_count(d, size, num_layers) - budget))
        off, least = (abs(_count(d, int(size), num_layers) - budget) for size in (h, best))
        if off > least:
            where = f"d = {d}、budget = {budget}、{num_layers} 层时，"
            wrong = f"取 {h:g} 个，参数有 {_count(d, int(h), num_layers)} 个；取 {best} 个更接近。"
            raise WrongAnswerError(where + wrong + "偏置是两组吗？第二层的输入是几维？")
    return "每组都取到了最接近的一个。"


def _dropped(answer: object, shape: tuple[int, int, int], p: float, seed: int) -> Tensor:
    """全一的输入失活之后的样子。"""
    Y = torch.ones(shape)
    generator = torch.Generator().manual_seed(seed)
    return expect_tensor(call(answer, Y, p, generator), shape)


@exercise("deep-5", "函数 `shared_dropout(Y, p, generator)`，返回同样形状的张量")
def shared_mask(answer: object) -> str:
    """看各时间步、各样本的掩码，以及放大的倍数与置零的比例。"""
    value = _dropped(answer, (64, 7, 50), 0.4, seed=0)
    if not torch.equal(value, value[:, :1].expand_as(value)):
        raise WrongAnswerError("同一个样本的各个时间步，置零的单元应当相同。")
    kept = value[value != 0]
    if len(kept) == value.numel():
        raise WrongAnswerError("一个单元也没有置零。")
    if torch.equal(value, value[:1].expand_as(value)):
        raise WrongAnswerError("各个样本的掩码完全相同，应当各抽各的。")
    if torch.equal(value, value[..., :1].expand_as(value)):
        raise WrongAnswerError("一个样本的单元要么全留、要么全丢，应当每个单元各抽各的。")
    share = (value == 0).float().mean().item()
    if abs(share - 0.4) > 0.05:  # 3200 个单元，标准差约 0.009
        raise WrongAnswerError(f"p = 0.4 时应当约有四成置零，实际是 {share:.2f}。")
    expect_close(kept, torch.full_like(kept, 1 / 0.6), "留下的要除以 1 − p，平均值才不变。")
    if not torch.equal(value, _dropped(answer, (64, 7, 50), 0.4, seed=0)):
        raise WrongAnswerError("同样的生成器得到了不同的结果：抽数时要用给的 `generator`。")
    return "各步共用掩码，各样本各抽各的，平均值不变。"
