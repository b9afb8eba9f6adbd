"""基准测试的子进程：测一个部分，把结果以 JSON 写到标准输出。由 bench.py 启动，线程数在启动时已经固定。

用法：python book/tools/bench_child.py 部分
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable

import torch
from bench_machine import describe_machine
from bench_processes import measure_processes
from bench_quality import measure_quality
from bench_steps import measure_scaling, measure_steps
from bench_text import measure_text
from bench_translation import measure_translation

from utils.d2l_bridge import load_d2l

MEASURES: dict[str, Callable[[], object]] = {
    "machine": describe_machine,
    "steps": lambda: measure_steps(load_d2l(), repeats=30),
    "scaling": lambda: measure_scaling(repeats=15),
    "translation": lambda: measure_translation(load_d2l(), repeats=3),
    "processes": lambda: measure_processes(repeats=3),
    "text": lambda: measure_text(repeats=3),
    "quality": lambda: measure_quality(load_d2l(), repeats=3),
}


def main(part: str) -> int:
    """测一个部分；返回退出码。"""
    output = os.dup(1)
    os.dup2(2, 1)  # d2l 会打印，改走标准错误，标准输出只留结果
    warnings.filterwarnings("ignore", "Converting a tensor with requires_grad")  # d2l 的写法
    torch.manual_seed(0)
    result = json.dumps(MEASURES[part]()).encode()
    with os.fdopen(output, "wb") as file:
        file.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
