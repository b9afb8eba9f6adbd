"""第 2 章的交互图：训练好的字符 LSTM，与训练之前的梯度。"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn
from torch.nn import functional as F

from utils.interactive.character import EXAMPLES, SHOWN, check_examples, unit_picture
from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_language_model, pack_tensors
from utils.text import Vocab

BLOCKS = {"rnn": 1, "gru": 3, "lstm": 4}
CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}


@torch.no_grad()
def forget_gates(layer: nn.LSTM, X: Tensor) -> Tensor:
    """逐步的遗忘门。

    参数：`layer` 为一层 `nn.LSTM`；`X` 形状 `(num_steps, input_size)`。
    返回：形状 `(num_steps, num_hiddens)`。
    """
    size = layer.hidden_size
    H = F.pad(layer(X[None])[0][0], (0, 0, 1, 0))[:-1]  # 每一步之前的隐状态
    ours = F.linear(X, layer.weight_ih_l0, layer.bias_ih_l0)
    theirs = F.linear(H, layer.weight_hh_l0, layer.bias_hh_l0)
    return torch.sigmoid((ours + theirs)[:, size : 2 * size])


def lstm_lab(model: nn.Module, vocab: Vocab, examples: Sequence[str] = EXAMPLES) -> InteractiveFigure:
    """训练好的字符 LSTM：输入文字，看每个字符处的门与记忆元，跟踪一个单元；固定一个门，看续写怎样变。

    参数：`model` 为 `utils.models.LanguageModel`，循环层是一层 `nn.LSTM`；`vocab` 为它的字符词表；
    `examples` 为例句，第一句是一开始显示的。
    异常：`ValueError`，循环层不是一层 `nn.LSTM`，或例句太长。
    """
    texts = check_examples(model, "lstm", examples)
    ids = torch.tensor(vocab.encode_known(texts[0]))
    X = F.one_hot(ids, len(vocab)).to(model.rnn.weight_ih_l0.dtype)
    alt = f"字符 LSTM 读“{texts[0]}”时，变化最大的 {SHOWN} 个单元的遗忘门"
    spec = {"model": pack_language_model(model, vocab.tokens), "text": texts[0], "examples": texts}
    return InteractiveFigure(
        "lstm-lab", spec, unit_picture(forget_gates(model.rnn, X), texts[0], "遗忘门"), alt
    )


def standard_weights(vocab_size: int, num_hiddens: int, seed: int = 0) -> dict[str, dict[str, Tensor]]:
    """三种网络的标准正态权重，布局同 `torch.nn`；用时再乘以标准差。

    返回：`{"rnn" | "gru" | "lstm": {"w_ih", "w_hh"}}`，形状 `(blocks * num_hiddens, vocab_size)` 与
    `(blocks * num_hiddens, num_hiddens)`。
    """
    generator = torch.Generator().manual_seed(seed)
    return {
        kind: {
            "w_ih": torch.randn(blocks * num_hiddens, vocab_size, generator=generator).half().float(),
            "w_hh": torch.randn(blocks * num_hiddens, num_hiddens, generator=generator).half().float(),
        }
        for kind, blocks in BLOCKS.items()
    }


def flow_of(
    kind: str, weights: dict[str, Tensor], ids: Tensor, direction: Tensor, bias: float = 0.0
) -> Tensor:
    """ln‖∂L/∂H_{T−k}‖，k 从 0 到 T−1，对文字取平均，由 PyTorch 的自动求导算出。

    参数：`kind` 为网络的种类；`weights` 为 `{"w_ih", "w_hh"}`；`ids` 为编号，形状 `(n, T)`；`direction` 形状
    `(num_hiddens,)`，L 是它与最后的隐状态的内积；`bias` 为 LSTM 遗忘门的偏置。
    返回：形状 `(T,)`，双精度。
    """
    size = len(direction)
    cell = CELLS[kind](weights["w_ih"].shape[1], size).double()
    with torch.no_grad():
        cell.weight_ih.copy_(weights["w_ih"])
        cell.weight_hh.copy_(weights["w_hh"])
        cell.bias_ih.zero_()
        cell.bias_hh.zero_()
        if kind == "lstm":
            cell.bias_ih[size : 2 * size] = bias
    state, hiddens = None, []
    for X in F.one_hot(ids, cell.input_size).double().unbind(1):
        state = cell(X, state)
        hiddens.append(state[0] if kind == "lstm" else state)
        hiddens[-1].retain_grad()
    (hiddens[-1] @ direction.double()).sum().backward()
    norms = torch.stack([H.grad.norm(dim=1) for H in hiddens])
    return norms.clamp(min=1e-300).log().mean(1).flip(0)


def _paint_flows(figure: Figure, weights: dict, ids: Tensor, direction: Tensor) -> None:
    """画静态图。"""
    ax = figure.subplots()
    for kind, bias in (("rnn", 0), ("gru", 0), ("lstm", 0), ("lstm", 1)):
        flow = flow_of(kind, weights[kind], ids, direction, bias)
        name = kind.upper() + ("，遗忘门偏置 1" if bias else "")
        ax.plot((flow - flow[0]) / math.log(10), label=name)
    ax.set(xlabel="往回走的步数 k", ylabel="梯度是原来的 10 的几次方", ylim=(-14, 0.5))
    ax.legend()


def gradient_flow(
    ids: Tensor, vocab_size: int, num_hiddens: int = 32, std: float = 0.01
) -> InteractiveFigure:
    """训练之前，梯度往回走多少步还剩多少；遗忘门的偏置与权重的大小可以拖动，曲线在网页里当场重算。

    参数：`ids` 为几段文字的编号，形状 `(n, T)`；`vocab_size` 为词表大小；`num_hiddens` 为隐藏单元数；
    `std` 为一开始的标准差，在 0.01 与 0.5 之间。
    异常：`ValueError`，`ids` 不是两维、步数太少，或 `std` 超出范围。
    """
    if ids.dim() != 2 or ids.shape[1] < 12:
        raise ValueError(f"ids 应有两维，每段至少 12 步，得到的形状是 {tuple(ids.shape)}。")
    if not 0.01 <= std <= 0.5:
        raise ValueError(f"std 要在 0.01 与 0.5 之间，得到的是 {std}。")
    weights = standard_weights(vocab_size, num_hiddens)
    direction = torch.randn(num_hiddens, generator=torch.Generator().manual_seed(1)).half().float()

    alt = "训练之前，RNN、GRU 与 LSTM 的梯度随往回走的步数下降；遗忘门的偏置取 1 时 LSTM 的曲线最平"
    spec = {
        "texts": ids.tolist(),
        "std": std,
        "weights": {kind: pack_tensors(pair) for kind, pair in weights.items()},
        "direction": pack_tensors({"v": direction})["v"],
    }
    scaled = {kind: {name: std * W for name, W in pair.items()} for kind, pair in weights.items()}
    picture = draw_picture(lambda figure: _paint_flows(figure, scaled, ids, direction))
    return InteractiveFigure("gradient-flow", spec, picture, alt)
