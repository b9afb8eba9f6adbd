"""各章用时：写 notebooks/run_times.json 与 README 的章节表。"""

from __future__ import annotations

import json
import platform
import re
import sys
from pathlib import Path

from nbpair import NOTEBOOKS, NUM_THREADS, ROOT, read_text, title_of, write_text

TIMES = NOTEBOOKS / "run_times.json"
FIRST_APPENDIX = 90  # 从这个编号起是附录
_TABLE = re.compile(r"(<!-- 章节表[:：]由 make times 生成 -->\n).*?(<!-- 章节表结束 -->)", re.DOTALL)


def cpu_model() -> str:
    """本机 CPU 的型号；查不到时给出架构名。"""
    info = Path("/proc/cpuinfo")
    match = re.search(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE) if info.is_file() else None
    return match[1].strip() if match else platform.processor() or platform.machine()


def chapter_table(paths: list[Path], seconds: dict[str, int]) -> str:
    """生成 README 里的章节表（Markdown）。"""
    rows = ["| 章 | 内容 | 用时 |", "|---:|---|---:|"]
    for path in paths:
        number = int(path.stem[:2])
        label = number if number < FIRST_APPENDIX else "附录"
        title = title_of(read_text(path))
        rows.append(f"| {label} | [{title}](notebooks/{path.stem}.ipynb) | {seconds[path.stem]} 秒 |")
    return "\n".join(rows)


def update_readme(readme: Path, table: str) -> bool:
    """把章节表写进 README 的两个标记之间。

    参数：`readme` 为 README 的路径；`table` 为 Markdown 表格。返回：标记是否齐全。
    """
    text, count = _TABLE.subn(lambda m: f"{m[1]}\n{table}\n\n{m[2]}", readme.read_text(encoding="utf-8"))
    if count == 1:
        write_text(readme, text)
    return count == 1


def save(paths: list[Path], seconds: dict[str, int]) -> int:
    """写下各章用时；返回退出码，README 里没有标记时为 1。

    参数：`paths` 为各章的 .md；`seconds` 为章名到秒数。
    """
    record = {"machine": cpu_model(), "threads": NUM_THREADS, "chapters": seconds}
    write_text(TIMES, json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    if not update_readme(ROOT / "README.md", chapter_table(paths, seconds)):
        print("README.md 里没有一对“章节表”标记（见 CONTRIBUTING.md），章节表没有更新。", file=sys.stderr)
        return 1
    return 0
