"""第 0 章与首页的插图：展开的循环网络、两种切分、分离与全书地图。"""

from __future__ import annotations

from svg import Canvas

_STRIP = "the time traveller stepped"
_TINTS = ("blue", "orange", "green")


def rnn_unrolled() -> Canvas:
    """沿时间展开的字符语言模型。"""
    c = Canvas(
        640,
        270,
        "沿时间展开的循环网络",
        "每一步读一个字符，更新隐状态，并预测下一个字符；各步共用同一组参数。",
    )
    c.text(46, 139, "H_{0}", 17)
    for i, (letter, target) in enumerate(zip("time", "ime ", strict=True)):
        x = 140 + 130 * i
        c.rect(x - 36, 112, 72, 44, fill="panel", stroke="blue", stroke_width=1.8)
        c.text(x, 139, f"H_{{{i + 1}}}", 17, fill="blue")
        c.line((x - 36 - (36 if i == 0 else 58), 134), (x - 38, 134), arrow=True)
        c.cell(x - 14, 206, letter, size=28).cell(x - 14, 30, target, stroke="orange", size=28)
        c.line((x, 206), (x, 158), arrow=True).line((x, 112), (x, 60), arrow=True)
    c.line((566, 134), (604, 134), arrow=True)
    c.text(46, 226, "输入", 15, fill="muted").text(46, 50, "目标", 15, fill="orange")
    return c.text(320, 260, "每一步用的是同一组参数；目标比输入晚一个字符", 14, fill="muted")


def _strip(c: Canvas, y: int, tint: dict[int, str]) -> None:
    """原文的一条字符带；`tint` 为各格的边框颜色。"""
    for i, letter in enumerate(_STRIP):
        c.cell(34 + 25 * i, y, letter, stroke=tint.get(i, "line"), fill="panel" if i in tint else "bg")


