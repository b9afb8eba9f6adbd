"""基准测试结果的汇总：由 notebooks/results/bench.json 算出结果页的各张表。"""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[2] / "notebooks" / "results" / "bench.json"
# 本书的写法 → 对照的经典写法
RIVALS = {
    "GRU 从零": "GRU 从零",
    "GRU 手写反向": "GRU 从零",
    "GRU 简洁": "GRU 简洁",
    "LSTM 从零": "LSTM 从零",
    "LSTM 手写反向": "LSTM 从零",
    "LSTM 简洁": "LSTM 简洁",
    "两层 LSTM": "两层 LSTM",
}
BLOCKS = {"GRU": 3, "LSTM": 4}
NETWORKS = ("RNN", "GRU", "LSTM", "两层 GRU", "两层 LSTM")


@dataclass(frozen=True)
class Ratio:
    """几次比值：中位数与范围。"""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Ratio:
        """由逐次的比值汇总。"""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{self.median:.1f}（{self.low:.1f}–{self.high:.1f}）"


def read_bench(path: Path = RESULTS) -> dict[str, dict]:
    """读结果文件。异常：`FileNotFoundError`，还没有测过。"""
    if not path.is_file():
        raise FileNotFoundError(f"没有 {path.name}。请先运行 make bench。")
    return json.loads(path.read_text(encoding="utf-8"))


def quality_ratio(part: Mapping, ours: str) -> Ratio:
    """同一个种子，经典的用时除以本书的用时。"""
    pairs = zip(part["classic"][RIVALS[ours]], part["ours"][ours], strict=True)
    return Ratio.of([theirs["seconds"] / mine["seconds"] for theirs, mine in pairs])


def step_ratio(part: Mapping, ours: str, rival: tuple[str, str] | None = None) -> Ratio:
    """同一轮里，对照的一步用时除以本书的；范围取四分位数，免得被一次打扰带偏。"""
    side, name = rival or ("classic", RIVALS[ours])
    values = [a / b for a, b in zip(part[side][name], part["ours"][ours], strict=True)]
    low, median, high = statistics.quantiles(values, n=4)
    return Ratio(median, low, high)


def translation_ratio(part: Mapping) -> Ratio:
    """同一个种子，经典的用时除以本书的用时。"""
    pairs = zip(part["classic"], part["ours"], strict=True)
    return Ratio.of([theirs["seconds"] / mine["seconds"] for theirs, mine in pairs])


def _seconds(runs: Sequence[Mapping]) -> str:
    """用时的中位数（秒）。"""
    return f"{statistics.median(run['seconds'] for run in runs):.1f}"


def _epochs(runs: Sequence[Mapping]) -> str:
    """轮数的中位数。"""
    return f"{statistics.median(run['epochs'] for run in runs):.0f}"


def _bound(part: Mapping, runs: Sequence[Mapping]) -> str:
    """有一次没有到达目标时是“≥”：那一次的用时只是下限。"""
    return "≥" if any(run["perplexity"] > part["target"] for run in runs) else ""


def quality_table(bench: Mapping, threads: str) -> list[list[str]]:
    """训练到目标困惑度：写法、轮数、用时与比值。"""
    part = bench["quality"][threads]
    rows = [["写法", "d2l 的轮数", "本书的轮数", "d2l（秒）", "本书（秒）", "用时之比"]]
    for name, rival in RIVALS.items():
        theirs, mine = part["classic"][rival], part["ours"][name]
        mark = _bound(part, theirs)
        times = [mark + _epochs(theirs), _epochs(mine), mark + _seconds(theirs), _seconds(mine)]
        rows.append([name, *times, mark + str(quality_ratio(part, name))])
    return rows


