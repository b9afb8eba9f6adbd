"""绘图：全书统一的样式，以及几种反复用到的图。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, StrMethodFormatter
from matplotlib_inline.backend_inline import set_matplotlib_formats
from numpy.typing import ArrayLike

from utils.training import History

INK, GRID, PAPER = "#1f2933", "#9aa5b1", "#ffffff"  # 文字与坐标轴、网格线、底色
# 色盲也能分辨的一组颜色（蓝、橙、绿、紫、浅蓝、黄）
COLORS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#56b4e9", "#e69f00")
_FONT_FILE = "RNNBookSans-Regular.otf"


def _register_font() -> str:
    """登记随书附带的中文字体，返回它的字体名。"""
    path = str(resources.files("utils") / "fonts" / _FONT_FILE)
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def book_style() -> dict:
    """全书绘图样式的 `rcParams`：附带的中文字体、统一的配色，以及逐字节可重复的 SVG 输出。

    异常：`FileNotFoundError`，随书附带的字体文件不见了。
    """
    return {
        "font.family": "sans-serif",
        "font.sans-serif": [_register_font(), "DejaVu Sans"],
        "font.size": 10,
        "axes.unicode_minus": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "modern-rnn-book",
        "figure.figsize": (6.0, 3.2),
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "axes.prop_cycle": mpl.cycler(color=COLORS),
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": GRID,
        "grid.alpha": 0.4,
        "legend.frameon": False,
        **{key: INK for key in ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor")},
        **{key: INK for key in ("xtick.color", "ytick.color")},
    }


def use_book_style() -> None:
    """启用全书的绘图样式，图同时存成 SVG 与 PNG。异常同 `book_style`。"""
    mpl.rcParams.update(book_style())
    if get_ipython() is not None:
        set_matplotlib_formats("svg", "png", metadata={"Date": None})


def plot_history(ax: Axes, histories: Mapping[str, History]) -> None:
    """画训练与验证困惑度随轮数的变化：实线是训练，虚线是验证；纵轴取对数。

    参数：`ax` 为坐标系；`histories` 的键是图例里的名字，值是训练记录，可以有一份或几份。
    异常：`ValueError`，一份记录都没有，或者某一份一轮都没有完成。
    """
    if not histories:
        raise ValueError("没有训练记录可画：histories 是空的。")
    for index, (name, history) in enumerate(histories.items()):
        if not history.train_perplexity:
            raise ValueError(f"“{name}”一轮都没有完成，没有曲线可画。")
        epochs = range(1, len(history.train_perplexity) + 1)
        ax.plot(epochs, history.train_perplexity, color=f"C{index}", label=f"{name}：训练")
        ax.plot(epochs, history.valid_perplexity, color=f"C{index}", linestyle="--", label=f"{name}：验证")
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 1.5, 2, 3, 5, 7)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel="轮数", ylabel="困惑度（对数刻度）")
    ax.legend()


def plot_bands(ax: Axes, x: ArrayLike, runs: ArrayLike, label: str) -> None:
    """画几次重复实验的平均值（线）与最小到最大的范围（带）。

    参数：`ax` 为坐标系；`x` 形状 `(points,)`；`runs` 形状 `(seeds, points)`，每行是一个随机种子的
    结果；`label` 为图例里的名字。
    异常：`ValueError`，`runs` 的形状与 `x` 对不上。
    """
    x, runs = np.asarray(x), np.asarray(runs)
    if runs.ndim != 2 or runs.shape[1:] != x.shape or not len(runs):
        raise ValueError(f"runs 应有两维，每行 {len(x)} 个点，得到的形状是 {runs.shape}。")
    (line,) = ax.plot(x, runs.mean(0), label=label)
    ax.fill_between(x, runs.min(0), runs.max(0), color=line.get_color(), alpha=0.2, linewidth=0)


def heatmap(
    ax: Axes,
    values: ArrayLike,
    row_labels: Sequence[str],
    col_labels: Sequence[str],
    label: str,
    limits: tuple[float, float] | None = None,
) -> None:
    """画热图，右侧附色条。

    参数：`ax` 为坐标系；`values` 形状 `(rows, columns)`；`row_labels`、`col_labels` 为各行、各列的
    名字；`label` 为色条的说明；`limits` 为颜色两端对应的值，`None` 表示取数据的最小值与最大值。
    异常：`ValueError`，名字的个数与 `values` 的形状对不上。
    """
    values = np.asarray(values)
    if values.shape != (len(row_labels), len(col_labels)):
        raise ValueError(
            f"values 的形状是 {values.shape}，名字却有 {len(row_labels)} 行、{len(col_labels)} 列。"
        )
    low, high = limits or (None, None)
    image = ax.imshow(values, cmap="cividis", vmin=low, vmax=high, aspect="auto", interpolation="none")
    ax.set_xticks(range(len(col_labels)), col_labels)
    ax.set_yticks(range(len(row_labels)), row_labels)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.figure.colorbar(image, ax=ax, label=label).outline.set_visible(False)
