"""检查一对笔记本文件：不执行，只看 .ipynb 与 .md 是否一致、新鲜、干净。"""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbpair import CELL_METADATA, NOTEBOOK_METADATA, ROOT, cell_key, read_text, source_hash

_DIRTY = {
    "内存地址": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "绝对路径": re.compile(
        r"(?<![\w.:/<])/(?:home|root|tmp|usr|var|opt|work|mnt|Users|private)/|\b[A-Z]:\\|ipykernel_\d+"
    ),
    "警告": re.compile(r"\b\w*Warning\b"),
    "进度条": re.compile(r"\d%\|.*\||\b(?:it/s|s/it)\b"),
}
_ALLOWED = {*NOTEBOOK_METADATA, "book"}


def texts_of(output: NotebookNode) -> str:
    """把一个输出里的文字连成一串（图片的二进制内容除外）。"""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return "\n".join(str(v) for k, v in data.items() if k.startswith("text/") or k == "application/json")


def _output_problems(cell: NotebookNode) -> list[str]:
    """一个代码单元的输出里的毛病。"""
    found, tags = [], cell.metadata.get("tags", [])
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            found.append(f"输出里有标准错误：{output.text.strip()[:80]!r}")
        if output.output_type == "error" and "raises-exception" not in tags:
            found.append(f"输出里有异常 {output.ename}")
        for name, pattern in _DIRTY.items():
            if match := pattern.search(texts_of(output)):
                found.append(f"输出里有{name}：{match[0]!r}")
    return found


def _input_problems(want: NotebookNode, have: NotebookNode, name: str) -> list[str]:
    """两份笔记本的输入在哪里不同，以及该怎么办。"""
    old, new = [cell_key(c) for c in have.cells], [cell_key(c) for c in want.cells]
    if old == new:
        return []
    pairs = zip(old, new, strict=False)
    first = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    return [
        f"{name}.ipynb 与 {name}.md 的输入不同（从第 {first + 1} 个单元起）。\n"
        f"    以 .md 为准（会覆盖 .ipynb 里的改动）：make run\n"
        f"    想保留在 .ipynb 里做的改动：先运行 .venv/bin/jupytext --to md:myst "
        f"notebooks/{name}.ipynb，看过 .md 的差异之后再运行 make run"
    ]


def _cell_problems(notebook: NotebookNode, name: str) -> list[str]:
    """逐个单元检查执行序号、元数据与输出。"""
    found, count = [], 0
    for number, cell in enumerate(notebook.cells, 1):
        where = f"{name}.ipynb 第 {number} 个单元"
        if extra := sorted(set(cell.metadata) - set(CELL_METADATA)):
            found.append(f"{where}：有多余的元数据 {'、'.join(extra)}")
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count != count:
            found.append(f"{where}：执行序号是 {cell.execution_count}，应为 {count}（没有从头到尾执行过）")
        found += [f"{where}：{problem}" for problem in _output_problems(cell)]
    return found


def canonical(path: Path) -> str:
    """文本笔记本的规范写法，也就是在 JupyterLab 里打开并保存之后的样子。

    参数：`path` 为 .md 文件。返回：规范写法的全文。
    """
    notebook = jupytext.read(path, fmt="md:myst")
    filters = jupytext.config.load_jupytext_config(str(ROOT / "pyproject.toml"))
    text = jupytext.writes(notebook, fmt="md:myst", config=filters)
    return re.sub(r"^ +(?:format_version|jupytext_version): .*\n", "", text, flags=re.MULTILINE)


def problems(path: Path, utils: Path = ROOT / "utils") -> list[str]:
    """检查一对笔记本文件。

    参数：`path` 为 .md 文件；`utils` 为公用代码所在的文件夹。
    返回：发现的问题，每个一条，没有问题则为空列表。
    """
    name, target = path.stem, path.with_suffix(".ipynb")
    if not target.is_file():
        return [f"缺少 {target.name}，请运行 make run。"]
    want, have = read_text(path), nbformat.read(target, as_version=4)
    found = _input_problems(want, have, name)
    if not found and have.metadata.get("book", {}).get("source") != source_hash(want, utils):
        found.append(
            f"{target.name} 的输出已过期：上次执行之后，{path.name} 或 utils 改动过。请运行 make run。"
        )
    if extra := sorted(set(have.metadata) - _ALLOWED):
        found.append(f"{target.name} 有多余的元数据 {'、'.join(extra)}，请运行 make run 重新生成。")
    if canonical(path) != path.read_text(encoding="utf-8"):
        found.append(f"{path.name} 不是规范写法，在 JupyterLab 里一保存就会变。请运行 make format。")
    return found + _cell_problems(have, name)


def is_fresh(path: Path, utils: Path = ROOT / "utils") -> bool:
    """判断一对笔记本文件是否不必重新执行：输入相同、指纹相同、输出干净。"""
    return not problems(path, utils)
