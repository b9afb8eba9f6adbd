"""翻译：带掩码的损失、训练、评测，以及用训练好的模型翻译句子。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from utils.checkpoint import Saving
from utils.decoding import Hypothesis, Limits, Step, greedy_search
from utils.loops import History, Settings, make_checkpoint, run_epochs
from utils.metrics import perplexity
from utils.parallel import BOS, EOS, Batch, Tokens, TranslationLoader, Vocabs, encode
from utils.resume import BestWeights, Cursor
from utils.seq2seq import Translator
from utils.training import one_cycle


def token_losses(logits: Tensor, Y: Tensor, Y_len: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
    """只算有效词元的损失，填充一概不算。

    参数：`logits` 形状 `(batch_size, num_steps, vocab_size)`；`Y` 与 `Y_len` 为译文与有效长度；
    `smoothing` 为标签平滑的比例。
    返回：`(loss, nll)`，都是有效词元上的平均；`loss` 带标签平滑，用来求梯度，`nll` 是负对数似然。
    来源：标签平滑见 Szegedy 等，Rethinking the Inception Architecture, 2016。
    """
    mask = torch.arange(Y.shape[1], device=Y.device) < Y_len[:, None]  # (n, T)
    log_probs = torch.log_softmax(logits, -1)
    nll = -log_probs.gather(-1, Y[..., None])[..., 0][mask].mean()
    uniform = -log_probs.mean(-1)[mask].mean() if smoothing else 0.0
    return (1 - smoothing) * nll + smoothing * uniform, nll


@torch.no_grad()
def evaluate_translator(model: nn.Module, batches: Sequence[Batch]) -> float:
    """强制教学下的困惑度，只算有效词元；模型原来的模式保持不变。"""
    was_training = model.training
    model.eval()
    total, count = 0.0, 0
    for X, X_len, Y, Y_len in batches:
        tokens = int(Y_len.sum())
        total += token_losses(model(X, X_len, Y), Y, Y_len)[1].item() * tokens
        count += tokens
    model.train(was_training)
    return perplexity(total / count)


@dataclass(frozen=True)
class Recipe:
    """翻译模型的训练配方。"""

    num_epochs: int  # 轮数
    max_lr: float = 0.01  # 学习率的峰值
    smoothing: float = 0.1  # 标签平滑的比例
    max_norm: float = 1.0  # 梯度裁剪的阈值


def train_step(
    model: nn.Module, batch: Batch, optimizer: Optimizer, recipe: Recipe, weight: float = 1.0
) -> tuple[float, int]:
    """在一个小批量上走一步：前向、带掩码的损失、反向、裁剪、更新。

    参数：`batch` 为 `(X, X_len, Y, Y_len)`；`recipe` 见 `Recipe`；`weight` 为损失要乘的权重，几个进程
    各算一份而词元数不等时用。
    返回：平均负对数似然（奈特每有效词元），与有效词元数。
    """
    X, X_len, Y, Y_len = batch
    loss, nll = token_losses(model(X, X_len, Y), Y, Y_len, recipe.smoothing)
    optimizer.zero_grad()
    (weight * loss).backward()
    nn.utils.clip_grad_norm_(model.parameters(), recipe.max_norm)
    optimizer.step()
    return nll.item(), int(Y_len.sum())


def _steps(model, batches, optimizer, scheduler, recipe) -> Iterator[tuple[float, int]]:
    """走一轮，每个小批量给出 `(平均负对数似然, 词元数)`。"""
    for batch in batches:
        found = train_step(model, batch, optimizer, recipe)
        scheduler.step()
        yield found


def fit_translator(
    model: nn.Module,
    train: TranslationLoader,
    valid: Sequence[Batch],
    recipe: Recipe,
    saving: Saving | None = None,
) -> History:
    """训练翻译模型，每轮验证，最后换回验证困惑度最低的那一轮的参数。

    参数：`model` 为 `Translator`；`train` 为训练用的加载器；`valid` 为验证用的小批量；`recipe` 见 `Recipe`；
    `saving` 为检查点存在哪里，见 `utils.checkpoint.Saving`。
    返回：`History`；被中断时的行为同 `utils.loops.run_epochs`，同样换回最好的一轮。
    异常：`TrainingDivergedError`，损失变成 NaN 或无穷大；`CheckpointError`，见 `saving`。
    """
    optimizer, scheduler = one_cycle(model, recipe.max_lr, recipe.num_epochs * len(train))
    cursor, best = Cursor(train), BestWeights(model)
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "cursor": cursor, "best": best}
    settings = Settings(recipe.num_epochs, recipe.max_norm, saving=saving)

    def evaluate() -> float:
        value = evaluate_translator(model, valid)
        best.offer(value)
        return value

    steps = lambda: _steps(model.train(), cursor, optimizer, scheduler, recipe)  # noqa: E731
    history = run_epochs(steps, evaluate, settings, make_checkpoint(settings, parts))
    best.put_back()
    return history


Search = Callable[[Step, tuple[Tensor, Tensor], Limits], list[Hypothesis]]


@torch.no_grad()
def translate(
    model: Translator,
    sentences: Sequence[Tokens],
    vocabs: Vocabs,
    max_length: int,
    search: Search = greedy_search,
) -> list[Tokens]:
    """翻译一批源句。

    参数：`sentences` 为切成词元的源句，不认识的词当作 `<unk>`；`max_length` 为译文最多几个词元，含 `<eos>`；
    `search` 默认贪心搜索，也可以是由束搜索取第一名的函数。
    返回：译文的词元，不含 `<eos>`。
    """
    model.eval()
    X, X_len = encode(sentences, vocabs.source)
    limits = Limits(vocabs.target[BOS], vocabs.target[EOS], max_length)
    found = search(model.step, model.start(X, X_len), limits)
    ids = ([i for i in h.tokens if i != limits.eos] for h in found)
    return [tuple(vocabs.target.decode(row)) for row in ids]
