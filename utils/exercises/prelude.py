"""第 0 章练习的检查。"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from utils.cells import RNNCell
from utils.data import SequentialLoader
from utils.exercises.core import (
    WrongAnswerError,
    call,
    exercise,
    expect_close,
    expect_tensor,
)
from utils.exercises.values import expect_value
from utils.text import Vocab


@exercise("prelude-1", "一个整数：没有当过输入的编号有几个")
def never_inputs(answer: object) -> str:
    """每行 6 个编号，只够一段 4 步。"""
    mistakes = {
        2: "只数了 18 与 19。每行有 6 个编号，切下一段 4 步之后，行末还剩下几个？",
        6: "每行的行末数对了，还漏了没有分到任何一行的编号。",
        7: "很接近。除了每行的行末，没有分到行里的编号不止一个。",
        12: "这是当过输入的编号有几个，题目问的是没有当过的。",
    }
    expect_value(answer, 8, 1e-9, mistakes)
    return "每行末尾剩 2 个，三行 6 个；再加 18 与 19。"


@exercise("prelude-2", "一个数：压缩之后的字节数")
def compressed_bytes(answer: object) -> str:
    """10,000 个字符，每个 `log2(4.7)` 比特。"""
    nats, bits = 10_000 * math.log(4.7), 10_000 * math.log2(4.7)
    mistakes = {
        bits: "这是比特数。一个字节是 8 个比特。",
        nats / 8: "对数的底取成了 e，得到的是奈特。要比特，底取 2。",
        nats: "这是奈特数：对数的底要取 2，还要除以 8。",
        47_000 / 8: "困惑度不是比特数。它是 2 的多少次方？",
        47_000: "困惑度不是比特数。它是 2 的多少次方？",
    }
    expect_value(answer, bits / 8, 0.01, mistakes)
    return "每个字符约 2.23 比特，合计约 2,791 字节。"


def _batches(answer: object, ids: Tensor, batch_size: int, num_steps: int) -> list[tuple[Tensor, Tensor]]:
    """读者切出的小批量；核对每个都是一对形状正确的张量。"""
    pairs = call(answer, ids, batch_size, num_steps)
    try:
        pairs = [(X, Y) for X, Y in pairs]
    except (TypeError, ValueError) as error:
        raise WrongAnswerError("返回值应当是一串 `(X, Y)`，列表或生成器都可以。") from error
    for pair in pairs:
        for name, part in zip("XY", pair, strict=True):
            expect_tensor(part, (batch_size, num_steps), name)
    return pairs


def _explain_batches(pairs: list[tuple[Tensor, Tensor]], wanted: list[tuple[Tensor, Tensor]]) -> str:
    """切得不对时，说出错在哪里。"""
    if any(torch.equal(X, Y) for X, Y in pairs):
        return "Y 与 X 相同。目标要往后错开一个词元。"
    if any(not torch.equal(Y[:, :-1], X[:, 1:]) for X, Y in pairs):
        return "Y 不是 X 往后错一位：每一行里，Y 的前几个应当就是 X 的后几个。"
    if len(pairs) != len(wanted):
        counts = f"应当切出 {len(wanted)} 个小批量，得到了 {len(pairs)} 个。"
        return counts + "每行的长度算对了吗？最后一个词元只当目标。"
    if any(not torch.equal(Y[:, -1], X[:, 0]) for (_, Y), (X, _) in zip(pairs, pairs[1:], strict=False)):
        return "相邻两个小批量的同一行没有首尾相接。先把整条序列分成几行，再从左到右切。"
    return "小批量首尾相接，可是各行的起点不对：每一行都要尽量长，而且各行一样长。"


@exercise("prelude-3", "函数 `sequential(ids, batch_size, num_steps)`，返回一串 `(X, Y)`")
def sequential_partition(answer: object) -> str:
    """与 SequentialLoader 比较，编号互不相同。"""
    for length, batch_size, num_steps in (
        (13, 2, 3),
        (12, 2, 3),
        (55, 2, 5),
        (40, 3, 4),
        (31, 5, 6),
        (9, 1, 8),
    ):
        ids = torch.randperm(length)
        wanted = list(SequentialLoader(ids, batch_size, num_steps))
        pairs = _batches(answer, ids, batch_size, num_steps)
        same = len(pairs) == len(wanted) and all(
            torch.equal(a, b)
            for mine, book in zip(pairs, wanted, strict=True)
            for a, b in zip(mine, book, strict=True)
        )
        if not same:
            where = f"{length} 个词元、batch_size={batch_size}、num_steps={num_steps} 时："
            raise WrongAnswerError(where + _explain_batches(pairs, wanted))
    return "与 `SequentialLoader` 切出的小批量完全相同。"


@exercise("prelude-4", "一个数：折合成每个字符的困惑度")
def per_character(answer: object) -> str:
    """一个单词分摊到五个字符上。"""
    mistakes = {
        150 / 5: "不能直接除。困惑度是指数，能够平摊的是它的对数。",
        150 ** (1 / 4): "单词后面的空格也是一个字符。",
        150: "还是每个单词的困惑度，没有折合。",
        math.log(150) / 5: "这是每个字符的平均负对数似然，还要取指数。",
        math.log2(150) / 5: "这是每个字符的比特数，还要换成困惑度。",
    }
    expect_value(answer, 150 ** (1 / 5), 0.01, mistakes)
    return "整段文字的概率不变，负对数似然由五个字符分摊：150 开五次方。"


def _prepared(answer: object, text: str, num_train: int, num_valid: int) -> tuple[Vocab, Tensor, Tensor]:
    """读者准备好的词表与两段编号；核对类型与形状。"""
    result = call(answer, text, num_train, num_valid)
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise WrongAnswerError("要返回三样东西：词表、训练集、验证集。")
    vocab, train_ids, valid_ids = result
    if not isinstance(vocab, Vocab):
        raise WrongAnswerError(f"第一样应当是 `Vocab`，得到的是 {type(vocab).__name__}。")
    expect_tensor(train_ids, (num_train,), "训练集")
    expect_tensor(valid_ids, (num_valid,), "验证集")
    return vocab, train_ids, valid_ids


@exercise("prelude-5", "函数 `prepare(text, num_train, num_valid)`，返回词表、训练集与验证集")
def own_text(answer: object) -> str:
    """训练部分与验证部分各有对方没有的字。"""
    train, valid, rest = "山不在高有仙则名" * 4, "水不在深有龙则灵" * 2, "斯是陋室" * 3
    vocab, train_ids, valid_ids = _prepared(answer, train + valid + rest, len(train), len(valid))
    if any(token in vocab for token in rest):
        raise WrongAnswerError(
            "词表里有只在末尾出现的字：那一段既不训练，也不验证。词表只能由训练的部分来建。"
        )
    if any(token in vocab for token in "水深龙灵"):
        raise WrongAnswerError("词表里有只在验证集里出现的字，等于提前看过验证集。词表只能由训练的部分来建。")
    if set(vocab.tokens) != {"<unk>", *train}:
        raise WrongAnswerError("词表与训练部分的字对不上。中文不要清洗，直接按字切。")
    for name, ids, part in (("训练集", train_ids, train), ("验证集", valid_ids, valid)):
        wanted = torch.tensor(Vocab(train).encode(part))
        expect_close(ids, wanted, f"{name}的编号不对：它应当是原文里哪一段？")
    return "词表只由训练的部分建成，验证集里的生字都编成了 `<unk>`。"


def _influences(cell: RNNCell, X: Tensor) -> dict[str, Tensor]:
    """按链式法则手算各步输入的梯度；键是错在哪里，正确的键是空串。"""
    H, hiddens = X.new_zeros(len(X), cell.num_hiddens), []
    for X_t in X.unbind(1):
        H = torch.tanh(X_t @ cell.W_xh + H @ cell.W_hh + cell.b_h)
        hiddens.append(H)
    found = {}
    for reason, every in (("", False), ("求了所有时间步的隐状态之和，题目只要最后一步的。", True)):
        G, grads = torch.zeros_like(H), []
        for t, H in reversed(list(enumerate(hiddens))):
            G = G + 1 if every or t == len(hiddens) - 1 else G
            A = G * (1 - H.square())  # tanh 之前的梯度
            grads.insert(0, A @ cell.W_xh.T)
            G = A @ cell.W_hh.T
        found[reason] = torch.stack(grads).flatten(1).norm(dim=1)
    found["次序反了：第一个数对应第一步的输入。"] = found[""].flip(0)
    found["这是范数的平方，还要开方。"] = found[""].square()
    return {reason: value.detach() for reason, value in found.items()}


@exercise("prelude-6", "函数 `influence(cell, X)`，返回形状 `(num_steps,)` 的张量")
def influence_of_each_step(answer: object) -> str:
    """与手算的反向传播比较。"""
    for batch_size, num_steps, width in ((1, 6, 3), (2, 5, 4), (3, 1, 2)):
        cell = RNNCell(width, 5).double()
        for parameter in cell.parameters():
            torch.nn.init.normal_(parameter, std=0.5)
        X = torch.randn(batch_size, num_steps, width, dtype=torch.float64)
        value = expect_tensor(call(answer, cell, X), (num_steps,)).detach().double()
        cases = _influences(cell, X)
        wanted = cases.pop("")
        if torch.allclose(value, wanted, rtol=1e-5):
            continue
        for reason, wrong in cases.items():
            if torch.allclose(value, wrong, rtol=1e-5):
                raise WrongAnswerError(reason)
        raise WrongAnswerError(
            "各步的范数与链式法则算出的不同。范数要对整个 `X[:, t]` 的梯度来求，包括每一个样本。"
        )
    return "与逐步写出的链式法则一致。"
