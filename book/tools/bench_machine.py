"""基准测试的机器：型号、线程数、软件版本与矩阵乘法的速度。"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch


def median_seconds(function: Callable[[], object], repeats: int) -> float:
    """热身之后重复多次，每次用时（秒）的中位数。"""
    for _ in range(max(2, repeats // 10)):
        function()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def gemm_rate(rows: int, inner: int, columns: int) -> float:
    """单精度矩阵乘法的速度（GFLOP/s），形状 `(rows, inner) × (inner, columns)`。"""
    A, B = torch.randn(rows, inner), torch.randn(columns, inner)
    work = 2 * rows * inner * columns
    repeats = max(10, min(300, int(2e9 / work)))
    with torch.no_grad():
        return work / median_seconds(lambda: A @ B.T, repeats) / 1e9


def _first(path: str, key: str) -> str:
    """从 /proc 的文件里取一项；没有这个文件或这一项时为空。"""
    if not Path(path).is_file():
        return ""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def describe_machine() -> dict[str, object]:
    """处理器、核数、内存与软件版本；不含主机名与路径。"""
    memory = _first("/proc/meminfo", "MemTotal").split()
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[0]) / 2**20, 1) if memory else None,
        "capability": torch.backends.cpu.get_cpu_capability(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }
