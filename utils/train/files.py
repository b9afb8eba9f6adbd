"""磁盘上的编号文件：顺序写，随机读；读的时候只把要用的一小段读进内存。"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

TEXT_TYPE = np.dtype("<u4")  # 文本的编号
_PAIR_TYPE, _INDEX_TYPE = np.dtype("<u4"), np.dtype("<i8")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """打开一个临时文件来写；全部写完才改成正式的名字，中途失败就删掉。"""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


class NumberFile:
    """一串同类型的数，存在文件里。"""

    def __init__(self, path: Path, dtype: np.dtype):
        """参数：`path` 为文件；`dtype` 为每个数的类型。异常：`OSError`，打不开。"""
        self.dtype = dtype
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._length = os.fstat(self._file).st_size // dtype.itemsize

    def __len__(self) -> int:
        return self._length

    def read(self, start: int, count: int) -> Tensor:
        """读一段。

        参数：`start` 为第一个数的下标；`count` 为个数。
        返回：整数张量，形状 `(count,)`。
        """
        size = self.dtype.itemsize
        content = os.pread(self._file, count * size, start * size)
        return torch.from_numpy(np.frombuffer(content, self.dtype).astype(np.int64))


class PairWriter:
    """顺序写句对：`.ids` 里是首尾相接的编号，`.index` 里是每对的起点与两边的长度。"""

    def __init__(self, stem: Path):
        """参数：`stem` 为不带后缀的文件名。"""
        self.count, self._position = 0, 0
        self._contexts = [replacing(stem.with_suffix(suffix)) for suffix in (".ids", ".index")]

    def __enter__(self) -> PairWriter:
        self._ids, self._index = (context.__enter__() for context in self._contexts)
        return self

    def __exit__(self, *error: object) -> None:
        for context in self._contexts:
            context.__exit__(*error)

    def add(self, source: list[int], target: list[int]) -> None:
        """加一对，两边都已带上 `<eos>`。"""
        self._ids.write(np.array(source + target, _PAIR_TYPE).tobytes())
        self._index.write(np.array([self._position, len(source), len(target)], _INDEX_TYPE).tobytes())
        self._position += len(source) + len(target)
        self.count += 1


class PairReader:
    """随机读句对。"""

    def __init__(self, stem: Path):
        """参数：`stem` 同 `PairWriter`。异常：`OSError`，打不开。"""
        self._ids = NumberFile(stem.with_suffix(".ids"), _PAIR_TYPE)
        self._index = NumberFile(stem.with_suffix(".index"), _INDEX_TYPE)

    def __len__(self) -> int:
        return len(self._index) // 3

    def read(self, start: int, count: int) -> list[tuple[list[int], list[int]]]:
        """读连着的几对：第 `start` 对起，共 `count` 对，每对是源句与译文的编号。"""
        rows = self._index.read(3 * start, 3 * count).view(count, 3).tolist()
        if not rows:
            return []
        first, last = rows[0][0], sum(rows[-1])
        ids = self._ids.read(first, last - first).tolist()
        return [(ids[i - first : i - first + m], ids[i - first + m : i - first + m + n]) for i, m, n in rows]
