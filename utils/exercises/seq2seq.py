"""第 5 章练习的检查。"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from utils.cells import ResetAfterGRUCell
from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_number,
    expect_tensor,
)

_DILUTED = {2.56: "分子分母颠倒了，报出来的数应当偏小", 1.6: "分母多了填充，报出来的就不再是 1.6"}
_UNMASKED = {1.0: "填充处的损失是 0.1，不是 0", 1.7: "两个平均数不能直接相加", 0.85: "两个平均数不能直接平均"}


@exercise("seq2seq-1", "一对数 `(甲, 乙)`，两种写法各报出多少")
def diluted_losses(answer: object) -> str:
    """四句译文有效长度 8、5、4、3，真实的损失 1.6。"""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise WrongAnswerError("答案是一对数 `(甲, 乙)`。")
    start = "先求有效词元的损失之和"
    for name, value, wanted, hints in zip("甲乙", answer, (1.0, 1.0375), (_DILUTED, _UNMASKED), strict=True):
        number = expect_number(value, name)
        if abs(number - wanted) > 2e-3:
            hint = next((h for wrong, h in hints.items() if abs(number - wrong) < 2e-3), start)
            raise WrongAnswerError(f"{name}不对：{hint}。")
    return "模型与数据都没有变，报出来的损失却小了三分之一以上。"


def _read(cell: nn.Module, steps: Tensor) -> Tensor:
    """逐步读，返回最后的隐状态；`steps` 形状 `(n, m, d)`。"""
    H = cell.initial_state(steps)
    for X in steps.unbind(1):
        H = cell(X, H)
    return H


@exercise("seq2seq-2", "一个函数 `last_state_left(cell, inputs, lengths)`")
def last_state_left(answer: object) -> str:
    """填充在左边，逐句去掉填充再读，结果应当相同。"""
    torch.manual_seed(0)
    cell = ResetAfterGRUCell(3, 5).double().requires_grad_(False)
    for parameter in cell.parameters():
        nn.init.normal_(parameter, std=0.7)
    lengths, inputs = torch.tensor([6, 2, 4, 1]), torch.randn(4, 6, 3, dtype=torch.float64)
    rows = [inputs[i : i + 1, 6 - m :] for i, m in enumerate(lengths.tolist())]
    heads = [inputs[i : i + 1, :m] for i, m in enumerate(lengths.tolist())]
    read = lambda parts: torch.cat([_read(cell, part) for part in parts])  # noqa: E731
    wanted = read(rows)
    value = expect_tensor(call(answer, cell, inputs, lengths), (4, 5))
    for wrong, reason in (
        (_read(cell, inputs), "左边的填充也读进去了，状态在读到第一个词元之前就变了。"),
        (read(heads), "读的是左边的前几步，其中多半是填充。第一个词元在第 `T − m` 步。"),
        (read([row.flip(1) for row in rows]), "词元的次序反了，仍要从左往右读。"),
    ):
        if torch.allclose(value, wrong, atol=1e-8):
            raise WrongAnswerError(reason)
    expect_close(value[0], wanted[0], "占满的那一句就错了，先看循环本身。")
    expect_close(value, wanted, "占满的那一句对，短句错了。看看从哪一步开始更新状态。")
    return "填充在左边，结果也与没有填充时一样。"


def _losses(logits: Tensor, Y: Tensor, Y_len: Tensor, smoothing: float) -> dict[str, Tensor]:
    """标签平滑几种常见的错法各得到什么。"""
    mask = torch.arange(Y.shape[1]) < Y_len[:, None]
    log_probs, size = logits.log_softmax(-1), logits.shape[-1]
    nll, mean = -log_probs.gather(-1, Y[..., None])[..., 0], -log_probs.mean(-1)
    every = (1 - smoothing) * nll + smoothing * mean
    others = (size * mean - nll) / (size - 1)
    return {
        "没有平滑，只是负对数似然。": nll[mask].mean(),
        "填充也算进去了，先用掩码挡住。": every.mean(),
        "分母应当是有效词元的个数，不是句数乘时间步数。": (every * mask).mean(),
        "那一成要平摊到整张词表，正确的词元也分到一份。": ((1 - smoothing) * nll + smoothing * others)[
            mask
        ].mean(),
        "两项的系数反了：`1 − smoothing` 乘的是正确词元的那一项。": (
            smoothing * nll + (1 - smoothing) * mean
        )[mask].mean(),
        "平摊的那一项要除以词表的大小。": ((1 - smoothing) * nll + smoothing * size * mean)[mask].mean(),
        "先求了各句的平均，再平均各句；每个有效词元的份量应当相同。": ((every * mask).sum(1) / Y_len).mean(),
    }


@exercise("seq2seq-3", "一个函数 `smooth_loss(logits, Y, Y_len, smoothing)`")
def smooth_loss(answer: object) -> str:
    """与 `F.cross_entropy` 的 `label_smoothing` 比较，只算有效词元。"""
    generator = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(3, 6, 7, generator=generator, dtype=torch.float64)
    Y, Y_len = torch.randint(7, (3, 6), generator=generator), torch.tensor([6, 2, 3])
    mask = torch.arange(6) < Y_len[:, None]
    for smoothing in (0.1, 0.3, 0.0):
        wanted = F.cross_entropy(logits[mask], Y[mask], label_smoothing=smoothing)
        value = expect_tensor(call(answer, logits, Y, Y_len, smoothing), ())
        if torch.allclose(value, wanted, atol=1e-8):
            continue
        for reason, wrong in _losses(logits, Y, Y_len, smoothing).items():
            if torch.allclose(value, wrong, atol=1e-8):
                raise WrongAnswerError(reason)
        raise WrongAnswerError(f"smoothing = {smoothing} 时应当是 {wanted:.4f}，得到的是 {value:.4f}。")
    return "与 `F.cross_entropy` 的 `label_smoothing` 一致，填充没有算进去。"


def _judge_bridge(layer: nn.Module, sizes: tuple[int, int, int, int]) -> None:
    """查一种大小：形状、范围、各句互不影响、看得到最上面一层的两个方向。"""
    layers, num_hiddens, *wanted = sizes
    states = 2 * torch.rand(2 * layers, 3, num_hiddens) - 1
    shape = (wanted[0], 3, wanted[1])
    before = expect_tensor(call(layer, states), shape)
    if call(layer, 100 * states).abs().max() > 1:
        raise WrongAnswerError("初始状态超出了 −1 与 1，末尾还要经过 tanh。")
    other = states.clone()
    other[:, 0] += 0.5
    if not torch.allclose(call(layer, other)[:, 1:], before[:, 1:], atol=1e-6):
        raise WrongAnswerError("改动一句，别的句子也变了：`view` 或 `reshape` 把不同的句子混在了一起。")
    for index, name in ((-2, "前向"), (-1, "后向")):
        other = states.clone()
        other[index] += 0.5
        if torch.isclose(call(layer, other), before, atol=1e-7).all(-1).any():
            where = "`nn.GRU` 的状态先按层、再按方向排，最上面一层在末尾。"
            raise WrongAnswerError(f"有一层的初始状态看不到编码器最上面一层的{name}。{where}")


@exercise("seq2seq-4", "一个类 `Bridge(encoder_layers, encoder_hiddens, decoder_layers, decoder_hiddens)`")
def bridge(answer: object) -> str:
    """编码器与解码器的层数、隐藏单元数不同。"""
    torch.manual_seed(0)
    for sizes in ((1, 5, 1, 5), (2, 5, 1, 7), (1, 4, 3, 6), (3, 4, 2, 4)):
        layer = call(answer, *sizes)
        if not isinstance(layer, nn.Module):
            raise WrongAnswerError(f"`Bridge(…)` 应当是 `nn.Module`，得到的是 {type(layer).__name__}。")
        if not list(layer.parameters()):
            raise WrongAnswerError("没有登记任何参数。普通列表里的层不会登记，要用 `nn.ModuleList`。")
        _judge_bridge(layer, sizes)
    return "层数与隐藏单元数都可以不同，各句互不影响。"
