"""循环单元：朴素 RNN、GRU 与 LSTM，都遵守同一个约定。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

State = Tensor | tuple[Tensor, ...] | None


def _normal(*shape: int) -> nn.Parameter:
    """标准差为 0.01 的高斯初始化。"""
    return nn.Parameter(0.01 * torch.randn(*shape))


class Cell(nn.Module):
    """循环单元的约定：`cell(X_t, state) -> state`，一次算一个时间步，状态的第一个张量是隐状态。"""

    num_hiddens: int

    def initial_state(self, X: Tensor) -> State:
        """全零的初始状态。

        参数：`X` 的第一维是 `batch_size`，状态与它同设备、同精度。
        返回：形状 `(batch_size, num_hiddens)`。
        """
        return X.new_zeros(len(X), self.num_hiddens)


class RNNCell(Cell):
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


class GRUCell(Cell):
    r"""门控循环单元，重置门作用在与循环权重相乘之前。

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


class ResetAfterGRUCell(GRUCell):
    r"""门控循环单元，重置门作用在与循环权重相乘之后，与 `nn.GRU` 相同。

    $\tilde H_t = \tanh(X_t W_{xh} + b_h + R_t \odot (H_{t-1} W_{hh} + b_{hh}))$。
    来源：torch.nn.GRU 的文档。
    """

    def __init__(self, input_size: int, num_hiddens: int):
        """建立参数，含义同 `RNNCell`；比 `GRUCell` 多一个偏置 `b_hh`。"""
        super().__init__(input_size, num_hiddens)
        self.b_hh = nn.Parameter(torch.zeros(num_hiddens))

    def candidate(self, X: Tensor, H: Tensor, R: Tensor) -> Tensor:
        """算候选隐状态，参数与返回同 `GRUCell.candidate`。"""
        return torch.tanh(X @ self.W_xh + self.b_h + R * (H @ self.W_hh + self.b_hh))


class LSTMCell(Cell):
    r"""LSTM 的循环单元，状态为 `(H, C)`。

    $C_t = F_t \odot C_{t-1} + I_t \odot \tilde C_t$, $H_t = O_t \odot \tanh(C_t)$。
    来源：Hochreiter 与 Schmidhuber, Long Short-Term Memory, 1997；遗忘门出自 Gers 等，2000。
    """

    def __init__(self, input_size: int, num_hiddens: int):
        """建立参数，含义同 `RNNCell`。"""
        super().__init__()
        self.num_hiddens = num_hiddens
        for name in "ifoc":  # 输入门、遗忘门、输出门、候选记忆元
            setattr(self, f"W_x{name}", _normal(input_size, num_hiddens))
            setattr(self, f"W_h{name}", _normal(num_hiddens, num_hiddens))
            setattr(self, f"b_{name}", nn.Parameter(torch.zeros(num_hiddens)))

    def initial_state(self, X: Tensor) -> tuple[Tensor, Tensor]:
        """全零的 `(H, C)`，形状都是 `(batch_size, num_hiddens)`。"""
        return super().initial_state(X), super().initial_state(X)

    def gates(self, X: Tensor, H: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """算三个门。

        参数：形状同 `RNNCell.forward`。返回：`(I, F, O)`，形状都与 `H` 相同，取值在 0 与 1 之间。
        """
        I = torch.sigmoid(X @ self.W_xi + H @ self.W_hi + self.b_i)
        F = torch.sigmoid(X @ self.W_xf + H @ self.W_hf + self.b_f)
        O = torch.sigmoid(X @ self.W_xo + H @ self.W_ho + self.b_o)
        return I, F, O

    def forward(self, X: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """算一个时间步。

        参数：`X` 形状 `(batch_size, input_size)`；`state` 为上一步的 `(H, C)`。
        返回：这一步的 `(H, C)`。
        """
        H, C = state
        I, F, O = self.gates(X, H)
        C_tilde = torch.tanh(X @ self.W_xc + H @ self.W_hc + self.b_c)
        C = F * C + I * C_tilde
        return O * torch.tanh(C), C
