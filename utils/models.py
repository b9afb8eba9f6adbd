"""模型：循环单元、把单元沿时间展开的循环层、语言模型。"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

State = Tensor | tuple[Tensor, ...] | None


def _normal(*shape: int) -> nn.Parameter:
    """标准差为 0.01 的高斯初始化。"""
    return nn.Parameter(0.01 * torch.randn(*shape))


class RNNCell(nn.Module):
    r"""朴素循环单元：$H_t = \tanh(X_t W_{xh} + H_{t-1} W_{hh} + b_h)$。

    来源：Elman, Finding Structure in Time, 1990。
    """

    def __init__(self, input_size: int, num_hiddens: int):
        """建立参数。

        参数：`input_size` 为每个时间步的输入维数；`num_hiddens` 为隐藏单元数。
        """
        super().__init__()
        self.num_hiddens = num_hiddens
        self.W_xh, self.W_hh = _normal(input_size, num_hiddens), _normal(num_hiddens, num_hiddens)
        self.b_h = nn.Parameter(torch.zeros(num_hiddens))

    def forward(self, X: Tensor, H: Tensor) -> Tensor:
        """算一个时间步。

        参数：`X` 形状 `(batch_size, input_size)`；`H` 形状 `(batch_size, num_hiddens)`，上一步的隐状态。
        返回：这一步的隐状态，形状同 `H`。
        """
        return torch.tanh(X @ self.W_xh + H @ self.W_hh + self.b_h)


class GRUCell(nn.Module):
    r"""门控循环单元，重置门作用在循环矩阵乘法之前。

    $\tilde H_t = \tanh(X_t W_{xh} + (R_t \odot H_{t-1}) W_{hh} + b_h)$,
    $H_t = Z_t \odot H_{t-1} + (1 - Z_t) \odot \tilde H_t$。
    来源：Cho 等，Learning Phrase Representations using RNN Encoder-Decoder, 2014。
    """

    def __init__(self, input_size: int, num_hiddens: int):
        """建立参数，含义同 `RNNCell`。"""
        super().__init__()
        self.num_hiddens = num_hiddens
        for name in "rzh":  # 重置门、更新门、候选隐状态
            setattr(self, f"W_x{name}", _normal(input_size, num_hiddens))
            setattr(self, f"W_h{name}", _normal(num_hiddens, num_hiddens))
            setattr(self, f"b_{name}", nn.Parameter(torch.zeros(num_hiddens)))

    def gates(self, X: Tensor, H: Tensor) -> tuple[Tensor, Tensor]:
        """算重置门与更新门。

        参数：形状同 `RNNCell.forward`。返回：`(R, Z)`，形状都与 `H` 相同，取值在 0 与 1 之间。
        """
        R = torch.sigmoid(X @ self.W_xr + H @ self.W_hr + self.b_r)
        Z = torch.sigmoid(X @ self.W_xz + H @ self.W_hz + self.b_z)
        return R, Z

    def candidate(self, X: Tensor, H: Tensor, R: Tensor) -> Tensor:
        """算候选隐状态。

        参数：`R` 为重置门；其余形状同 `RNNCell.forward`。返回：候选隐状态，形状同 `H`。
        """
        return torch.tanh(X @ self.W_xh + (R * H) @ self.W_hh + self.b_h)

    def forward(self, X: Tensor, H: Tensor) -> Tensor:
        """算一个时间步，形状同 `RNNCell.forward`。"""
        R, Z = self.gates(X, H)
        return Z * H + (1 - Z) * self.candidate(X, H, R)


class Recurrent(nn.Module):
    """把一个循环单元沿时间展开，接口与 `nn.GRU(batch_first=True)` 相同。"""

    def __init__(self, cell: nn.Module):
        """参数：`cell` 满足 `cell(X_t, H) -> H`，并有属性 `num_hiddens`。"""
        super().__init__()
        self.cell = cell

    def forward(self, inputs: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """依次算完所有时间步。

        参数：`inputs` 形状 `(batch_size, num_steps, input_size)`；`state` 形状
        `(1, batch_size, num_hiddens)`，为 `None` 时从全零开始。
        返回：`(outputs, state)`，`outputs` 形状 `(batch_size, num_steps, num_hiddens)`。
        """
        H = inputs.new_zeros(len(inputs), self.cell.num_hiddens) if state is None else state[0]
        outputs = []
        for X in inputs.unbind(1):  # 每个 X:(batch_size, input_size)
            H = self.cell(X, H)
            outputs.append(H)
        return torch.stack(outputs, 1), H[None]


class LanguageModel(nn.Module):
    """语言模型：独热编码 → 循环层 → 全连接输出层。"""

    def __init__(self, rnn: nn.Module, vocab_size: int, num_hiddens: int):
        """参数：`rnn` 为 `Recurrent` 或 `batch_first=True` 的 `nn.RNN`、`nn.GRU`、`nn.LSTM`；
        `vocab_size` 为词表大小；`num_hiddens` 为循环层的输出维数。
        """
        super().__init__()
        self.vocab_size = vocab_size
        self.rnn = rnn
        self.output = nn.Linear(num_hiddens, vocab_size)

    def forward(self, X: Tensor, state: State = None) -> tuple[Tensor, State]:
        """对每个位置预测下一个词元。

        参数：`X` 形状 `(batch_size, num_steps)` 的编号；`state` 为循环层的状态，`None` 表示全零。
        返回：`(logits, state)`，`logits` 形状 `(batch_size, num_steps, vocab_size)`。
        """
        inputs = F.one_hot(X, self.vocab_size).to(self.output.weight.dtype)
        hiddens, state = self.rnn(inputs, state)
        return self.output(hiddens), state


def detach_state(state: State) -> State:
    """把状态从计算图上分离：数值照传，梯度到此为止。

    参数：`state` 为张量、张量的元组或 `None`。返回：同样结构、不带梯度的状态。
    """
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state if state is None else state.detach()


def count_parameters(model: nn.Module) -> int:
    """数一个模型的可训练参数。

    参数：`model` 为任意模块。返回：参数个数。
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
