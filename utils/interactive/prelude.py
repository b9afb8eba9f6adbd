"""第 0 章的交互图：切分小批量，骰子的困惑度。"""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.figure import Figure

from utils.data import SequentialLoader
from utils.interactive.element import InteractiveFigure, draw_picture

FACES = 6


def die_perplexity(truth: float, belief: np.ndarray) -> np.ndarray:
    """灌过铅的骰子：一点的概率是 `truth`，模型以为是 `belief`，两边其余各面都平分剩下的。

    参数：`truth` 在 0 与 1 之间；`belief` 是任意形状的概率，同样在 0 与 1 之间。
    返回：困惑度，形状与 `belief` 相同。
    """
    rest = (1 - belief) / (FACES - 1)
    return np.exp(-truth * np.log(belief) - (1 - truth) * np.log(rest))


def _paint(figure: Figure, truth: float, belief: float) -> None:
    """画静态图。"""
    ax, q = figure.subplots(), np.linspace(0.01, 0.99, 99)
    ax.plot(q, die_perplexity(truth, q))
    ax.plot(belief, die_perplexity(truth, np.array(belief)), "o", color="C1")
    ax.set(xlabel="模型预测一点的概率", ylabel="困惑度", ylim=(1, 20))


def perplexity_die(truth: float = 0.5, belief: float = 1 / FACES) -> InteractiveFigure:
    """一枚灌过铅的骰子与一个猜它的模型：拖动两个概率，看困惑度怎样变。

    参数：`truth` 为骰子掷出一点的概率；`belief` 为模型预测一点的概率。
    异常：`ValueError`，概率不在 0.01 与 0.99 之间。
    """
    for name, value in (("truth", truth), ("belief", belief)):
        if not 0.01 <= value <= 0.99:
            raise ValueError(f"{name} 要在 0.01 与 0.99 之间，得到的是 {value}。")
    alt = f"骰子掷出一点的概率是 {truth:.2f}，困惑度随模型的预测变化，预测与它相等时最低"
    spec = {"faces": FACES, "truth": truth, "belief": belief}
    return InteractiveFigure("perplexity-die", spec, draw_picture(lambda f: _paint(f, truth, belief)), alt)


def partition_lab(
    text: str = "the time traveller looked at the clock and said nothing",
    batch_size: int = 2,
    num_steps: int = 5,
) -> InteractiveFigure:
    """把一段文字切成小批量：顺序分区与随机采样，批量大小、时间步数与偏移可以改。

    参数：`text` 为要切分的文字，12 到 80 个字符；`batch_size` 为批量大小，1 到 4；
    `num_steps` 为时间步数，2 到 8。
    异常：`ValueError`，参数超出范围；`utils.data.BatchError`，文字不够一个小批量。
    """
    if not (12 <= len(text) <= 80 and 1 <= batch_size <= 4 and 2 <= num_steps <= 8):
        raise ValueError("文字要 12 到 80 个字符，批量大小 1 到 4，时间步数 2 到 8。")
    batches = [X.tolist() for X, _ in SequentialLoader(torch.arange(len(text)), batch_size, num_steps)]

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        for number, rows in enumerate(batches):
            for row, ids in enumerate(rows):
                ax.barh(row, num_steps, left=ids[0], color=f"C{number % 6}", edgecolor="white")
                letters = "".join(text[i] for i in ids).replace(" ", "␣")
                ax.text(ids[0] + num_steps / 2, row, letters, ha="center", va="center", color="white")
        ax.set(xlabel="第几个字符（从 0 数起）", xlim=(0, len(text)))
        ax.set_yticks(range(batch_size), [f"第 {row + 1} 行" for row in range(batch_size)])
        ax.invert_yaxis()

    alt = f"{len(text)} 个字符按顺序分区切成 {len(batches)} 个小批量，每个 {batch_size} 行、{num_steps} 步"
    spec = {"text": text, "batch_size": batch_size, "num_steps": num_steps}
    return InteractiveFigure("partition-lab", spec, draw_picture(paint, (7.6, 1.6)), alt)
