"""第 6 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import math

import pytest
import torch
from answers import answer_tests

from utils import beam, decoding
from utils.exercises.beam import TABLE

SPREAD = {**TABLE, (0,): (0.1, 0.4, 0.39, 0.11), (0, 2): (0.45, 0.05, 0.45, 0.05)}
BLOCKED = {**TABLE, (0,): (0.15, 0.4, 0.35, 0.1), (0, 2): (0.47, 0.01, 0.47, 0.05)}


def until_sure(step, state, limits, k, early=False, wide=0, lost=False, never=False):
    """确信了再停；几个开关各是一种错法。"""
    growing, best = [((), 0.0, state)], ((), -math.inf)
    for t in range(1, limits.max_length + 1):
        rows = []
        for path, total, current in growing:
            log_probs, new = step(torch.tensor([path[-1] if path else limits.bos]), current)
            rows += [(path + (i,), total + p, new) for i, p in enumerate(log_probs[0].tolist())]
        rows.sort(key=lambda row: -row[1])
        last = t == limits.max_length and not lost
        done = [row for row in rows[: k + wide] if row[0][-1] == limits.eos or last]
        best = max([best, *[row[:2] for row in done]], key=lambda row: row[1])
        growing = [row for row in rows if row[0][-1] != limits.eos][: k + wide]
        if not never and (best[1] >= growing[0][1] or (early and done)):
            break
    return best


def until_sure_by_lists(step, state, limits, k):
    """写法不同：状态叠成一批，用 topk。"""
    paths, totals, finished = [()], torch.zeros(1, dtype=torch.float64), []
    for t in range(1, limits.max_length + 1):
        last = torch.tensor([path[-1] if path else limits.bos for path in paths])
        log_probs, state = step(last, state)
        scores, index = (totals[:, None] + log_probs).flatten().sort(descending=True, stable=True)
        going = []
        for rank, (value, at) in enumerate(zip(scores.tolist(), index.tolist(), strict=True)):
            parent, token = divmod(at, log_probs.shape[1])
            path = (*paths[parent], token)
            if rank < k and (token == limits.eos or t == limits.max_length):
                finished.append((value, path))
            if token != limits.eos and len(going) < k:
                going.append((path, value, parent))
        paths, values, parents = ([row[i] for row in going] for i in range(3))
        state, totals = tuple(part[parents] for part in state), torch.tensor(values, dtype=torch.float64)
        if finished and max(finished)[0] >= values[0]:
            break
    value, path = max(finished)
    return path, value


def siblings(step, gamma):
    def changed(tokens, state):
        log_probs, state = step(tokens, state)
        rank = log_probs.argsort(1, descending=True).argsort(1)
        return log_probs - gamma * rank, state

    return changed


def siblings_by_counting(step, gamma):
    def changed(tokens, state):
        log_probs, state = step(tokens, state)
        larger = (log_probs[:, None, :] > log_probs[:, :, None]).sum(2)  # 比它大的有几个
        return log_probs - gamma * larger, state

    return changed


def siblings_wrong(kind):
    def make(step, gamma):
        def changed(tokens, state):
            log_probs, new = step(tokens, state)
            order = log_probs.argsort(1, descending=True)
            rank = order.argsort(1)
            penalty = {"order": order, "sign": -rank, "one": rank + 1, "reverse": 5 - rank, "state": rank}[
                kind
            ]
            return log_probs - gamma * penalty, state if kind == "state" else new

        return changed

    return make


def continue_beam(model, vocab, prefix, num_tokens, k, skip=1, encode=True):
    def step(tokens, state):
        logits, H = model(tokens[:, None], state.transpose(0, 1).contiguous())
        return torch.log_softmax(logits[:, -1], 1), H.transpose(0, 1)

    ids = vocab.encode_known(prefix)
    if len(ids) > skip and encode:
        state = model(torch.tensor([ids[: len(ids) - skip]]))[1].transpose(0, 1)
    else:
        state = torch.zeros(1, 1, 8)
    limits = decoding.Limits(ids[-1], -1, num_tokens)
    best = beam.beam_search(step, state, limits, k, alpha=0.0)[0][0]
    return prefix + "".join(vocab.decode(best.tokens))


def continue_from_scratch(model, vocab, prefix, num_tokens, k):
    rows = [(0.0, vocab.encode_known(prefix))]
    for _ in range(num_tokens):
        logits = model(torch.tensor([ids for _, ids in rows]))[0][:, -1]
        grown = [
            (total + value, [*ids, token])
            for (total, ids), values in zip(rows, torch.log_softmax(logits, 1).tolist(), strict=True)
            for token, value in enumerate(values)
        ]
        rows = sorted(grown, key=lambda row: -row[0])[:k]
    return "".join(vocab.decode(rows[0][1]))


RIGHT = [
    ("beam-1", 85),
    ("beam-1", torch.tensor(85)),
    ("beam-2", 0.5),
    ("beam-2", math.log(2) / math.log(4)),
    ("beam-3", SPREAD),
    ("beam-3", BLOCKED),
    ("beam-4", until_sure),
    ("beam-4", until_sure_by_lists),
    ("beam-5", siblings),
    ("beam-5", siblings_by_counting),
    ("beam-7", continue_beam),
    ("beam-7", continue_from_scratch),
]
WRONG = [
    ("beam-1", 125, "写了 `<eos>` 就停"),
    ("beam-1", 64, "没有写"),
    ("beam-1", 100, "分别数"),
    ("beam-1", "85", "应当是一个数"),
    ("beam-2", 2, "指数反了"),
    ("beam-2", 1.0, "并不相等"),
    ("beam-2", None, "还没有答案"),
    ("beam-3", TABLE, "还在完成名单里"),
    ("beam-3", {**SPREAD, (0, 1): (0.1, 0.1, 0.7, 0.1)}, "只能改两行"),
    ("beam-3", {**TABLE, (0,): (0.5, 0.5, 0.5, 0.5)}, "和为 1"),
    ("beam-3", [1, 2], "一张表"),
    ("beam-4", lambda *a: until_sure(*a, early=True), "停早了"),
    ("beam-4", lambda *a: until_sure(*a, wide=2), "多于 k 个"),
    ("beam-4", lambda *a: until_sure(*a, lost=True), "最大长度"),
    ("beam-4", lambda *a: until_sure(*a, never=True), "还在展开"),
    ("beam-4", lambda *a: until_sure(*a)[1], "一对"),
    ("beam-5", siblings_wrong("order"), "`argsort` 一次"),
    ("beam-5", siblings_wrong("sign"), "应当扣分"),
    ("beam-5", siblings_wrong("one"), "从 0 数起"),
    ("beam-5", siblings_wrong("reverse"), "名次排反了"),
    ("beam-5", siblings_wrong("state"), "原样传出去"),
    ("beam-7", lambda *a: continue_beam(*a, skip=0), "读了两遍"),
    ("beam-7", lambda *a: continue_beam(*a, encode=False), "没有前缀"),
    ("beam-7", lambda m, v, p, n, k: continue_beam(m, v, p, n, 1), "只留了一个"),
    ("beam-7", lambda m, v, p, n, k: continue_beam(m, v, p, n, k)[len(p) :], "前缀"),
    ("beam-7", lambda m, v, p, n, k: continue_beam(m, v, p, n + 1, k), "要续写 7 个"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(RIGHT, WRONG)


def test_numbers_in_the_self_test():
    assert math.prod((0.5, 0.4, 0.4, 0.6)) == pytest.approx(0.048)
    assert math.prod((0.5, 0.3, 0.6, 0.6)) == pytest.approx(0.054)
    gain = {length: -4 / length**0.75 - -4 for length in (2, 8)}
    assert 0 < gain[2] < gain[8]
