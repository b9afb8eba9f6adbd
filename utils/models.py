"""模型：把循环单元沿时间展开的循环层、语言模型，以及处理状态与参数的小函数。"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from utils.cells import Cell, State


def map_state(function: Callable[[Tensor], Tensor], state: State) -> State:
    """对状态里的每个张量做同一件事；GRU 的状态是一个张量，LSTM 的是 `(H, C)`。

    参数：`function` 由张量得到张量；`state` 为张量、张量的元组或 `None`。
    返回：同样结构的状态。
    """
    if isinstance(state, tuple):
        return tuple(function(part) for part in state)
    return state if state is None else function(state)


class Recurrent(nn.Module):
    """把一个循环单元沿时间展开，接口与 `nn.GRU`、`nn.LSTM`（`batch_first=True`）相同。"""

    def __init__(self, cell: Cell):
        """参数：`cell` 满足 `cell(X_t, state) -> state`，并有属性 `num_hiddens`，见 `utils.cells.Cell`。"""
        super().__init__()
        self.cell = cell

    def _zeros(self, inputs: Tensor) -> State:
        """全零的初始状态；单元没有 `initial_state` 时，状态就是一个隐状态。"""
        begin = getattr(self.cell, "initial_state", None)
        return begin(inputs) if begin else inputs.new_zeros(len(inputs), self.cell.num_hiddens)

    def forward(self, inputs: Tensor, state: State = None) -> tuple[Tensor, State]:
        """依次算完所有时间步。

        参数：`inputs` 形状 `(batch_size, num_steps, input_size)`；`state` 里每个张量的形状是
        `(1, batch_size, num_hiddens)`，为 `None` 时从全零开始。
        返回：`(outputs, state)`，`outputs` 为每一步的隐状态，形状 `(batch_size, num_steps, num_hiddens)`。
        """
        state = self._zeros(inputs) if state is None else map_state(lambda part: part[0], state)
        outputs = []
        for X in inputs.unbind(1):  # 每个 X:(batch_size, input_size)
            state = self.cell(X, state)
            outputs.append(state[0] if isinstance(state, tuple) else state)
        return torch.stack(outputs, 1), map_state(lambda part: part[None], state)


class LanguageModel(nn.Module):
    """语言模型：独热编码或词嵌入 → 循环层 → 全连接输出层。"""

    def __init__(self, rnn: nn.Module, vocab_size: int, num_hiddens: int, embed_size: int = 0):
        """参数：`rnn` 为 `Recurrent` 或 `batch_first=True` 的 `nn.RNN`、`nn.GRU`、`nn.LSTM`；
        `vocab_size` 为词表大小；`num_hiddens` 为循环层的输出维数；`embed_size` 为词嵌入的维数，也就是循环层的
        输入维数，0 表示用独热编码，输入维数是词表大小。
        """
        super().__init__()
        self.vocab_size = vocab_size
        self.embedding = nn.Embedding(vocab_size, embed_size) if embed_size else None
        self.rnn = rnn
        self.output = nn.Linear(num_hiddens, vocab_size)

    def forward(self, X: Tensor, state: State = None) -> tuple[Tensor, State]:
        """对每个位置预测下一个词元。

        参数：`X` 形状 `(batch_size, num_steps)` 的编号；`state` 为循环层的状态，`None` 表示全零。
        返回：`(logits, state)`，`logits` 形状 `(batch_size, num_steps, vocab_size)`。
        """
        if self.embedding is None:
            inputs = F.one_hot(X, self.vocab_size).to(self.output.weight.dtype)
        else:
            inputs = self.embedding(X)
        hiddens, state = self.rnn(inputs, state)
        return self.output(hiddens), state


def detach_state(state: State) -> State:
    """把状态从计算图上分离：数值照传，梯度到此为止。

    参数：`state` 为张量、张量的元组或 `None`。返回：同样结构、不带梯度的状态。
    """
    return map_state(Tensor.detach, state)


def initialize(module: nn.Module) -> None:
    """就地重新初始化：权重取标准差为 0.01 的高斯分布，偏置取 0。

    参数：`module` 为任意模块；一维的参数都当作偏置。
    """
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.01)
        if parameter.dim() == 1:
            nn.init.zeros_(parameter)


def count_parameters(model: nn.Module) -> int:
    """数一个模型的可训练参数。

    参数：`model` 为任意模块。返回：参数个数。
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
