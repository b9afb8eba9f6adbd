"""EPUB 的封面：书名，与一个沿时间展开的循环网络。只用 Matplotlib 与随书附带的字体画成。"""

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyArrowPatch

SIZE, DPI = (6.0, 9.0), 200  # 英寸与分辨率：1200 × 1800 像素
PAPER, INK, MUTED = "#12344d", "#ffffff", "#b9cbd9"
LAYERS = ("#56b4e9", "#009e73", "#e69f00")
STEPS = 4


def draw_network(ax):
    """三层、四步的网格：往上传是一步之内，往右传是下一个时间步。"""
    for layer, colour in enumerate(LAYERS):
        for step in range(STEPS):
            x, y = 0.85 + 1.3 * step, 1.6 + 1.15 * layer
            ax.add_patch(Circle((x, y), 0.27, color=colour))
            draw_arrow(ax, (x + 0.33, y), (x + 0.95, y), colour)
            draw_arrow(ax, (x, y - 0.88), (x, y - 0.33), MUTED)
            if layer == len(LAYERS) - 1:
                draw_arrow(ax, (x, y + 0.33), (x, y + 0.88), MUTED)


def draw_arrow(ax, start, end, colour):
    """一根箭头。"""
    style = {"arrowstyle": "-|>", "mutation_scale": 11, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, color=colour, **style))


def draw_cover(path, font):
    """画封面，写成 PNG；同样的输入总得到同样的字节。

    参数：path 写到哪里；font 字体文件。
    """
    words = FontProperties(fname=str(font))
    with mpl.rc_context({"figure.facecolor": PAPER}):
        figure = Figure(figsize=SIZE)
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
        ax.axis("off")
        draw_network(ax)
        for y, text, size, colour in (
            (7.75, "现代循环神经网络", 37, INK),
            (7.0, "可执行的中文教材", 17, MUTED),
            (6.45, "GRU · LSTM · 深度 · 双向 · 序列到序列 · 束搜索", 11, MUTED),
            (0.35, "正文 CC BY 4.0 · 代码 MIT · 数据 CC0", 9, MUTED),
        ):
            ax.text(SIZE[0] / 2, y, text, size=size, color=colour, ha="center", fontproperties=words)
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
