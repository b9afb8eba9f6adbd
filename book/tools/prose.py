"""文字规范：检查 Markdown（MyST）、Python 与 JavaScript 里中文文字的标点与空格。

用法：python book/tools/prose.py [文件…]，不写文件则检查全书。能自动改正的用 prosefix.py 改正。
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import autocorrect_py
from prosemask import HAN, mask_file

ROOT = Path(__file__).resolve().parents[2]
FULL = "，。；：！？、（）《》“”‘’…"


@dataclass(frozen=True)
class Finding:
    """一处不合规范的文字。"""

    line: int  # 行号，从 1 数起
    rule: str
    text: str  # 出问题的片段

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.rule}：{self.text!r}"


_AFTER, _BEFORE = rf"(?<=[{HAN}”）》])", rf"(?=[ \0]*[{HAN}“（《])"
RULES = {
    "中文旁边用了半角标点": "|".join(
        [
            rf"{_AFTER}[,;:!?]|{_AFTER}\.(?![\w.])",
            rf"[,;:!?]{_BEFORE}",
            r"(?<=X)[,;:!?](?=[ \0]*(?:X|$))",  # 两段代码或公式之间
            r"(?<=\w)[,;](?=\0*$)",
        ]
    ),
    "中文旁边用了半角括号": "|".join(
        [
            rf"(?<=[{HAN}，。；：、])[ \0]*\(|\((?=[{HAN}])",
            rf"\)(?=[ \0]*[{HAN}，。；：、！？])|(?<=[{HAN}])\)",
        ]
    ),
    "全角标点旁边有空格": rf" +(?=[{FULL}])|(?<=[{FULL}]) +(?=\S)",
    "标点重复": r"[，。；：！？、]\0*[，。；：！？、]",
    "中文里用了直引号": rf"(?=.*[{HAN}])\"|(?<=[{HAN}])'|'(?=[{HAN}])",
    "省略号应写作……": rf"(?<=[{HAN}])\.{{3}}|(?<=[{HAN}])…(?!…)(?<!……)",
    "破折号应写作——": rf"(?<=[{HAN}])--+|(?<=[{HAN}])—(?!—)(?<!——)",
    "全角的字母或数字": r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+",
}


def _segments(line: str) -> list[str]:
    """把一行分成互不相干的几段（表格的各格），去掉两端空白与不占位置的字符。"""
    return [part.strip(" \t\0") for part in line.split("|")]


def _spacing(segment: str) -> list[str]:
    """autocorrect 认为中文与英文、数字之间空格不对的地方。"""
    plain = segment.replace("\0", "")
    fixed = autocorrect_py.format(plain)
    if fixed == plain or fixed.replace(" ", "") != plain.replace(" ", ""):
        return []  # 标点由上面的规则管
    at = next(i for i, (a, b) in enumerate(zip(plain, fixed, strict=False)) if a != b)
    return [plain[max(0, at - 8) : at + 8]]


def typography(masked: str) -> list[Finding]:
    """按标点与空格的规范检查遮过的文字。

    参数：`masked` 为 `mask_file` 的结果。返回：不合规范的地方。
    """
    found = []
    for number, line in enumerate(masked.split("\n"), 1):
        for segment in _segments(line):
            if not re.search(f"[{HAN}]", segment):
                continue
            for rule, pattern in RULES.items():
                for match in re.finditer(pattern, segment):
                    piece = segment[max(0, match.start() - 8) : match.end() + 8].replace("\0", "")
                    found.append(Finding(number, rule, piece))
            found += [Finding(number, "中文与英文、数字之间的空格不对", piece) for piece in _spacing(segment)]
    return found


def prose_files() -> list[Path]:
    """全书要检查的文件：各页、README、CONTRIBUTING，以及 utils 与交互图的源码。"""
    pages = [*sorted((ROOT / "notebooks").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    folders = ("", "exercises/", "interactive/", "questions/", "train/")
    sources = [*(f"{folder}*.py" for folder in folders), "interactive/src/*/*.js"]
    return pages + sorted(path for pattern in sources for path in (ROOT / "utils").glob(pattern))


def check_file(path: Path) -> list[str]:
    """检查一个文件的标点与空格；返回每处一条的消息。"""
    return [f"{path.name} {finding}" for finding in typography(mask_file(path))]


def main(arguments: list[str]) -> int:
    """命令行入口；返回退出码。"""
    paths = [Path(name) for name in arguments] or [p for p in prose_files() if p.is_file()]
    found = [message for path in paths for message in check_file(path)]
    print("\n".join(found) if found else f"{len(paths)} 个文件都合乎规范。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
