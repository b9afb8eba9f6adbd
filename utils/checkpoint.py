"""训练的检查点：多久存一次，存哪些东西，怎样接着训练；结果与没有中断过逐位相同。"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Protocol

from torch import Tensor

from utils.resume import RandomStates
from utils.snapshot import CheckpointError, load_checkpoint, save_checkpoint

__all__ = ["Checkpoint", "CheckpointError", "Saving", "Stateful"]


class Stateful(Protocol):
    """可以存下再恢复的东西：模型、优化器、学习率调度器，以及本模块里的几个类。"""

    def state_dict(self) -> Mapping:
        """现在的状态，由张量、数、文字与它们的字典、列表组成。"""
        ...

    def load_state_dict(self, state: Mapping) -> object:
        """恢复成当时的状态。"""
        ...


@dataclass(frozen=True)
class Saving:
    """检查点存在哪里，多久存一次。文件已经存在时，训练从它接着走。"""

    path: str | PathLike[str]
    every: int = 100  # 每更新多少次参数存一次；每轮结束时也存


def _differences(saved: Mapping, wanted: Mapping) -> str:
    """两份设置哪里不同，最多列三项。"""
    names = [name for name in {**saved, **wanted} if saved.get(name) != wanted.get(name)]
    listed = (f"{n} 原来是 {saved.get(n, '（没有）')}，现在是 {wanted.get(n, '（没有）')}" for n in names[:3])
    return "；".join(listed) + ("；等等" if len(names) > 3 else "")


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, str]:
    """参数名到形状。"""
    return {name: "×".join(map(str, weight.shape)) or "标量" for name, weight in weights.items()}


Gather = Callable[[Mapping], list]
Once = Callable[[Callable[[], object]], object]


class Checkpoint:
    """一次训练的检查点：多久存一次，存哪些东西，怎样恢复。"""

    def __init__(self, saving: Saving, shared: Mapping[str, Stateful], settings: Mapping):
        """参数：`shared` 为名字到要存的东西，其中 `model` 是模型；`settings` 为恢复时必须相同的设置。"""
        self.saving, self.shared, self.settings = saving, dict(shared), dict(settings)
        self.local: dict[str, Stateful] = {"random": RandomStates()}  # 多进程时各进程各有一份
        self.gather: Gather = lambda tree: [tree]
        self.once: Once = lambda action: action()
        self.rank = 0

    def _states(self) -> tuple[dict, dict]:
        """现在的状态，共用的与本进程的。"""
        groups = (self.shared, self.local)
        return tuple({name: part.state_dict() for name, part in group.items()} for group in groups)

    def save(self) -> None:
        """现在就存。异常：`CheckpointError`，写不进去。"""
        shared, local = self._states()
        tree = {"settings": self.settings, "shared": shared, "local": self.gather(local)}
        self.once(lambda: save_checkpoint(self.saving.path, tree))

    def after_update(self, updates: int) -> None:
        """更新了 `updates` 次参数之后，到时候就存。"""
        if updates % self.saving.every == 0:
            self.save()

    def restore(self) -> bool:
        """文件存在就恢复；全部核对过才动手，不合就什么也不改。

        返回：有没有恢复。异常：`CheckpointError`，文件坏了，或者属于另一个模型、另一种设置。
        """
        if not os.path.isfile(self.saving.path):
            return False
        tree = load_checkpoint(self.saving.path)
        self._check(tree)
        before = copy.deepcopy(self._states())
        try:
            self._load(tree["shared"], tree["local"][self.rank])
        except (AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
            self._load(*before)
            raise CheckpointError(
                f"检查点 {self.saving.path} 与现在的优化器、调度器或加载器对不上。"
                "请改回原来的写法接着训练，或另指一个文件从头训练。"
            ) from error
        return True

    def _load(self, shared: Mapping, local: Mapping) -> None:
        """把各部分恢复成给出的状态。"""
        for parts, states in ((self.shared, shared), (self.local, local)):
            for name, part in parts.items():
                part.load_state_dict(states[name])

    def _check(self, tree: Mapping) -> None:
        """检查点是不是属于这个训练。"""
        if not isinstance(tree, Mapping) or not {"settings", "shared", "local"} <= tree.keys():
            raise CheckpointError(f"{self.saving.path} 存的不是训练的检查点。请换回原来的文件，或另指一个。")
        model = self.shared["model"]
        pairs = {
            "设置": (tree["settings"], self.settings),
            "存的东西": (dict.fromkeys(tree["shared"], "有"), dict.fromkeys(self.shared, "有")),
            "参数": (_shapes(tree["shared"]["model"]), _shapes(model.state_dict())),
        }
        for what, (saved, wanted) in pairs.items():
            if found := _differences(saved, wanted):
                raise CheckpointError(
                    f"检查点 {self.saving.path} 属于另一次训练，{what}不同：{found}。"
                    "请改回原来的设置接着训练，或另指一个文件从头训练。"
                )
