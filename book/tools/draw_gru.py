"""第 1 章的插图：GRU 的结构、极端情形、两种写法与动机。"""

from __future__ import annotations

from svg import Canvas

_LEGEND = "σ、tanh：带激活函数的全连接层　⊙：按元素乘积　＋：相加　1−：用 1 去减"


def _gates(c: Canvas) -> None:
    """第一步：更新门与重置门。"""
    c.line((70, 60), (70, 260), (306, 260)).dot(70, 60)
    c.line((60, 305), (338, 305)).text(34, 310, "X_{t}", 17)
    for x, name, symbol in ((160, "更新门", "Z_{t}"), (290, "重置门", "R_{t}")):
        c.line((x + 16, 260), (x + 16, 211), arrow=True).line((x + 48, 305), (x + 48, 211), arrow=True)
        c.dot(x + 16, 260).dot(x + 48, 305)
        c.layer(x, 170, "σ").text(x - 8, 195, name, 14, "end")
        c.text(x + 24, 152, symbol, 16, "end", "blue")


def _candidate(c: Canvas) -> None:
    """第二步：候选隐状态。"""
    c.line((322, 170), (322, 130), (377, 130), stroke="blue", arrow=True)
    c.line((390, 60), (390, 116), arrow=True).dot(390, 60)
    c.line((390, 143), (390, 235), (466, 235), (466, 211), arrow=True).op(390, 130, "⊙")
    c.line((338, 305), (498, 305), (498, 211), arrow=True)
    c.layer(450, 170, "tanh", stroke="orange").text(522, 195, "候选隐状态", 14, "start")
    c.text(488, 164, "H\u0303_{t}", 16, "start", "orange")


def _state(c: Canvas) -> None:
    """第三步：新旧两份的凸组合。"""
    c.line((192, 170), (192, 98), (540, 98), (540, 74), stroke="blue", arrow=True).dot(540, 98, "blue")
    c.line((540, 98), (600, 98), (600, 127), stroke="blue", arrow=True)
    c.line((482, 170), (482, 140), (587, 140), stroke="orange", arrow=True)
    c.line((613, 140), (640, 140), (640, 74), arrow=True)
    c.op(540, 60, "⊙").op(570, 98, "1−", "blue").op(600, 140, "⊙").op(640, 60, "+")


def _highway(c: Canvas, full: bool) -> None:
    """最上面的一条线：从旧隐状态到新隐状态。"""
    if full:
        c.line((75, 60), (527, 60), arrow=True).line((553, 60), (627, 60), arrow=True)
        c.line((653, 60), (684, 60), arrow=True).text(703, 65, "H_{t}", 17)
    else:
        c.line((75, 60), (390, 60))
    c.text(40, 65, "H_{t-1}", 17)


def _gru(stage: int, title: str, desc: str) -> Canvas:
    """GRU 的结构图，画到第 `stage` 步。"""
    c = Canvas(720, 362, title, desc)
    _highway(c, stage == 3)
    for step in (_gates, _candidate, _state)[:stage]:
        step(c)
    if stage == 1:
        for x, name in ((192, "blue"), (322, "blue")):
            c.line((x, 170), (x, 120), stroke=name, arrow=True)
    if stage == 2:
        c.line((192, 170), (192, 120), stroke="blue", arrow=True)
        c.line((482, 170), (482, 120), stroke="orange", arrow=True)
    return c.text(360, 345, _LEGEND, 13, fill="muted")


def gru_gates() -> Canvas:
    """第一步。"""
    return _gru(
        1, "GRU 的两个门", "输入与上一步的隐状态分别经过两个带 sigmoid 的全连接层，得到更新门与重置门。"
    )


def gru_candidate() -> Canvas:
    """第二步。"""
    return _gru(
        2, "GRU 的候选隐状态", "上一步的隐状态先与重置门按元素相乘，再与输入一起经过带 tanh 的全连接层。"
    )


def gru_cell() -> Canvas:
    """第三步。"""
    return _gru(3, "完整的 GRU", "更新门乘旧隐状态，1 减更新门乘候选隐状态，两者相加得到新的隐状态。")


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
    _extreme(c, 248, "只看输入的多层感知机", "R = 0，Z = 0", (False, True, False))
    _extreme(c, 484, "原样复制", "Z = 1", (False, False, True))
    return c


def reset_before_after() -> Canvas:
    """重置门的两种位置。"""
    c = Canvas(
        720,
        250,
        "重置门的两种位置",
        "左：旧隐状态先乘重置门再做矩阵乘法。右：先做矩阵乘法加偏置，再乘重置门。",
    )
    for x, title, first, second in (
        (12, "之前：原始论文", "⊙ R_{t}", "× W_{hh}"),
        (366, "之后：nn.GRU", "× W_{hh} ＋ b_{hh}", "⊙ R_{t}"),
    ):
        c.rect(x, 12, 342, 226, fill="bg").text(x + 171, 40, title, 16, weight="bold")
        c.text(x + 34, 101, "H_{t-1}", 17).text(x + 34, 191, "X_{t}", 17)
        for left, label in ((x + 62, first), (x + 184, second)):
            gate = label.startswith("⊙")
            c.rect(left, 78, 106, 36, stroke="orange" if gate else "blue", stroke_width=2)
            c.text(left + 53, 101, label, 14, fill="orange" if gate else "blue")
        c.line((x + 52, 96), (x + 61, 96), arrow=True).line((x + 169, 96), (x + 183, 96), arrow=True)
        c.rect(x + 66, 168, 100, 36, stroke="blue", stroke_width=2).text(
            x + 116, 191, "× W_{xh}", 15, fill="blue"
        )
        c.line((x + 50, 186), (x + 65, 186), arrow=True).line((x + 167, 186), (x + 221, 186), arrow=True)
        c.line((x + 234, 115), (x + 234, 172), arrow=True).op(x + 234, 186, "+")
        c.line((x + 247, 186), (x + 262, 186), arrow=True)
        c.rect(x + 263, 168, 44, 36, stroke="ink").text(x + 285, 191, "tanh", 14)
        c.line((x + 307, 186), (x + 322, 186), arrow=True).text(x + 331, 172, "H\u0303_{t}", 15)
    return c


def motivation() -> Canvas:
    """三种记忆要求。"""
    c = Canvas(
        720,
        262,
        "三种记忆要求",
        "记住：第一个符号决定最后一个。跳过：中间的标记不改变意思。清空：两段之间状态作废。",
    )
    strips = (
        ("记住", "（ a b c d e f g h i j k ）", {0: "orange", 12: "orange"}),
        ("跳过", "w o < b > r d < / b > s ·", {i: "muted" for i in (2, 3, 4, 7, 8, 9, 10)}),
        ("清空", "t h e e n d ¶ a n e w d a", {6: "orange"}),
    )
    for row, (name, letters, marked) in enumerate(strips):
        y = 34 + 82 * row
        c.text(44, y + 22, name, 17, weight="bold")
        for i, letter in enumerate(letters.split()):
            stroke = marked.get(i, "line")
            c.opacity = 0.45 if stroke == "muted" else 1.0
            c.rect(92 + 38 * i, y, 32, 32, stroke=stroke, radius=4, stroke_width=2.6 if i in marked else 1.2)
            c.text(108 + 38 * i, y + 22, letter, 17)
        c.opacity = 1.0
        if row == 0:
            c.line(
                (108, y - 2), (108, y - 16), (564, y - 16), (564, y - 3), stroke="orange", width=2, arrow=True
            )
        if row == 1:
            for start, end in ((165, 281), (355, 509)):
                c.line(
                    (start - 7, y - 3),
                    (start - 7, y - 14),
                    (end + 3, y - 14),
                    (end + 3, y - 3),
                    stroke="blue",
                    width=2,
                    arrow=True,
                )
        if row == 2:
            c.line((336, y + 36), (336, y + 56), stroke="orange", width=2, dash="4 3")
            c.text(346, y + 56, "旧状态到此作废", 14, "start", "orange")
    for y, note in ((56, "左括号要配右括号"), (138, "标记不是内容")):
        c.text(598, y, note, 14, "start", "muted")
    return c.text(598, 220, "另起一段", 14, "start", "muted")
