"""束搜索：所有句子、所有候选一起算的张量版本。"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from utils.cells import State
from utils.decoding import Hypothesis, Limits, Step, num_rows
from utils.models import map_state


def stable_top(scores: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """每行最大的 k 个，从大到小；并列时列号小的在前，结果与实现无关。

    参数：`scores` 形状 `(n, m)`，`m >= k`。
    返回：`(values, index)`，形状都是 `(n, k)`。
    """
    values, index = scores.topk(k, 1)
    last = values[:, -1:]
    if ((scores >= last) & last.isfinite()).sum(1).gt(k).any():  # 并列跨过了界线，topk 取哪个没有保证
        values, index = scores.sort(dim=1, descending=True, stable=True)
        return values[:, :k], index[:, :k]
    index = index.sort(1).values
    values, order = scores.gather(1, index).sort(dim=1, descending=True, stable=True)
    return values, index.gather(1, order)


@dataclass
class _Finished:
    """每个句子的完成名单，按分数留下最好的 k 个。"""

    scores: Tensor  # (n, k)，没有占用的是 −inf
    log_probs: Tensor  # (n, k)
    paths: Tensor  # (n, k, max_length)，结束之后是 −1

    @classmethod
    def empty(cls, size: tuple[int, int, int]) -> _Finished:
        """空名单；`size` 为 `(n, k, max_length)`。"""
        blank = torch.full(size[:2], -math.inf)
        return cls(blank, blank.clone(), torch.full(size, -1))

    @property
    def full(self) -> Tensor:
        """哪些句子的名单满了，形状 `(n,)`。"""
        return self.scores.isfinite().all(1)

    def add(self, log_probs: Tensor, paths: Tensor, ended: Tensor, alpha: float) -> None:
        """收进这一步完成的候选：形状 `(n, k)`、`(n, k, t)`、`(n, k)`。"""
        accepted = ended & log_probs.isfinite()
        scores = torch.where(accepted, log_probs / paths.shape[2] ** alpha, -math.inf)
        k, spare = scores.shape[1], self.paths.shape[2] - paths.shape[2]
        self.scores, rows = stable_top(torch.cat([self.scores, scores], 1), k)
        self.log_probs = torch.cat([self.log_probs, log_probs], 1).gather(1, rows)
        padded = F.pad(paths, (0, spare), value=-1)
        rows = rows[..., None].expand(-1, -1, padded.shape[2])
        self.paths = torch.cat([self.paths, padded], 1).gather(1, rows)

    def keep(self, rows: Tensor) -> _Finished:
        """只留下 `rows` 指定的句子。"""
        return _Finished(self.scores[rows], self.log_probs[rows], self.paths[rows])

    def hypotheses(self) -> list[list[Hypothesis]]:
        """换成 `Hypothesis`，每个句子一列，从好到坏。"""
        columns = zip(self.paths.tolist(), self.log_probs.tolist(), self.scores.tolist(), strict=True)
        return [
            [
                Hypothesis(tuple(t for t in path if t >= 0), log_prob, score)
                for path, log_prob, score in zip(*sentence, strict=True)
                if score > -math.inf
            ]
            for sentence in columns
        ]


def _select(tensor: Tensor, rows: Tensor) -> Tensor:
    """按 `rows`（形状 `(n, m)`）重排 `(n, k, …)` 的第二维。"""
    index = rows.view(*rows.shape, *[1] * (tensor.dim() - 2))
    return tensor.gather(1, index.expand(*rows.shape, *tensor.shape[2:]))


def _check(beam_width: int, alpha: float) -> None:
    """参数不对时报错。"""
    if beam_width < 1:
        raise ValueError(f"beam_width 至少为 1，得到的是 {beam_width}。")
    if alpha < 0:
        raise ValueError(f"alpha 不能是负数，得到的是 {alpha}；0 表示不做长度归一化。")


@dataclass
class _Beams:
    """每个句子还在生长的 k 个候选。"""

    log_p: Tensor  # (n, k)，没有用到的位置是 −inf
    paths: Tensor  # (n, k, t)
    parents: Tensor  # (n, k)，由上一步的第几个候选延伸而来

    @classmethod
    def start(cls, n: int, k: int) -> _Beams:
        """开头每个句子只有一个空的候选。"""
        log_p = torch.full((n, k), -math.inf)
        log_p[:, 0] = 0.0
        return cls(log_p, torch.zeros(n, k, 0, dtype=torch.int64), torch.zeros(n, k, dtype=torch.int64))

    def extend(self, log_probs: Tensor) -> _Beams:
        """每个候选接上每个词元，取前 2k 个，从好到坏；`log_probs` 形状 `(n * k, vocab_size)`。"""
        n, k = self.log_p.shape
        totals = self.log_p[..., None] + log_probs.view(n, k, -1)
        log_p, index = stable_top(totals.flatten(1), min(2 * k, totals[0].numel()))
        parents, words = index // log_probs.shape[1], index % log_probs.shape[1]
        return _Beams(log_p, torch.cat([_select(self.paths, parents), words[..., None]], 2), parents)

    def keep(self, rows: Tensor) -> _Beams:
        """只留下 `rows` 指定的句子。"""
        return _Beams(self.log_p[rows], self.paths[rows], self.parents[rows])

    def take(self, rows: Tensor) -> _Beams:
        """每个句子只留下 `rows`（形状 `(n, m)`）指定的候选。"""
        return _Beams(*(_select(x, rows) for x in (self.log_p, self.paths, self.parents)))


@torch.no_grad()
def beam_search(
    step: Step, state: State, limits: Limits, beam_width: int, alpha: float = 0.75
) -> list[list[Hypothesis]]:
    """束搜索，所有句子与所有候选同时计算。

    每一步把候选按对数概率排序：前 `beam_width` 个里以 `<eos>` 结束的收进完成名单，没有结束的里面取前
    `beam_width` 个继续。名单收满 `beam_width` 个，或到了最大长度（此时前 `beam_width` 个不论是否结束都收），
    这个句子就停下。

    参数：`step` 为步进函数；`state` 为初始状态，每个句子一行；`beam_width` 为束宽；`alpha` 为长度归一化的
    指数，分数是对数概率除以词元数（含 `<eos>`）的 `alpha` 次方。
    返回：每个句子一列 `Hypothesis`，按分数从高到低，最多 `beam_width` 个。
    异常：`ValueError`，`beam_width` 小于 1，或 `alpha` 是负数。
    来源：长度归一化见 Wu 等，Google's Neural Machine Translation System, 2016。
    """
    _check(beam_width, alpha)
    n, k = num_rows(state), beam_width
    state = map_state(lambda part: part.repeat_interleave(k, 0), state)
    tokens, beams = torch.full((n * k,), limits.bos), _Beams.start(n, k)
    finished = _Finished.empty((n, k, limits.max_length))
    places, answers = torch.arange(n), [[] for _ in range(n)]
    for t in range(1, limits.max_length + 1):
        log_probs, state = step(tokens, state)
        ranked = beams.extend(log_probs)  # 前 2k 个
        ended = (ranked.paths[..., -1] == limits.eos) | (t == limits.max_length)
        finished.add(ranked.log_p[:, :k], ranked.paths[:, :k], ended[:, :k], alpha)
        going = ~finished.full & (t < limits.max_length)
        for place, found in zip(places[~going].tolist(), finished.keep(~going).hypotheses(), strict=True):
            answers[place] = found
        if not going.any():
            break
        beams = ranked.take(ended.sort(dim=1, stable=True).indices[:, :k])  # 没有结束的排在前面
        rows = (beams.parents + k * torch.arange(len(going))[:, None])[going].flatten()
        state = map_state(lambda part, rows=rows: part[rows], state)
        beams, finished, places = beams.keep(going), finished.keep(going), places[going]  # 停下的句子不再算
        tokens = beams.paths[..., -1].flatten()
    return answers
