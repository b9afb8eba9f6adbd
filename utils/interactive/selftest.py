"""每章末尾的自测：单选题，选了就知道对不对和为什么，不需要内核与网络。"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from utils.interactive.element import ADVICE, wrap
from utils.questions import Question, load_questions


def _markup(text: str) -> str:
    """把题目的文字变成 HTML：反引号里的是代码，其余转义。"""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _static(question: Question) -> str:
    """一道题的静态样子：题目、选项，答案折叠。"""
    options = question.options()
    items = "".join(f"<li>{_markup(text)}</li>" for text, _, _ in options)
    letter = "ABCD"[next(i for i, option in enumerate(options) if option[2])]
    answer = f"<details><summary>答案</summary><p>{letter}。{_markup(question.right[1])}</p></details>"
    return f'<li><p>{_markup(question.text)}</p><ol type="A">{items}</ol>{answer}</li>'


@dataclass(frozen=True)
class SelfTest:
    """一章的自测题。放在笔记本单元的最后一行，就显示在输出里。"""

    questions: tuple[Question, ...]

    def to_html(self) -> str:
        """返回一段自成一体的 HTML；没有脚本时显示题目与折叠的答案。"""
        items = [
            {
                "text": question.text,
                "options": [
                    {"text": text, "why": why, "right": right} for text, why, right in question.options()
                ],
            }
            for question in self.questions
        ]
        fallback = f"<ol>{''.join(map(_static, self.questions))}</ol><p><em>{ADVICE}</em></p>"
        return wrap("self-test", {"questions": items}, fallback)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": self.to_html(), "text/plain": f"自测题：{len(self.questions)} 道单选题"}


def self_test(name: str) -> SelfTest:
    """一章的自测题。

    参数：`name` 为这一章的题名前缀，例如 `gru`。
    异常：`ValueError`，没有这一章的题。
    """
    return SelfTest(load_questions(name))
