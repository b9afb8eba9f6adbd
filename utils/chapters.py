"""取用一章里的定义：把标了 `export` 的单元当作模块执行，不训练，也不启动内核。供解答与测试使用。"""

from __future__ import annotations

import functools
import re
import sys
from pathlib import Path
from types import ModuleType

import jupytext
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
_FENCE = re.compile(r"^(`{3,}|:{3,})\{code-cell\}.*$", re.MULTILINE)


def code_lines(text: str, notebook: NotebookNode) -> dict[int, int]:
    """查出每个代码单元的第一行代码在文本笔记本里的行号。

    参数：`text` 为 .md 全文；`notebook` 为由它读出的笔记本。
    返回：单元下标 → 行号（从 1 数起）。
    """
    fences = [match.end() for match in _FENCE.finditer(text)]
    codes = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    lines = {}
    for index, start in zip(codes, fences, strict=True):
        position = text.index(notebook.cells[index].source, start)
        lines[index] = text.count("\n", 0, position) + 1
    return lines


def load_path(path: Path) -> ModuleType:
    """执行一个文本笔记本里标了 `export` 的单元。

    参数：`path` 为 .md 文件。
    返回：模块；报错时的行号就是 .md 里的行号。
    异常：`FileNotFoundError`，没有这个文件；`ValueError`，没有一个单元标了 `export`。
    """
    if not path.is_file():
        raise FileNotFoundError(f"没有找到 {path.name}。解答要用到这一章的代码，请在完整的书里运行。")
    text = path.read_text(encoding="utf-8")
    notebook = jupytext.reads(text, fmt="md:myst")
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
def load_chapter(name: str) -> ModuleType:
    """按章名取模块，例如 `load_chapter("01_gru")`；同一章只执行一次。

    参数：`name` 为章的文件名，不带后缀。返回：模块，属性就是这一章里标了 `export` 的定义。
    """
    return load_path(NOTEBOOKS / f"{name}.md")
