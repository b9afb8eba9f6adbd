"""在今天的环境里使用 d2l 0.17.6：经典教材的代码，供对照与基准测试。

d2l 声明的依赖（numpy 1.21、pandas 1.2）装不进现在的 Python，所以它以 `--no-deps` 安装；它还会导入
torchvision，而本书用不到图像。`load_d2l` 在 torchvision 缺失或损坏时放一个占位模块，导入完就撤走。
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from utils.download import fetch

_VISION = ("torchvision", "torchvision.transforms")


class BridgeError(RuntimeError):
    """d2l 没有安装，或者用到了需要 torchvision 的功能。"""


class _VisionPlaceholder(ModuleType):
    """torchvision 的占位模块：可以导入，一用就报错。"""

    def __getattr__(self, name: str):
        if name.startswith("__"):  # 导入机制会查询这类属性
            raise AttributeError(name)
        raise BridgeError(
            f"这个函数要用 {self.__name__}.{name}，而这里没有可用的 torchvision。"
            "本书只用 d2l 的循环神经网络部分；要用图像部分，请另建环境安装 torchvision。"
        )


def _drop_vision() -> dict[str, ModuleType]:
    """把 torchvision 的全部模块移出 `sys.modules`，返回移走的模块。"""
    names = [name for name in sys.modules if name.split(".")[0] == "torchvision"]
    return {name: sys.modules.pop(name) for name in names}


@contextmanager
def _vision() -> Iterator[None]:
    """torchvision 能导入就用真的，否则在此期间换成占位模块。"""
    try:
        for name in _VISION:
            importlib.import_module(name)
    except Exception:  # noqa: BLE001  损坏的 torchvision 可能抛出任何异常
        _drop_vision()
        package, transforms = (_VisionPlaceholder(name) for name in _VISION)
        package.__dict__["transforms"] = transforms
        sys.modules.update(zip(_VISION, (package, transforms), strict=True))
        try:
            yield
        finally:
            _drop_vision()
    else:
        yield


def _import_d2l() -> ModuleType:
    """导入 `d2l.torch`。

    异常：`BridgeError`，d2l 或它用到的某个模块没有安装。
    """
    try:
        with _vision():
            return importlib.import_module("d2l.torch")
    except ModuleNotFoundError as error:
        raise BridgeError(
            f"导入 d2l 时缺少模块 {error.name}。请运行 make book，或执行 pip install --no-deps d2l==0.17.6。"
        ) from error


def load_d2l() -> ModuleType:
    """导入 `d2l.torch`；它的《时间机器》改从本书的缓存读取。

    返回：`d2l.torch` 模块。
    异常：`BridgeError`，没有安装 d2l。调用需要 torchvision 的函数时也抛出它。
    """
    d2l = sys.modules.get("d2l.torch") or _import_d2l()
    if not hasattr(d2l.download, "original"):  # 还没有换过下载函数
        use_time_machine(d2l, None)
    return d2l


def use_time_machine(d2l: ModuleType, path: str | os.PathLike[str] | None) -> None:
    """指定 d2l 的《时间机器》从哪个文件读。

    参数：`d2l` 为 `load_d2l` 的结果；`path` 为文本文件的路径，`None` 表示用 `utils.download` 的缓存。
    """
    original = getattr(d2l.download, "original", d2l.download)

    def download(name: str, *args, **kwargs) -> str:
        if name == "time_machine":
            return os.fspath(fetch("time_machine") if path is None else path)
        return original(name, *args, **kwargs)

    download.original = original
    d2l.download = download
