"""第 6 章的插图：束宽为 2 的束搜索怎样在例子里走出比贪心更好的一条。"""

from __future__ import annotations

from svg import Canvas

COLUMNS = (
    (("甲", "0.5", 1), ("乙", "0.25", 1), ("丙", "0.2", 0)),
    (("甲乙", "0.2", 1), ("甲丙", "0.15", 1), ("甲甲", "0.1", 0)),
    (("甲乙丙", "0.08", 1), ("甲丙乙", "0.09", 2), ("甲乙甲", "0.05", 0)),
    (("甲乙丙 <eos>", "0.048", 1), ("甲丙乙 <eos>", "0.054", 2)),
)  # 每格：部分序列、概率、剪掉（0）或留下（1）或赢家（2）
PARENTS = ((None,) * 3, (0, 0, 0), (0, 1, 0), (0, 1))
LEFTS, WIDTHS = (96, 236, 396, 572), (84, 94, 104, 138)


def _node(c: Canvas, step: int, row: int) -> None:
    """画一格，以及从上一步连过来的线。"""
    label, value, kept = COLUMNS[step][row]
    x, y, w = LEFTS[step], 56 + 92 * row, WIDTHS[step]
    hue, ink = ("line", "blue", "green")[kept], ("muted", "ink", "green")[kept]
    fill, width = ("panel", 2.0) if kept else ("bg", 1.2)
    c.rect(x, y, w, 58, fill=fill, stroke=hue, stroke_width=width)
    c.text(x + w / 2, y + 24, label, 15, fill=ink).text(x + w / 2, y + 46, value, 14, fill=ink)
    parent = PARENTS[step][row]
    start = (72, 149) if parent is None else (LEFTS[step - 1] + WIDTHS[step - 1], 85 + 92 * parent)
    c.line(start, (x, y + 29), stroke=hue, arrow=True, dash=None if kept else "5 4")


def beam_tree() -> Canvas:
    """四步的搜索树：实线留下，虚线剪掉，绿色是最后的赢家。"""
    desc = "每一步留下概率最大的两个部分序列，其余剪掉；最后 0.054 胜过贪心的 0.048。"
    c = Canvas(740, 330, "束宽为 2 的束搜索", desc)
    c.rect(12, 132, 60, 34, fill="bg").text(42, 154, "<bos>", 14)
    for step, column in enumerate(COLUMNS):
        c.text(LEFTS[step] + WIDTHS[step] / 2, 30, f"第 {step + 1} 步", 14, fill="muted")
        for row in range(len(column)):
            _node(c, step, row)
    return c.text(370, 320, "虚线：排在前两名之外，剪掉", 14, fill="muted")
