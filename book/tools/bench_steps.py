"""基准测试：一步训练每秒处理多少词元，以及它随规模的变化，与机器的矩阵乘法速度对照。"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import ModuleType

import torch
from bench_classic import classic_epoch, classic_model
from bench_machine import gemm_rate, median_seconds
from bench_quality import CLASSICS, OURS
from torch import Tensor, nn

from utils import fused, models, training

BATCH_SIZE, NUM_STEPS, VOCAB_SIZE, NUM_HIDDENS = 32, 35, 28, 256
STEPS_PER_TURN = 4
BLOCKS = {"GRU": 3, "LSTM": 4}
SCALES = {
    "num_hiddens": (64, 128, 256, 512, 1024),
    "batch_size": (1, 4, 16, 32, 64, 128, 256),
    "num_steps": (5, 10, 35, 70, 140),
}


def _batch(batch_size: int, num_steps: int) -> tuple[Tensor, Tensor]:
    """随机的一个小批量。"""
    ids = torch.randint(VOCAB_SIZE, (batch_size, num_steps + 1))
    return ids[:, :-1], ids[:, 1:]


def our_stepper(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Callable[[], object]:
    """本书走一步训练的函数。"""
    optimizer, _ = training.one_cycle(model, 0.01, 1000)
    return lambda: training.train_step(model, batch, None, optimizer, 1.0)


def measure_steps(d2l: ModuleType, repeats: int) -> dict[str, object]:
    """各种写法轮流走几步，重复多次；每次先走一步，让自己的参数进到缓存里，再量后面几步的平均。

    返回：`classic` 与 `ours` 两张表，名字到每次的用时（秒）；头两次热身，不计。
    """
    batch = _batch(BATCH_SIZE, NUM_STEPS)
    steppers: dict[tuple[str, str], Callable[[], object]] = {}
    for name in CLASSICS:
        net, lr = classic_model(d2l, name, VOCAB_SIZE, NUM_HIDDENS)
        epoch = classic_epoch(d2l, net, lr, random=True)
        steppers["classic", name] = lambda epoch=epoch: epoch([batch])
    for name, (_, build, *_) in OURS.items():
        steppers["ours", name] = our_stepper(build(VOCAB_SIZE), batch)
    record: dict[str, dict[str, list[float]]] = {"classic": {}, "ours": {}}
    for turn in range(repeats + 2):
        for (side, name), step in steppers.items():
            step()
            start = time.perf_counter()
            for _ in range(STEPS_PER_TURN):
                step()
            if turn >= 2:
                seconds = (time.perf_counter() - start) / STEPS_PER_TURN
                record[side].setdefault(name, []).append(seconds)
    return {"tokens": BATCH_SIZE * NUM_STEPS, **record}


def _scaled_models(num_hiddens: int) -> dict[str, nn.Module]:
    """画规模曲线的四种写法。"""
    found: dict[str, nn.Module] = {}
    for name, layer in (("GRU", nn.GRU), ("LSTM", nn.LSTM)):
        rnn = layer(VOCAB_SIZE, num_hiddens, batch_first=True)
        found[f"{name} 手写反向"] = fused.FusedLanguageModel(name.lower(), VOCAB_SIZE, num_hiddens)
        found[f"{name} 简洁"] = models.LanguageModel(rnn, VOCAB_SIZE, num_hiddens)
    return found


def flops_per_token(name: str, num_hiddens: int) -> int:
    """一步训练每个词元的浮点运算次数，只算循环权重：前向一次，反向两次。"""
    return 3 * 2 * BLOCKS[name.split(maxsplit=1)[0]] * num_hiddens**2


def _measure_point(size: dict[str, int], repeats: int) -> dict[str, object]:
    """一种规模下四种写法的速度（词元每秒），以及同样形状的矩阵乘法的速度。"""
    batch = _batch(size["batch_size"], size["num_steps"])
    h, tokens = size["num_hiddens"], batch[0].numel()
    speeds = {
        name: tokens / median_seconds(our_stepper(model, batch), repeats)
        for name, model in _scaled_models(h).items()
    }
    gemm = {name: gemm_rate(size["batch_size"], h, blocks * h) for name, blocks in BLOCKS.items()}
    return {**size, "tokens_per_second": speeds, "gemm_gflops": gemm}


def measure_scaling(repeats: int) -> dict[str, object]:
    """一次只改一个规模，其余取默认值。

    返回：`axes` 为各轴上的点，`peak_gflops` 为大矩阵相乘的速度。
    """
    default = {"num_hiddens": NUM_HIDDENS, "batch_size": BATCH_SIZE, "num_steps": NUM_STEPS}
    axes = {
        axis: [_measure_point({**default, axis: value}, repeats) for value in values]
        for axis, values in SCALES.items()
    }
    peak = statistics.median(gemm_rate(1024, 1024, 1024) for _ in range(3))
    return {"peak_gflops": peak, "axes": axes}