def partition_sequential() -> Canvas:
    """顺序分区。"""
    c = Canvas(720, 262, "顺序分区", "去掉开头的偏移，其余等分成两行；每个小批量从两行取相接的四步。")
    c.text(34, 24, "原文（开头随机错开 1 个字符，等分成两行；数字是小批量）", 14, "start", "muted")
    _strip(c, 36, {i: _TINTS[(i - 1) % 12 // 4] for i in range(1, 25)})
    c.text(46, 78, "偏移", 13, fill="muted").text(672, 78, "只当目标", 13, fill="muted")
    for group in range(6):
        c.text(107 + 100 * group, 78, str(group % 3 + 1), 14, fill=_TINTS[group % 3], weight="bold")
    c.line((358.5, 33), (358.5, 84), stroke="ink", dash="4 3")
    for row in range(2):
        c.text(120, 143 + 46 * row, f"第 {row + 1} 行", 15, "end")
        for step in range(12):
            batch = step // 4
            c.cell(
                140 + 32 * step + 24 * batch,
                126 + 46 * row,
                _STRIP[1 + 12 * row + step],
                stroke=_TINTS[batch],
            )
        for batch in range(2):
            x = 140 + 32 * (4 * batch + 4) + 24 * batch
            c.line((x - 6, 138 + 46 * row), (x + 20, 138 + 46 * row), arrow=True)
    for batch in range(3):
        c.text(140 + 152 * batch + 60, 114, f"小批量 {batch + 1}", 14, fill=_TINTS[batch], weight="bold")
    return c.text(360, 240, "同一行从左到右首尾相接，隐状态可以接着用", 14, fill="muted")


def partition_random() -> Canvas:
    """随机采样。"""
    c = Canvas(
        720, 262, "随机采样", "先切成互不重叠的片段，打乱次序，再每两段凑成一个小批量；同一行前后不相接。"
    )
    c.text(34, 24, "原文（切成六个片段 a 到 f）", 14, "start", "muted")
    order = ((3, 0), (5, 2), (1, 4))
    tint = {piece: _TINTS[batch] for batch, pieces in enumerate(order) for piece in pieces}
    _strip(c, 36, {i: tint[(i - 1) // 4] for i in range(1, 25)})
    for piece in range(6):
        c.text(34 + 25 * (4 * piece + 1) + 49, 78, "abcdef"[piece], 15, fill=tint[piece], weight="bold")
    for batch, pieces in enumerate(order):
        c.text(140 + 170 * batch + 60, 114, f"小批量 {batch + 1}", 14, fill=_TINTS[batch], weight="bold")
        for row, piece in enumerate(pieces):
            for step in range(4):
                letter = _STRIP[1 + 4 * piece + step]
                c.cell(140 + 170 * batch + 30 * step, 126 + 46 * row, letter, stroke=_TINTS[batch])
            c.text(128 + 170 * batch, 143 + 46 * row, "abcdef"[piece], 15, "end", _TINTS[batch], "bold")
    return c.text(360, 240, "每段恰好用一次，同一行前后不相接，隐状态每次清零", 14, fill="muted")


def detach() -> Canvas:
    """在两个小批量之间分离隐状态。"""
    c = Canvas(
        680, 220, "分离隐状态", "隐状态的数值从前一个小批量传到后一个；梯度往回走，到两个小批量的边界为止。"
    )
    for x, name in ((20, "小批量 1"), (370, "小批量 2")):
        c.rect(x, 20, 290, 150, fill="bg").text(x + 145, 46, name, 15, weight="bold")
        for i in range(3):
            c.rect(x + 26 + 90 * i, 70, 56, 38, stroke="blue", stroke_width=1.8)
            c.text(x + 54 + 90 * i, 95, f"H_{{{i + 1 if x < 100 else i + 4}}}", 16, fill="blue")
        for i in range(2):
            c.line((x + 82 + 90 * i, 84), (x + 115 + 90 * i, 84), stroke="blue", arrow=True)
            c.line((x + 116 + 90 * i, 99), (x + 83 + 90 * i, 99), stroke="orange", dash="5 3", arrow=True)
    c.line((282, 84), (395, 84), stroke="blue", width=2.4, arrow=True)
    c.line((395, 99), (349, 99), stroke="orange", dash="5 3", arrow=True)
    c.line((340, 14), (340, 93), dash="3 4").line((340, 138), (340, 176), dash="3 4").scissors(340, 103)
    c.text(170, 150, "实线：数值往前传", 14, fill="blue").text(
        515, 150, "虚线：梯度往回传", 14, fill="orange"
    )
    return c.text(340, 204, "分离：数值照传，梯度到边界为止", 14, fill="muted")


def book_map() -> Canvas:
    """全书地图。"""
    c = Canvas(
        700,
        260,
        "全书地图",
        "依次是：预备、GRU、LSTM、深度、双向、序列到序列、束搜索，每章在前一章上加一样东西。",
    )
    chapters = (
        ("0 预备", "语料与训练循环", "ink"),
        ("1 GRU", "两个门", "blue"),
        ("2 LSTM", "三个门与记忆元", "blue"),
        ("3 深度", "叠起几层", "green"),
        ("4 双向", "两头一起读", "green"),
        ("5 序列到序列", "编码与解码", "orange"),
        ("6 束搜索", "找更好的译文", "orange"),
    )
    for i, (name, note, stroke) in enumerate(chapters):
        x, y = (20 + 172 * i, 24) if i < 4 else (106 + 172 * (i - 4), 156)
        c.rect(x, y, 144, 80, stroke=stroke, stroke_width=2)
        c.text(x + 72, y + 34, name, 17, fill=stroke, weight="bold").text(x + 72, y + 61, note, 15)
        if i not in (3, 6):
            c.line((x + 145, y + 40), (x + 170, y + 40), arrow=True)
    return c.line((608, 105), (608, 130), (178, 130), (178, 154), arrow=True)
