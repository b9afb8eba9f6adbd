"""对拍：在书里的循环单元与 `nn.GRU`、`nn.LSTM` 之间搬运参数、比较梯度。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils.cells import LSTMCell, ResetAfterGRUCell

_KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_ORDER = "ifco"  # nn.LSTM 四块的次序：输入门、遗忘门、候选记忆元、输出门


def _blocks(tensors: list[Tensor]) -> dict[str, Tensor]:
    """把竖着拼接的权重与偏置拆成四块并转置，键与 `LSTMCell` 的参数同名。"""
    named = zip(("W_x", "W_h", "b_"), tensors, strict=True)
    return {
        kind + name: block.T if block.dim() > 1 else block
        for kind, tensor in named
        for name, block in zip(_ORDER, tensor.chunk(4), strict=True)
    }


@torch.no_grad()
def copy_lstm(cell: LSTMCell, layer: nn.LSTM, suffix: str) -> None:
    """把 `nn.LSTM` 的一层、一个方向搬进 `cell`；两个偏置相加。

    参数：`suffix` 为参数名的后缀，例如 `_l0`、`_l1`、`_l0_reverse`。
    """
    W_x, W_h, b_x, b_h = (getattr(layer, kind + suffix) for kind in _KINDS)
    for name, value in _blocks([W_x, W_h, b_x + b_h]).items():
        getattr(cell, name).copy_(value)


def gradient_gaps(cell: LSTMCell, layer: nn.LSTM, suffix: str) -> dict[str, float]:
    """反向传播之后，两边同一组参数的梯度最多差多少。

    参数：同 `copy_lstm`。返回：参数名到最大的绝对差，共 12 项；两个偏置的梯度相同，只比一个。
    """
    expected = _blocks([getattr(layer, kind + suffix).grad for kind in _KINDS[:3]])
    return {name: (getattr(cell, name).grad - value).abs().max().item() for name, value in expected.items()}


@torch.no_grad()
def copy_gru(cell: ResetAfterGRUCell, layer: nn.GRU, suffix: str) -> None:
    """把 `nn.GRU` 的一层、一个方向搬进 `cell`；参数同 `copy_lstm`。

    重置门与更新门的两个偏置相加，候选隐状态的两个偏置各在各的位置。
    """
    W_x, W_h, b_x, b_h = (getattr(layer, kind + suffix).chunk(3) for kind in _KINDS)
    for i, name in enumerate("rzh"):  # 重置门、更新门、候选隐状态
        getattr(cell, f"W_x{name}").copy_(W_x[i].T)
        getattr(cell, f"W_h{name}").copy_(W_h[i].T)
        getattr(cell, f"b_{name}").copy_(b_x[i] if name == "h" else b_x[i] + b_h[i])
    cell.b_hh.copy_(b_h[2])
