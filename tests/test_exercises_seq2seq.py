"""第 5 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import pytest
import torch
from answers import answer_tests
from torch import nn
from torch.nn import functional as F

from utils.bleu import ngrams, sentence_bleu
from utils.cells import LSTMCell
from utils.chapters import load_chapter
from utils.exercises import check

CHAPTER = load_chapter("05_seq2seq")
LEFT, SMOOTH, BRIDGE, DECODER = (f"seq2seq-{k}" for k in (2, 3, 4, 5))


def left_by_mask(cell, inputs, lengths, first=None):
    H, T = cell.initial_state(inputs), inputs.shape[1]
    for t, X in enumerate(inputs.unbind(1)):
        H = torch.where((t >= T - lengths if first is None else first(t, T, lengths))[:, None], cell(X, H), H)
    return H


def left_by_rolling(cell, inputs, lengths):
    T = inputs.shape[1]
    moved = torch.stack([row.roll(-(T - m), 0) for row, m in zip(inputs, lengths.tolist(), strict=True)])
    return CHAPTER.last_state(cell, moved, lengths)


def left_reversed(cell, inputs, lengths):
    return CHAPTER.last_state(cell, inputs.flip(1), lengths)


def smooth_by_mask(logits, Y, Y_len, smoothing):
    mask = torch.arange(Y.shape[1]) < Y_len[:, None]
    return F.cross_entropy(logits[mask], Y[mask], label_smoothing=smoothing)


def smooth(right=lambda s: 1 - s, spread=lambda s, v: s / v, mean=None):
    def loss(logits, Y, Y_len, smoothing):
        mask = (torch.arange(Y.shape[1]) < Y_len[:, None]).to(logits.dtype)
        size = logits.shape[-1]
        wanted = torch.full_like(logits, spread(smoothing, size))
        wanted = wanted + right(smoothing) * F.one_hot(Y, size)
        losses = -(wanted * logits.log_softmax(-1)).sum(-1)
        return mean(losses, mask, Y_len) if mean else (losses * mask).sum() / mask.sum()

    return loss


def smooth_others(logits, Y, Y_len, smoothing):
    size = logits.shape[-1]
    return smooth(lambda s: 1 - s - s / (size - 1), lambda s, v: s / (v - 1))(logits, Y, Y_len, smoothing)


class BridgeTop(nn.Module):
    """只看最上面一层；各层各有一个全连接层。"""

    def __init__(self, encoder_layers, encoder_hiddens, decoder_layers, decoder_hiddens):
        super().__init__()
        make = lambda: nn.Linear(2 * encoder_hiddens, decoder_hiddens)  # noqa: E731
        self.parts = nn.ModuleList(make() for _ in range(decoder_layers))

    def forward(self, H):
        top = torch.cat([H[-2], H[-1]], -1)
        return torch.stack([torch.tanh(part(top)) for part in self.parts])


class BridgeAll(nn.Module):
    """一个大的全连接层，看全部状态，再切开。"""

    def __init__(self, encoder_layers, encoder_hiddens, decoder_layers, decoder_hiddens):
        super().__init__()
        self.layers = decoder_layers
        self.linear = nn.Linear(2 * encoder_layers * encoder_hiddens, decoder_layers * decoder_hiddens)

    def forward(self, H):
        return self.split(torch.tanh(self.linear(H.transpose(0, 1).flatten(1))))

    def split(self, mixed):
        return mixed.unflatten(1, (self.layers, -1)).transpose(0, 1)


class BridgeMixed(BridgeAll):
    def forward(self, H):
        return self.split(torch.tanh(self.linear(H.reshape(H.shape[1], -1))))


class BridgeOpen(BridgeAll):
    def forward(self, H):
        return self.split(self.linear(H.transpose(0, 1).flatten(1)))


class BridgeBottom(BridgeTop):
    def forward(self, H):
        return super().forward(H[:2])


class BridgeForward(BridgeTop):
    def forward(self, H):
        return super().forward(torch.stack([H[-2], H[-2]]))


class BridgeLost(BridgeTop):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        parts = list(self.parts)
        del self.parts
        self.parts = parts


class TorchDecoder(nn.Module):
    """用 nn.LSTM 写。"""

    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.LSTM(embed_size + num_hiddens, num_hiddens, batch_first=True)
        self.readout = nn.Linear(2 * num_hiddens, embed_size)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, Y, context, state):
        C = context[:, None].expand(-1, Y.shape[1], -1)
        outputs, state = self.rnn(torch.cat([self.embedding(Y), C], -1), state)
        return self.score(outputs, C), state

    def score(self, outputs, C):
        return self.readout(torch.cat([outputs, C], -1)) @ self.embedding.weight.T + self.bias


class ScratchDecoder(nn.Module):
    """用书里的 LSTMCell 写，逐步走。"""

    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__()
        self.table = nn.Parameter(torch.randn(vocab_size, embed_size))
        self.cell = LSTMCell(embed_size + num_hiddens, num_hiddens)
        self.out = nn.Linear(2 * num_hiddens, embed_size)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, Y, context, state):
        current, rows = (state[0][0], state[1][0]), []
        for t in range(Y.shape[1]):
            current = self.cell(torch.cat([self.table[Y[:, t]], context], 1), current)
            rows.append(F.linear(self.out(torch.cat([current[0], context], 1)), self.table, self.bias))
        return torch.stack(rows, 1), (current[0][None], current[1][None])


class NoReadout(TorchDecoder):
    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__(vocab_size, embed_size, num_hiddens)
        self.readout = nn.Linear(num_hiddens, embed_size)

    def score(self, outputs, C):
        return self.readout(outputs) @ self.embedding.weight.T + self.bias


class NoInput(TorchDecoder):
    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__(vocab_size, embed_size, num_hiddens)
        self.rnn = nn.LSTM(embed_size, num_hiddens, batch_first=True)

    def forward(self, Y, context, state):
        outputs, state = self.rnn(self.embedding(Y), state)
        return self.score(outputs, context[:, None].expand(-1, Y.shape[1], -1)), state


class Untied(TorchDecoder):
    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__(vocab_size, embed_size, num_hiddens)
        self.output = nn.Linear(embed_size, vocab_size, bias=False)

    def score(self, outputs, C):
        return self.output(self.readout(torch.cat([outputs, C], -1))) + self.bias


class ZeroMemory(TorchDecoder):
    def forward(self, Y, context, state):
        return super().forward(Y, context, (state[0], torch.zeros_like(state[1])))


class OldState(TorchDecoder):
    def forward(self, Y, context, state):
        return super().forward(Y, context, state)[0], state


class NoContext(TorchDecoder):
    def forward(self, Y, context, state):
        return super().forward(Y, torch.zeros_like(context), state)


RIGHT = {
    "seq2seq-1": [(1.0, 1.0375), [torch.tensor(1), 33.2 / 32]],
    LEFT: [left_by_mask, left_by_rolling],
    SMOOTH: [smooth_by_mask, smooth()],
    BRIDGE: [BridgeTop, BridgeAll],
    DECODER: [TorchDecoder, ScratchDecoder],
}
WRONG = [
    ("seq2seq-1", (2.56, 1.0375), "颠倒"),
    ("seq2seq-1", (1.6, 1.0375), "甲不对"),
    ("seq2seq-1", (1.0, 1.0), "不是 0"),
    ("seq2seq-1", (1.0, 0.85), "不能直接平均"),
    ("seq2seq-1", 1.0, "一对数"),
    (LEFT, lambda *a: left_by_mask(*a, first=lambda t, T, m: m > 0), "填充也读进去了"),
    (LEFT, CHAPTER.last_state, "前几步"),
    (LEFT, left_reversed, "次序反了"),
    (LEFT, lambda *a: left_by_mask(*a, first=lambda t, T, m: t > T - m), "占满的那一句"),
    (LEFT, lambda *a: left_by_mask(*a, first=lambda t, T, m: (t >= T - m) | (t == 4)), "短句错了"),
    (LEFT, lambda cell, inputs, lengths: inputs, "形状"),
    (SMOOTH, lambda X, Y, Y_len, s: CHAPTER.masked_loss(X, Y, Y_len), "没有平滑"),
    (SMOOTH, smooth(mean=lambda losses, mask, Y_len: losses.mean()), "填充也算"),
    (SMOOTH, smooth(mean=lambda losses, mask, Y_len: (losses * mask).mean()), "分母"),
    (SMOOTH, smooth_others, "整张词表"),
    (SMOOTH, smooth(right=lambda s: s, spread=lambda s, v: (1 - s) / v), "反了"),
    (SMOOTH, smooth(spread=lambda s, v: s), "除以词表"),
    (SMOOTH, smooth(mean=lambda losses, mask, Y_len: ((losses * mask).sum(1) / Y_len).mean()), "各句的平均"),
    (SMOOTH, smooth(mean=lambda losses, mask, Y_len: (losses * mask).sum()), "应当是"),
    (BRIDGE, BridgeMixed, "混在了一起"),
    (BRIDGE, BridgeOpen, "tanh"),
    (BRIDGE, BridgeBottom, "最上面一层"),
    (BRIDGE, BridgeForward, "后向"),
    (BRIDGE, BridgeLost, "ModuleList"),
    (BRIDGE, lambda *sizes: torch.tanh, "nn.Module"),
    (DECODER, NoReadout, "输出层没有看 c"),
    (DECODER, NoInput, "没有送进循环单元"),
    (DECODER, Untied, "共用"),
    (DECODER, ZeroMemory, "记忆元"),
    (DECODER, OldState, "一步一步"),
    (DECODER, NoContext, "上下文"),
    (DECODER, nn.LSTM, "出错"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(
    [(n, a) for n, answers in RIGHT.items() for a in answers], WRONG
)


@pytest.mark.parametrize("name", RIGHT)
def test_no_answer_yet(name):
    assert "还没有答案" in check(name, ...).reason


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("answer", [3, "翻译", lambda *arguments: 1 / 0, lambda *arguments: None])
def test_wrong_types_and_errors(name, answer):
    verdict = check(name, answer)
    assert not verdict and len(verdict.reason) > 5


def test_the_numbers_of_the_first_exercise():
    Y_len = torch.tensor([8, 5, 4, 3])
    mask = torch.arange(8) < Y_len[:, None]
    losses = torch.where(mask, 1.6, 0.1)
    assert (losses * mask).mean().item() == pytest.approx(1.0)
    assert losses.mean().item() == pytest.approx(1.0375)


def test_numbers_in_the_self_test():
    mask = torch.arange(6) < torch.tensor([6, 2])[:, None]
    losses = 3.0 * mask
    assert losses.mean().item() == 2 and losses.sum().item() / mask.sum().item() == 3
    assert (ngrams("饿饿饿", 1) & ngrams("我很饿", 1)).total() / 3 == pytest.approx(1 / 3)
    assert sentence_bleu("饿饿饿", "我很饿", 1) == pytest.approx((1 / 3) ** 0.5)


def test_teacher_forcing_and_the_moving_context_in_the_self_test():
    torch.manual_seed(0)
    seen = []
    decoder = CHAPTER.ScratchDecoder(8, 4, 5)
    decoder.register_forward_pre_hook(lambda module, args: seen.append(args[0].tolist()))
    model = CHAPTER.Translator(CHAPTER.ScratchEncoder(8, 4, 5), decoder, bos=2)
    X, X_len = torch.tensor([[4, 5, 3]]), torch.tensor([3])
    model(X, X_len, torch.tensor([[6, 7, 3]]))
    assert seen == [[[2, 6, 7]]]
    state, moving = model.start(X, X_len), CHAPTER.moving_step(model)
    (first, right), (same, wrong) = (step(torch.tensor([2]), state) for step in (model.step, moving))
    assert torch.equal(first, same)
    token = torch.tensor([6])
    assert not torch.allclose(model.step(token, right)[0], moving(token, wrong)[0])
