"""第 4 章练习的检查。"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from utils import parity
from utils.cells import LSTMCell
from utils.exercises.core import WrongAnswerError, call, exercise, expect_close, expect_tensor

LENGTHS = torch.tensor([6, 2, 4, 1])
_FIRST = {160: "位置数了 10 个。改动的那一个位置，前向与后向都读到了", 112: "只数了前向", 64: "只数了后向"}


@exercise("birnn-1", "一对整数 `(单层, 两层)`，各有几个数会变")
def affected_outputs(answer: object) -> str:
    """改一个位置的输入，输出里有几个数会变。"""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise WrongAnswerError("答案是一对整数 `(单层, 两层)`。")
    one, two = answer
    if one != 176:
        hint = _FIRST.get(one, "先分开想：前向的哪些位置读过第 4 个输入？后向呢？")
        raise WrongAnswerError(f"单层的个数不对：{hint}。")
    if two != 320:
        raise WrongAnswerError("两层的个数不对：第二层的前向读的是第一层两个方向的拼接，其中的后向读过后文。")
    return "单层时两个方向各管一边，第二层起每个方向都读过整句。"


def _cell(input_size: int, num_hiddens: int) -> LSTMCell:
    """权重够大的 LSTM 单元，写错了差别才明显。"""
    cell = LSTMCell(input_size, num_hiddens).double().requires_grad_(False)
    for parameter in cell.parameters():
        nn.init.normal_(parameter, std=0.7)
    return cell


def _read(cell: LSTMCell, sentence: Tensor) -> Tensor:
    """逐步读一句没有填充的句子，返回每一步的隐状态，形状 `(m, h)`。"""
    state, rows = cell.initial_state(sentence[:1]), []
    for X in sentence.split(1):
        state = cell(X, state)
        rows.append(state[0])
    return torch.cat(rows)


def _judge_backward(value: Tensor, wanted: Tensor) -> None:
    """比较后向的输出；错了就看错的是哪些句子。第一句长度占满。"""
    same = [torch.allclose(a, b, atol=1e-8) for a, b in zip(value, wanted, strict=True)]
    if all(same):
        return
    if same[0]:
        raise WrongAnswerError("占满的句子对，短句的后向错了：多半是整行翻转，后向先读到了填充。")
    if torch.allclose(value[0], wanted[0].flip(0), atol=1e-8):
        raise WrongAnswerError("后向的输出没有翻回来，与词元的位置没有对齐。")
    raise WrongAnswerError("后向的输出不对。后向从句末读到句首，结果要放回原来的位置。")


@exercise("birnn-2", "一个函数 `uneven_birnn(forward_cell, backward_cell, inputs, lengths)`")
def uneven_birnn(answer: object) -> str:
    """两个方向的隐藏单元数不同的双向 LSTM。"""
    torch.manual_seed(0)
    cells, inputs = (_cell(3, 5), _cell(3, 2)), torch.randn(4, 6, 3, dtype=torch.float64)
    wanted = inputs.new_zeros(4, 6, 7)
    for row, m in enumerate(LENGTHS.tolist()):
        sentence = inputs[row, :m]
        wanted[row, :m, :5] = _read(cells[0], sentence)
        wanted[row, :m, 5:] = _read(cells[1], sentence.flip(0)).flip(0)
    value = expect_tensor(call(answer, *cells, inputs, LENGTHS), (4, 6, 7))
    padding = torch.arange(6) >= LENGTHS[:, None]
    if torch.allclose(value[0].roll(5, 1), wanted[0], atol=1e-8):
        raise WrongAnswerError("拼接的次序反了：前向在前，后向在后。")
    valid = value.masked_fill(padding[..., None], 0)
    expect_close(valid[..., :5], wanted[..., :5], "前向的输出不对。前向从第一个词元读起，填充不影响它。")
    _judge_backward(valid[..., 5:], wanted[..., 5:])
    expect_close(value, wanted, "有效的位置都对，填充处却不是 0。")
    return "两个方向可以不一样大，输出是 `h1 + h2` 维。"


def _judge_shapes(value: object, layers: int) -> tuple[Tensor, Tensor, Tensor]:
    """核对返回值是 `(outputs, (H, C))`，形状与 `nn.LSTM` 相同。"""
    try:
        outputs, (H, C) = value
    except (TypeError, ValueError) as error:
        raise WrongAnswerError("应当返回 `(outputs, (H, C))`。") from error
    for state, name in ((H, "H"), (C, "C")):
        expect_tensor(state, (2 * layers, 4, 5), f"`{name}` ")
    return expect_tensor(outputs, (4, 6, 10), "`outputs` "), H, C


def _deep_example(layers: int) -> tuple[nn.LSTM, list[tuple[LSTMCell, LSTMCell]]]:
    """一个多层双向的 `nn.LSTM`，以及参数相同的各层单元。"""
    layer = nn.LSTM(3, 5, layers, batch_first=True, bidirectional=True, dtype=torch.float64)
    pairs = [(_cell(size, 5), _cell(size, 5)) for size in (3, 10, 10)[:layers]]
    for i, cells in enumerate(pairs):
        for cell, suffix in zip(cells, (f"_l{i}", f"_l{i}_reverse"), strict=True):
            parity.copy_lstm(cell, layer, suffix)
    return layer.requires_grad_(False), pairs


def _judge_deep(answer: object, layers: int) -> None:
    """与打包的 `nn.LSTM` 比较。"""
    layer, pairs = _deep_example(layers)
    inputs = torch.randn(4, 6, 3, dtype=torch.float64)
    packed, state = layer(pack_padded_sequence(inputs, LENGTHS, batch_first=True, enforce_sorted=False))
    wanted = pad_packed_sequence(packed, batch_first=True)[0]
    try:
        value = call(answer, pairs, inputs, LENGTHS)
    except WrongAnswerError as error:
        hint = "。第二层的两个方向，读的都是第一层两个方向的拼接。" if "shape" in str(error) else ""
        raise WrongAnswerError(f"{error}{hint}") from error
    outputs, *mine = _judge_shapes(value, layers)
    reason = "`outputs` 不对，占满的那一句就错了。先看各层的输入，再看后向有没有翻回来。"
    expect_close(outputs[0], wanted[0], reason)
    reason = "`outputs` 里占满的句子对，短句错了。每一层都要按有效长度翻转，填充处记 0。"
    expect_close(outputs, wanted, reason)
    order = [*range(0, 2 * layers, 2), *range(1, 2 * layers, 2)]
    if layers > 1 and torch.allclose(mine[0], state[0][order], atol=1e-8):
        raise WrongAnswerError("状态的次序反了：先按层，每层里前向在前、后向在后。")
    for name, one, other in zip("HC", mine, state, strict=True):
        expect_close(one, other, f"`{name}` 不对。它是各方向读完有效部分时的状态。")


@exercise("birnn-7", "一个函数 `deep_birnn(pairs, inputs, lengths)`")
def deep_birnn(answer: object) -> str:
    """多层双向 LSTM，与 `nn.LSTM(num_layers=…, bidirectional=True)` 一致。"""
    torch.manual_seed(0)
    for layers in (1, 2, 3):
        _judge_deep(answer, layers)
    return "一、二、三层都与 `nn.LSTM` 一致，状态的次序也相同。"


def _models() -> list[tuple[str, bool, Callable[[Tensor], Tensor]]]:
    """各种模型：说明、有没有用到后文、模型。输入与输出的最后一维都是 6。"""
    torch.manual_seed(0)
    one = nn.LSTM(6, 6, batch_first=True).double()
    both = nn.LSTM(6, 3, batch_first=True, bidirectional=True).double()

    def late(X: Tensor) -> Tensor:  # 位置 t 只用到 t + 2 起的后文
        return one(X)[0] + nn.functional.pad(X, (0, 0, 0, 2))[:, 2:]

    def at(t: int) -> Callable[[Tensor], Tensor]:  # 只有位置 t 用到后一个输入
        return lambda X: one(X)[0] + X.roll(-1, 1) * (torch.arange(X.shape[1]) == t)[:, None]

    return [
        ("单向 LSTM", False, lambda X: one(X)[0]),
        ("只看当前输入的模型", False, torch.tanh),
        ("从头累加的模型", False, lambda X: X.cumsum(1)),
        ("双向 LSTM", True, lambda X: both(X)[0]),
        ("后向少读一步的模型（位置 t 用到 t + 2）", True, late),
        ("处处用到最后一个输入的模型", True, lambda X: one(X)[0] + 0.01 * X[:, -1:]),
        ("减去整句平均值的模型", True, lambda X: X - X.mean(1, keepdim=True)),
        ("只有第一个位置用到后文的模型", True, at(0)),
        ("只有中间一个位置用到后文的模型", True, at(3)),
        ("只用到后一个输入的第一维的模型", True, lambda X: one(X)[0] + X[..., :1].roll(-1, 1)),
    ]


@exercise("birnn-8", "一个函数 `sees_future(model, X)`")
def sees_future(answer: object) -> str:
    """判断一个模型有没有用到后文。"""
    X = torch.randn(2, 7, 6, dtype=torch.float64)
    for name, wanted, model in _models():
        found = call(answer, model, X)
        if isinstance(found, Tensor) and found.numel() == 1:
            found = bool(found)
        if not isinstance(found, bool):
            raise WrongAnswerError(f"应当返回 `True` 或 `False`，得到的是 {type(found).__name__}。")
        if found and not wanted:
            raise WrongAnswerError(f"冤枉了{name}：它只用到前文与当前的输入。改动只能放在后面的位置。")
        if wanted and not found:
            raise WrongAnswerError(f"漏掉了{name}。每个位置、后面的每个输入、输出的每一维都要查到。")
    return "单向的没有冤枉，藏得深的也没有放过。"
