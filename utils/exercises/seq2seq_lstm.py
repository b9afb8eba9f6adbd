"""第 5 章练习的检查：LSTM 写的解码器。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils.exercises.core import WrongAnswerError, call, exercise, expect_close, expect_tensor

VOCAB, EMBED, HIDDEN, BATCH = 11, 6, 5, 3
_TIED = VOCAB * EMBED + (2 * HIDDEN + 1) * EMBED + VOCAB  # 嵌入、readout、bias
_GATES = 4 * HIDDEN * (EMBED + 2 * HIDDEN + 1)  # 四组，每组一个偏置


def _run(model: nn.Module, Y: Tensor, context: Tensor, state: tuple[Tensor, Tensor]):
    """运行一次，核对返回的形状。"""
    value = call(model, Y, context, tuple(part.clone() for part in state))
    try:
        logits, (H, C) = value
    except (TypeError, ValueError) as error:
        raise WrongAnswerError("应当返回 `(logits, (H, C))`。") from error
    expect_tensor(logits, (BATCH, Y.shape[1], VOCAB), "`logits` ")
    for name, part in (("H", H), ("C", C)):
        expect_tensor(part, (1, BATCH, HIDDEN), f"`{name}` ")
    return logits, (H, C)


def _judge_size(model: nn.Module) -> None:
    """由参数的个数认出两种常见的错法。"""
    size = sum(parameter.numel() for parameter in model.parameters())
    for gates in (_GATES, _GATES + 4 * HIDDEN):
        if size == _TIED + gates - HIDDEN * EMBED:
            raise WrongAnswerError("少了 h×e 个参数：输出层没有看 c。")
        if size == _TIED + gates - 4 * HIDDEN * HIDDEN:
            raise WrongAnswerError("少了 4h² 个参数：c 没有送进循环单元。")
        if size in (_TIED + gates + VOCAB * EMBED, _TIED + gates + VOCAB * EMBED - VOCAB):
            raise WrongAnswerError("多了一个与嵌入一样大的矩阵：输出层没有与嵌入共用权重。")


def _judge_dependence(model: nn.Module, Y: Tensor, context: Tensor, state: tuple[Tensor, Tensor]) -> None:
    """改动上下文、H、C，结果都应当变。"""
    logits, _ = _run(model, Y, context, state)
    H, C = state
    for name, changed in (
        ("上下文", (context + 1, state)),
        ("隐状态的初值", (context, (H + 0.5, C))),
        ("记忆元的初值", (context, (H, C + 0.5))),
    ):
        if torch.allclose(_run(model, Y, *changed)[0], logits, atol=1e-9):
            raise WrongAnswerError(f"改动{name}，打分却没有变，它没有用上。")


@exercise("seq2seq-5", "一个类 `LSTMDecoder(vocab_size, embed_size, num_hiddens)`")
@torch.no_grad()
def lstm_decoder(answer: object) -> str:
    """一次走完与一步一步走应当相同；上下文与两个状态都要用上。"""
    torch.manual_seed(0)
    model = call(answer, VOCAB, EMBED, HIDDEN)
    if not isinstance(model, nn.Module):
        raise WrongAnswerError(f"`LSTMDecoder(…)` 应当是 `nn.Module`，得到的是 {type(model).__name__}。")
    model = model.double().eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.5)
    Y = torch.randint(VOCAB, (BATCH, 4))
    context, H, C = torch.randn(3, BATCH, HIDDEN, dtype=torch.float64)
    state = (H[None], C[None])
    _run(model, Y, context, state)
    _judge_dependence(model, Y, context, state)
    _judge_size(model)
    logits, last = _run(model, Y, context, state)
    current, rows = state, []
    for column in Y.split(1, 1):
        step, current = _run(model, column, context, current)
        rows.append(step)
    reason = "一次走完与一步一步走的打分不同：返回的状态要是读完最后一步的，也不能看后面的词元。"
    expect_close(logits, torch.cat(rows, 1), reason)
    for name, one, other in zip("HC", last, current, strict=True):
        expect_close(one, other, f"返回的 `{name}` 不是读完最后一步时的状态。")
    return "一次走完与一步一步走相同，上下文与两个状态都用上了。"
