"""序列到序列：不带注意力的编码器与解码器。"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from utils.parallel import BOS, Vocabs


@dataclass(frozen=True)
class Sizes:
    """编码器与解码器的大小。"""

    embed_size: int = 128  # 词嵌入的维数
    num_hiddens: int = 128  # 每个方向、每一层的隐藏单元数
    num_layers: int = 1  # 层数，编码器与解码器相同
    bidirectional: bool = True  # 编码器是否双向
    dropout: float = 0.1  # 随机失活的概率


class Encoder(nn.Module):
    """编码器：读完整个源句，给出解码器每一层的初始状态；最上面一层的也是上下文变量。"""

    def __init__(self, vocab_size: int, sizes: Sizes):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, sizes.embed_size)
        self.rnn = nn.GRU(
            sizes.embed_size,
            sizes.num_hiddens,
            sizes.num_layers,
            batch_first=True,
            bidirectional=sizes.bidirectional,
            dropout=sizes.dropout if sizes.num_layers > 1 else 0.0,
        )
        self.directions = 1 + sizes.bidirectional
        self.bridge = nn.Linear(self.directions * sizes.num_hiddens, sizes.num_hiddens)
        self.dropout = nn.Dropout(sizes.dropout)

    def forward(self, X: Tensor, X_len: Tensor) -> Tensor:
        """读一批源句。

        参数：`X` 形状 `(batch_size, num_steps)`；`X_len` 为有效长度，形状 `(batch_size,)`。
        返回：形状 `(num_layers, batch_size, num_hiddens)`，与填充了多少无关。
        """
        packed = pack_padded_sequence(
            self.dropout(self.embedding(X)), X_len.cpu(), batch_first=True, enforce_sorted=False
        )
        _, H = self.rnn(packed)  # (num_layers * directions, n, h)
        H = (
            H.unflatten(0, (-1, self.directions)).transpose(1, 2).flatten(2)
        )  # (num_layers, n, directions * h)
        return torch.tanh(self.bridge(self.dropout(H)))


class Decoder(nn.Module):
    """解码器：每一步都看到同一个上下文变量；输出层与词嵌入共用权重。

    来源：上下文的用法见 Cho 等，Learning Phrase Representations using RNN Encoder-Decoder, 2014；
    共用权重见 Press 与 Wolf, Using the Output Embedding to Improve Language Models, 2017。
    """

    def __init__(self, vocab_size: int, sizes: Sizes):
        super().__init__()
        e, h = sizes.embed_size, sizes.num_hiddens
        self.embedding = nn.Embedding(vocab_size, e)
        self.rnn = nn.GRU(
            e + h,
            h,
            sizes.num_layers,
            batch_first=True,
            dropout=sizes.dropout if sizes.num_layers > 1 else 0.0,
        )
        self.readout = nn.Linear(2 * h, e)
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        self.dropout = nn.Dropout(sizes.dropout)

    def forward(self, Y: Tensor, context: Tensor, H: Tensor) -> tuple[Tensor, Tensor]:
        """从状态 `H` 起，依次读入 `Y` 的每个词元，预测各自的下一个。

        参数：`Y` 形状 `(batch_size, num_steps)`；`context` 为上下文变量，形状 `(batch_size, num_hiddens)`；
        `H` 形状 `(num_layers, batch_size, num_hiddens)`。
        返回：`(logits, H)`，`logits` 形状 `(batch_size, num_steps, vocab_size)`。
        """
        E = self.dropout(self.embedding(Y))  # (n, T, e)
        C = context[:, None].expand(-1, Y.shape[1], -1)  # (n, T, h)
        outputs, H = self.rnn(torch.cat([E, C], -1), H)
        features = self.readout(torch.cat([self.dropout(outputs), C], -1))  # (n, T, e)
        return features @ self.embedding.weight.T + self.bias, H


class Translator(nn.Module):
    """编码器与解码器。"""

    def __init__(self, encoder: nn.Module, decoder: nn.Module, bos: int):
        """参数：`encoder`、`decoder` 的接口同 `Encoder`、`Decoder`；`bos` 为目标语言 `<bos>` 的编号。"""
        super().__init__()
        self.encoder, self.decoder, self.bos = encoder, decoder, bos

    @classmethod
    def build(cls, vocabs: Vocabs, sizes: Sizes) -> Translator:
        """按两张词表与大小建立模型。"""
        encoder, decoder = Encoder(len(vocabs.source), sizes), Decoder(len(vocabs.target), sizes)
        return cls(encoder, decoder, vocabs.target[BOS])

    def forward(self, X: Tensor, X_len: Tensor, Y: Tensor) -> Tensor:
        """强制教学：解码器的输入是 `<bos>` 加上正确译文去掉最后一个词元。

        参数：`X`、`Y` 为源句与译文的编号，形状 `(batch_size, num_steps)`；`X_len` 形状 `(batch_size,)`。
        返回：logits，形状 `(batch_size, num_steps, vocab_size)`，第 t 步预测 `Y[:, t]`。
        """
        H = self.encoder(X, X_len)
        shifted = torch.cat([torch.full_like(Y[:, :1], self.bos), Y[:, :-1]], 1)
        return self.decoder(shifted, H[-1], H)[0]

    def start(self, X: Tensor, X_len: Tensor) -> tuple[Tensor, Tensor]:
        """解码的初始状态 `(context, H)`，第一维都是句子，供 `utils.decoding` 使用。"""
        H = self.encoder(X, X_len)
        return H[-1], H.transpose(0, 1)

    def step(self, tokens: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """步进函数，见 `utils.decoding`；上下文变量始终不变。"""
        context, H = state
        logits, H = self.decoder(tokens[:, None], context, H.transpose(0, 1).contiguous())
        return torch.log_softmax(logits[:, 0], -1), (context, H.transpose(0, 1))
