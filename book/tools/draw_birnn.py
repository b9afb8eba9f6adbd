"""第 4 章的插图：双向网络沿时间展开；双向语言模型怎样看到答案。"""

from __future__ import annotations

from svg import Canvas


def birnn_unrolled() -> Canvas:
    """两个方向各一行，每一步拼接。"""
    c = Canvas(
        700, 380, "双向循环神经网络沿时间展开", "一行从左往右传，一行从右往左传，每一步拼接后交给输出层。"
    )
    for column in range(4):
        x = 130 + 140 * column
        c.rect(x, 328, 80, 34, fill="bg").text(x + 40, 350, f"X_{{{column + 1}}}", 16)
        c.rect(x, 238, 80, 40, stroke="blue", stroke_width=1.8).text(x + 40, 263, "前向", 14, fill="blue")
        c.rect(x, 152, 80, 40, stroke="orange", stroke_width=1.8).text(x + 40, 177, "后向", 14, fill="orange")
        c.line((x + 28, 328), (x + 28, 279), arrow=True)
        c.line((x + 28, 304), (x - 16, 304), (x - 16, 215), (x + 28, 215), (x + 28, 193), arrow=True)
        c.dot(x + 28, 304)
        c.rect(x + 6, 80, 68, 32, fill="bg", stroke="purple").text(x + 40, 101, "拼接", 14, fill="purple")
        c.line((x + 40, 152), (x + 40, 113), stroke="orange", arrow=True)
        c.line(
            (x + 58, 238), (x + 58, 215), (x + 96, 215), (x + 96, 96), (x + 75, 96), stroke="blue", arrow=True
        )
        c.line((x + 40, 80), (x + 40, 55), arrow=True)
        c.rect(x, 20, 80, 34, fill="bg").text(x + 40, 42, "输出层", 14)
        if column < 3:
            c.line((x + 81, 258), (x + 139, 258), stroke="blue", arrow=True)
            c.line((x + 139, 172), (x + 81, 172), stroke="orange", arrow=True)
    c.line((92, 258), (129, 258), stroke="blue", arrow=True)
    c.line((668, 172), (631, 172), stroke="orange", arrow=True)
    return c


def birnn_leak() -> Canvas:
    """答案从后向的隐状态漏进输出。"""
    c = Canvas(700, 330, "双向语言模型看到了答案", "要预测的字符正是后向刚读过的输入，沿箭头传到输出。")
    for column, letter in enumerate("tim"):
        x = 160 + 180 * column
        c.rect(x, 272, 84, 40, fill="bg").text(x + 42, 298, f"读 {letter}", 16)
        c.rect(x, 190, 84, 40, stroke="orange", stroke_width=1.8).text(x + 42, 215, "后向", 14, fill="orange")
        c.line((x + 42, 272), (x + 42, 231), arrow=True)
        if column < 2:
            c.line((x + 179, 210), (x + 85, 210), stroke="orange", arrow=True)
    c.line((642, 210), (605, 210), stroke="orange", arrow=True)
    c.rect(340, 100, 84, 40, stroke="green", stroke_width=1.8).text(382, 125, "输出层", 14, fill="green")
    c.line((382, 190), (382, 141), arrow=True).line((382, 100), (382, 62), arrow=True)
    c.text(382, 48, "该预测 m", 16, fill="green")
    c.line((562, 268), (562, 250), (600, 250), stroke="purple", dash="5 4")
    c.text(606, 255, "答案在这里", 14, "start", "purple")
    c.line((560, 186), (560, 164), (400, 164), (400, 144), stroke="purple", dash="5 4", arrow=True)
    return c.text(560, 156, "答案沿这条路漏进来", 14, "middle", "purple")
