"""第 5 章的插图：编码器—解码器沿时间展开；三种喂法；错误博物馆里的上下文。"""

from __future__ import annotations

from svg import Canvas


def _encoder(c: Canvas) -> None:
    """编码器：读三个词元，两个方向。"""
    for i, word in enumerate(("i'm", "hungry", "<eos>")):
        x = 20 + 92 * i
        c.rect(x, 270, 74, 34, fill="bg").text(x + 37, 292, word, 14)
        c.rect(x, 186, 74, 40, stroke="blue", stroke_width=1.8).text(x + 37, 211, "编码", 14, fill="blue")
        c.line((x + 37, 270), (x + 37, 227), arrow=True)
        if i < 2:
            c.line((x + 75, 200), (x + 91, 200), stroke="blue", arrow=True)
            c.line((x + 91, 214), (x + 75, 214), stroke="blue", arrow=True)


def _decoder(c: Canvas) -> None:
    """解码器：写四个字，每一步都读上一个字与上下文变量。"""
    words = ("<bos>", "我", "很", "饿", "<eos>")
    for i in range(4):
        x = 412 + 82 * i
        c.rect(x, 270, 62, 34, fill="bg").text(x + 31, 292, words[i], 14)
        c.rect(x, 176, 62, 40, stroke="orange", stroke_width=1.8).text(x + 31, 201, "解码", 14, fill="orange")
        c.line((x + 22, 270), (x + 22, 217), arrow=True)
        c.line((x + 46, 244), (x + 46, 217), stroke="purple", arrow=True)
        c.line((x + 31, 176), (x + 31, 131), arrow=True)
        c.rect(x, 96, 62, 34, fill="bg", stroke="green").text(x + 31, 118, words[i + 1], 14, fill="green")
        if i < 3:
            c.line((x + 63, 190), (x + 81, 190), stroke="orange", arrow=True)


def seq2seq_unrolled() -> Canvas:
    """编码器读三个词元，解码器写四个字，每一步都看到上下文变量。"""
    desc = "编码器读完源句得到上下文变量；解码器每一步读上一个字与上下文变量。"
    c = Canvas(740, 330, "编码器—解码器沿时间展开", desc)
    _encoder(c)
    c.rect(316, 186, 60, 40, stroke="purple", stroke_width=2.2)
    c.text(346, 212, "c", 18, fill="purple", weight="bold")
    c.line((279, 206), (315, 206), stroke="purple", arrow=True)
    c.text(346, 172, "上下文变量", 14, fill="purple")
    c.line((376, 200), (402, 200), (402, 244), (718, 244), stroke="purple")
    _decoder(c)
    c.line((376, 190), (411, 190), stroke="orange", arrow=True)
    c.text(150, 70, "读：整句读完", 16).text(560, 70, "写：一个字一个字", 16)
    return c.text(560, 322, "训练时喂正确译文，错开一位", 14, fill="muted")


def seq2seq_feeding() -> Canvas:
    """强制教学、自由运行与计划采样，各把什么喂给下一步。"""
    c = Canvas(
        700, 250, "三种喂法", "强制教学喂正确的上一个词元，自由运行喂自己的预测，计划采样按概率二选一。"
    )
    rows = (
        ("强制教学", "总是喂正确的那个", "green"),
        ("自由运行", "总是喂自己猜的那个", "orange"),
        ("计划采样", "掷硬币决定喂哪个，越往后越多喂自己猜的", "purple"),
    )
    for i, (name, rule, hue) in enumerate(rows):
        y = 24 + 76 * i
        c.rect(20, y, 120, 48, stroke=hue, stroke_width=1.8).text(80, y + 30, name, 16, fill=hue)
        c.rect(200, y - 6, 104, 28, fill="bg").text(252, y + 14, "正确：很", 14)
        c.rect(200, y + 28, 104, 28, fill="bg").text(252, y + 48, "猜的：不", 14)
        c.rect(400, y + 4, 84, 40, stroke="orange").text(442, y + 30, "解码", 14, fill="orange")
        if i != 1:
            c.line((304, y + 8), (400, y + 20), stroke=hue, arrow=True, dash="5 4" if i == 2 else None)
        if i != 0:
            c.line((304, y + 42), (400, y + 30), stroke=hue, arrow=True, dash="5 4" if i == 2 else None)
        lines = (rule,) if len(rule) < 12 else ("掷硬币决定喂哪个，", "越往后越多喂自己猜的")
        for j, line in enumerate(lines):
            c.text(500, y + 30 - 10 * (len(lines) - 1) + 20 * j, line, 14, "start")
    return c
