"""手写前向与反向的 GRU 与 LSTM 语言模型：合并权重、查表代替矩阵乘法、权重梯度一次乘完。

算的东西与 `utils.cells` 里逐门的写法相同，只是更快；每一招的道理见附录“训练配方为什么快”的选读一节。
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx

from utils.cells import State


def _slices(*tensors: Tensor) -> list[tuple[Tensor, ...]]:
    """沿时间切开：先切好再循环，免得每一步都付切片的开销。"""
    return [tensor.unbind(0) for tensor in tensors]


def _backwards(*tensors: Tensor) -> zip:
    """各张量从最后一步到第一步，逐步配对。"""
    return zip(*(parts[::-1] for parts in _slices(*tensors)), strict=True)


class GRUFunction(torch.autograd.Function):
    """重置门作用在与循环权重相乘之前的 GRU，见 `utils.cells.GRUCell`；各块依次为 r、z、h。"""

    @staticmethod
    def forward(ctx: FunctionCtx, A: Tensor, H: Tensor, W: Tensor) -> Tensor:
        """依次算完所有时间步。

        参数：`A` 为各步的输入乘积加偏置，形状 `(num_steps, batch_size, 3h)`；`H` 为初始隐状态，形状
        `(batch_size, h)`；`W` 为循环权重，形状 `(3h, h)`。
        返回：每一步的隐状态，形状 `(num_steps, batch_size, h)`。
        """
        h = W.shape[1]
        gates, reset = torch.empty_like(A), A.new_empty(*A.shape[:2], h)
        hiddens = A.new_empty(len(A) + 1, *H.shape)
        hiddens[0] = H
        steps = _slices(A, gates, reset, hiddens[:-1], hiddens[1:])
        for X, G, RH, H_prev, H_next in zip(*steps, strict=True):
            torch.addmm(X[:, : 2 * h], H_prev, W[: 2 * h].T, out=G[:, : 2 * h]).sigmoid_()
            R, Z, H_tilde = G.chunk(3, 1)
            torch.mul(R, H_prev, out=RH)
            torch.addmm(X[:, 2 * h :], RH, W[2 * h :].T, out=H_tilde).tanh_()
            torch.lerp(H_tilde, H_prev, Z, out=H_next)  # Z * H_prev + (1 - Z) * H_tilde
        ctx.save_for_backward(W, gates, reset, hiddens)
        return hiddens[1:]

    @staticmethod
    def backward(ctx: FunctionCtx, dHs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """由每一步隐状态的梯度，算出 `A`、`H` 与 `W` 的梯度，形状与它们相同。"""
        W, gates, reset, hiddens = ctx.saved_tensors
        h, H = W.shape[1], hiddens[:-1]
        R, Z, H_tilde = gates.chunk(3, -1)
        dA = torch.cat([reset * (1 - R), (H - H_tilde) * Z * (1 - Z), (1 - Z) * (1 - H_tilde**2)], -1)
        dH, (W_g, W_c) = torch.zeros_like(H[0]), W.split((2 * h, h))
        parts = dA[..., : 2 * h], *dA.chunk(3, -1)
        for dH_out, R_t, Z_t, dA_g, dA_r, dA_z, dA_h in _backwards(dHs, R, Z, *parts):
            dH = dH + dH_out
            dRH = dA_h.mul_(dH) @ W_c
            dA_z.mul_(dH)
            dA_r.mul_(dRH)
            dH = (dH * Z_t).addcmul_(dRH, R_t).addmm_(dA_g, W_g)
        rows = dA.flatten(0, 1).T  # (3h, T·n)
        dW = [rows[: 2 * h] @ H.flatten(0, 1), rows[2 * h :] @ reset.flatten(0, 1)]
        return dA, dH, torch.cat(dW)


class LSTMFunction(torch.autograd.Function):
    """LSTM，见 `utils.cells.LSTMCell`；各块依次为 i、f、o、c。"""

    @staticmethod
    def forward(ctx: FunctionCtx, A: Tensor, H: Tensor, C: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
        """依次算完所有时间步。

        参数：`A` 形状 `(num_steps, batch_size, 4h)`；`H`、`C` 为初始状态，形状 `(batch_size, h)`；
        `W` 形状 `(4h, h)`。含义同 `GRUFunction.forward`。
        返回：每一步的隐状态 `(num_steps, batch_size, h)`，与最后的记忆元 `(batch_size, h)`。
        """
        h, gates = W.shape[1], torch.empty_like(A)
        hiddens, memories, squashed = (A.new_empty(len(A) + 1, *H.shape) for _ in range(3))
        hiddens[0], memories[0] = H, C
        steps = _slices(A, gates, hiddens[:-1], memories[:-1], hiddens[1:], memories[1:], squashed[1:])
        for X, G, H_prev, C_prev, H_next, C_next, tanh_C in zip(*steps, strict=True):
            torch.addmm(X, H_prev, W.T, out=G)[:, : 3 * h].sigmoid_()
            I, F, O, C_tilde = G.chunk(4, 1)
            torch.mul(F, C_prev, out=C_next).addcmul_(I, C_tilde.tanh_())
            torch.mul(O, torch.tanh(C_next, out=tanh_C), out=H_next)
        ctx.save_for_backward(W, gates, hiddens, memories, squashed)
        return hiddens[1:], memories[-1].clone()

    @staticmethod
    def backward(ctx: FunctionCtx, dHs: Tensor, dC: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """由每一步隐状态与最后记忆元的梯度，算出 `A`、`H`、`C` 与 `W` 的梯度。"""
        W, gates, hiddens, memories, squashed = ctx.saved_tensors
        tanh_C = squashed[1:]
        I, F, O, C_tilde = gates.chunk(4, -1)
        dA = gates * (1 - gates)
        dA_i, dA_f, dA_o, dA_c = dA.chunk(4, -1)
        dA_i.mul_(C_tilde), dA_f.mul_(memories[:-1]), dA_o.mul_(tanh_C)
        torch.mul(I, 1 - C_tilde**2, out=dA_c)
        dC_from_H = O * (1 - tanh_C**2)
        dH, parts = torch.zeros_like(dC), (dA, dA_i, dA_f, dA_o, dA_c)
        for dH_out, F_t, k, d, d_i, d_f, d_o, d_c in _backwards(dHs, F, dC_from_H, *parts):
            dH = dH + dH_out
            dC = torch.addcmul(dC, dH, k)
            d_i.mul_(dC), d_f.mul_(dC), d_o.mul_(dH), d_c.mul_(dC)
            dH, dC = d @ W, dC * F_t
        return dA, dH, dC, dA.flatten(0, 1).T @ hiddens[:-1].flatten(0, 1)


class FusedLanguageModel(nn.Module):
    """手写反向的字符语言模型，用法同 `utils.models.LanguageModel`（状态少了“层”那一维）。

    独热编码乘输入权重就是取出一行，所以输入权重写成词嵌入；偏置也并进每一行里。
    """

    def __init__(self, kind: str, vocab_size: int, num_hiddens: int):
        """参数：`kind` 为 `"gru"` 或 `"lstm"`；`vocab_size` 为词表大小；`num_hiddens` 为隐藏单元数。

        异常：`ValueError`，`kind` 不是这两种。
        """
        super().__init__()
        if kind not in ("gru", "lstm"):
            raise ValueError(f"kind 只能是 gru 或 lstm，得到的是 {kind!r}。")
        blocks, self.function = (3, GRUFunction) if kind == "gru" else (4, LSTMFunction)
        self.num_hiddens, self.num_states = num_hiddens, 1 if kind == "gru" else 2
        self.inputs = nn.Embedding(vocab_size, blocks * num_hiddens)
        self.W = nn.Parameter(torch.empty(blocks * num_hiddens, num_hiddens))
        self.output = nn.Linear(num_hiddens, vocab_size)
        for weight in (self.inputs.weight, self.W):  # 与 nn.GRU、nn.LSTM 相同
            nn.init.uniform_(weight, -(num_hiddens**-0.5), num_hiddens**-0.5)

    def forward(self, X: Tensor, state: State = None) -> tuple[Tensor, State]:
        """对每个位置预测下一个词元。

        参数：`X` 形状 `(batch_size, num_steps)` 的编号；`state` 为隐状态或 `(H, C)`，每个的形状是
        `(batch_size, num_hiddens)`，`None` 表示全零。
        返回：`(logits, state)`，`logits` 形状 `(batch_size, num_steps, vocab_size)`。
        """
        if state is None:
            state = (self.W.new_zeros(len(X), self.num_hiddens),) * self.num_states
        elif self.num_states == 1:
            state = (state,)
        found = self.function.apply(self.inputs(X.T), *state, self.W)
        hiddens = found if self.num_states == 1 else found[0]  # (num_steps, batch_size, h)
        state = hiddens[-1] if self.num_states == 1 else (hiddens[-1], found[1])
        return self.output(hiddens.transpose(0, 1)), state
