"""练习的即时反馈：登记检查、运行读者的答案、给出对错与理由。

检查只看性质，不比对代码：凡是做对了的写法都通过。
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import torch


class WrongAnswerError(Exception):
    """答案不对；消息是给读者看的理由，说清错在哪里、下一步该看什么。"""


@dataclass(frozen=True, repr=False)
class Verdict:
    """一次检查的结果：对不对，以及理由。可以直接用在 `assert` 与 `if` 里。"""

    right: bool
    reason: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"✓ 对。{self.reason}" if self.right else f"× 还不对。{self.reason}"


@dataclass(frozen=True)
class Exercise:
    """一道可以检查的题。"""

    name: str
    expects: str  # 答案是什么，写成一个名词短语
    judge: Callable[[object], str]  # 对则返回一句要点，不对则抛出 `WrongAnswerError`


EXERCISES: dict[str, Exercise] = {}


def exercise(name: str, expects: str) -> Callable[[Callable], Callable]:
    """登记一道题的检查；用作装饰器。

    参数：`name` 为题名，例如 `gru-4`；`expects` 说明答案是什么，例如“一个函数 `f(X, H)`”。
    """

    def register(judge: Callable[[object], str]) -> Callable:
        EXERCISES[name] = Exercise(name, expects, judge)
        return judge

    return register


def check(name: str, answer: object = None) -> Verdict:
    """检查一道练习的答案。

    参数：`name` 为题名，写在题目里，例如 `gru-4`；`answer` 为答案，形式也写在题目里。
    返回：`Verdict`，显示出来是“对”或“还不对”，后面是理由。检查不改动答案，也不影响随机数的状态。
    异常：`ValueError`，没有这道题。
    """
    if name not in EXERCISES:
        have = "、".join(EXERCISES)
        raise ValueError(f"没有可以检查的题 {name}。能检查的有：{have}。")
    item = EXERCISES[name]
    if answer is None or answer is ...:
        return Verdict(False, f"还没有答案。这道题要交的是：{item.expects}。")
    try:
        with torch.random.fork_rng(devices=[]):
            return Verdict(True, item.judge(answer))
    except WrongAnswerError as wrong:
        return Verdict(False, str(wrong))


def call(function: object, *arguments, **options):
    """运行读者写的函数；张量先复制一份，免得被就地改动。

    参数：`function` 为读者的答案；其余为传给它的参数。返回：它的返回值。
    异常：`WrongAnswerError`，答案不是函数，或者运行时出错，消息里有出错的那一行。
    """
    if not callable(function):
        raise WrongAnswerError(f"答案应当是可以调用的函数或类，得到的是 {type(function).__name__}。")
    copies = [a.clone() if isinstance(a, torch.Tensor) else a for a in arguments]
    try:
        return function(*copies, **options)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"（`{frame.line}`）" if frame.line else ""
        raise WrongAnswerError(f"运行你的代码时出错{where}：{type(error).__name__}：{error}") from error


def expect_tensor(value: object, shape: tuple[int, ...], what: str = "返回值") -> torch.Tensor:
    """核对一个值是给定形状的张量，且没有 NaN。

    异常：`WrongAnswerError`，不是张量、形状不对，或含有 NaN。
    """
    if not isinstance(value, torch.Tensor):
        raise WrongAnswerError(f"{what}应当是张量，得到的是 {type(value).__name__}。")
    if tuple(value.shape) != tuple(shape):
        raise WrongAnswerError(f"{what}的形状应当是 {tuple(shape)}，得到的是 {tuple(value.shape)}。")
    if value.isnan().any():
        raise WrongAnswerError(f"{what}里有 NaN。")
    return value


def expect_close(value: torch.Tensor, wanted: torch.Tensor, reason: str, tolerance: float = 1e-5) -> None:
    """核对两个同形状的张量在误差之内相等；不等则以 `reason` 为理由抛出 `WrongAnswerError`。"""
    expect_tensor(value, tuple(wanted.shape))
    if not torch.allclose(value.to(wanted.dtype), wanted, rtol=tolerance, atol=tolerance):
        raise WrongAnswerError(reason)


def expect_number(value: object, what: str = "答案") -> float:
    """核对答案是一个有限的数，返回它。异常：`WrongAnswerError`，不是数。"""
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise WrongAnswerError(f"{what}应当是一个数，得到的是 {value!r}。")
    return float(value)
