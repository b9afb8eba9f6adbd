"""第 6 章练习的检查。"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from utils import beam, decoding
from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_number,
    expect_tensor,
)

# 第 6 章开头的表；甲、乙、丙、<eos> 的编号是 0 到 3，4 是 <bos>
TABLE = {
    (): (0.5, 0.25, 0.2, 0.05),
    (0,): (0.2, 0.4, 0.3, 0.1),
    (0, 1): (0.25, 0.25, 0.4, 0.1),
    (0, 2): (0.2, 0.6, 0.1, 0.1),
    (0, 1, 2): (0.2, 0.1, 0.1, 0.6),
    (0, 2, 1): (0.2, 0.1, 0.1, 0.6),
}
OTHERS = (0.3, 0.3, 0.3, 0.1)


@exercise("beam-1", "一个整数")
def complete_list(answer: object) -> str:
    """词表 5 个词元（含 `<eos>`）、最多 3 步：1 + 4 + 16 × 5 句。"""
    value = expect_number(answer)
    reasons = {
        125: "这是 5 的立方，把 `<eos>` 之后还能写的也算进去了。写了 `<eos>` 就停。",
        64: "只数了写满三步、没有写 `<eos>` 的。",
        80: "只数了恰好三步的，更早写 `<eos>` 的几句漏了。",
        21: "只数了写 `<eos>` 结束的，写满三步还没结束的也收进名单。",
        84: "漏了一句：第一步就可以写 `<eos>`。",
        17: "这么宽，只够保证第一名对；名单最多收 k 句，要收下全部句子还不够。",
    }
    if value != 85:
        raise WrongAnswerError(reasons.get(value, "按词元数分别数：一个词元的几句，两个的几句，三个的几句？"))
    return "名单要收得下全部句子，束宽就不能小于句子的总数；这么宽时，一句也没有剪掉。"


@exercise("beam-2", "一个数，指数 α")
def crossing(answer: object) -> str:
    """1.2 / 2 ** α 等于 2.4 / 8 ** α。"""
    value = expect_number(answer)
    if abs(value - 0.5) < 1e-3:
        return "词元数是 4 倍，对数概率是 2 倍：4 的 0.5 次方正好是 2。"
    if abs(value - 2) < 1e-3:
        raise WrongAnswerError("指数反了：要解的是 4 的 α 次方等于 2，不是 2 的 α 次方等于 4。")
    short, long = -1.2 / 2**value, -2.4 / 8**value
    raise WrongAnswerError(f"α = {value:.4g} 时，短句的分数是 {short:.3f}，长句是 {long:.3f}，并不相等。")


def _table_step(table: Mapping) -> decoding.Step:
    """一张概率表的步进函数；状态是已经写出的词元，还没写的记 −1。"""

    def step(tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        rows, values = [], []
        for token, written in zip(tokens.tolist(), state.tolist(), strict=True):
            path = [t for t in written if t >= 0] + [token] * (token != 4)
            rows.append(path + [-1] * (len(written) - len(path)))
            values.append([float(p) for p in table.get(tuple(path), OTHERS)])
        return torch.tensor(values, dtype=torch.float64).log(), torch.tensor(rows)

    return step


def _check_table(table: object) -> Mapping:
    """核对表的样子：每行四个概率，最多与原表差两行。"""
    if not isinstance(table, Mapping):
        raise WrongAnswerError(f"答案应当是一张表（字典），得到的是 {type(table).__name__}。")
    for path, row in table.items():
        if len(row) != 4 or min(row) < 0 or not math.isclose(sum(row), 1, abs_tol=1e-6):
            raise WrongAnswerError(f"{path} 那一行应当是四个不小于 0、和为 1 的概率，得到的是 {row!r}。")
    pairs = {path: (table.get(path, OTHERS), TABLE.get(path, OTHERS)) for path in {**TABLE, **table}}
    changed = [path for path, (new, old) in pairs.items() if math.dist(new, old) > 1e-9]
    if len(changed) > 2:
        raise WrongAnswerError(f"只能改两行，现在有 {len(changed)} 行与原来的不同：{changed}。")
    return table


@exercise("beam-3", "一张改过的概率表（字典）")
def wider_is_worse(answer: object) -> str:
    """束宽 2 找到的要比贪心的差。"""
    step, blank = _table_step(_check_table(answer)), torch.full((1, 4), -1)
    limits = decoding.Limits(bos=4, eos=3, max_length=4)
    (greedy,) = decoding.greedy_search(step, blank, limits)
    (found,) = beam.beam_search(step, blank, limits, 2, 0.0)
    low, high = (math.exp(h.log_prob) for h in (found[0], greedy))
    if greedy.tokens in [h.tokens for h in found]:
        raise WrongAnswerError(f"贪心那一句还在完成名单里，束宽 2 就不会更差（{low:.4f} 对 {high:.4f}）。")
    if low >= high - 1e-9:
        raise WrongAnswerError(
            f"贪心那一句挤掉了，可是束宽 2 找到的并不更差（{low:.4f} 对 {high:.4f}）。"
            "留下的两条，后面的路要走不远。"
        )
    return f"贪心找到 {high:.4f}，束宽 2 只找到 {low:.4f}：贪心那一句的前半截被挤掉了。"


@exercise("beam-5", "函数 `penalize_siblings(step, gamma)`，返回一个新的步进函数")
def sibling_penalty(answer: object) -> str:
    """与按名次扣分的结果比较，认出几种常见的错法。"""
    draw, gamma = torch.Generator().manual_seed(0), 0.7
    log_probs = torch.log_softmax(torch.randn(3, 6, generator=draw), 1)
    state = torch.randn(3, 2, generator=draw)
    value = call(
        call(answer, lambda tokens, state: (log_probs.clone(), state + 1), gamma), torch.zeros(3), state
    )
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise WrongAnswerError("新的步进函数也要返回一对（对数概率，新状态）。")
    changed = expect_tensor(value[0], (3, 6), "对数概率")
    order = log_probs.argsort(1, descending=True)
    rank = order.argsort(1)
    wrongs = {
        "扣掉的不是名次：`argsort` 一次得到的是谁排第几位，还要反过来，求每个词元排第几。": -order,
        "名次排反了：概率最大的不扣，越小扣得越多。": rank - 5,
        "应当扣分，你加了分。": rank,
        "名次从 0 数起：排第一的不扣分。": -rank - 1,
    }
    for reason, times in wrongs.items():
        if torch.allclose(changed, log_probs + gamma * times, atol=1e-5):
            raise WrongAnswerError(reason)
    expect_close(changed, log_probs - gamma * rank, "扣的分不对：排第 r 位（从 0 数起）的应当扣 gamma * r。")
    expect_close(value[1], state + 1, "新状态应当原样传出去。")
    return "同一个部分序列的后代互相拉开了距离，排在后面的不容易挤进束里。"
