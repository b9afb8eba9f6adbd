"""用语规范：读取术语表 notebooks/terms.md，检查别的译法与术语的首次出现。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from prose import ROOT, Finding
from prosemask import mask_markdown

PAGE = ROOT / "notebooks" / "terms.md"
_NONE = "—"
# 这两节只是预告，其中的术语不算首次出现；标题也不算
PREVIEW = ("你将学到", "前置知识与用时")


@dataclass(frozen=True)
class Term:
    """术语表的一行。"""

    chinese: str
    english: str
    forbidden: tuple[str, ...]  # 不写作
    chapter: int | None  # 首次出现的章；没有规定则为 None


def read_terms(page: str) -> list[Term]:
    """读取术语表。

    参数：`page` 为 terms.md 的全文。返回：各行术语。
    异常：`ValueError`，某一行不是五列，或者同一个词出现两次。
    """
    terms = []
    for line in page.splitlines():
        if not line.startswith("|") or line.startswith(("|---", "| 中文 |")):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not all(cells):
            raise ValueError(f"术语表的每一行都要有五列，这一行不是：{line}")
        chinese, english, _, forbidden, chapter = cells
        variants = () if forbidden == _NONE else tuple(forbidden.split("、"))
        terms.append(Term(chinese, english, variants, None if chapter == _NONE else int(chapter)))
    names = [name for term in terms for name in (term.chinese, *term.forbidden)]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"术语表里有重复的词：{'、'.join(repeated)}")
    return terms


def forbidden_words(masked: str, terms: list[Term]) -> list[Finding]:
    """找出文字里不该用的译法。

    参数：`masked` 为遮过代码与公式的文字；`terms` 为术语表。返回：每处一条。
    """
    found = []
    for number, line in enumerate(masked.split("\n"), 1):
        for term in terms:
            for word in term.forbidden:
                if word in line:
                    found.append(Finding(number, f"应写作“{term.chinese}”", word))
    return found


def _body(text: str) -> str:
    """一章的正文：遮去标题，以及预告性的两节。"""
    kept, skipping = [], False
    masked = mask_markdown(text).split("\n")
    for raw, line in zip(text.split("\n"), masked, strict=True):
        if heading := re.match(r"#{1,6} (.+)", raw) if line.strip("\0 ") else None:
            skipping = heading[1].startswith(PREVIEW)
        kept.append("" if skipping or heading else line.replace("\0", ""))
    return "\n".join(kept)


def hide_longer(text: str, term: Term, terms: list[Term]) -> str:
    """遮住包含这个术语的更长的术语，长度不变：“候选隐状态”里的“隐状态”不算。

    参数：`text` 为文字；`term` 为一个术语；`terms` 为术语表。返回：遮过的文字。
    """
    longer = [t.chinese for t in terms if term.chinese in t.chinese and t.chinese != term.chinese]
    for other in sorted(longer, key=len, reverse=True):
        text = text.replace(other, "\0" * len(other))
    return text


def glossed(term: Term) -> re.Pattern[str]:
    """后面用括号给出英文的术语；匹配到的只是中文的部分。"""
    chinese, english = re.escape(term.chinese), re.escape(term.english)
    return re.compile(rf"{chinese}(?=”?（[^）]*{english})", re.IGNORECASE)


def first_uses(text: str, chapter: int, terms: list[Term]) -> list[Finding]:
    """检查规定在本章首次出现的术语，第一次出现时后面有没有用括号给出英文。

    参数：`text` 为本章 .md 的全文；`chapter` 为章号；`terms` 为术语表。
    返回：每个没有给出英文、或者根本没有出现的术语一条。
    """
    body, found = _body(text), []
    for term in (term for term in terms if term.chapter == chapter):
        plain = hide_longer(body, term, terms)
        at = plain.find(term.chinese)
        line = plain.count("\n", 0, max(at, 0)) + 1
        if at < 0:
            found.append(Finding(1, "术语表说它在本章首次出现，正文里却没有", term.chinese))
        elif not glossed(term).match(plain, at):
            found.append(Finding(line, f"首次出现时要写作“{term.chinese}（{term.english}）”", term.chinese))
    return found


def load_terms(path: Path = PAGE) -> list[Term]:
    """从文件读取术语表。"""
    return read_terms(path.read_text(encoding="utf-8"))
