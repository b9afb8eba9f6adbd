"""第 0 章的交互图：骰子的困惑度。"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

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
