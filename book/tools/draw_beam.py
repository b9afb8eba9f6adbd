"""第 6 章的插图：束宽为 2 的束搜索怎样在例子里走出比贪心更好的一条。"""

from __future__ import annotations

from svg import Canvas


def beam_tree() -> Canvas:
    """四步的搜索树：实线留下，虚线剪掉，绿色是最后的赢家。"""
    c = Canvas(
        740,
        330,
        "束宽为 2 的束搜索",
        "每一步留下概率最大的两个部分序列，其余剪掉；最后 0.054 胜过贪心的 0.048。",
    )
    columns = (
        (("甲", "0.5", 1), ("乙", "0.25", 1), ("丙", "0.2", 0)),
        (("甲乙", "0.2", 1), ("甲丙", "0.15", 1), ("甲甲", "0.1", 0)),
        (("甲乙丙", "0.08", 1), ("甲丙乙", "0.09", 2), ("甲乙甲", "0.05", 0)),
        (("甲乙丙 <eos>", "0.048", 1), ("甲丙乙 <eos>", "0.054", 2)),
    )
    parents = ((None,) * 3, (0, 0, 0), (0, 1, 0), (0, 1))
    lefts, widths = (96, 236, 396, 572), (84, 94, 104, 138)
    c.rect(12, 132, 60, 34, fill="bg").text(42, 154, "<bos>", 14)
    for step, column in enumerate(columns):
        c.text(lefts[step] + widths[step] / 2, 30, f"第 {step + 1} 步", 14, fill="muted")
        for row, (label, value, kept) in enumerate(column):
            x, y, w = lefts[step], 56 + 92 * row, widths[step]
            hue = ("line", "blue", "green")[kept]
            c.rect(
                x,
                y,
                w,
                58,
                fill="bg" if not kept else "panel",
                stroke=hue,
                stroke_width=1.2 + 0.8 * bool(kept),
            )
            ink = "muted" if not kept else ("ink" if kept == 1 else "green")
            c.text(x + w / 2, y + 24, label, 15, fill=ink).text(x + w / 2, y + 46, value, 14, fill=ink)
            parent = parents[step][row]
            start = (72, 149) if parent is None else (lefts[step - 1] + widths[step - 1], 85 + 92 * parent)
            c.line(
                start, (x, y + 29), stroke=hue if kept else "line", arrow=True, dash=None if kept else "5 4"
            )
    return c.text(370, 320, "虚线：排在前两名之外，剪掉", 14, fill="muted")
