"""自动改正中文文字的标点与空格：python book/tools/prosefix.py 文件…

只改拿得准的：中文旁的半角标点与括号、全角标点旁的空格、中文与英文或数字之间缺的空格。
直引号、重复的标点等留给人改。代码、公式与链接地址不动。
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from pathlib import Path

from prose import RULES
from prosemask import HAN, mask_markdown

_TO_FULL = dict(zip(",;:!?().", "，；：！？（）。", strict=True))
_MISSING_SPACE = rf"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])"


def _widen(line: list[str], masked: str) -> list[str]:
    """把中文旁的半角标点换成全角的；括号成对地换。"""
    line, open_at, partner = list(line), [], {}
    for at, char in enumerate(masked):
        if char == "(":
            open_at.append(at)
        elif char == ")" and open_at:
            partner[at] = open_at.pop()
            partner[partner[at]] = at
    for rule in ("中文旁边用了半角标点", "中文旁边用了半角括号"):
        for match in re.finditer(RULES[rule], masked):
            for at in range(*match.span()):
                for place in {at, partner.get(at, at)}:
                    line[place] = _TO_FULL.get(line[place], line[place])
    return line


def _respace(line: list[str], masked: str) -> str:
    """补上中文与英文、数字之间的空格，去掉全角标点旁的空格。"""
    now = "".join(c if m not in "\0X" else m for c, m in zip(line, masked, strict=True))
    gaps = {match.start() for match in re.finditer(_MISSING_SPACE, now)}
    pattern = re.compile(RULES["全角标点旁边有空格"])
    drop, start = set(), 0
    for segment in now.split("|"):
        inner = segment.strip(" \t\0")
        offset = start + segment.find(inner)
        drop |= {offset + i for match in pattern.finditer(inner) for i in range(*match.span())}
        start += len(segment) + 1
    return "".join((" " if at in gaps else "") + char for at, char in enumerate(line) if at not in drop)


def fix_markdown(text: str) -> str:
    """改正 Markdown 的标点与空格。

    参数：`text` 为全文。返回：改过的全文。
    """
    lines = []
    for line, masked in zip(text.split("\n"), mask_markdown(text).split("\n"), strict=True):
        has_han = re.search(f"[{HAN}]", masked)
        lines.append(_respace(_widen(list(line), masked), masked) if has_han else line)
    return "\n".join(lines)


def fix_python(source: str) -> str:
    """改正 Python 源码里字符串与注释的标点与空格。

    参数：`source` 为源码。返回：改过的源码；代码本身不变。
    """
    lines = source.split("\n")
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        kinds = (tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
        if token.type in kinds and re.search(f"[{HAN}]", token.string):
            (top, left), (bottom, right) = token.start, token.end
            fixed = lines[top - 1][:left] + fix_markdown(token.string) + lines[bottom - 1][right:]
            lines[top - 1 : bottom] = fixed.split("\n")
    return "\n".join(lines)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        fix = fix_python if path.suffix == ".py" else fix_markdown
        path.write_text(fix(path.read_text(encoding="utf-8")), encoding="utf-8")