def step_table(bench: Mapping, threads: str) -> list[list[str]]:
    """一步训练的速度（千词元每秒）与比值。"""
    part = bench["steps"][threads]

    def speed(seconds: Sequence[float]) -> str:
        return f"{part['tokens'] / statistics.median(seconds) / 1000:.1f}"

    rows = [["写法", "d2l（千词元每秒）", "本书（千词元每秒）", "速度之比"]]
    for name, rival in RIVALS.items():
        found = step_ratio(part, name)
        shown = f"{found.median:.2f}（{found.low:.2f}–{found.high:.2f}）"
        rows.append([name, speed(part["classic"][rival]), speed(part["ours"][name]), shown])
    return rows


def translation_table(bench: Mapping, threads: str) -> list[list[str]]:
    """翻译：轮数、用时、损失与 BLEU，各取中位数。"""
    part = bench["translation"][threads]
    rows = [["", "轮数", "用时（秒）", "损失（奈特每词元）", "BLEU"]]
    for name, side in (("d2l", "classic"), ("本书", "ours")):
        runs = part[side]
        loss, bleu = (statistics.median(run[key] for run in runs) for key in ("loss", "bleu"))
        rows.append([name, _epochs(runs), _seconds(runs), f"{loss:.3f}", f"{bleu:.1f}"])
    return [*rows, ["用时之比", "", str(translation_ratio(part)), "", ""]]


def text_networks(bench: Mapping, threads: str = "1") -> dict[str, Mapping]:
    """比较语言模型的几种网络，按从浅到深的次序。"""
    found = bench["text"][threads]["networks"]
    return {name: found[name] for name in NETWORKS}


def text_table(bench: Mapping, threads: str = "1") -> list[list[str]]:
    """整本《时间机器》：参数个数与测试部分的比特每字符。"""
    rows = [["网络", "隐藏单元", "参数个数", "比特每字符"]]
    for name, row in text_networks(bench, threads).items():
        bits = Ratio.of(row["bits"])
        shown = f"{bits.median:.3f}（{bits.low:.3f}–{bits.high:.3f}）"
        rows.append([name, str(row["num_hiddens"]), f"{row['parameters']:,}", shown])
    return rows


def processes_table(bench: Mapping, threads: str = "1") -> list[list[str]]:
    """一个与两个进程的速度（千词元每秒），与一个进程相比。"""
    part = bench["processes"][threads]
    single = next(iter(part.values()))
    rows = [["办法", "千词元每秒", "是一个进程的几倍"]]
    for name, speeds in part.items():
        found = Ratio.of([a / b for a, b in zip(speeds, single, strict=True)])
        shown = f"{found.median:.2f}（{found.low:.2f}–{found.high:.2f}）"
        rows.append([name, f"{statistics.median(speeds) / 1000:.1f}", shown])
    return rows


def machine_table(bench: Mapping, threads: str = "1") -> list[list[str]]:
    """机器与软件。"""
    machine, peak = bench["machine"]["1"], bench["scaling"]["1"]["peak_gflops"]
    return [
        ["项目", "值"],
        ["处理器", f"{machine['processor']}，{machine['cores']} 核，指令集 {machine['capability']}"],
        ["内存", f"{machine['memory_gib']} GiB"],
        ["系统", f"{machine['system']}，Python {machine['python']}，PyTorch {machine['torch']}"],
        ["单线程大矩阵相乘", f"{peak:.0f} GFLOP/s"],
    ]


def utilisation(bench: Mapping, axis: str) -> dict[str, list[tuple[float, float]]]:
    """各写法在一条轴上的点：`(规模, 占同样形状的矩阵乘法速度的比例)`，单线程。"""
    found: dict[str, list[tuple[float, float]]] = {}
    for point in bench["scaling"]["1"]["axes"][axis]:
        for name, speed in point["tokens_per_second"].items():
            kind = name.split()[0]
            work = 3 * 2 * BLOCKS[kind] * point["num_hiddens"] ** 2  # 每词元的浮点运算，只算循环权重
            rate = speed * work / 1e9 / point["gemm_gflops"][kind]
            found.setdefault(name, []).append((point[axis], rate))
    return found


TABLES = {
    "machine": machine_table,
    "quality": quality_table,
    "steps": step_table,
    "translation": translation_table,
    "text": text_table,
    "processes": processes_table,
}
