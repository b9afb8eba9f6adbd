"""把训练好的参数打包成网页里的程序能读的 JSON；同样的参数总得到同样的结果。"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

import numpy as np
from torch import Tensor, nn

from utils.parallel import BOS, EOS, PAD, Vocabs
from utils.seq2seq import Translator

DTYPES = ("float16", "float32", "int8")


def _base64(array: np.ndarray, dtype: str) -> str:
    """数组的小端序字节的 base64。"""
    return base64.b64encode(array.astype(dtype).tobytes()).decode("ascii")


def _pack_int8(values: np.ndarray) -> dict[str, str]:
    """逐行量化成 8 位整数：值约等于整数乘以该行的 `scale`。"""
    rows = values.reshape(len(values), -1)
    scale = np.abs(rows).max(1) / 127
    safe = np.where(scale > 0, scale, 1)[:, None].astype(np.float32)
    return {"data": _base64(np.rint(rows / safe), "i1"), "scale": _base64(safe, "<f4")}


def pack_tensors(state: Mapping[str, Tensor], dtype: str = "float16") -> dict[str, dict]:
    """打包一组参数。

    参数：`state` 为 `state_dict()`；`dtype` 为 `"float16"`、`"float32"` 或 `"int8"`（矩阵逐行量化成
    8 位整数，向量仍用半精度；比半精度小一半，适合较大的模型）。
    返回：参数名到 `{"shape", "dtype", "data"}`，`data` 是小端序字节的 base64；8 位整数另有每行的 `scale`。
    异常：`ValueError`，精度的名字不对，或者参数里有 NaN 或无穷大。
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype 只能是 {'、'.join(DTYPES)}，得到的是 {dtype!r}。")
    packed = {}
    for name, tensor in sorted(state.items()):
        values = tensor.detach().cpu().float().numpy()
        if not np.isfinite(values).all():
            raise ValueError(f"参数 {name} 里有 NaN 或无穷大，模型可能没有训练好，不能放进交互图。")
        entry: dict = {"shape": list(tensor.shape), "dtype": dtype}
        if dtype == "int8" and tensor.dim() > 1:
            entry |= _pack_int8(values)
        else:
            entry["dtype"] = "float32" if dtype == "float32" else "float16"
            entry["data"] = _base64(values, {"float32": "<f4", "float16": "<f2"}[entry["dtype"]])
        packed[name] = entry
    return packed


def rnn_kind(layer: nn.Module) -> str:
    """循环层的种类：`"gru"`、`"lstm"` 或 `"rnn"`。

    异常：`TypeError`，不是 `nn.GRU`、`nn.LSTM` 或 `nn.RNN`。
    """
    for kind, cls in (("gru", nn.GRU), ("lstm", nn.LSTM), ("rnn", nn.RNN)):
        if isinstance(layer, cls):
            return kind
    raise TypeError(f"循环层应是 nn.GRU、nn.LSTM 或 nn.RNN，得到的是 {type(layer).__name__}。")


def pack_language_model(model: nn.Module, tokens: Sequence[str], dtype: str = "float16") -> dict:
    """打包字符语言模型，供 `models.js` 里的 `LanguageModel` 使用。

    参数：`model` 为 `utils.models.LanguageModel`，循环层是 `torch.nn` 的，层数任意；`tokens` 为词表的全部
    词元，次序同编号；`dtype` 同 `pack_tensors`。
    返回：`{"kind", "vocab", "tensors"}`。
    异常：`TypeError`，循环层不是 `torch.nn` 的；`ValueError`，词表的大小与模型不符。
    """
    kind = rnn_kind(model.rnn)
    if len(tokens) != model.rnn.input_size:
        raise ValueError(
            f"词表有 {len(tokens)} 个词元，模型的输入却是 {model.rnn.input_size} 维，请检查是否配套。"
        )
    return {"kind": kind, "vocab": list(tokens), "tensors": pack_tensors(model.state_dict(), dtype)}


def pack_translator(model: Translator, vocabs: Vocabs, dtype: str = "int8") -> dict:
    """打包翻译模型，供 `models.js` 里的 `Translator` 使用。

    参数：`model` 为 `utils.seq2seq.Translator`；`vocabs` 为两张词表；`dtype` 同 `pack_tensors`。
    返回：`{"source", "target", "special", "tensors"}`，`special` 是目标语言里特殊词元的编号。
    """
    special = {name.strip("<>"): vocabs.target[name] for name in (BOS, EOS, PAD)}
    return {
        "source": vocabs.source.tokens,
        "target": vocabs.target.tokens,
        "special": special,
        "tensors": pack_tensors(model.state_dict(), dtype),
    }
