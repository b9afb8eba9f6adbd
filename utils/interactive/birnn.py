"""第 4 章的交互图：多音字的三位读者，与隐马尔可夫模型的前向后向算法。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_tensors
from utils.polyphone import pad_sentences, pinyin
from utils.text import Vocab

LIMIT = 24  # 句子最多几个字
NAMES = ("不带", "带")
Label = tuple[str, str]


@torch.no_grad()
def reading_probabilities(
    model: nn.Module, vocab: Vocab, labels: Sequence[Label], sentence: str, index: int
) -> dict[str, float]:
    """一个模型给句中一个多音字的各个读音的概率。

    参数：`model` 为第 4 章的 `Annotator`；`labels` 为 `(字, 读音)`，次序同输出层；`index` 为该字的位置。
    返回：读音到概率。
    """
    X, lengths = pad_sentences([sentence], vocab)
    p = torch.softmax(model.eval()(X, lengths, torch.tensor([index]))[0], 0).tolist()
    return {reading: value for (c, reading), value in zip(labels, p, strict=True) if c == sentence[index]}


def _paint_readings(figure: Figure, found: Mapping[str, Mapping[str, float]]) -> None:
    """画静态图：各种网络给每个读音的概率。"""
    axes = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
    for ax, (name, values) in zip(axes, found.items(), strict=True):
        ax.bar([pinyin(reading) for reading in values], list(values.values()))
        ax.set(title=name, ylim=(0, 1))
    axes[0].set_ylabel("概率")


def pack_reader(name: str, model: nn.Module) -> dict:
    """打包一位读者，供 `reader.js` 使用；盖住别的字的读音用的 `mask` 由 `labels` 重建，不必打包。

    参数：`name` 为显示的名字；`model` 为第 4 章的 `Annotator`。
    返回：`{"name", "directions", "tensors"}`。
    """
    state = {key: value for key, value in model.state_dict().items() if key != "mask"}
    return {"name": name, "directions": "".join(model.layers), "tensors": pack_tensors(state, "int8")}


def polyphone_lab(
    readers: Mapping[str, nn.Module], vocab: Vocab, labels: Sequence[Label], examples: Sequence[str]
) -> InteractiveFigure:
    """多音字的几位读者：输入句子，看各自注什么音、遮住哪个字影响最大。

    参数：`readers` 为名字到第 4 章的 `Annotator`，例如只读前文、只读后文与双向；`vocab` 为字的词表；
    `labels` 为 `(字, 读音)` 的列表，次序同输出层；`examples` 为例句，第一句是一开始显示的。
    异常：`ValueError`，没有读者或例句，例句太长，或例句里没有认识的多音字。
    """
    characters = {c for c, _ in labels}
    if not readers or not examples:
        raise ValueError("至少要有一位读者和一个例句。")
    for text in examples:
        if len(text) > LIMIT or not characters & set(text):
            raise ValueError(f"例句“{text}”超过 {LIMIT} 个字，或者没有认识的多音字。")
    first = examples[0]
    index = next(i for i, c in enumerate(first) if c in characters)
    found = {name: reading_probabilities(m, vocab, labels, first, index) for name, m in readers.items()}

    spec = {
        "readers": [pack_reader(name, model) for name, model in readers.items()],
        "dictionary": {"tokens": vocab.tokens, "labels": [list(label) for label in labels]},
        "pinyin": {reading: pinyin(reading) for _, reading in labels},
        "examples": list(examples),
    }
    alt = f"“{first}”里的“{first[index]}”：{'、'.join(found)}各自给每个读音的概率"
    return InteractiveFigure(
        "polyphone-lab", spec, draw_picture(lambda f: _paint_readings(f, found), (6.4, 2.4)), alt
    )


def rain_probabilities(pi: Tensor, A: Tensor, B: Tensor, observed: Sequence[int]) -> tuple[Tensor, Tensor]:
    """前向后向算法：逐日下雨的概率，只看前文的与前后都看的。

    参数：`pi` 形状 `(2,)`，`A` 形状 `(2, 2)`，`B` 形状 `(2, 2)`，都是概率；`observed` 为逐日的记录，0 或 1。
    返回：两个张量，形状都是 `(days,)`。
    """
    alpha = [pi * B[:, observed[0]]]
    for x in observed[1:]:
        alpha.append(alpha[-1] @ A * B[:, x])
    beta = [torch.ones_like(pi)]
    for x in reversed(observed[1:]):
        beta.insert(0, A @ (B[:, x] * beta[0]))
    past, both = torch.stack(alpha), torch.stack(alpha) * torch.stack(beta)
    return past[:, 1] / past.sum(1), both[:, 1] / both.sum(1)


def trellis(
    first: float = 0.5,
    stay: float = 0.9,
    dry: float = 0.2,
    wet: float = 0.8,
    observed: Sequence[int] = (0, 1, 0, 0),
) -> InteractiveFigure:
    """晴雨与带伞：改概率与记录，看前向后向算法逐日的结果，并与列出全部序列的办法核对。

    参数：`first` 为第一天下雨的概率；`stay` 为天气与前一天相同的概率；`dry`、`wet` 为晴天、雨天带伞的概率；
    `observed` 为逐日的记录，0 是不带、1 是带，2 到 8 天。
    异常：`ValueError`，概率不在 0.01 与 0.99 之间，或记录不对。
    """
    if not all(0.01 <= p <= 0.99 for p in (first, stay, dry, wet)):
        raise ValueError("四个概率都要在 0.01 与 0.99 之间。")
    if not 2 <= len(observed) <= 8 or not set(observed) <= {0, 1}:
        raise ValueError(f"记录应有 2 到 8 天，每天是 0 或 1，得到的是 {list(observed)}。")
    pi, A = torch.tensor([1 - first, first]), torch.tensor([[stay, 1 - stay], [1 - stay, stay]])
    past, both = rain_probabilities(pi, A, torch.tensor([[1 - dry, dry], [1 - wet, wet]]), observed)

    def paint(figure: Figure) -> None:
        ax, days = figure.subplots(), range(1, len(observed) + 1)
        ax.plot(days, past, "o--", color="C1", label="只看前文")
        ax.plot(days, both, "o-", color="C0", label="前后都看")
        ax.set_xticks(days, [f"第 {d} 天\n{NAMES[x]}" for d, x in zip(days, observed, strict=True)])
        ax.set(ylabel="下雨的概率", ylim=(0, 1))
        ax.legend()

    spec = {"first": first, "stay": stay, "dry": dry, "wet": wet, "observed": list(observed)}
    alt = "逐日下雨的概率：只看前文与前后都看的两条线，看过后文之后有的日子会改判"
    return InteractiveFigure("trellis", spec, draw_picture(paint), alt)
