"""把一章里标了 `export` 的单元当作模块执行，供测试取用其中的定义（不训练，也不启动内核）。"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from types import ModuleType

from nbpair import NOTEBOOKS, code_lines, read_text


def load_path(path: Path) -> ModuleType:
    """执行一个文本笔记本里标了 `export` 的单元。

    参数：`path` 为 .md 文件。
    返回：模块；报错时的行号就是 .md 里的行号。
    异常：`ValueError`，没有一个单元标了 `export`。
    """
    text, notebook = path.read_text(encoding="utf-8"), read_text(path)
    chosen = [
        (notebook.cells[index].source, line)
        for index, line in code_lines(text, notebook).items()
        if "export" in notebook.cells[index].metadata.get("tags", [])
    ]
    if not chosen:
        raise ValueError(f"{path.name} 里没有标 export 的单元。")
    module = ModuleType(f"chapter_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclass 等要凭名字找到模块
    for source, line in chosen:
        exec(compile("\n" * (line - 1) + source, str(path), "exec"), module.__dict__)
    return module


@functools.cache
def load(chapter: str) -> ModuleType:
    """按章名取模块，例如 `load("01_gru")`；同一章只执行一次。"""
    return load_path(NOTEBOOKS / f"{chapter}.md")
