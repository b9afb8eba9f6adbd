"""训练途中会变的东西：全局随机状态、读到哪里、最好的参数；都能存下再恢复。"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import torch
from torch import Tensor, nn

from utils.cells import State


class RandomStates:
    """Python 与 PyTorch 的全局随机状态；有 GPU 时包括 GPU 的。"""

    def state_dict(self) -> dict:
        """现在的随机状态。"""
        cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
        return {"python": random.getstate(), "torch": torch.get_rng_state(), "cuda": cuda}

    def load_state_dict(self, state: Mapping) -> None:
        """恢复随机状态；机器上 GPU 的块数变了时，GPU 的状态不恢复。"""
        random.setstate(state["python"])
        torch.set_rng_state(state["torch"])
        if len(state["cuda"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(state["cuda"])


class Cursor:
    """记着加载器读到哪里。迭代它就是迭代加载器，恢复之后从下一个小批量接着读。"""

    def __init__(self, batches: Iterable, round_length: int | None = None):
        """参数：`batches` 为加载器，随机性来自它的 `generator`（可以没有）；`round_length` 为一轮走几个
        小批量，`None` 表示读完一遍算一轮；给了就一直接着读，读完一遍从头再来。
        """
        self.batches, self.round_length = batches, round_length
        self.position, self.taken = 0, 0  # 这一遍与这一轮各给出了几个小批量
        self.carried: State = None  # 传到下一个小批量的隐状态
        self._begin: Tensor | None = None  # 这一遍开始时生成器的状态
        self._stream: Iterator | None = None

    @property
    def _generator(self) -> torch.Generator | None:
        return getattr(self.batches, "generator", None)

    def _open(self) -> Iterator:
        """从 `position` 起读；能直接跳过去的加载器提供 `starting_at`。"""
        if self._generator is not None:
            if self.position:
                self._generator.set_state(self._begin)
            else:
                self._begin = self._generator.get_state()
        jump = getattr(self.batches, "starting_at", None)
        return iter(jump(self.position) if jump else islice(self.batches, self.position, None))

    def __iter__(self) -> Iterator:
        """走完一轮；恢复之后，第一次只走这一轮剩下的。"""
        while self.round_length is None or self.taken < self.round_length:
            self._stream = self._stream or self._open()
            batch = next(self._stream, None)
            if batch is not None:
                self.position, self.taken = self.position + 1, self.taken + 1
                yield batch
                continue
            empty = self.position == 0
            self.position, self.carried, self._stream = 0, None, None
            if self.round_length is None or empty:
                break
        self.taken = 0

    def carry(self, state: State) -> None:
        """记下要传到下一个小批量的隐状态；加载器的小批量在原文中不相接时不记。"""
        self.carried = state if getattr(self.batches, "carries_state", False) else None

    def state_dict(self) -> dict:
        """读到哪里，以及生成器的状态。"""
        now = None if self._generator is None else self._generator.get_state()
        place = {"position": self.position, "taken": self.taken, "carried": self.carried}
        return {**place, "begin": self._begin, "now": now}

    def load_state_dict(self, state: Mapping) -> None:
        """回到当时的位置。"""
        self.position, self.taken, self.carried = state["position"], state["taken"], state["carried"]
        self._begin, self._stream = state["begin"], None
        if self._generator is not None:
            self._generator.set_state(state["now"])


class BestWeights:
    """验证困惑度最低的那一轮的参数。"""

    def __init__(self, model: nn.Module):
        """参数：`model` 为正在训练的模型。"""
        self.model, self.value, self.weights = model, float("inf"), None

    def offer(self, value: float) -> bool:
        """验证困惑度比以前的都低时（第一次只要不是 NaN），记下现在的参数；返回是否记下了。"""
        better = value < self.value or (self.weights is None and value == self.value)
        if better:
            weights = self.model.state_dict()
            self.value, self.weights = value, {name: w.detach().clone() for name, w in weights.items()}
        return better

    def put_back(self) -> None:
        """把最好的参数装回模型；一轮也没有走完时不动。"""
        if self.weights is not None:
            self.model.load_state_dict(self.weights)

    def state_dict(self) -> dict:
        """最低的困惑度与当时的参数。"""
        return {"value": self.value, "weights": self.weights}

    def load_state_dict(self, state: Mapping) -> None:
        """恢复。"""
        self.value, self.weights = state["value"], state["weights"]
