"""计时：几件事轮流做，只用一个线程，逐轮相比。"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch

Name = TypeVar("Name", bound=Hashable)


@contextmanager
def single_thread() -> Iterator[None]:
    """暂时只用一个线程。

    几个线程要互相等；机器忙的时候，等的时间比算的还长，量到的就不是谁算得快。
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def take_turns(actions: Mapping[Name, Callable[[], object]], repeats: int) -> dict[Name, list[float]]:
    """几件事轮流做 `repeats` 轮，量每件事每次的用时；只用一个线程，首轮热身，不计。

    机器时快时慢。轮流做，同一轮的几次用时才可比。
    参数：`actions` 为名字与要做的事（不带参数的函数）；`repeats` 不小于 1。
    返回：名字与 `repeats` 个用时（秒）。
    异常：`ValueError`，`repeats` 小于 1。
    """
    if repeats < 1:
        raise ValueError(f"repeats 至少为 1，得到的是 {repeats}。")
    seconds = {name: [] for name in actions}
    with single_thread():
        for _ in range(repeats + 1):
            for name, action in actions.items():
                start = time.perf_counter()
                action()
                seconds[name].append(time.perf_counter() - start)
    return {name: values[1:] for name, values in seconds.items()}


def median_ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """两串用时逐轮相除，取中位数。异常：`ValueError`，两串长短不一。"""
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))
