"""各章的自测题。每章一个模块，里面的 `QUESTIONS` 是这一章的题，按出现的次序。"""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules


@dataclass(frozen=True)
class Question:
    """一道单选题。文字里的代码与符号用反引号括起来，不用公式。"""

    text: str
    right: tuple[str, str]  # 正确的选项，以及它为什么对
    wrong: tuple[tuple[str, str], ...]  # 错误的选项，以及各错在哪里

    def options(self) -> list[tuple[str, str, bool]]:
        """打乱次序的选项：`(文字, 解释, 对不对)`。同一道题的次序总是相同。"""
        items = [(*self.right, True), *((text, why, False) for text, why in self.wrong)]
        random.Random(self.text).shuffle(items)
        return items


def load_questions(name: str) -> tuple[Question, ...]:
    """取一章的自测题。

    参数：`name` 为这一章的题名前缀，例如 `gru`。返回：各题，按次序。
    异常：`ValueError`，没有这一章的题。
    """
    have = sorted(module.name for module in iter_modules(__path__))
    if name not in have:
        raise ValueError(f"没有名为 {name} 的自测题。现有：{'、'.join(have)}。")
    return import_module(f"{__name__}.{name}").QUESTIONS
