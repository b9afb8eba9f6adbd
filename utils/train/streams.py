"""从磁盘上的编号文件里取小批量：内存有上限，可以从任意位置接着读，几个进程各取一份。"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from utils.data import Batch, BatchError, bucketed, pad_ids
from utils.parallel import Batch as PairBatch
from utils.train.files import NumberFile, PairReader
from utils.train.world import World

_WINDOW = 64  # 翻译一次读进多少个小批量，在里面打乱


class TextStream:
    """顺序分区，同 `utils.data.SequentialLoader`；全部进程的行连起来，就是一个大的小批量。"""

    carries_state = True

    def __init__(self, ids: NumberFile, span: tuple[int, int], shape: tuple[int, int], world: World):
        """参数：`span` 为用 `ids` 的哪一段，`[起点, 终点)`；`shape` 为 `(batch_size, num_steps)`，
        批量是每个进程的。

        异常：`BatchError`，这一段太短，凑不出一个小批量。
        """
        (self.start, stop), (self.batch_size, self.num_steps) = span, shape
        self.ids, self.world, self.generator = ids, world, None
        rows, needed = self.batch_size * world.size, self.batch_size * world.size * self.num_steps
        self.length = stop - self.start
        if self.length <= needed:
            raise BatchError(
                f"训练集只有 {self.length} 个词元，凑不出一个小批量（至少 {needed + 1} 个）。"
                "请换一份更长的文本，或减小 --batch-size、--num-steps，或调整 --valid-fraction。"
            )
        self.spare = min(self.num_steps, self.length - needed)  # 起点偏移量有几种取法
        self.row = (self.length - self.spare) // rows  # 每一行的词元数，不随偏移量变

    def __len__(self) -> int:
        """每一遍的小批量数。"""
        return self.row // self.num_steps

    def starting_at(self, position: int) -> Iterator[Batch]:
        """从第 `position` 个小批量起，逐个给出 `(X, Y)`，形状 `(batch_size, num_steps)`，在进程的设备上。"""
        offset = self.start
        if self.generator is not None:
            offset += int(torch.randint(self.spare, (1,), generator=self.generator))
        first = self.world.rank * self.batch_size
        begins = [offset + (first + i) * self.row for i in range(self.batch_size)]
        for step in range(position, len(self)):
            shift = step * self.num_steps
            rows = torch.stack([self.ids.read(begin + shift, self.num_steps + 1) for begin in begins])
            rows = rows.to(self.world.device)
            yield rows[:, :-1], rows[:, 1:]

    def __iter__(self) -> Iterator[Batch]:
        """从头读一遍。"""
        return self.starting_at(0)


class PairStream:
    """句对：一次读进一段，在里面打乱、按长度分批，段的次序也打乱；凑不满一批的随机丢掉几对。"""

    def __init__(self, pairs: PairReader, pad: tuple[int, int], batch_size: int, world: World):
        """参数：`pad` 为两边 `<pad>` 的编号；`batch_size` 为每个进程的批量。

        异常：`BatchError`，句对太少，凑不出一个小批量。
        """
        self.pairs, self.pad, self.world, self.generator = pairs, pad, world, torch.Generator()
        self.group = batch_size * world.size
        if len(self) == 0:
            raise BatchError(
                f"训练集只有 {len(pairs)} 个句对，凑不出一个小批量（{self.group} 个）。"
                "请换一份更大的平行语料，或减小 --batch-size。"
            )

    def __len__(self) -> int:
        """每一遍的小批量数。"""
        return len(self.pairs) // self.group

    def starting_at(self, position: int) -> Iterator[PairBatch]:
        """从第 `position` 个小批量起，逐个给出 `(X, X_len, Y, Y_len)`，含义同 `TranslationLoader`。"""
        seed = int(torch.randint(2**48, (1,), generator=self.generator))
        size = _WINDOW * self.group
        starts = torch.arange(0, len(self.pairs), size)
        order = torch.randperm(len(starts), generator=torch.Generator().manual_seed(seed))
        for number, start in enumerate(starts[order].tolist()):
            count = min(size, len(self.pairs) - start) // self.group
            if position >= count:
                position -= count
                continue
            groups = self._window(start, min(size, len(self.pairs) - start), seed + 1 + number)
            yield from (self._batch(rows) for rows in groups[position:count])
            position = 0

    def _window(self, start: int, count: int, seed: int) -> list[list]:
        """读进一段，分成小批量。"""
        rows = self.pairs.read(start, count)
        lengths = torch.tensor([len(target) for _, target in rows])
        generator = torch.Generator().manual_seed(seed)
        kept = torch.randperm(count, generator=generator)[: count // self.group * self.group]
        groups = bucketed(lengths[kept], self.group, generator)
        return [[rows[i] for i in kept[group].tolist()] for group in groups]

    def _batch(self, rows: list) -> PairBatch:
        """这个进程的一份，填充好，放到设备上。"""
        mine = rows[self.world.rank :: self.world.size]
        return pair_batch(mine, self.pad, self.world.device)

    def __iter__(self) -> Iterator[PairBatch]:
        """从头读一遍。"""
        return self.starting_at(0)


def pair_batch(rows: list, pad: tuple[int, int], device: torch.device) -> PairBatch:
    """把编号的句对填充成 `(X, X_len, Y, Y_len)`，放到设备上。"""
    parts: list[Tensor] = []
    for side in (0, 1):
        parts += pad_ids([row[side] for row in rows], pad[side])
    X, X_len, Y, Y_len = (part.to(device) for part in parts)
    return X, X_len, Y, Y_len
