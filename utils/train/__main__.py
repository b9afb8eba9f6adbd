"""训练命令的入口，见 `utils.train`。"""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch

from utils.checkpoint import CheckpointError
from utils.data import BatchError
from utils.loops import TrainingDivergedError
from utils.reasons import reason_of
from utils.text import CorpusError
from utils.train.options import Options, OptionsError, read_options
from utils.train.reading import opened, shown
from utils.train.session import Session
from utils.train.world import World

_KNOWN = (OptionsError, CorpusError, BatchError, CheckpointError)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)  # 有的网络文件系统不能加锁，只好放行


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """占住文件夹，免得两次训练互相改写。异常：`OptionsError`，已经有一次在用。"""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OptionsError(
                f"另一次训练正在用文件夹 {shown(folder)}。请等它走完，或用 --out 另指一个。"
            ) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield


def _claim(options: Options, stack: ExitStack) -> None:
    """核对文件打得开，再占住文件夹：文件名写错时不留下空的文件夹。"""
    with opened(Path(options.source)):
        pass
    stack.enter_context(_only_one(Path(options.out)))


def _train(options: Options) -> None:
    """训练，并报告结果。"""
    world = World(options.device)
    try:
        with ExitStack() as stack:
            world.together(lambda: _claim(options, stack))
            session = Session(options, world)
            session.run()
    finally:
        world.close()
    if world.first:
        best, out = session.best.value, shown(options.out)
        print(f"训练完。验证困惑度最低 {best:.3f}，模型在 {out}，用 utils.train.load_run 读出来。")


def _explain(error: Exception) -> str | None:
    """用中文说明出了什么错、怎么办；不认识的错误没有说明。"""
    if isinstance(error, TrainingDivergedError):
        return (
            "损失变成了 NaN 或无穷大，最常见的原因是学习率太大。"
            "请把 --max-lr 减到十分之一，用 --out 另指一个文件夹重新训练。"
        )
    if isinstance(error, _KNOWN):
        return str(error)
    if isinstance(error, OSError):
        return f"读写文件时出错（{reason_of(error)}）。请检查磁盘空间、权限与 --out 的路径。"
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "can't allocate memory" in str(error):
        return "内存或显存不够。请减小 --batch-size、--hidden、--num-steps 或 --max-vocab。"
    return None


def main(arguments: Sequence[str]) -> int:
    """训练；返回退出码：0 成功，1 出错，130 被中断。"""
    first = os.environ.get("RANK", "0") == "0"  # 几个进程一起停下时，只说一遍
    try:
        _train(read_options(arguments))
    except KeyboardInterrupt:
        if first:
            print("已停下。同样的命令再运行一次，就从上一个检查点接着训练；没有就从头开始。", file=sys.stderr)
        return 130
    except Exception as error:
        message = _explain(error)
        if message is None:
            raise
        if first or not isinstance(error, TrainingDivergedError | BatchError):
            print(f"错误：{message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
