"""基准测试的对照：d2l 0.17.6 自己的训练代码，加上经典章节里逐门从零写的 GRU 与 LSTM。

两段从零的代码按《动手学深度学习》第 9.1、9.2 节的公式与接口重写：d2l 没有收录它们。
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable
from types import ModuleType
from unittest import mock

import torch
from torch import Tensor, nn

CPU = torch.device("cpu")
Epoch = Callable[[Iterable], float]


def _parameters(num_groups: int, vocab_size: int, num_hiddens: int) -> list[Tensor]:
    """每组依次是输入权重、循环权重与偏置，最后是输出层。"""

    def normal(*shape: int) -> Tensor:
        return (0.01 * torch.randn(shape)).requires_grad_(True)

    def zeros(size: int) -> Tensor:
        return torch.zeros(size, requires_grad=True)

    groups = [
        part
        for _ in range(num_groups)
        for part in (
            normal(vocab_size, num_hiddens),
            normal(num_hiddens, num_hiddens),
            zeros(num_hiddens),
        )
    ]
    return [*groups, normal(num_hiddens, vocab_size), zeros(vocab_size)]


def classic_gru(inputs: Tensor, state: tuple[Tensor], params: list[Tensor]) -> tuple[Tensor, tuple[Tensor]]:
    """经典写法的 GRU：`inputs` 形状 `(num_steps, batch_size, vocab_size)`，逐门相乘，逐步算输出。"""
    W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h, W_hq, b_q = params
    (H,) = state
    outputs = []
    for X in inputs:
        Z = torch.sigmoid(X @ W_xz + H @ W_hz + b_z)
        R = torch.sigmoid(X @ W_xr + H @ W_hr + b_r)
        H_tilde = torch.tanh(X @ W_xh + (R * H) @ W_hh + b_h)
        H = Z * H + (1 - Z) * H_tilde
        outputs.append(H @ W_hq + b_q)
    return torch.cat(outputs), (H,)


def classic_lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: list[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """经典写法的 LSTM：接口同 `classic_gru`，状态为 `(H, C)`。"""
    W_xi, W_hi, b_i, W_xf, W_hf, b_f, W_xo, W_ho, b_o, W_xc, W_hc, b_c, W_hq, b_q = params
    H, C = state
    outputs = []
    for X in inputs:
        I = torch.sigmoid(X @ W_xi + H @ W_hi + b_i)
        F = torch.sigmoid(X @ W_xf + H @ W_hf + b_f)
        O = torch.sigmoid(X @ W_xo + H @ W_ho + b_o)
        C_tilde = torch.tanh(X @ W_xc + H @ W_hc + b_c)
        C = F * C + I * C_tilde
        H = O * torch.tanh(C)
        outputs.append(H @ W_hq + b_q)
    return torch.cat(outputs), (H, C)


def _states(number: int) -> Callable[[int, int, torch.device], tuple[Tensor, ...]]:
    """建立 `number` 个全零状态的函数。"""
    return lambda batch_size, num_hiddens, device: (torch.zeros(batch_size, num_hiddens),) * number


def classic_model(d2l: ModuleType, name: str, vocab_size: int, num_hiddens: int) -> tuple[object, float]:
    """建立一个经典的模型。

    参数：`name` 为 `"GRU 从零"`、`"LSTM 从零"`、`"GRU 简洁"`、`"LSTM 简洁"` 或 `"两层 LSTM"`。
    返回：`(net, lr)`，学习率是经典章节用的：单层 1，两层 2。
    """
    scratch = {"GRU 从零": (3, 1, classic_gru), "LSTM 从零": (4, 2, classic_lstm)}
    if name in scratch:
        groups, states, forward = scratch[name]

        def params(vocab_size: int, num_hiddens: int, device: torch.device) -> list[Tensor]:
            return _parameters(groups, vocab_size, num_hiddens)

        return d2l.RNNModelScratch(vocab_size, num_hiddens, CPU, params, _states(states), forward), 1.0
    layers = {"GRU 简洁": (nn.GRU, 1), "LSTM 简洁": (nn.LSTM, 1), "两层 LSTM": (nn.LSTM, 2)}
    kind, depth = layers[name]
    return d2l.RNNModel(kind(vocab_size, num_hiddens, depth), vocab_size), float(depth)


def classic_epoch(d2l: ModuleType, net: object, lr: float, random: bool = False) -> Epoch:
    """经典的训练循环走一轮的函数：给它小批量，返回这一轮的训练困惑度。

    参数：`random` 为真时每个小批量都从全零状态开始。
    """
    if isinstance(net, nn.Module):
        updater = torch.optim.SGD(net.parameters(), lr)
    else:

        def updater(batch_size: int) -> None:
            d2l.sgd(net.params, lr, batch_size)

    loss = nn.CrossEntropyLoss()
    return lambda batches: d2l.train_epoch_ch8(net, batches, loss, updater, CPU, random)[0]


class _Still:
    """代替 d2l 边训练边画图的 `Animator`：什么也不画，画图的时间就不算在内。"""

    def __init__(self, **options: object):
        pass

    def add(self, *values: object) -> None:
        """不记这个点。"""


@contextlib.contextmanager
def silent(d2l: ModuleType) -> Iterable[None]:
    """d2l 边训练边打印和画图，这里都不要。"""
    with mock.patch.object(d2l, "Animator", _Still), contextlib.redirect_stdout(io.StringIO()):
        yield
