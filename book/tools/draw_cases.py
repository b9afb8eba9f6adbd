"""第 1 章的其余插图：动机、门的极端情形、重置门的两种位置。"""

from __future__ import annotations

from svg import Canvas


def _extreme(c: Canvas, x: int, title: str, gates: str, active: tuple[bool, bool, bool]) -> None:
    """一种极端情形；`active` 依次是旧隐状态进候选、输入进候选、复制旧隐状态是否起作用。"""
    uses_state, uses_input, copies = active
    c.rect(x, 12, 224, 236, fill="bg")
    c.text(x + 112, 38, gates, 16, weight="bold").text(x + 112, 236, title, 15)
    paths = [
        (copies, "green", ((x + 62, 80), (x + 172, 80))),
        (uses_state, "blue", ((x + 42, 96), (x + 42, 130), (x + 78, 130))),
        (uses_input, "blue", ((x + 62, 190), (x + 96, 190), (x + 96, 151))),
        (uses_input, "blue", ((x + 144, 130), (x + 190, 130), (x + 190, 96))),
    ]
    for on, stroke, points in paths:
        c.opacity = 1.0 if on else 0.22
        c.line(*points, stroke=stroke if on else "muted", width=2.6 if on else 1.6, arrow=True)
    c.opacity = 1.0 if uses_input else 0.22
    c.layer(x + 79, 110, "tanh", stroke="orange")
    c.opacity = 1.0 if uses_state or copies else 0.3
    c.text(x + 38, 85, "H_{t-1}", 17)
    c.opacity = 1.0 if uses_input else 0.3
    c.text(x + 40, 195, "X_{t}", 17)
    c.opacity = 1.0
    c.text(x + 192, 85, "H_{t}", 17)


def gru_extremes() -> Canvas:
    """门取极端值的三种情形。"""
    c = Canvas(
        720,
        260,
        "门取极端值的三种情形",
        "重置门 1、更新门 0 是朴素循环网络；两门都为 0 只看输入；更新门 1 是复制。",
    )
    _extreme(c, 12, "朴素循环网络", "R = 1，Z = 0", (True, True, False))
    _extreme(c, 248, "只看当前输入的全连接层", "R = 0，Z = 0", (False, True, False))
    _extreme(c, 484, "原样复制", "Z = 1，R 任意", (False, False, True))
    return c


def _convention(c: Canvas, x: int, title: str, formula: str, steps: tuple[str, str]) -> None:
    """重置门的一种位置；`steps` 是旧隐状态依次经过的两步。"""
    c.rect(x, 12, 342, 240, fill="bg").text(x + 171, 40, title, 16, weight="bold")
    c.text(x + 171, 68, formula, 15, fill="muted")
    c.text(x + 30, 121, "H_{t-1}", 17).text(x + 30, 211, "X_{t}", 17).text(x + 322, 211, "H\u0303_{t}", 17)
    for left, label in ((x + 70, steps[0]), (x + 196, steps[1])):
        stroke = "orange" if label.startswith("⊙") else "blue"
        c.rect(left, 98, 104, 36, stroke=stroke, stroke_width=2)
        c.text(left + 52, 121, label, 14, fill=stroke)
    c.rect(x + 70, 188, 104, 36, stroke="blue", stroke_width=2)
    c.text(x + 122, 211, "× W_{xh} ＋ b_{h}", 14, fill="blue")
    for y in (116, 206):
        c.line((x + 50, y), (x + 69, y), arrow=True)
    c.line((x + 174, 116), (x + 195, 116), arrow=True)
    c.line((x + 248, 134), (x + 248, 161), (x + 205, 161), (x + 205, 192), arrow=True)
    c.line((x + 174, 206), (x + 191, 206), arrow=True).op(x + 205, 206, "+")
    c.line((x + 218, 206), (x + 235, 206), arrow=True)
    c.rect(x + 236, 188, 48, 36, stroke="ink").text(x + 260, 211, "tanh", 14)
    c.line((x + 284, 206), (x + 304, 206), arrow=True)


def reset_before_after() -> Canvas:
    """重置门的两种位置。"""
    c = Canvas(
        720,
        264,
        "重置门的两种位置",
        "左：旧隐状态先乘重置门再做矩阵乘法。右：先做矩阵乘法加偏置，再乘重置门。",
    )
    product, biased, gate = "× W_{hh}", "× W_{hh} ＋ b_{hh}", "⊙ R_{t}"
    _convention(c, 12, "之前：论文", "（R_{t} ⊙ H_{t-1}）W_{hh}", (gate, product))
    after = "R_{t} ⊙（H_{t-1} W_{hh} ＋ b_{hh}）"
    _convention(c, 366, "之后：nn.GRU", after, (biased, gate))
    return c


def _center(i: int) -> int:
    """字符带第 `i` 格中线的横坐标。"""
    return 108 + 38 * i


def _requirement(c: Canvas, y: int, name: str, letters: str, marked: dict[int, str], note: str) -> None:
    """一条字符带；`marked` 为各格的边框颜色，灰色的格子画成虚线、字也变灰。"""
    c.text(44, y + 22, name, 17, weight="bold").text(598, y + 22, note, 14, "start", "muted")
    for i, letter in enumerate(letters):
        stroke = marked.get(i, "line")
        skipped = {"stroke_dasharray": "4 3"} if stroke == "muted" else {}
        width = 2.6 if stroke == "orange" else 1.2
        c.rect(_center(i) - 16, y, 32, 32, stroke=stroke, radius=4, stroke_width=width, **skipped)
        c.text(_center(i), y + 22, letter, 17, fill="muted" if skipped else "ink")


def _bridge(c: Canvas, start: int, end: int, y: int, stroke: str) -> None:
    """从第 `start` 格上方跨到第 `end` 格的箭头；`y` 是格子的上沿。"""
    left, right = _center(start), _center(end)
    c.line((left, y - 3), (left, y - 16), (right, y - 16), (right, y - 3), stroke=stroke, width=2, arrow=True)


def motivation() -> Canvas:
    """三种记忆要求。"""
    c = Canvas(
        720,
        262,
        "三种记忆要求",
        "记住：第一个符号决定最后一个。跳过：中间的标记不改变意思。清空：两段之间状态作废。",
    )
    tags = dict.fromkeys((2, 3, 4, 8, 9, 10, 11), "muted")
    _requirement(c, 34, "记住", "(abcdefghijk)", {0: "orange", 12: "orange"}, "左括号要配右括号")
    _requirement(c, 116, "跳过", "a␣<b>cat</b>.", tags, "标记不是内容")
    _requirement(c, 198, "清空", "the␣end¶a␣new", {7: "orange"}, "另起一段")
    _bridge(c, 0, 12, 34, "orange")
    _bridge(c, 1, 5, 116, "blue")
    _bridge(c, 7, 12, 116, "blue")
    c.line((393, 190), (393, 240), stroke="orange", width=2, dash="4 3")
    return c.text(393, 258, "旧状态到此作废", 14, fill="orange")
