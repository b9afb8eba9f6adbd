"""第 1 章的交互图：一个 GRU 单元，与训练好的字符 GRU。"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from matplotlib.figure import Figure
from torch import nn
from torch.nn import functional as F

from utils.interactive.character import EXAMPLES, SHOWN, check_examples, unit_picture
from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_language_model
from utils.text import Vocab

STEPS = 12  # 画几步


def unit_step(r: float, z: float, x: float, h: float) -> float:
    """只有一个隐藏单元、循环权重是 1 的 GRU 走一步，返回新隐状态。

    参数：`r`、`z` 为重置门与更新门；`x` 为输入的贡献；`h` 为旧隐状态。
    """
    return z * h + (1 - z) * math.tanh(x + r * h)


def gru_unit(r: float = 1.0, z: float = 0.7, h: float = -0.8, x: float = 1.0) -> InteractiveFigure:
    """一个 GRU 单元：拖动两个门、旧隐状态与输入，看新隐状态落在哪里。

    参数：`r`、`z` 为重置门与更新门，在 0 与 1 之间；`h` 为旧隐状态，在 −1 与 1 之间；`x` 为输入的贡献，
    在 −2 与 2 之间。
    异常：`ValueError`，数超出范围。
    """
    for name, value, low, high in (("r", r, 0, 1), ("z", z, 0, 1), ("h", h, -1, 1), ("x", x, -2, 2)):
        if not low <= value <= high:
            raise ValueError(f"{name} 要在 {low} 与 {high} 之间，得到的是 {value}。")
    path = [h]
    for _ in range(STEPS):
        path.append(unit_step(r, z, x, path[-1]))

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        ax.plot(path, "o-")
        ax.set(xlabel="时间步（门与输入不变）", ylabel="隐状态", ylim=(-1.05, 1.05))

    alt = f"一个 GRU 单元：重置门 {r:g}，更新门 {z:g}，隐状态从 {h:g} 逐步走到 {path[-1]:.2f}"
    return InteractiveFigure("gru-unit", {"r": r, "z": z, "h": h, "x": x}, draw_picture(paint), alt)


@torch.no_grad()
def update_gates(layer: nn.GRU, X: torch.Tensor) -> torch.Tensor:
    """逐步的更新门。

    参数：`layer` 为一层 `nn.GRU`；`X` 形状 `(num_steps, input_size)`。返回：形状 `(num_steps, num_hiddens)`。
    """
    size = layer.hidden_size
    H = F.pad(layer(X[None])[0][0], (0, 0, 1, 0))[:-1]  # 每一步之前的隐状态
    ours = F.linear(X, layer.weight_ih_l0, layer.bias_ih_l0)
    theirs = F.linear(H, layer.weight_hh_l0, layer.bias_hh_l0)
    return torch.sigmoid((ours + theirs)[:, size : 2 * size])


def gru_lab(model: nn.Module, vocab: Vocab, examples: Sequence[str] = EXAMPLES) -> InteractiveFigure:
    """训练好的字符 GRU：输入文字，看每个字符处的门、状态与预测；固定一个门，看续写怎样变。

    参数：`model` 为 `utils.models.LanguageModel`，循环层是一层 `nn.GRU`；`vocab` 为它的字符词表；
    `examples` 为例句，第一句是一开始显示的。
    异常：`ValueError`，循环层不是一层 `nn.GRU`，或例句太长。
    """
    texts = check_examples(model, "gru", examples)
    ids = torch.tensor(vocab.encode_known(texts[0]))
    X = F.one_hot(ids, len(vocab)).to(model.rnn.weight_ih_l0.dtype)
    alt = f"字符 GRU 读“{texts[0]}”时，变化最大的 {SHOWN} 个单元的更新门"
    spec = {"model": pack_language_model(model, vocab.tokens), "text": texts[0], "examples": texts}
    return InteractiveFigure(
        "gru-lab", spec, unit_picture(update_gates(model.rnn, X), texts[0], "更新门"), alt
    )
