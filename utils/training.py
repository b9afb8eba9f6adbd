"""训练：随机种子、训练配方、语言模型的训练循环与历史记录。"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR
from tqdm import tqdm

from utils.data import Batch, SequentialLoader
from utils.metrics import evaluate_perplexity, perplexity
from utils.models import detach_state


class TrainingDivergedError(RuntimeError):
    """损失变成 NaN 或无穷大，训练无法继续。"""


def seed_everything(seed: int) -> torch.Generator:
    """固定随机性：同样的种子与线程数得到同样的结果。

    参数：`seed` 为随机种子。
    返回：以同一种子初始化的生成器，交给数据加载器使用。
    """
    random.seed(seed)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)


def try_gpu() -> torch.device:
    """挑选设备：有可用的 GPU 就用第一块，否则用 CPU。

    返回：`torch.device`。
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


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


def one_cycle(model: nn.Module, max_lr: float, num_batches: int) -> tuple[Optimizer, LRScheduler]:
    """本书的训练配方：AdamW 配单周期学习率，学习率先升后降。

    参数：`model` 为要训练的模型；`max_lr` 为学习率的峰值；`num_batches` 为整个训练的小批量总数。
    返回：`(optimizer, scheduler)`。
    来源：Loshchilov 与 Hutter, Decoupled Weight Decay Regularization, 2019；
    Smith 与 Topin, Super-Convergence, 2019。
    """
    optimizer = torch.optim.AdamW(model.parameters(), lr=max_lr, betas=(0.9, 0.95))
    return optimizer, OneCycleLR(optimizer, max_lr, total_steps=num_batches + 1, pct_start=0.2)


def _check_loss(loss: float, epoch: int) -> None:
    """损失不是有限数时，抛出 `TrainingDivergedError`。"""
    if not math.isfinite(loss):
        raise TrainingDivergedError(
            f"第 {epoch} 轮的损失变成了 {loss}，训练已停止。最常见的原因是学习率太大或没有裁剪梯度："
            "请把学习率减到原来的十分之一，或检查 max_norm；也请确认模型参数和数据里没有 NaN。"
        )


def train_step(model: nn.Module, batch: Batch, state, optimizer: Optimizer, max_norm: float):
    """在一个小批量上走一步：前向、损失、反向、裁剪、更新。

    参数：`model` 为语言模型；`batch` 为 `(X, Y)`，形状 `(batch_size, num_steps)`；`state` 为循环层
    的状态或 `None`；`max_norm` 为梯度裁剪的阈值。
    返回：`(loss, state)`，`loss` 为本小批量的平均负对数似然（奈特每词元），`state` 已与计算图分离。
    """
    X, Y = batch
    logits, state = model(X, state)
    loss = F.cross_entropy(logits.flatten(0, 1), Y.flatten(), reduction="sum") / Y.numel()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return loss.item(), detach_state(state)


def _train_epoch(model, batches, optimizer, scheduler, max_norm, epoch) -> tuple[float, int, float]:
    """训练一轮，返回 `(困惑度, 词元数, 秒数)`。"""
    total, count, state, start = 0.0, 0, None, time.perf_counter()
    for batch in batches:
        state = state if batches.carries_state else None
        loss, state = train_step(model, batch, state, optimizer, max_norm)
        _check_loss(loss, epoch)
        if scheduler is not None:
            scheduler.step()
        total, count = total + loss * batch[1].numel(), count + batch[1].numel()
    return perplexity(total / count), count, time.perf_counter() - start


def train_language_model(
    model: nn.Module,
    train_batches: Iterable[Batch],
    valid_batches: Iterable[Batch],
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
    settings: Settings,
) -> History:
    """训练语言模型，每轮结束后在验证集上评测。

    参数：`model` 为 `utils.models.LanguageModel`；`train_batches`、`valid_batches` 为 `utils.data`
    的加载器；`scheduler` 逐小批量更新学习率，`None` 表示学习率不变；`settings` 见 `Settings`。
    返回：`History`。训练途中按下中断键（KeyboardInterrupt）时，返回已完成的各轮记录，
    `interrupted` 为真，模型停在中断时的参数上。
    异常：`TrainingDivergedError`，损失变成 NaN 或无穷大。
    """
    history = History()
    progress = tqdm(range(1, settings.num_epochs + 1), desc="训练", unit="轮", leave=False)
    try:
        for epoch in progress:
            step = _train_epoch(model, train_batches, optimizer, scheduler, settings.max_norm, epoch)
            valid = evaluate_perplexity(model, valid_batches)
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


def fit_language_model(
    model: nn.Module,
    splits: tuple[Tensor, Tensor],
    max_lr: float,
    num_epochs: int,
    generator: torch.Generator,
) -> History:
    """按本书的配方训练语言模型：顺序分区，批量 32，35 个时间步，AdamW 配单周期学习率。

    参数：`model` 为 `utils.models.LanguageModel`；`splits` 为 `utils.data.split_ids` 的返回值；
    `max_lr` 为学习率的峰值；`num_epochs` 为轮数；`generator` 决定每轮的偏移量。
    返回：`History`。
    """
    train_ids, valid_ids = splits
    batches = SequentialLoader(train_ids, 32, 35, generator)
    optimizer, scheduler = one_cycle(model, max_lr, num_epochs * len(batches))
    valid = SequentialLoader(valid_ids, 10, 50)
    return train_language_model(model, batches, valid, optimizer, scheduler, Settings(num_epochs))


def gradient_norm(parameters: Iterable[Tensor]) -> float:
    """全部参数的梯度连成一个向量后的二范数。

    参数：`parameters` 为参数序列，没有梯度的会跳过。返回：范数。
    """
    return math.sqrt(sum(p.grad.square().sum().item() for p in parameters if p.grad is not None))
