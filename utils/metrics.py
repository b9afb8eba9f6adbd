"""指标：困惑度。"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn
from torch.nn import functional as F

from utils.data import Batch


def perplexity(mean_loss: float) -> float:
    """把每个词元的平均负对数似然换成困惑度。

    参数：`mean_loss` 为平均负对数似然（单位：奈特每词元）。
    返回：困惑度，完美预测时为 1，均匀瞎猜时等于词表大小；损失大到指数溢出时为无穷大。
    """
    try:
        return math.exp(mean_loss)
    except OverflowError:
        return math.inf


@torch.no_grad()
def evaluate_perplexity(model: nn.Module, batches: Iterable[Batch]) -> float:
    """在一份数据上求语言模型的困惑度；顺序分区的数据会接着使用隐状态。

    参数：`model` 为 `utils.models.LanguageModel`；`batches` 为 `utils.data` 的加载器。
    返回：全部词元上的困惑度。模型原来的训练或评测模式保持不变。
    """
    was_training = model.training
    model.eval()
    total, count, state = 0.0, 0, None
    for X, Y in batches:
        logits, state = model(X, state if batches.carries_state else None)
        total += F.cross_entropy(logits.flatten(0, 1), Y.flatten(), reduction="sum").item()
        count += Y.numel()
    model.train(was_training)
    return perplexity(total / count)
