"""检查点文件：任意嵌套的状态存成一个 safetensors 文件，核对校验和之后才使用，从不读 pickle。

张量按名字存放，其余的写成 JSON，放在文件头里。写入时先写临时文件再改名，中途失败时旧的检查点完好。
格式见 safetensors 的文档：https://huggingface.co/docs/safetensors
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from utils.reasons import reason_of
from utils.weights import write_atomically

_FORMAT = "modern-rnn-checkpoint-1"
_SCALARS = (bool, int, float, str, type(None))


class CheckpointError(RuntimeError):
    """检查点写不进去、读不出来，或者不属于现在这个训练。"""


def _pack(tree: object, name: str, tensors: dict[str, Tensor]) -> object:
    """把张量取出来放进 `tensors`，其余的变成 JSON 能表示的样子；元组与键不是文字的字典另作标记。"""
    if isinstance(tree, Tensor):
        if name in tensors:
            raise CheckpointError(f"检查点里有两个张量都叫 {name}。请换个名字。")
        tensors[name] = tree.detach().to("cpu", copy=True).contiguous()
        return {"$tensor": name}
    if isinstance(tree, Mapping):
        if odd := [key for key in tree if type(key) not in (str, int)]:
            raise CheckpointError(f"检查点里存不下 {name}：键 {odd[0]!r} 不是文字，也不是整数。")
        items = [
            [key if isinstance(key, str) else {"$int": key}, _pack(value, f"{name}.{key}", tensors)]
            for key, value in tree.items()
        ]
        return {"$items": items}
    if isinstance(tree, list | tuple):
        packed = [_pack(value, f"{name}.{i}", tensors) for i, value in enumerate(tree)]
        return packed if isinstance(tree, list) else {"$tuple": packed}
    if not isinstance(tree, _SCALARS):
        raise CheckpointError(f"检查点里存不下 {name}：它的类型是 {type(tree).__name__}。")
    return tree


def _unpack(packed: object, tensors: Mapping[str, Tensor]) -> object:
    """`_pack` 的逆。"""
    if isinstance(packed, list):
        return [_unpack(value, tensors) for value in packed]
    if not isinstance(packed, dict):
        return packed
    if "$tensor" in packed:
        return tensors[packed["$tensor"]]
    if "$tuple" in packed:
        return tuple(_unpack(packed["$tuple"], tensors))
    items = ((k["$int"] if isinstance(k, dict) else k, v) for k, v in packed["$items"])
    return {key: _unpack(value, tensors) for key, value in items}


def _digest(state: str, tensors: Mapping[str, Tensor]) -> str:
    """状态与全部张量的 SHA-256，十六进制。"""
    digest = hashlib.sha256(state.encode())
    for name in sorted(tensors):
        digest.update(f"{name} {tensors[name].dtype} {tuple(tensors[name].shape)}".encode())
        digest.update(tensors[name].flatten().view(torch.uint8).numpy().data)
    return digest.hexdigest()


def to_bytes(tree: object) -> bytes:
    """把嵌套的状态变成一串字节。

    参数：`tree` 由字典、列表、元组、张量、数、文字与 `None` 组成；字典的键是文字或整数。
    异常：`CheckpointError`，里面有别的类型，或者两个张量的名字相撞。
    """
    tensors: dict[str, Tensor] = {}
    state = json.dumps(_pack(tree, "state", tensors), ensure_ascii=False)
    header = {"format": _FORMAT, "state": state, "sha256": _digest(state, tensors)}
    return save(tensors, {"checkpoint": json.dumps(header, ensure_ascii=False)})


def _header(content: bytes) -> dict[str, str]:
    """safetensors 文件头里本书写的说明；文件头是 8 字节的长度加一段 JSON。"""
    (size,) = struct.unpack("<Q", content[:8])
    return json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["checkpoint"])


def from_bytes(content: bytes) -> object:
    """`to_bytes` 的逆；张量都在 CPU 上。

    异常：`CheckpointError`，内容不完整、被改动过，或者根本不是检查点。
    """
    try:
        tensors = load(content)
        header = _header(content)
        if header["format"] != _FORMAT:
            raise CheckpointError(f"格式是 {header['format']}，本书用的是 {_FORMAT}")
        if _digest(header["state"], tensors) != header["sha256"]:
            raise CheckpointError("校验和不符，文件被改动过")
        return _unpack(json.loads(header["state"]), tensors)
    except (SafetensorError, struct.error, ValueError, KeyError, TypeError) as error:
        raise CheckpointError("文件不完整，或者不是本书的检查点") from error


def save_checkpoint(path: str | PathLike[str], tree: object) -> None:
    """把嵌套的状态写成检查点；原来的文件直到新的写完才被换掉。

    参数：`path` 为文件；它的文件夹不存在就建立。`tree` 见 `to_bytes`。
    异常：`CheckpointError`，磁盘满了，文件夹不可写，或 `tree` 里有存不下的类型。
    """
    path = Path(path)
    content = to_bytes(tree)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        kept = "，原来的没有动" if os.path.isfile(path) else ""
        raise CheckpointError(
            f"检查点 {path} 写不进去（{reason_of(error)}）{kept}。请腾出空间，或换一个可写的文件夹，再试。"
        ) from error


def load_checkpoint(path: str | PathLike[str]) -> object:
    """读检查点，核对校验和。

    参数：`path` 为 `save_checkpoint` 写的文件。返回：当时的状态，张量都在 CPU 上。
    异常：`CheckpointError`，文件不存在、读不出来、不完整或被改动过。
    """
    try:
        return from_bytes(Path(path).read_bytes())
    except FileNotFoundError as error:
        raise CheckpointError(f"没有检查点 {path}。请检查路径有没有写错。") from error
    except OSError as error:
        raise CheckpointError(f"检查点 {path} 读不出来（{reason_of(error)}）。请检查权限。") from error
    except CheckpointError as error:
        raise CheckpointError(
            f"检查点 {path} 不能用：{error}。请删除它从头训练，或换回一份完好的备份。"
        ) from error
