"""基准测试：训练命令用一个进程与两个进程的速度，看分布式数据并行的开销。"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from utils.download import fetch

SETTINGS = ("--english", "--num-steps", "35", "--epochs", "1", "--eval-every", "40", "--save-every", "100000")
RUNS = {"一个进程，批量 32": (1, 32), "两个进程，批量各 16": (2, 16), "两个进程，批量各 32": (2, 32)}


def speed(processes: int, batch_size: int) -> float:
    """训练一遍《时间机器》，各轮速度（词元每秒，全部进程合计）的中位数；头一轮热身，不计。"""
    launcher = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        f"--nproc-per-node={processes}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *launcher,
            "-m",
            "utils.train",
            "text",
            str(fetch("time_machine")),
            "--out",
            folder,
            *SETTINGS,
        ]
        command += ["--batch-size", str(batch_size), "--device", "cpu"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        lines = Path(folder, "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return statistics.median(json.loads(line)["tokens_per_second"] for line in lines[1:])


def measure_processes(repeats: int) -> dict[str, list[float]]:
    """各种办法轮流进行，重复几次；每个进程一个线程。返回：名字到各次的速度。"""
    record: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(repeats):
        for name, run in RUNS.items():
            record[name].append(speed(*run))
    return record
