"""第 1 章的结构图：GRU 分三步画成，三幅共用一个布局。"""

from __future__ import annotations

from svg import Canvas

_LEGEND = "σ、tanh：带激活函数的全连接层　⊙：按元素乘积　＋：相加　1−：用 1 去减　●：复制"


def _gates(c: Canvas) -> None:
    """第一步：更新门与重置门。"""
    c.line((62, 60), (70, 60), (70, 260), (306, 260))
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
    c.text(490, 158, "H\u0303_{t}", 16, "start", "orange")


def _state(c: Canvas) -> None:
    """第三步：新旧两份的凸组合。"""
    c.line((192, 170), (192, 98), (540, 98), (540, 74), stroke="blue", arrow=True).dot(540, 98, "blue")
    c.line((540, 98), (600, 98), (600, 127), stroke="blue", arrow=True)
    c.line((482, 170), (482, 140), (587, 140), stroke="orange", arrow=True)
    c.line((613, 140), (640, 140), (640, 74), arrow=True)
    c.op(540, 60, "⊙").op(570, 98, "1−", "blue").op(600, 140, "⊙").op(640, 60, "+")


def _highway(c: Canvas, stage: int) -> None:
    """最上面的一条线：从旧隐状态到新隐状态；`stage` 决定画到哪里。"""
    if stage == 3:
        c.line((70, 60), (527, 60), arrow=True).line((553, 60), (627, 60), arrow=True)
        c.line((653, 60), (684, 60), arrow=True).text(703, 65, "H_{t}", 17)
    elif stage == 2:
        c.line((70, 60), (390, 60))
    if stage > 1:
        c.dot(70, 60)
    c.text(40, 65, "H_{t-1}", 17)


def _gru(stage: int, title: str, desc: str) -> Canvas:
    """GRU 的结构图，画到第 `stage` 步。"""
    c = Canvas(720, 362, title, desc)
    _highway(c, stage)
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
