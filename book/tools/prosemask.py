"""把文件里不是文字的部分遮住，供 prose.py 检查：Markdown（MyST）、Python 与 JavaScript。"""

from __future__ import annotations

import ast
import re
from pathlib import Path

HAN = "\u4e00-\u9fff"
_MASK = "X"  # 代码、公式等换成等长的 X，位置不变

# 整段遮住的部分：文件头、围栏代码、行间公式、注释
_BLOCKS = [
    r"\A---\n.*?\n---\n",
    r"^[ \t]*(?P<fence>`{3,})[^\n]*\n.*?^[ \t]*(?P=fence)`*[ \t]*$",
    r"^[ \t]*(?P<dollars>\$\$).*?\$\$(?:[ \t]*\([\w:-]+\))?",
    r"<!--.*?-->",
]
# 行内遮住的部分。遮成 X 的按一个英文单词看待，遮成空的不算文字。
_WORDS = [
    r"\{(?:[^{}\n]*[^{}\na-z:-][^{}\n]*|\w+)\}(?!`)",
    r"(?P<ticks>`+).+?(?P=ticks)",
    r"\$[^$\n]+\$",
    r"https?://[^\s）>]+",
    r"\{[a-z:-]+\}(?=X)",
]
_NOTHING = [
    r"^\([\w:-]+\)=[ \t]*$",  # 标签
    r"^[ \t]*:{3,}.*$",  # 指令的首尾
    r"^[ \t]*:(?!alt:)[\w-]+:.*$",  # 指令的选项
    r"^[ \t]*:alt:",
    r"^[ \t]*(?:[-*+]|\d+\.|>|#{1,6})[ \t]+",  # 列表、引用与标题的记号
    r"^[ \t]*\|?[ \t:|-]+\|?[ \t]*$",  # 表格的分隔行
    r"</?[a-zA-Z][^>\n]*>",
    r"!?\[(?=[^\]\n]*\]\()|(?<=[^\n])\]\([^)\n]*\)|\]\([^)\n]*\)",
    r"\[\^?[\w-]+\]:?",
    r"\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|\*",
]
# JavaScript 里的注释与字符串
_JS_TEXT = re.compile(
    r"//[^\n]*|/\*.*?\*/|" + "|".join(rf"{q}(?:\\.|[^{q}\\])*{q}" for q in "\"'`"), re.DOTALL
)
_JS_SLOT = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")  # 模板字符串里的表达式
_TOUCHING = re.compile(rf"(?<=[{HAN}]){_JS_SLOT.pattern}|{_JS_SLOT.pattern}(?=[{HAN}])")  # 与汉字紧挨着的


def mask_markdown(text: str) -> str:
    """遮住 Markdown 里不是文字的部分，长度与行数都不变。

    参数：`text` 为全文。
    返回：代码、公式、链接地址、指令等换成 `X`（当作英文单词）或 `\\0`（不占位置）之后的全文。
    """
    for pattern in _BLOCKS:
        text = re.sub(pattern, lambda m: re.sub(r"[^\n]", "\0", m[0]), text, flags=re.MULTILINE | re.DOTALL)
    for patterns, fill in ((_WORDS, _MASK), (_NOTHING, "\0")):
        for pattern in patterns:
            text = re.sub(pattern, lambda m, c=fill: re.sub(r"[^\n]", c, m[0]), text, flags=re.MULTILINE)
    return text


def mask_python(source: str) -> str:
    """只留 Python 源码里含中文的文档字符串与消息（字符串常量），其余遮住，行数不变。

    参数：`source` 为源码。返回：遮过的文字；字符串里的反引号代码与公式也遮住。
    """
    lines = [""] * (source.count("\n") + 2)
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search(f"[{HAN}]", node.value)
        ):
            for offset, part in enumerate(mask_markdown(node.value).split("\n")):
                at = min(node.lineno + offset, len(lines)) - 1
                lines[at] += ("\0|\0" if lines[at] else "") + part.strip()
    return "\n".join(lines)


def mask_javascript(source: str) -> str:
    """只留 JavaScript 源码里含中文的注释与字符串，其余遮住，行数不变。

    参数：`source` 为源码。返回：遮过的文字；模板字符串里的表达式，紧挨着汉字的当作汉字，
    其余当作英文单词。
    """
    lines = [""] * (source.count("\n") + 1)
    for match in _JS_TEXT.finditer(source):
        if not re.search(f"[{HAN}]", match[0]):
            continue
        body = _TOUCHING.sub(lambda m: "某" * len(m[0]), match[0])
        body = _JS_SLOT.sub(lambda m: _MASK * len(m[0]), body)
        body = re.sub(r"^(?:/\*\*?|//|[\"'`])|(?:\*/|[\"'`])$|^[ \t]*\*(?!\*)", "", body, flags=re.MULTILINE)
        first = source.count("\n", 0, match.start())
        for number, part in enumerate(mask_markdown(body).split("\n"), first):
            lines[number] += ("\0|\0" if lines[number] else "") + part.strip()
    return "\n".join(lines)


_MASKS = {".py": mask_python, ".js": mask_javascript}


def mask_file(path: Path) -> str:
    """读一个文件并按它的种类遮住不是文字的部分。"""
    return _MASKS.get(path.suffix, mask_markdown)(path.read_text(encoding="utf-8"))
