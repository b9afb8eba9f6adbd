"""第 2 章的插图：账本，以及分三步画的 LSTM 结构图，三幅共用一个布局。"""

from __future__ import annotations

from svg import Canvas

_LEGEND = "σ、tanh：带激活函数的全连接层　⊙：按元素乘积　＋：相加　●：复制"
_GATES = ((130, "遗忘门", "F_{t}"), (250, "输入门", "I_{t}"), (520, "输出门", "O_{t}"))


def _inputs(c: Canvas, x: int, top: int = 0) -> None:
    """一个全连接层的两个输入：旧隐状态与当前输入。"""
    c.line((x + 16, 310 - top), (x + 16, 251 - top), arrow=True).dot(x + 16, 310 - top)
    c.line((x + 48, 350 - top), (x + 48, 251 - top), arrow=True).dot(x + 48, 350 - top)


def _gates(c: Canvas, top: int = 0) -> None:
    """第一步：三个门；`top` 为整体上移的像素数。"""
    c.line((62, 310 - top), (536, 310 - top)).line((62, 350 - top), (568, 350 - top))
    c.text(36, 315 - top, "H_{t-1}", 17).text(36, 355 - top, "X_{t}", 17)
    for x, name, symbol in _GATES:
        _inputs(c, x, top)
        c.layer(x, 210 - top, "σ").text(x - 6, 235 - top, name, 14, "end")
        c.text(x + 40, 197 - top, symbol, 16, "start", "blue")


def _memory(c: Canvas) -> None:
    """第二步：候选记忆元与记忆元。"""
    _inputs(c, 380)
    c.layer(380, 210, "tanh", stroke="orange")
    c.text(374, 226, "候选", 14, "end").text(374, 244, "记忆元", 14, "end")
    c.text(420, 197, "C\u0303_{t}", 16, "start", "orange")
    c.text(36, 65, "C_{t-1}", 17).line((62, 60), (149, 60), arrow=True)
    c.line((162, 210), (162, 74), stroke="blue", arrow=True)
    c.line((282, 210), (282, 140), (398, 140), stroke="blue", arrow=True)
    c.line((412, 210), (412, 154), stroke="orange", arrow=True)
    c.line((412, 127), (412, 74), arrow=True).line((175, 60), (398, 60), arrow=True)
    c.op(162, 60, "⊙").op(412, 140, "⊙").op(412, 60, "+")
    c.line((425, 60), (684, 60), arrow=True).text(703, 65, "C_{t}", 17)


def _hidden(c: Canvas) -> None:
    """第三步：新的隐状态。"""
    c.line((640, 60), (640, 98), arrow=True).dot(640, 60)
    c.rect(614, 99, 52, 28, fill="bg", stroke="ink").text(640, 118, "tanh", 14)
    c.line((640, 127), (640, 166), arrow=True)
    c.line((552, 210), (552, 180), (626, 180), stroke="blue", arrow=True).op(640, 180, "⊙")
    c.line((653, 180), (684, 180), arrow=True).text(703, 185, "H_{t}", 17)


def _lstm(title: str, desc: str) -> Canvas:
    """第二、三步共有的部分。"""
    c = Canvas(720, 402, title, desc)
    _gates(c)
    _memory(c)
    return c.text(360, 386, _LEGEND, 13, fill="muted")


def lstm_gates() -> Canvas:
    """第一步。"""
    top = 145
    c = Canvas(
        720, 402 - top, "LSTM 的三个门", "输入与上一步的隐状态分别经过三个带 sigmoid 的全连接层，得到三个门。"
    )
    _gates(c, top)
    for x, _, _ in _GATES:
        c.line((x + 32, 210 - top), (x + 32, 165 - top), stroke="blue", arrow=True)
    return c.text(360, 386 - top, _LEGEND, 13, fill="muted")


def lstm_memory() -> Canvas:
    """第二步。"""
    c = _lstm("LSTM 的记忆元", "旧记忆元乘遗忘门，候选记忆元乘输入门，相加得到新的记忆元。")
    return c.line((552, 210), (552, 165), stroke="blue", arrow=True)


def lstm_cell() -> Canvas:
    """第三步。"""
    c = _lstm("完整的 LSTM", "新的记忆元经过 tanh，再乘输出门，得到新的隐状态。")
    _hidden(c)
    return c


def lstm_ledger() -> Canvas:
    """账本：动作、余额与外人看到的数。"""
    c = Canvas(720, 190, "一本账", "九天的动作，账本里的余额，以及只在报账那天露出来的数，各占一行。")
    days = "进进无报进清进无报"
    balance, x = 0, 130
    for y, name in ((48, "当天的动作"), (98, "账本里的余额"), (148, "外人看到的数")):
        c.text(116, y + 24, name, 14, "end")
    for day in days:
        balance = 0 if day == "清" else balance + (day == "进")
        stroke = {"进": "blue", "清": "orange", "报": "green"}.get(day, "line")
        ink = "ink" if stroke == "line" else stroke
        c.rect(x, 48, 54, 36, stroke=stroke).text(x + 27, 72, day, 16, fill=ink)
        c.rect(x, 98, 54, 36).text(x + 27, 122, str(balance), 16)
        if day == "报":
            c.rect(x, 148, 54, 36, fill="bg", stroke="green")
            c.text(x + 27, 172, str(balance), 16, fill="green")
        x += 62
    return c.text(360, 28, "进：进账一元　无：什么也不做　清：清零　报：报账", 14, fill="muted")
