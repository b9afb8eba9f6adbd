"""数据：把编号序列切成训练用的小批量，把长短不一的序列填充成一批。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]


class BatchError(ValueError):
    """切分小批量的参数不对，或文本太短，凑不出一个小批量。"""


def split_ids(ids: list[int], num_train: int, num_valid: int) -> tuple[Tensor, Tensor]:
    """把编号序列的开头切成训练集，紧接着的一段切成验证集。

    参数：`ids` 为编号序列；`num_train`、`num_valid` 为两段的词元数。
    返回：`(train, valid)`，形状 `(num_train,)` 与 `(num_valid,)` 的整数张量，两段不重叠。
    异常：`BatchError`，长度不是正数，或文本不够长。
    """
    if num_train <= 0 or num_valid <= 0:
        raise BatchError(f"训练集与验证集的词元数都要大于 0，得到的是 {num_train} 与 {num_valid}。")
    if num_train + num_valid > len(ids):
        raise BatchError(
            f"文本只有 {len(ids)} 个词元，切不出 {num_train} 个训练词元和 {num_valid} 个验证词元。"
            "请减小这两个数，或换一份更长的文本。"
        )
    data = torch.tensor(ids[: num_train + num_valid])
    return data[:num_train], data[num_train:]


def _check(ids: Tensor, batch_size: int, num_steps: int) -> None:
    """检查切分参数；不合格时抛出 `BatchError`。"""
    if num_steps <= 0 or batch_size <= 0:
        raise BatchError(
            f"num_steps 与 batch_size 都要大于 0，得到的是 num_steps={num_steps}、batch_size={batch_size}。"
        )
    needed = batch_size * num_steps + 1
    if len(ids) < needed:
        raise BatchError(
            f"文本只有 {len(ids)} 个词元，凑不出一个小批量：batch_size={batch_size}、num_steps={num_steps} "
            f"至少要 {needed} 个词元。请减小这两个参数，或换一份更长的文本。"
        )


class SequentialLoader:
    """顺序分区：相邻小批量的同一行在原文中首尾相接，隐状态可以接着用。

    每一轮从 `[0, num_steps)` 中随机取一个起点偏移量（文本刚够一个小批量时偏移量为 0）。
    """

    carries_state = True

    def __init__(
        self, ids: Tensor, batch_size: int, num_steps: int, generator: torch.Generator | None = None
    ):
        """记下数据与切分参数。

        参数：`ids` 形状 `(num_tokens,)`；`batch_size` 为行数；`num_steps` 为每段的时间步数；
        `generator` 决定每轮的偏移量，为 `None` 时偏移量恒为 0（评测时用）。
        异常：`BatchError`，参数不是正数，或文本太短。
        """
        _check(ids, batch_size, num_steps)
        self.ids, self.batch_size, self.num_steps, self.generator = ids, batch_size, num_steps, generator

    def __len__(self) -> int:
        """偏移量为 0 时每轮的小批量数；偏移量较大时可能少一个。"""
        return (len(self.ids) - 1) // (self.batch_size * self.num_steps)

    def __iter__(self) -> Iterator[Batch]:
        """逐个给出 `(X, Y)`，形状都是 `(batch_size, num_steps)`；Y 比 X 晚一个词元。"""
        spare = len(self.ids) - 1 - self.batch_size * self.num_steps
        offset = 0
        if self.generator is not None:
            offset = int(torch.randint(min(self.num_steps, spare + 1), (1,), generator=self.generator))
        row = (len(self.ids) - 1 - offset) // self.batch_size  # 每一行的词元数
        xs = self.ids[offset : offset + row * self.batch_size].view(self.batch_size, row)
        ys = self.ids[offset + 1 : offset + 1 + row * self.batch_size].view(self.batch_size, row)
        for start in range(0, row - self.num_steps + 1, self.num_steps):
            yield xs[:, start : start + self.num_steps], ys[:, start : start + self.num_steps]


class RandomLoader:
    """随机采样：每个小批量由打乱次序的片段组成，相邻小批量在原文中不相接，隐状态每次清零。"""

    carries_state = False

    def __init__(self, ids: Tensor, batch_size: int, num_steps: int, generator: torch.Generator):
        """记下数据与切分参数，含义同 `SequentialLoader`；`generator` 决定偏移量与片段的次序。"""
        _check(ids, batch_size, num_steps)
        self.ids, self.batch_size, self.num_steps, self.generator = ids, batch_size, num_steps, generator

    def __len__(self) -> int:
        """偏移量为 0 时每轮的小批量数；偏移量较大时可能少一个。"""
        return (len(self.ids) - 1) // self.num_steps // self.batch_size

    def __iter__(self) -> Iterator[Batch]:
        """逐个给出 `(X, Y)`，形状都是 `(batch_size, num_steps)`；Y 比 X 晚一个词元。"""
        spare = len(self.ids) - 1 - self.batch_size * self.num_steps
        offset = int(torch.randint(min(self.num_steps, spare + 1), (1,), generator=self.generator))
        num_pieces = (len(self.ids) - 1 - offset) // self.num_steps
        starts = offset + self.num_steps * torch.randperm(num_pieces, generator=self.generator)
        window = torch.arange(self.num_steps)
        for group in starts.split(self.batch_size):
            if len(group) == self.batch_size:
                index = group[:, None] + window  # (batch_size, num_steps)
                yield self.ids[index], self.ids[index + 1]


def pad_ids(rows: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    """把长短不一的编号序列在右边补成一样长。

    参数：`rows` 为编号序列的列表；`pad` 为填充的编号。
    返回：编号 `(batch_size, num_steps)` 与有效长度 `(batch_size,)`。
    异常：`ValueError`，一个序列也没有，或有空序列。
    """
    if not rows or not all(rows):
        raise ValueError("序列不能为空。请至少给一个词元。")
    lengths = torch.tensor([len(row) for row in rows])
    ids = torch.full((len(rows), int(lengths.max())), pad)
    for padded, row in zip(ids, rows, strict=True):
        padded[: len(row)] = torch.tensor(row)
    return ids, lengths


def bucketed(lengths: Tensor, batch_size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """打乱次序，再让长度相近的样本进同一个小批量：每八个小批量内按长度排一次序。

    参数：`lengths` 为每个样本的有效长度，形状 `(num_examples,)`；`generator` 决定次序。
    返回：逐个给出小批量的行号；最后一个可能不满。
    """
    order = torch.randperm(len(lengths), generator=generator)
    for chunk in order.split(8 * batch_size):
        yield from chunk[lengths[chunk].argsort()].split(batch_size)


def reverse_padded(X: Tensor, lengths: Tensor) -> Tensor:
    """把每一行的有效部分前后颠倒，填充留在原处。

    参数：`X` 形状 `(batch_size, num_steps, …)`；`lengths` 为有效长度，形状 `(batch_size,)`。
    返回：形状同 `X`。
    """
    steps = torch.arange(X.shape[1], device=X.device)
    mirrored = lengths[:, None] - 1 - steps  # 填充处是负数
    index = torch.where(mirrored >= 0, mirrored, steps)  # (batch_size, num_steps)
    return X[torch.arange(len(X), device=X.device)[:, None], index]
