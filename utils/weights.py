"""随书附带的权重：读取时核对 SHA-256，写入时先写临时文件再改名。"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

FOLDER = Path(str(resources.files("utils") / "pretrained"))
_INDEX = "index.json"


class WeightsError(RuntimeError):
    """随书附带的权重缺失，或者与登记的不符。"""


def write_atomically(path: Path, content: bytes) -> None:
    """先写进同一文件夹的临时文件，再改成正式的名字；中途失败时原来的文件不变。

    参数：`path` 为目标文件；`content` 为全部内容。
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_index(folder: Path = FOLDER) -> dict[str, dict]:
    """权重的名录。

    返回：名字到 `{"sha256": …, …}`，其余的项是训练时记下的说明。
    """
    path = folder / _INDEX
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def save_weights(name: str, state: Mapping[str, Tensor], notes: Mapping, folder: Path = FOLDER) -> None:
    """把权重存成半精度的 safetensors 文件，并登记它的 SHA-256。

    参数：`name` 为名字，文件名是它加 `.safetensors`；`state` 为 `state_dict()`；`notes` 为要记下的说明。
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = save({key: value.half().contiguous() for key, value in state.items()})
    entry = {"sha256": hashlib.sha256(content).hexdigest(), **notes}
    write_atomically(folder / f"{name}.safetensors", content)
    index = json.dumps({**read_index(folder), name: entry}, ensure_ascii=False, indent=2, sort_keys=True)
    write_atomically(folder / _INDEX, f"{index}\n".encode())


def load_weights(name: str, folder: Path = FOLDER) -> dict[str, Tensor]:
    """读随书附带的权重。

    参数：`name` 为 `index.json` 里登记的名字。
    返回：参数名到单精度张量，可交给 `load_state_dict`。
    异常：`WeightsError`，没有登记这个名字，文件缺失、损坏，或与登记的 SHA-256 不符。
    """
    index = read_index(folder)
    if name not in index:
        raise WeightsError(f"没有名为“{name}”的权重。可用的有：{'、'.join(sorted(index)) or '（无）'}。")
    path = folder / f"{name}.safetensors"
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != index[name]["sha256"]:
            raise WeightsError(
                f"{path.name} 与登记的 SHA-256 不符，可能没有下载完整。请用 git 取回原来的文件。"
            )
        return {key: value.to(torch.float32) for key, value in load(content).items()}
    except FileNotFoundError as error:
        raise WeightsError(f"找不到 {path.name}。请用 git 取回它，或运行 make weights 重新训练。") from error
    except SafetensorError as error:
        raise WeightsError(f"{path.name} 不是完好的 safetensors 文件（{error}）。") from error
