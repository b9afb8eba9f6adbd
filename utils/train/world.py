"""一个或几个进程：用 torchrun 启动时，各进程分担每个小批量，梯度取平均。

来源：torch.distributed 与 DistributedDataParallel 的文档。
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from utils.snapshot import from_bytes, to_bytes
from utils.train.options import OptionsError
from utils.training import try_gpu

_PATIENCE = timedelta(hours=12)  # 第一个进程编数据时，别的进程最多等这么久


def _own_gpu(number: int) -> torch.device:
    """这台机器上的第 `number` 块 GPU，归这个进程用。异常：`OptionsError`，没有这么多块。"""
    if number >= torch.cuda.device_count():
        raise OptionsError(
            f"每个进程要一块 GPU，这台机器只有 {torch.cuda.device_count()} 块。"
            "请减少进程，或加 --device cpu。"
        )
    torch.cuda.set_device(number)
    return torch.device("cuda", number)


class World:
    """全部进程：自己是第几个，一共几个，用哪个设备。不用 torchrun 时只有一个。"""

    def __init__(self, device: str = "auto"):
        """参数：`device` 为 `auto`、`cpu` 或 `cuda`。异常：`OptionsError`，要 GPU 而没有。"""
        self.size, self.rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
        if device == "cuda" and not torch.cuda.is_available():
            raise OptionsError("--device cuda 要有可用的 GPU，这台机器上没有。请改用 --device cpu 或 auto。")
        self.device = try_gpu() if device == "auto" else torch.device(device)
        if self.device.type == "cuda":
            self.device = _own_gpu(int(os.environ.get("LOCAL_RANK", "0")))
        if self.size > 1:
            backend = "nccl" if self.device.type == "cuda" else "gloo"
            dist.init_process_group(backend)
            self._patient = dist.new_group(timeout=_PATIENCE)

    @classmethod
    def alone(cls, device: torch.device) -> World:
        """只有一个进程的世界，例如每个进程各自做验证时。"""
        world = cls.__new__(cls)
        world.size, world.rank, world.device = 1, 0, device
        return world

    @property
    def first(self) -> bool:
        """是不是第一个进程：只有它写文件、打印。"""
        return self.rank == 0

    def close(self) -> None:
        """结束各进程的联系。"""
        if self.size > 1:
            dist.destroy_process_group()

    def wrap(self, model: nn.Module) -> nn.Module:
        """把模型放到设备上；有几个进程时包一层，反向时各进程的梯度自动取平均。"""
        model = model.to(self.device)
        return DistributedDataParallel(model) if self.size > 1 else model

    def total(self, value: float) -> float:
        """各进程的数相加。"""
        if self.size == 1:
            return value
        found = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.all_reduce(found)
        return found.item()

    def together(self, action: Callable[[], object]) -> object:
        """第一个进程做一件事，别的进程等着；它出错时，大家一起停下。

        返回：`action()` 的结果，别的进程是 `None`。
        异常：第一个进程照原样抛出，别的进程抛出 `SystemExit`。
        """
        if self.size == 1:
            return action()
        problem, found = None, None
        if self.first:
            try:
                found = action()
            except (ValueError, RuntimeError, OSError) as error:
                problem = error
        failed = torch.tensor([float(problem is not None)], device=self.device)
        dist.all_reduce(failed, group=self._patient)
        if failed.item():
            raise problem or SystemExit(1)
        return found

    def average(self, loss: float, num_tokens: int) -> tuple[float, int]:
        """各进程的平均损失按词元数再平均。返回：`(loss, num_tokens)`，都是全部进程合计的。"""
        tokens = self.total(num_tokens)
        return self.total(loss * num_tokens) / tokens, int(tokens)

    def gather(self, tree: Mapping) -> list:
        """各进程的状态按次序收在一起；为此各自变成字节，不用 pickle。"""
        if self.size == 1:
            return [tree]
        mine = torch.frombuffer(bytearray(to_bytes(tree)), dtype=torch.uint8).to(self.device)
        sizes = [torch.zeros(1, dtype=torch.int64, device=self.device) for _ in range(self.size)]
        dist.all_gather(sizes, torch.tensor([len(mine)], device=self.device))
        longest = int(max(sizes))
        padded = torch.cat([mine, mine.new_zeros(longest - len(mine))])
        parts: list[Tensor] = [torch.empty_like(padded) for _ in range(self.size)]
        dist.all_gather(parts, padded)
        return [from_bytes(p[: int(n)].cpu().numpy().tobytes()) for p, n in zip(parts, sizes, strict=True)]
