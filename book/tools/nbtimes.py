"""各章用时：写 notebooks/run_times.json 与 README 的章节表。

用法：python book/tools/nbtimes.py   不重新计时，只按现有的用时与各章的篇幅重写章节表
"""

from __future__ import annotations

import json
import platform
import re
import sys
from pathlib import Path

from nbpair import NOTEBOOKS, NUM_THREADS, ROOT, chapters, read_text, title_of, write_text
from reading import reading_minutes

TIMES = NOTEBOOKS / "run_times.json"
FIRST_APPENDIX = 90  # 从这个编号起是附录
SOLUTIONS = "_solutions"  # 解答页的文件名以此结尾，不进章节表
_TABLE = re.compile(r"(<!-- 章节表[:：]由 make times 生成 -->\n).*?(<!-- 章节表结束 -->)", re.DOTALL)


def cpu_model() -> str:
    """本机 CPU 的型号；查不到时给出架构名。"""
    info = Path("/proc/cpuinfo")
    match = re.search(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE) if info.is_file() else None
    return match[1].strip() if match else platform.processor() or platform.machine()


def is_chapter(path: Path) -> bool:
    """是正文或附录的一章，不是解答页。"""
    return not path.stem.endswith(SOLUTIONS)


def chapter_table(paths: list[Path], seconds: dict[str, int]) -> str:
    """生成 README 里的章节表（Markdown）：阅读的分钟数是估算的，运行的秒数是实测的。

    参数：`paths` 为各章与解答页的 .md；`seconds` 为章名到秒数，没有测过的写“未测量”。
    """
    rows = ["| 章 | 内容 | 阅读 | 运行 |", "|---:|---|---:|---:|"]
    for path in filter(is_chapter, paths):
        number = int(path.stem[:2])
        label = number if number < FIRST_APPENDIX else "附录"
        link = f"[{title_of(read_text(path))}](notebooks/{path.stem}.ipynb)"
        run = f"{seconds[path.stem]} 秒" if path.stem in seconds else "未测量"
        rows.append(f"| {label} | {link} | {reading_minutes(path)} 分钟 | {run} |")
    return "\n".join(rows)


def update_readme(readme: Path, table: str) -> bool:
    """把章节表写进 README 的两个标记之间。

    参数：`readme` 为 README 的路径；`table` 为 Markdown 表格。返回：标记是否齐全。
    """
    text, count = _TABLE.subn(lambda m: f"{m[1]}\n{table}\n\n{m[2]}", readme.read_text(encoding="utf-8"))
    if count == 1:
        write_text(readme, text)
    return count == 1


def refresh(paths: list[Path], seconds: dict[str, int]) -> int:
    """重写 README 的章节表；返回退出码，README 里没有标记时为 1。参数同 `chapter_table`。"""
    if not update_readme(ROOT / "README.md", chapter_table(paths, seconds)):
        print("README.md 里没有一对“章节表”标记（见 CONTRIBUTING.md），章节表没有更新。", file=sys.stderr)
        return 1
    return 0


def record(paths: list[Path], seconds: dict[str, int]) -> dict:
    """要存下的用时：各章在 chapters 之下，解答页在 solutions 之下。参数同 `save`。"""
    groups = {"chapters": filter(is_chapter, paths), "solutions": (p for p in paths if not is_chapter(p))}
    times = {name: {path.stem: seconds[path.stem] for path in group} for name, group in groups.items()}
    return {"machine": cpu_model(), "threads": NUM_THREADS, **times}


def save(paths: list[Path], seconds: dict[str, int]) -> int:
    """写下各章与解答页的用时，更新章节表；返回退出码，README 里没有标记时为 1。

    参数：`paths` 为各章与解答页的 .md；`seconds` 为章名到秒数。
    """
    write_text(TIMES, json.dumps(record(paths, seconds), ensure_ascii=False, indent=2) + "\n")
    return refresh(paths, seconds)


if __name__ == "__main__":
    sys.exit(refresh(chapters(), json.loads(TIMES.read_text(encoding="utf-8"))["chapters"]))
