"""第 4 章练习的检查：隐马尔可夫模型里概率最大的状态序列。"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor

from utils.exercises.core import WrongAnswerError, call, exercise

Model = tuple[Tensor, Tensor, Tensor]  # log_pi (k,)，log_A (k, k)，log_B (k, m)


def best_path(log_pi: Tensor, log_A: Tensor, log_B: Tensor, observed: list[int]) -> list[int]:
    """参照：从后往前算每个状态之后最多能得多少分，再从头走一遍。返回概率最大的状态序列。"""
    rest = [torch.zeros_like(log_pi)]
    for x in reversed(observed[1:]):
        rest.append((log_A + log_B[:, x] + rest[-1]).amax(1))
    path, score = [], log_pi + log_B[:, observed[0]]
    for t, x in enumerate(observed):
        if t:
            score = log_A[path[-1]] + log_B[:, x]
        path.append(int((score + rest[-1 - t]).argmax()))
    return path


def path_score(model: Model, observed: list[int], path: list[int]) -> float:
    """一条状态序列与记录的联合概率的对数。参数：`model` 为 `(log_pi, log_A, log_B)`。"""
    log_pi, log_A, log_B = model
    score = log_pi[path[0]] + sum(log_B[h, x] for h, x in zip(path, observed, strict=True))
    return float(score + sum(log_A[i, j] for i, j in zip(path, path[1:], strict=False)))


def _forward(model: Model, observed: list[int], reduce: Callable) -> Tensor:
    """从左往右递推，`reduce` 是 `logsumexp` 或取最大；返回每一步各状态的值，形状 `(T, k)`。"""
    log_pi, log_A, log_B = model
    rows = [log_pi + log_B[:, observed[0]]]
    for x in observed[1:]:
        rows.append(reduce(rows[-1][:, None] + log_A, 0) + log_B[:, x])
    return torch.stack(rows)


def _posterior_path(model: Model, observed: list[int]) -> list[int]:
    """每一步各取最可能的状态。"""
    log_beta, (_, log_A, log_B) = [torch.zeros_like(model[0])], model
    for x in reversed(observed[1:]):
        log_beta.append(torch.logsumexp(log_A + log_B[:, x] + log_beta[-1], 1))
    return (_forward(model, observed, torch.logsumexp) + torch.stack(log_beta[::-1])).argmax(1).tolist()


_MISTAKES = {  # 常见的错法：同样的输入会得到什么，以及理由
    "这是每一步各取最可能的状态。各步最可能的连起来，不一定是最可能的序列。": _posterior_path,
    "前向递推时每一步就定下了状态。要走到最后，再沿记下的来路往回找。": lambda model, observed: (
        _forward(model, observed, torch.amax).argmax(1).tolist()
    ),
    "序列是倒着的。从最后一步往回找，找完要翻过来。": lambda model, observed: best_path(*model, observed)[
        ::-1
    ],
    "`log_A` 的下标反了：`log_A[i, j]` 是从 i 到 j。": lambda model, observed: best_path(
        model[0], model[1].T, model[2], observed
    ),
}


def _ask_path(answer: object, model: Model, observed: list[int]) -> list[int]:
    """运行答案，核对它是 T 个状态的编号。"""
    path = call(answer, *model, list(observed))
    path = path.tolist() if isinstance(path, Tensor) else path
    if not isinstance(path, list | tuple) or len(path) != len(observed):
        raise WrongAnswerError(f"应当返回 {len(observed)} 个状态的编号，每步一个。")
    if any(h not in range(len(model[0])) for h in path):
        raise WrongAnswerError(f"状态的编号应当是 0 到 {len(model[0]) - 1} 的整数。")
    return [int(h) for h in path]


def _examples() -> list[tuple[Model, list[int]]]:
    """二十个随机的模型与记录，外加一个只有一步的。"""
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64).log_softmax(-1)

    # 六种观测各出现一次：有重复的话，两条序列可能恰好一样好
    orders = [torch.randperm(6, generator=generator).tolist() for _ in range(20)]
    cases = [((draw(3), draw(3, 3), draw(3, 6)), observed) for observed in orders]
    return [*cases, (cases[0][0], [2])]


def _judge_paths(cases: list[tuple[Model, list[int]]], paths: list[list[int]]) -> None:
    """短序列都要是概率最大的；错了就看像哪一种错法。"""
    pairs = list(zip(cases, paths, strict=True))
    lost = [path_score(*case, best_path(*case[0], case[1])) - path_score(*case, path) for case, path in pairs]
    if max(lost) < 1e-9:
        return
    for reason, mistake in _MISTAKES.items():
        if all(mistake(*case) == path for case, path in pairs):
            raise WrongAnswerError(reason)
    raise WrongAnswerError(f"{len(lost)} 个例子里有 {sum(x > 1e-9 for x in lost)} 个不是概率最大的序列。")


@exercise("birnn-6", "一个函数 `viterbi(log_pi, log_A, log_B, observed)`")
def viterbi(answer: object) -> str:
    """概率最大的状态序列：先比短的，再看快慢，最后看长序列会不会下溢。"""
    cases = _examples()
    _judge_paths(cases, [_ask_path(answer, *case) for case in cases])
    start = time.perf_counter()
    _ask_path(answer, cases[0][0], [0, 1, 2, 3] * 3)
    if time.perf_counter() - start > 0.2:
        raise WrongAnswerError("结果对，但是太慢，像是在列举全部序列。要用动态规划。")
    model, observed = cases[1][0], [3, 1, 0, 2] * 300
    score = path_score(model, observed, _ask_path(answer, model, observed))
    if score < path_score(model, observed, best_path(*model, observed)) - 1e-6:
        raise WrongAnswerError("短的序列对，1200 步的错了：连乘的概率会小到存不下，全程要用对数。")
    return "与列举全部序列的结果一致，长序列也不会下溢。"
