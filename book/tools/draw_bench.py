"""结果页的图：由基准测试的结果画出来。"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from bench_summary import RIVALS, Ratio, quality_ratio, read_bench, text_networks, utilisation
from svg import Canvas, color

WIDTH, LEFT, RIGHT = 720, 150, 30


def _rows(
    canvas: Canvas, rows: Sequence[tuple[str, list[tuple[Ratio, str]]]], x: Callable[[float], float], top: int
) -> int:
    """横向的点与须：每行一个名字，几个比值各占一条；返回下一行的高度。"""
    for name, values in rows:
        middle = top + 9 * len(values)
        canvas.text(LEFT - 12, middle + 5, name, size=14, anchor="end")
        for value, stroke in values:
            top += 18
            y = top - 9
            canvas.line((x(value.low), y), (x(value.high), y), stroke=stroke, width=3)
            canvas.add("circle", cx=x(value.median), cy=y, r=5, fill=color(stroke))
        top += 10
    return top


def _scale(limits: tuple[float, float]) -> Callable[[float], float]:
    """横轴上的数换成像素。"""
    low, high = limits
    return lambda value: round(LEFT + (value - low) * (WIDTH - LEFT - RIGHT) / (high - low), 1)


def _axis(canvas: Canvas, ticks: Sequence[str], x: Callable[[float], float], label: str) -> float:
    """竖的网格线、刻度与横轴的名字；返回网格线的下端。"""
    bottom = canvas.size[1] - 46
    for tick in ticks:
        place = x(float(tick))
        canvas.line((place, 20), (place, bottom), stroke="line", width=0.8)
        canvas.text(place, bottom + 18, tick, size=13, fill="muted")
    canvas.text(x((float(ticks[0]) + float(ticks[-1])) / 2), bottom + 38, label, size=13)
    return bottom


def bench_quality() -> Canvas:
    """训练到同样的困惑度，d2l 的用时是本书的几倍。"""
    bench = read_bench()["quality"]
    lines = [(threads, stroke) for threads, stroke in (("1", "blue"), ("2", "orange")) if threads in bench]
    rows = [(name, [(quality_ratio(bench[t], name), stroke) for t, stroke in lines]) for name in RIVALS]
    limit = 5 * math.ceil(max(value.high for _, values in rows for value, _ in values) / 5)
    desc = "；".join(f"{name} {values[0][0].median:.1f} 倍" for name, values in rows)
    height = 76 + sum(18 * len(values) + 10 for _, values in rows)
    canvas, x = Canvas(WIDTH, height, "训练到困惑度 1.1，d2l 的用时是本书的几倍", desc), _scale((0, limit))
    label = "d2l 的用时 ÷ 本书的用时（点是中位数，线是三个种子的范围）"
    bottom = _axis(canvas, [str(tick) for tick in range(0, limit + 1, 5)], x, label)
    canvas.line((x(8), 20), (x(8), bottom), stroke="green", width=1.6, dash="5 4")
    canvas.text(x(8), 15, "8 倍", size=13, fill="green")
    for number, (threads, stroke) in enumerate(lines):
        canvas.text(LEFT - 12 - 76 * number, 15, f"{threads} 个线程", size=13, anchor="end", fill=stroke)
    _rows(canvas, rows, x, 24)
    return canvas


_STYLES = {
    "GRU 手写反向": ("blue", None),
    "GRU 简洁": ("blue", "5 4"),
    "LSTM 手写反向": ("orange", None),
    "LSTM 简洁": ("orange", "5 4"),
}
_AXES = {"num_hiddens": "隐藏单元数", "batch_size": "批量", "num_steps": "时间步数"}


def bench_scaling() -> Canvas:
    """速度占同样形状的矩阵乘法的几成，随规模怎样变。"""
    bench = read_bench()
    desc = "横轴是隐藏单元数、批量与时间步数，纵轴是训练时循环权重的浮点运算速度除以同样形状的矩阵乘法的速度"
    canvas = Canvas(750, 300, "速度占矩阵乘法的几成", desc)
    curves = {axis: utilisation(bench, axis) for axis in _AXES}
    highest = max(rate for lines in curves.values() for points in lines.values() for _, rate in points)
    for number, (axis, label) in enumerate(_AXES.items()):
        _panel(canvas, 56 + number * 234, curves[axis], label, 0.5 * math.ceil(2 * highest))
    for number, (name, (stroke, dash)) in enumerate(_STYLES.items()):
        left = 60 + number * 172
        canvas.line((left, 284), (left + 28, 284), stroke=stroke, width=2.2, dash=dash)
        canvas.text(left + 36, 289, name, size=13, anchor="start")
    return canvas


def _panel(canvas: Canvas, left: int, curves: dict[str, list], label: str, limit: float) -> None:
    """一个小图：横轴是对数刻度，纵轴从 0 到 `limit`。"""
    width, top, bottom = 172, 20, 220
    sizes = [size for size, _ in next(iter(curves.values()))]
    low, high = math.log(sizes[0]), math.log(sizes[-1])

    def place(size: float, rate: float) -> tuple[float, float]:
        x = left + width * (math.log(size) - low) / (high - low)
        return round(x, 1), round(bottom - (bottom - top) * rate / limit, 1)

    for step in range(round(2 * limit) + 1):
        y = place(sizes[0], step / 2)[1]
        canvas.line((left, y), (left + width, y), stroke="line", width=0.8)
        canvas.text(left - 6, y + 4, f"{50 * step}%", size=13, anchor="end", fill="muted")
    for size in (sizes[0], sizes[len(sizes) // 2], sizes[-1]):
        canvas.text(place(size, 0)[0], bottom + 18, f"{size}", size=13, fill="muted")
    for name, points in curves.items():
        stroke, dash = _STYLES[name]
        canvas.line(*(place(*point) for point in points), stroke=stroke, width=2.2, dash=dash)
    canvas.text(left + width / 2, bottom + 38, label, size=13)


def bench_text() -> Canvas:
    """参数相近的几种网络在留出文字上的比特每字符。"""
    networks = text_networks(read_bench())
    rows = [(name, [(Ratio.of(row["bits"]), "blue")]) for name, row in networks.items()]
    values = [bit for row in networks.values() for bit in row["bits"]]
    low, high = math.floor(min(values) * 10), math.ceil(max(values) * 10)
    desc = "；".join(f"{name} {values[0][0].median:.2f}" for name, values in rows)
    canvas = Canvas(WIDTH, 76 + 28 * len(rows), "留出部分的比特每字符", desc)
    x = _scale((low / 10, high / 10))
    label = "比特每字符，越低越好（点是中位数，线是三个种子的范围）"
    _axis(canvas, [f"{tick / 10:.1f}" for tick in range(low, high + 1)], x, label)
    _rows(canvas, rows, x, 24)
    return canvas
