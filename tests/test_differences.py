"""“本书与原教材的差异”一页：每一条都把 d2l 0.17.6 自己的代码与本书的放在同样的输入上比。"""

from __future__ import annotations

import math
import re
from pathlib import Path

import nbload
import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from utils import parallel, seq2seq
from utils.bleu import sentence_bleu
from utils.cells import ResetAfterGRUCell
from utils.d2l_bridge import load_d2l
from utils.download import CLASSIC_FILES, DownloadError, fetch
from utils.translation import token_losses

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "notebooks" / "differences.md"


@pytest.fixture(scope="module")
def d2l():
    return load_d2l()


class CountReduced(TorchDispatchMode):
    """数一数 `logsumexp` 一共加了多少个数。"""

    def __init__(self):
        super().__init__()
        self.added = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if "logsumexp" in func.name():
            self.added += args[0].numel()
        return func(*args, **(kwargs or {}))


def additions(k: int, num_steps: int) -> int:
    """前向算法在 k 个状态、num_steps 步上对多少个数求和。"""
    chapter = nbload.load("04_birnn")
    model = chapter.random_model(k, 3, torch.Generator().manual_seed(0))
    with CountReduced() as counted:
        chapter.forward_pass(*model, [0] * num_steps)
    return counted.added


def test_forward_cost_is_quadratic_in_states():
    for k in (3, 6, 12):
        assert additions(k, 9) == 8 * k * k  # 第一步不用求和
    assert additions(12, 17) == 2 * additions(12, 9)


def test_only_the_first_layer_reads_the_input():
    layer = nn.LSTM(5, 7, num_layers=3)
    shapes = [tuple(getattr(layer, f"weight_ih_l{l}").shape) for l in range(3)]
    assert shapes == [(28, 5), (28, 7), (28, 7)]
    with pytest.raises(RuntimeError):  # 各层都写成 d × h，第二层就乘不起来
        torch.zeros(2, 7) @ torch.zeros(5, 7)


def test_length_normalisation_favours_the_longer():
    """对数概率相同，较长的得分更高；较短的原来领先，指数大了会被反超。"""
    for alpha in (0.5, 0.75, 1.0):
        assert -2 / 6**alpha > -2 / 3**alpha
    leads = [-1.8 / 3**alpha > -2 / 5**alpha for alpha in (0.0, 0.75, 1.0)]
    assert leads == [True, False, False]


def step_by_step(decoder, ids, state):
    """把同样的词元一步一步喂给 d2l 的解码器，像它预测时那样接着用状态。"""
    rows = []
    for token in ids.unbind(1):
        Y, state = decoder(token[:, None], state)
        rows.append(Y)
    return torch.cat(rows, 1)


def classic_decoder() -> nn.Module:
    """照原教材的接口写的解码器：上下文取自传进来的状态。"""

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.rnn = nn.Embedding(9, 4), nn.GRU(4 + 6, 6)
            self.dense = nn.Linear(6, 9)

        def forward(self, X, state):
            E = self.embedding(X).permute(1, 0, 2)
            context = state[-1].repeat(E.shape[0], 1, 1)
            output, state = self.rnn(torch.cat((E, context), 2), state)
            return self.dense(output).permute(1, 0, 2), state

    torch.manual_seed(0)
    return Decoder()


def test_the_context_must_not_move():
    """一次喂完（训练）与一步步喂（预测），原教材的接口得到的不同，本书的相同。"""
    ids = torch.tensor([[1, 5, 2, 7]])
    state = torch.randn(1, 1, 6, generator=torch.Generator().manual_seed(1))
    decoder = classic_decoder()
    gap = (decoder(ids, state)[0] - step_by_step(decoder, ids, state)).abs()
    assert gap[:, 0].max() < 1e-6 and gap[:, 1:].max() > 1e-3
    vocabs = parallel.Vocabs.build([(("a", "b"), ("甲", "乙"))])
    model = seq2seq.Translator.build(vocabs, seq2seq.Sizes(8, 8)).eval()
    X, X_len, Y, _ = parallel.whole_batch([(("a", "b"), ("甲", "乙"))], vocabs)
    forced, state = torch.log_softmax(model(X, X_len, Y), -1), model.start(X, X_len)
    for t, token in enumerate([model.bos, *Y[0, :-1].tolist()]):
        log_probs, state = model.step(torch.tensor([token]), state)
        assert torch.allclose(log_probs, forced[:, t], atol=1e-6)


