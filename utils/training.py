"""训练：随机种子、训练配方、语言模型的训练循环与历史记录。"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR

from utils.cells import State
from utils.checkpoint import Saving
from utils.data import Batch, SequentialLoader
from utils.loops import History, Settings, TrainingDivergedError, make_checkpoint, run_epochs
from utils.metrics import evaluate_perplexity
from utils.models import detach_state, map_state
from utils.resume import Cursor

__all__ = [
    "History",
    "Saving",
    "Settings",
    "TrainingDivergedError",
    "fit_language_model",
    "gradient_norm",
    "language_steps",
    "one_cycle",
    "seed_everything",
    "train_language_model",
    "train_step",
    "try_gpu",
]


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


def one_cycle(model: nn.Module, max_lr: float, num_batches: int) -> tuple[Optimizer, LRScheduler]:
    """本书的训练配方：AdamW 配单周期学习率，学习率先升后降。

    参数：`model` 为要训练的模型；`max_lr` 为学习率的峰值；`num_batches` 为整个训练的小批量总数。
    返回：`(optimizer, scheduler)`。
    异常：`ValueError`，`num_batches` 不到 1。
    来源：Loshchilov 与 Hutter, Decoupled Weight Decay Regularization, 2019；
    Smith 与 Topin, Super-Convergence, 2019。
    """
    if num_batches < 1:
        raise ValueError(f"num_batches 至少为 1，得到的是 {num_batches}。请检查轮数，以及数据是不是太少。")
    optimizer = torch.optim.AdamW(model.parameters(), lr=max_lr, betas=(0.9, 0.95), fused=True)
    total = num_batches + 1
    rising = max(0.2, 2 / total)  # 上升的一段至少占两次更新，不然 OneCycleLR 会除以零
    return optimizer, OneCycleLR(optimizer, max_lr, total_steps=total, pct_start=rising)


def train_step(
    model: nn.Module, batch: Batch, state: State, optimizer: Optimizer, max_norm: float
) -> tuple[float, State]:
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


def language_steps(
    model: nn.Module, cursor: Cursor, optimizer: Optimizer, scheduler: LRScheduler | None, max_norm: float
) -> Iterator[tuple[float, int]]:
    """走一轮，参数含义同 `train_language_model`；`cursor` 记着读到哪里。

    返回：每个小批量给出 `(平均损失, 词元数)`，损失的单位是奈特每词元。
    """
    for batch in cursor:
        state = map_state(lambda part, like=batch[0]: part.to(like.device), cursor.carried)
        loss, state = train_step(model, batch, state, optimizer, max_norm)
        cursor.carry(state)
        if scheduler is not None:
            scheduler.step()
        yield loss, batch[1].numel()


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
    异常：`TrainingDivergedError`，损失变成 NaN 或无穷大；`CheckpointError`，见 `settings.saving`。
    """
    cursor = Cursor(train_batches)
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "cursor": cursor}
    return run_epochs(
        lambda: language_steps(model, cursor, optimizer, scheduler, settings.max_norm),
        lambda: evaluate_perplexity(model, valid_batches),
        settings,
        make_checkpoint(settings, parts),
    )


def fit_language_model(
    model: nn.Module,
    splits: tuple[Tensor, Tensor],
    max_lr: float,
    num_epochs: int,
    generator: torch.Generator,
    saving: Saving | None = None,
) -> History:
    """按本书的配方训练语言模型：顺序分区，批量 32，35 个时间步，AdamW 配单周期学习率。

    参数：`model` 为 `utils.models.LanguageModel`；`splits` 为 `utils.data.split_ids` 的返回值；
    `max_lr` 为学习率的峰值；`num_epochs` 为轮数；`generator` 决定每轮的偏移量；
    `saving` 为检查点存在哪里，见 `utils.checkpoint.Saving`。
    返回：`History`。
    """
    train_ids, valid_ids = splits
    batches = SequentialLoader(train_ids, 32, 35, generator)
    optimizer, scheduler = one_cycle(model, max_lr, num_epochs * len(batches))
    valid = SequentialLoader(valid_ids, 10, 50)
    settings = Settings(num_epochs, saving=saving)
    return train_language_model(model, batches, valid, optimizer, scheduler, settings)


def gradient_norm(parameters: Iterable[Tensor]) -> float:
    """全部参数的梯度连成一个向量后的二范数。

    参数：`parameters` 为参数序列，没有梯度的会跳过。返回：范数。
    """
    return math.sqrt(sum(p.grad.square().sum().item() for p in parameters if p.grad is not None))
