"""答案是一个数的检查：按相对误差比较，认得常见的错法。"""

from __future__ import annotations

import math
from collections.abc import Mapping

from utils.exercises.core import WrongAnswerError, expect_number


def expect_value(answer: object, wanted: float, tolerance: float, mistakes: Mapping[float, str]) -> None:
    """核对一个数；不对时看看是不是常见的错法。

    参数：`wanted` 为正确的数；`tolerance` 为相对误差；`mistakes` 由常见的错误答案查出理由。
    异常：`WrongAnswerError`，不是数，或不在误差之内。
    """
    value = expect_number(answer)
    if math.isclose(value, wanted, rel_tol=tolerance):
        return
    for wrong, reason in mistakes.items():
        if math.isclose(value, wrong, rel_tol=tolerance):
            raise WrongAnswerError(reason)
    raise WrongAnswerError(f"{value:g} {'太大' if value > wanted else '太小'}了。")