def test_the_loss_is_not_averaged_over_padding(d2l):
    """原教材报出的损失，是每个有效词元的损失再除以时间步数。"""
    generator = torch.Generator().manual_seed(0)
    logits, Y = torch.randn(3, 8, 5, generator=generator), torch.randint(5, (3, 8), generator=generator)
    Y_len = torch.tensor([2, 8, 5])
    reported = d2l.MaskedSoftmaxCELoss()(logits, Y, Y_len).sum() / Y_len.sum()
    ours = token_losses(logits, Y, Y_len)[1]
    assert torch.isclose(ours / reported, torch.tensor(8.0))
    kept = torch.cat([torch.log_softmax(logits[i, :n], -1)[range(n), Y[i, :n]] for i, n in enumerate(Y_len)])
    assert torch.isclose(ours, -kept.mean())


def test_a_wrong_file_is_refused(d2l, tmp_path, monkeypatch):
    """原教材只核对缓存，刚下载的不核对，错的文件照样交出来；本书拒绝它。"""

    class Answer:
        content = b"<html>login</html>"

    monkeypatch.setattr(d2l.requests, "get", lambda *args, **kwargs: Answer())
    monkeypatch.setitem(d2l.DATA_HUB, "wrong", ("http://localhost/wrong.txt", "0" * 40))
    path = d2l.download.original("wrong", cache_dir=str(tmp_path))
    assert Path(path).read_bytes() == Answer.content
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path))
    (tmp_path / CLASSIC_FILES["time_machine"].filename).write_bytes(Answer.content)
    with pytest.raises(DownloadError, match="SHA-1 不符"):
        fetch("time_machine")


def test_the_limit_is_exact(d2l):
    lines = "\n".join(f"go {i} .\tva {i} ." for i in range(10))
    assert len(d2l.tokenize_nmt(lines, 3)[0]) == 4
    assert len(parallel.parse_pairs(lines, 3)) == 3


def test_short_predictions_have_a_score(d2l):
    with pytest.raises(ZeroDivisionError):
        d2l.bleu("va", "va !", k=2)
    assert sentence_bleu(("va",), ("va", "!"), 2) == pytest.approx(math.exp(1 - 2))  # 只剩简短惩罚
    assert sentence_bleu((), ("va", "!"), 2) == 0
    assert sentence_bleu(("va", "!"), ("va", "!"), 2) == pytest.approx(d2l.bleu("va !", "va !", k=2))


def test_where_the_reset_gate_stands():
    """重置门放在循环权重之前还是之后，数值不同；nn.GRU 是之后。"""
    chapter = nbload.load("01_gru")
    torch.manual_seed(0)
    after, before = ResetAfterGRUCell(4, 6), chapter.GRUCell(4, 6)
    with torch.no_grad():
        for name, parameter in before.named_parameters():
            parameter.copy_(torch.randn_like(parameter))
            getattr(after, name).copy_(parameter)
        X, H = torch.randn(2, 4), torch.randn(2, 6)
        assert (after(X, H) - before(X, H)).abs().max() > 1e-2


def test_the_page_names_these_tests():
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    here = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text("utf-8"), re.MULTILINE))
    assert named == here - {"test_the_page_names_these_tests"}
    rows, sections = (len(re.findall(start, text, re.MULTILINE)) for start in (r"^\| \[", "^## "))
    assert rows == sections == len(named)
