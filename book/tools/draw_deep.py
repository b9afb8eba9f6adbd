"""第 3 章的插图：三层网络沿时间展开；随机失活与残差连接的位置。"""

from __future__ import annotations

from svg import Canvas

_LAYERS = ("blue", "green", "orange")


def deep_unrolled() -> Canvas:
    """三层四步的网格。"""
    c = Canvas(
        700, 370, "深度循环神经网络沿时间展开", "每个结点接收下一层同一步的隐状态，和同一层上一步的隐状态。"
    )
    for column in range(4):
        x = 130 + 140 * column
        time = ("t-2", "t-1", "t", "t+1")[column]
        c.rect(x, 320, 76, 34, fill="bg").text(x + 38, 342, f"X_{{{time}}}", 16)
        for layer, stroke in enumerate(_LAYERS):
            y = 246 - 74 * layer
            c.rect(x, y, 76, 40, stroke=stroke, stroke_width=1.8)
            c.text(x + 38, y + 26, f"H_{{{time}}}", 16, fill=stroke)
            c.line((x + 38, y + 74), (x + 38, y + 41), arrow=True)
            end = x + 139 if column < 3 else x + 110
            c.line((x + 77, y + 20), (end, y + 20), stroke=stroke, arrow=True)
            if column == 0:
                c.line((x - 34, y + 20), (x - 1, y + 20), stroke=stroke, arrow=True)
                c.text(78, y + 25, f"第 {layer + 1} 层", 14, "end", stroke)
        c.line((x + 38, 98), (x + 38, 61), arrow=True)
        c.rect(x, 26, 76, 34, fill="bg").text(x + 38, 48, "输出层", 14)
    return c.text(78, 342, "输入", 14, "end")


def deep_between() -> Canvas:
    """两层之间的随机失活与残差连接。"""
    c = Canvas(
        700, 360, "随机失活与残差连接的位置", "随机失活在第一层到第二层的箭头上；残差从第二层的输入绕到输出。"
    )
    for column, time in enumerate(("t-1", "t")):
        x = 150 + 250 * column
        c.rect(x, 312, 90, 34, fill="bg").text(x + 45, 334, f"X_{{{time}}}", 16)
        c.rect(x, 240, 90, 40, stroke="blue", stroke_width=1.8).text(x + 45, 266, "第 1 层", 14, fill="blue")
        c.line((x + 45, 312), (x + 45, 281), arrow=True)
        c.rect(x - 8, 174, 106, 32, fill="bg", stroke="orange", stroke_dasharray="5 4")
        c.text(x + 45, 195, "随机失活", 14, fill="orange").line((x + 45, 240), (x + 45, 207), arrow=True)
        c.rect(x, 96, 90, 40, stroke="green", stroke_width=1.8)
        c.text(x + 45, 122, "第 2 层", 14, fill="green").line((x + 45, 174), (x + 45, 137), arrow=True)
        c.line((x + 45, 96), (x + 45, 66), arrow=True).op(x + 45, 52, "+", "purple")
        c.line((x + 45, 38), (x + 45, 14), arrow=True)
        c.line((x + 45, 156), (x + 124, 156), (x + 124, 52), (x + 59, 52), stroke="purple", arrow=True)
        c.dot(x + 45, 156, "purple")
        for y, stroke in ((260, "blue"), (116, "green")):
            c.line((x - 60, y), (x - 1, y), stroke=stroke, arrow=True)
            if column:
                c.line((x + 91, y), (x + 160, y), stroke=stroke, arrow=True)
            else:
                c.line((x + 91, y), (x + 190, y), stroke=stroke)
    c.text(290, 45, "残差连接", 14, "start", "purple")
    return c.text(315, 285, "时间方向没有随机失活", 14, fill="muted")
