"""训练循环的骨架：逐轮训练、验证、记录，与具体的模型无关。"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tqdm import tqdm

from utils.metrics import perplexity

Steps = Callable[[], Iterable[tuple[float, int]]]


class TrainingDivergedError(RuntimeError):
    """损失变成 NaN 或无穷大，训练无法继续。"""


@dataclass
class History:
    """逐轮的训练记录；每个列表的长度都等于已完成的轮数。"""

    train_perplexity: list[float] = field(default_factory=list)  # 训练过程中的平均困惑度
    valid_perplexity: list[float] = field(default_factory=list)  # 每轮结束时的验证困惑度
    tokens: list[int] = field(default_factory=list)  # 本轮训练过的词元数
    seconds: list[float] = field(default_factory=list)  # 本轮训练用时（秒），不含验证
    interrupted: bool = False  # 是否被用户中断

    @property
    def tokens_per_second(self) -> float:
        """平均训练速度（词元每秒）。"""
        return sum(self.tokens) / sum(self.seconds) if self.seconds else 0.0

    @property
    def best_epoch(self) -> int:
        """验证困惑度最低的一轮，从 1 数起。"""
        return 1 + self.valid_perplexity.index(min(self.valid_perplexity))

    def seconds_to(self, target: float) -> float:
        """训练困惑度首次不高于 `target` 时累计的训练用时（秒）；一直没有达到则为无穷大。"""
        for epoch, value in enumerate(self.train_perplexity):
            if value <= target:
                return sum(self.seconds[: epoch + 1])
        return math.inf


@dataclass(frozen=True)
class Settings:
    """训练循环的设置。"""

    num_epochs: int  # 轮数上限
    max_norm: float = 1.0  # 梯度裁剪的阈值
    target: float | None = None  # 训练困惑度不高于它时提前结束
    max_seconds: float = math.inf  # 累计训练用时（秒）超过它时结束


def _check_loss(loss: float, epoch: int) -> None:
    """损失不是有限数时，抛出 `TrainingDivergedError`。"""
    if not math.isfinite(loss):
        raise TrainingDivergedError(
            f"第 {epoch} 轮的损失变成了 {loss}，训练已停止。最常见的原因是学习率太大或没有裁剪梯度："
            "请把学习率减到原来的十分之一，或检查 max_norm；也请确认模型参数和数据里没有 NaN。"
        )


def _one_epoch(steps: Steps, epoch: int) -> tuple[float, int, float]:
    """走完一轮，返回 `(困惑度, 词元数, 秒数)`。"""
    total, count, start = 0.0, 0, time.perf_counter()
    for loss, num_tokens in steps():
        _check_loss(loss, epoch)
        total, count = total + loss * num_tokens, count + num_tokens
    return perplexity(total / count), count, time.perf_counter() - start


def run_epochs(steps: Steps, evaluate: Callable[[], float], settings: Settings) -> History:
    """一轮一轮地训练，每轮结束后验证一次。

    参数：`steps()` 走一轮，每更新一次参数就给出 `(平均损失, 词元数)`，损失的单位是奈特每词元；
    `evaluate()` 返回验证困惑度；`settings` 见 `Settings`，其中 `max_norm` 由 `steps` 使用。
    返回：`History`。训练途中按下中断键（KeyboardInterrupt）时，返回已完成的各轮记录，`interrupted` 为真。
    异常：`TrainingDivergedError`，损失变成 NaN 或无穷大。
    """
    history = History()
    progress = tqdm(range(1, settings.num_epochs + 1), desc="训练", unit="轮", leave=False)
    try:
        for epoch in progress:
            step = _one_epoch(steps, epoch)
            valid = evaluate()
            for column, value in zip(
                (history.train_perplexity, history.tokens, history.seconds, history.valid_perplexity),
                (*step, valid),
                strict=True,
            ):
                column.append(value)
            progress.set_postfix_str(f"训练困惑度 {step[0]:.2f}，验证困惑度 {valid:.2f}")
            if settings.target is not None and step[0] <= settings.target:
                break
            if sum(history.seconds) > settings.max_seconds:
                break
    except KeyboardInterrupt:
        history.interrupted = True
    finally:
        progress.close()
    return history
