"""估算读完一章要几分钟：由文本笔记本里的汉字、代码、公式与图算出，不手写。"""

from __future__ import annotations

import re
from pathlib import Path

import jupytext

HAN_PER_MINUTE = 350  # 中文说明文常见的阅读速度是每分钟 300 到 500 字，技术文字取低的一端
CODE_LINES_PER_MINUTE = 30  # 一行 4 秒：读懂，不是审查（审查约每分钟 5 行）
FORMULAS_PER_MINUTE = 2  # 独立成行的公式，一个半分钟；行内公式随文字读
FIGURES_PER_MINUTE = 2  # 插图、输出的图与交互图，一幅半分钟；不含动手操作的时间
STEP = 5  # 取整到 5 分钟
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FORMULA = re.compile(r"^\$\$.+?^\$\$|\\begin\{(?:align|equation)", re.MULTILINE | re.DOTALL)
_FIGURE = re.compile(r"^:{3,}\{figure\}", re.MULTILINE)
_ALT = re.compile(r"^:alt:.*$", re.MULTILINE)


def reading_minutes(path: Path) -> int:
    """估算一章的阅读分钟数，取整到 5 分钟，至少 5 分钟。

    参数：`path` 为文本笔记本（.md）。
    """
    cells = jupytext.read(path, fmt="md:myst").cells
    text = _ALT.sub("", "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    codes = [cell for cell in cells if cell.cell_type == "code"]
    lines = sum(bool(line.strip()) for cell in codes for line in cell.source.splitlines())
    pictures = len(_FIGURE.findall(text)) + sum("image" in cell.metadata.get("mystnb", {}) for cell in codes)
    minutes = (
        len(_HAN.findall(text)) / HAN_PER_MINUTE
        + lines / CODE_LINES_PER_MINUTE
        + len(_FORMULA.findall(text)) / FORMULAS_PER_MINUTE
        + pictures / FIGURES_PER_MINUTE
    )
    return max(STEP, STEP * round(minutes / STEP))
