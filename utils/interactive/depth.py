"""第 3 章的交互图：层与时间步的网格，以及多层的字符模型。"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn
from torch.nn import functional as F

from utils.interactive.character import EXAMPLES, LIMIT
from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_language_model
from utils.models import LanguageModel
from utils.text import Vocab, normalize_english


def count_paths(layer: int, step: int, source: int) -> int:
    """从第 `source` 步的输入到第 `layer` 层第 `step` 步有几条路；都从 1 数起，到不了是 0。"""
    right, up = step - source, layer - 1
    return comb(right + up, up) if right >= 0 else 0


def receptive_field(layers: int = 3, steps: int = 7) -> InteractiveFigure:
    """层与时间步的网格：选一个格子，看它依赖哪些格子，从某个输入到它有几条路、多长。

    参数：`layers` 为层数，1 到 5；`steps` 为时间步数，2 到 10。
    异常：`ValueError`，层数或时间步数超出范围。
    """
    if not (1 <= layers <= 5 and 2 <= steps <= 10):
        raise ValueError(f"层数要在 1 与 5 之间，时间步数要在 2 与 10 之间，得到的是 {layers} 与 {steps}。")
    step, source = max(1, steps - 1), 2

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        for l in range(1, layers + 1):
            for t in range(1, steps + 1):
                count = count_paths(l, t, source)
                ax.plot(t, l, "s", markersize=24, color="C0" if count else "#d9e0e7")
                ax.text(t, l, str(count), ha="center", va="center", color="white" if count else "black")
        ax.set(xlabel="时间步", ylabel="层", xlim=(0.5, steps + 0.5), ylim=(0.4, layers + 0.6))
        ax.set_xticks(range(1, steps + 1))
        ax.set_yticks(range(1, layers + 1))

    alt = f"{layers} 层 {steps} 步的网格，每个格子里是从第 {source} 个输入到它的路数，越往右上越多"
    spec = {"layers": layers, "steps": steps, "layer": layers, "step": step, "source": source}
    return InteractiveFigure("receptive-field", spec, draw_picture(paint), alt)


@torch.no_grad()
def layer_states(model: nn.Module, ids: Sequence[int]) -> Tensor:
    """逐步读一段文字，返回各层的隐状态。

    参数：`model` 为 `utils.models.LanguageModel`，循环层是 `torch.nn` 的；`ids` 为编号。
    返回：形状 `(num_steps, num_layers, num_hiddens)`。
    """
    model.eval()
    X, state, rows = F.one_hot(torch.tensor(ids), model.rnn.input_size).float(), None, []
    for x in X:
        _, state = model.rnn(x[None, None], state)
        rows.append((state[0] if isinstance(state, tuple) else state)[:, 0])
    return torch.stack(rows)


def influence(model: nn.Module, vocab: Vocab, text: str, position: int, letter: str) -> Tensor:
    """把一个字符换掉，各层隐状态的相对变化。

    参数：`position` 为第几个字符，从 1 数起；`letter` 为换成的字符。
    返回：形状 `(num_steps, num_layers)`。
    """
    changed = text[: position - 1] + letter + text[position:]
    old, new = (layer_states(model, vocab.encode_known(t)) for t in (text, changed))
    return (new - old).norm(dim=2) / old.norm(dim=2)


def depth_lab(model: LanguageModel, vocab: Vocab, examples: Sequence[str] = EXAMPLES) -> InteractiveFigure:
    """多层的字符模型：看每一层的状态；改一个字符，看影响在各层里走多远。

    参数：`model` 为 `utils.models.LanguageModel`，循环层是两层以上的 `nn.GRU` 或 `nn.LSTM`；
    `vocab` 为字符词表；`examples` 为例句，第一句是一开始显示的。
    异常：`ValueError`，只有一层，或例句太长；`TypeError`，循环层不是 `torch.nn` 的。
    """
    packed = pack_language_model(model, vocab.tokens)
    texts = [normalize_english(text) for text in examples]
    if model.rnn.num_layers < 2 or any(len(text) > LIMIT for text in texts):
        raise ValueError(f"这幅图要两层以上的模型，例句最多 {LIMIT} 个字符。")
    change = influence(model, vocab, texts[0], 1, "z")

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        for l, values in enumerate(change.T, 1):
            ax.plot(range(1, len(values) + 1), values, label=f"第 {l} 层")
        ax.set(xlabel="第几个字符", ylabel="隐状态的相对变化", ylim=(0, None))
        ax.legend()

    alt = f"把“{texts[0]}”的第一个字符换成 z 之后，各层隐状态的相对变化"
    spec = {"model": packed, "text": texts[0], "examples": texts}
    return InteractiveFigure("depth-lab", spec, draw_picture(paint), alt)
