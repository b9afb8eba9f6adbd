"""基准测试（make bench）：与 d2l 0.17.6 同场比较，结果写成 JSON，再由它画结果页的图。

用法：python book/tools/bench.py [--threads 1] [部分 …]；不写就全部重测。每一部分在单独的进程里，线程数固定，
测完一部分写一次结果，中途停下不会丢掉已经测完的。
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from nbpair import NOTEBOOKS, ROOT, write_text

RESULTS = NOTEBOOKS / "results" / "bench.json"
CHILD = Path(__file__).with_name("bench_child.py")
# 部分 → 要用的线程数；机器的说明最先测
PARTS = {
    "machine": (1,),
    "steps": (1, 2),
    "scaling": (1,),
    "translation": (1, 2),
    "text": (1,),
    "quality": (1, 2),
    "processes": (1,),
}


def run_part(part: str, threads: int) -> object:
    """另起一个进程测一个部分，返回它的结果。"""
    fixed = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "TQDM_DISABLE": "1"}
    command = [sys.executable, str(CHILD), part]
    environment = {**os.environ, **fixed, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(child.stdout)


def read_results() -> dict[str, dict]:
    """已有的结果；没有则为空。"""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}


def main(arguments: list[str]) -> int:
    """依次测各部分；返回退出码。"""
    parser = argparse.ArgumentParser(description="基准测试：与 d2l 0.17.6 同场比较。")
    parser.add_argument("parts", nargs="*", help=f"要测的部分：{'、'.join(PARTS)}；不写就全部重测")
    parser.add_argument("--threads", type=int, choices=(1, 2), help="只测这么多线程的，默认两种都测")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"没有这些部分：{'、'.join(sorted(unknown))}。可用的有：{'、'.join(PARTS)}。")
    jobs = [(p, n) for p in options.parts or PARTS for n in PARTS[p] if options.threads in (None, n)]
    if not jobs:
        parser.error(f"{'、'.join(options.parts)} 不测 {options.threads} 个线程的。请去掉 --threads。")
    for part, threads in jobs:
        print(f"正在测 {part}（{threads} 个线程）……", file=sys.stderr, flush=True)
        found = run_part(part, threads)
        record = read_results()
        record.setdefault(part, {})[str(threads)] = found
        write_text(RESULTS, json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    print(f"写好 {RESULTS.name}。请再运行 .venv/bin/python book/tools/draw_figures.py，重画结果页的图。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
