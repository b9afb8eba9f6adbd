"""计时的测试：轮流的次序、首轮不计、只用一个线程，用时之比。"""

from __future__ import annotations

import time

import pytest
import torch

from utils import timing


@pytest.fixture
def two_threads():
    """测试期间用两个线程。"""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_actions_take_turns_and_the_first_round_does_not_count():
    order = []
    seconds = timing.take_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == list("abababab")
    assert {name: len(values) for name, values in seconds.items()} == {"a": 3, "b": 3}


def test_seconds_are_measured():
    seconds = timing.take_turns({"长": lambda: time.sleep(0.02), "短": lambda: None}, 5)
    assert min(seconds["长"]) >= 0.02 > min(seconds["短"])


def test_one_thread_only_while_timing(two_threads):
    found = []
    timing.take_turns({"a": lambda: found.append(torch.get_num_threads())}, 1)
    assert found == [1, 1] and torch.get_num_threads() == 2


def test_threads_are_restored_after_an_error(two_threads):
    with pytest.raises(ZeroDivisionError):
        timing.take_turns({"a": lambda: 1 / 0}, 1)
    assert torch.get_num_threads() == 2


def test_repeats_must_be_positive():
    with pytest.raises(ValueError, match="至少为 1，得到的是 0"):
        timing.take_turns({}, 0)


def test_median_ratio():
    assert timing.median_ratio([2.0, 9.0, 100.0], [1.0, 3.0, 1.0]) == 3.0
    with pytest.raises(ValueError):
        timing.median_ratio([1.0, 2.0], [1.0])
