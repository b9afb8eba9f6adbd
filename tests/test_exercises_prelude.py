"""第 0 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import math

import pytest
import torch
from answers import answer_tests
from torch.nn import functional as F

from utils.cells import RNNCell
from utils.data import SequentialLoader, split_ids
from utils.exercises import check
from utils.models import Recurrent, detach_state
from utils.questions.prelude import QUESTIONS
from utils.text import Vocab


def partition_by_view(ids, batch_size, num_steps):
    row = (len(ids) - 1) // batch_size
    xs, ys = (ids[i : i + row * batch_size].reshape(batch_size, row) for i in (0, 1))
    return [
        (xs[:, i : i + num_steps], ys[:, i : i + num_steps]) for i in range(0, row - num_steps + 1, num_steps)
    ]


def partition_by_index(ids, batch_size, num_steps):
    row = (len(ids) - 1) // batch_size
    for k in range(row // num_steps):
        starts = [r * row + k * num_steps for r in range(batch_size)]
        rows = [ids[s : s + num_steps + 1] for s in starts]
        yield torch.stack([r[:-1] for r in rows]), torch.stack([r[1:] for r in rows])


def partition_wrong(shift=1, lost=1, across=False, split=False):
    def sequential(ids, batch_size, num_steps):
        row = (len(ids) - lost) // batch_size
        if across:  # 段按原文的次序排，相邻的段成了同一批的两行
            starts = torch.arange((len(ids) - 1) // num_steps) * num_steps
            groups = [g for g in starts.split(batch_size) if len(g) == batch_size]
        else:
            row = row // num_steps * num_steps if split else row
            groups = [torch.arange(batch_size) * row + k * num_steps for k in range(row // num_steps)]
        window = torch.arange(num_steps)
        padded = torch.cat((ids, ids))
        return [(padded[g[:, None] + window], padded[g[:, None] + window + shift]) for g in groups]

    return sequential


def prepare_by_slices(text, num_train, num_valid):
    vocab = Vocab(text[:num_train])
    ids = torch.tensor(vocab.encode(text[: num_train + num_valid]))
    return vocab, ids[:num_train], ids[num_train:]


def prepare_with_split(text, num_train, num_valid):
    vocab = Vocab(list(text)[:num_train])
    return (vocab, *split_ids(vocab.encode(text), num_train, num_valid))


def prepare_wrong(used=None, skip=0):
    def prepare(text, num_train, num_valid):
        vocab = Vocab(text[: {None: num_train, "all": len(text), "both": num_train + num_valid}[used]])
        ids = torch.tensor(vocab.encode(text))
        return vocab, ids[:num_train], ids[num_train + skip : num_train + num_valid + skip]

    return prepare


def influence_by_autograd(cell, X):
    X = X.requires_grad_()
    outputs, _ = Recurrent(cell)(X)
    return torch.autograd.grad(outputs[:, -1].sum(), X)[0].transpose(0, 1).flatten(1).norm(dim=1)


def influence_by_jacobian(cell, X):
    jacobian = torch.autograd.functional.jacobian(lambda inputs: Recurrent(cell)(inputs)[1].sum(), X)
    return torch.tensor([jacobian[:, t].square().sum().sqrt() for t in range(X.shape[1])])


def influence_wrong(cell, X):
    X = X.requires_grad_()
    Recurrent(cell)(X)[0].sum().backward()
    return X.grad.transpose(0, 1).flatten(1).norm(dim=1)


RIGHT = {
    "prelude-1": [8, torch.tensor(8)],
    "prelude-2": [10_000 * math.log2(4.7) / 8, 2791],
    "prelude-3": [partition_by_view, partition_by_index, SequentialLoader],
    "prelude-4": [150**0.2, 2.72],
    "prelude-5": [prepare_by_slices, prepare_with_split],
    "prelude-6": [influence_by_autograd, influence_by_jacobian],
}
WRONG = [
    ("prelude-1", 2, "行末"),
    ("prelude-1", 6, "没有分到任何一行"),
    ("prelude-1", 7, "不止一个"),
    ("prelude-1", 12, "没有当过的"),
    ("prelude-1", 15, "太大"),
    ("prelude-1", "八", "应当是一个数"),
    ("prelude-2", 10_000 * math.log2(4.7), "8 个比特"),
    ("prelude-2", 10_000 * math.log(4.7) / 8, "奈特"),
    ("prelude-2", 10_000 * math.log(4.7), "奈特"),
    ("prelude-2", 5875, "不是比特数"),
    ("prelude-2", 100, "太小"),
    ("prelude-3", partition_wrong(shift=0), "Y 与 X 相同"),
    ("prelude-3", partition_wrong(shift=2), "往后错一位"),
    ("prelude-3", partition_wrong(lost=0), "最后一个词元只当目标"),
    ("prelude-3", partition_wrong(across=True), "首尾相接"),
    ("prelude-3", partition_wrong(split=True), "尽量长"),
    ("prelude-3", lambda *a: [(X.T, Y.T) for X, Y in partition_by_index(*a)], "形状"),
    ("prelude-3", lambda *a: [X for X, _ in partition_by_view(*a)][0], "一串"),
    ("prelude-3", lambda ids: ids, "出错"),
    ("prelude-4", 30, "不能直接除"),
    ("prelude-4", 3.5, "空格"),
    ("prelude-4", 150, "没有折合"),
    ("prelude-4", 1.002, "取指数"),
    ("prelude-4", 1.4458, "比特"),
    ("prelude-5", prepare_wrong("all"), "末尾"),
    ("prelude-5", prepare_wrong("both"), "提前看过"),
    ("prelude-5", prepare_wrong(skip=3), "验证集的编号"),
    ("prelude-5", lambda text, a, b: prepare_by_slices(text, a, b)[1:], "三样"),
    ("prelude-5", lambda *a: (prepare_by_slices(*a)[0].tokens, *prepare_by_slices(*a)[1:]), "Vocab"),
    ("prelude-5", lambda text, a, b: (Vocab(text[:a]), [0] * a, [0] * b), "张量"),
    ("prelude-5", lambda text, a, b: prepare_by_slices(text, a, b + 1), "形状"),
    ("prelude-6", influence_wrong, "所有时间步"),
    ("prelude-6", lambda cell, X: influence_by_autograd(cell, X).flip(0), "次序反了"),
    ("prelude-6", lambda cell, X: influence_by_autograd(cell, X).square(), "平方"),
    ("prelude-6", lambda cell, X: influence_by_autograd(cell, X) / 2, "链式法则"),
    ("prelude-6", lambda cell, X: Recurrent(cell)(X)[0].norm(dim=2), "形状"),
    ("prelude-6", lambda cell, X: X.grad.norm(dim=0), "出错"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(
    [(n, a) for n, answers in RIGHT.items() for a in answers], WRONG
)


@pytest.mark.parametrize("name", RIGHT)
def test_missing_and_mistyped_answers(name):
    assert "还没有答案" in check(name).reason
    assert not check(name, "答案") and not check(name, {})


def test_numbers_in_the_self_test():
    rights = [question.right[0] for question in QUESTIONS]
    ids = torch.arange(101)
    assert f"{len(list(SequentialLoader(ids, 4, 6)))} 个" == rights[0]
    assert f"{math.exp((math.log(2) + math.log(8)) / 2):.0f}" == rights[1]
    gradient = torch.tensor([3.0, 4.0])
    assert rights[2] == "`({:.1f}, {:.1f})`".format(*(gradient / gradient.norm()).tolist())
    W = torch.randn(28, 5, requires_grad=True)
    F.embedding(torch.tensor([8, 2, 2]), W).sum().backward()
    assert f"{int(W.grad.any(1).sum())} 行" == rights[3]


def test_detaching_changes_gradients_only():
    layer, (first, second) = Recurrent(RNNCell(3, 4)), torch.randn(2, 2, 5, 3)
    first.requires_grad_()
    state = layer(first)[1]
    attached, detached = layer(second, state)[1], layer(second, detach_state(state))[1]
    assert torch.equal(attached, detached)
    assert torch.autograd.grad(attached.sum(), first, retain_graph=True)[0].any()
    assert torch.autograd.grad(detached.sum(), first, allow_unused=True)[0] is None
