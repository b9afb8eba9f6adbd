"""笔记本的执行、检查与计时。

用法：
  python book/tools/nb.py build [章名…] [--force]  执行 .md，写出带输出的 .ipynb（没有过期的跳过）
  python book/tools/nb.py check [章名…]            不执行，检查两份文件是否一致、新鲜、干净
  python book/tools/nb.py format [章名…]           把 .md 改成规范写法
  python book/tools/nb.py times                    执行全部笔记本并记录用时
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import nbtimes
from nbcheck import canonical, is_fresh, problems
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbpair import (
    KERNEL,
    NOTEBOOK_METADATA,
    ROOT,
    chapters,
    read_text,
    set_environment,
    source_hash,
    write_text,
)

from utils.chapters import code_lines

_CELL_TIMEOUT = 600  # 秒
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(RuntimeError):
    """笔记本的某个单元没有执行成功；消息里有文件、单元与行号。"""


def _explain(path: Path, notebook: NotebookNode, index: int, error: Exception) -> str:
    """把执行失败写成一段看得懂的话，指出它在 .md 的哪一行。"""
    start = code_lines(path.read_text(encoding="utf-8"), notebook)[index]
    lines = notebook.cells[index].source.splitlines()
    if isinstance(error, CellExecutionError):
        steps = re.findall(r"Cell In\[\d+\], line (\d+)", _ANSI.sub("", error.traceback))
        what = f"{error.ename}：{_ANSI.sub('', error.evalue)}"
    else:
        steps = []
        what = f"超过 {_CELL_TIMEOUT} 秒没有执行完" if isinstance(error, CellTimeoutError) else "内核意外退出"
    offset = min(int(steps[-1]) if steps else 1, len(lines))
    return (
        f"执行失败：{path.name} 第 {start + offset - 1} 行（第 {index + 1} 个单元的第 {offset} 行）\n"
        f"    {lines[offset - 1].strip()}\n  {what}\n"
        f"原来的 {path.stem}.ipynb 没有改动。"
    )


def execute(path: Path) -> NotebookNode:
    """从头到尾执行一个文本笔记本。

    参数：`path` 为 .md 文件。返回：带输出的笔记本，不含时间与机器信息。
    异常：`NotebookError`，某个单元抛出异常、超时或内核退出。
    """
    notebook = read_text(path)
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=_CELL_TIMEOUT, kernel_name=KERNEL["name"], record_timing=False, resources=resources
    )
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        for index, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, index)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise NotebookError(_explain(path, notebook, index, error)) from error
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    return notebook


def _keep_timings(notebook: NotebookNode, target: Path) -> None:
    """标签为 `timing` 的单元每次输出都不同：源码没变就沿用旧输出，使重新生成的文件逐字节相同。"""
    if not target.is_file():
        return
    old = {cell.id: cell for cell in nbformat.read(target, as_version=4).cells}
    for cell in notebook.cells:
        if "timing" in cell.metadata.get("tags", []) and old.get(cell.id, {}).get("outputs"):
            cell.outputs = old[cell.id].outputs


def build(path: Path, utils: Path = ROOT / "utils") -> float:
    """执行一个文本笔记本，写出同名的 .ipynb。

    参数：`path` 为 .md 文件；`utils` 为公用代码所在的文件夹，计入指纹。
    返回：用时（秒）。
    异常：`NotebookError`，执行失败，此时原来的 .ipynb 保持不变。
    """
    start = time.perf_counter()
    digest = source_hash(read_text(path), utils)
    notebook = execute(path)
    _keep_timings(notebook, path.with_suffix(".ipynb"))
    notebook.metadata["book"] = {"source": digest}
    nbformat.validate(notebook)
    write_text(path.with_suffix(".ipynb"), nbformat.writes(notebook).rstrip("\n") + "\n")
    return time.perf_counter() - start


def _report(paths: list[Path]) -> int:
    """打印检查结果，返回退出码。"""
    found = [problem for path in paths for problem in problems(path)]
    for problem in found:
        print(f"✗ {problem}", file=sys.stderr)
    if not found:
        print(f"{len(paths)} 个笔记本都与文本一致，输出没有过期。")
    return 1 if found else 0


def run_build(paths: list[Path], force: bool) -> int:
    """执行过期的笔记本（`force` 为真时执行全部），再检查一遍；返回退出码。"""
    stale = [path for path in paths if force or not is_fresh(path)]
    scratch = set_environment() if stale else None
    for path in stale:
        print(f"执行 {path.name} ……", flush=True)
        print(f"  完成，用时 {build(path):.0f} 秒。", flush=True)
    if scratch is not None:
        scratch.cleanup()
    return _report(paths)


def run_format(paths: list[Path]) -> int:
    """把文本笔记本改成规范写法；返回退出码。"""
    for path in paths:
        text = canonical(path)
        if text != path.read_text(encoding="utf-8"):
            write_text(path, text)
            print(f"已改写 {path.name}。")
    return 0


def run_times(paths: list[Path]) -> int:
    """逐个执行笔记本并计时，写 run_times.json 与 README 的章节表；返回退出码。"""
    scratch, seconds = set_environment(), {}
    for path in paths:
        start = time.perf_counter()
        execute(path)
        seconds[path.stem] = round(time.perf_counter() - start)
        print(f"{path.name}：{seconds[path.stem]} 秒", flush=True)
    scratch.cleanup()
    return nbtimes.save(paths, seconds)


def main(arguments: list[str] | None = None) -> int:
    """命令行入口；返回退出码。"""
    parser = argparse.ArgumentParser(description="笔记本的执行、检查与计时")
    parser.add_argument("command", choices=["build", "check", "format", "times"], help="要做的事")
    parser.add_argument("names", nargs="*", help="章名，例如 01_gru；不写则为全部章节")
    parser.add_argument("--force", action="store_true", help="build 时连没有过期的也重新执行")
    options = parser.parse_args(arguments)
    try:
        paths = chapters(options.names)
        if options.command == "build":
            return run_build(paths, options.force)
        return {"check": _report, "format": run_format, "times": run_times}[options.command](paths)
    except (NotebookError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
