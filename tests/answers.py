"""练习的检查共用的两个测试：正确的写法都通过，错误的写法都被拒绝并说出理由。"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from utils.exercises import check


def answer_tests(
    right: Iterable[tuple[str, object]], wrong: Iterable[tuple[str, object, str]]
) -> tuple[Callable, Callable]:
    """由 `(题名, 答案)` 与 `(题名, 答案, 理由里的关键词)` 造出两个测试函数。"""

    @pytest.mark.parametrize(("name", "answer"), list(right))
    def test_right(name, answer):
        verdict = check(name, answer)
        assert verdict, verdict

    @pytest.mark.parametrize(("name", "answer", "reason"), list(wrong))
    def test_wrong(name, answer, reason):
        verdict = check(name, answer)
        assert not verdict and reason in verdict.reason, verdict

    return test_right, test_wrong
