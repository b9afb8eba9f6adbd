"""与原教材的差异：拿 d2l 0.17.6 的函数与本书的做同一件事，证明 `notebooks/differences.md` 里的每一条。"""

from __future__ import annotations

import ast
import hashlib
import http.server
import inspect
import json
import math
import random
import re
import threading

import matplotlib
import pytest
import sacrebleu
import torch
from nbpair import NOTEBOOKS
from torch import nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode

from utils import (
    beam,
    bleu,
    cells,
    d2l_bridge,
    data,
    download,
    models,
    parallel,
    parity,
    seq2seq,
    text,
    training,
    translation,
)
from utils.chapters import load_chapter
from utils.decoding import Limits

matplotlib.use("Agg")
PAGE = NOTEBOOKS / "differences.md"
TESTS = NOTEBOOKS.parent / "tests"
CPU = torch.device("cpu")
SIZES = seq2seq.Sizes(embed_size=8, num_hiddens=12, bidirectional=False, dropout=0.0)


@pytest.fixture(scope="module")
def d2l():
    return d2l_bridge.load_d2l()


@pytest.fixture(scope="module")
def birnn():
    return load_chapter("04_birnn")


@pytest.fixture(scope="module")
def translations():
    return load_chapter("05_seq2seq")


# ── 重置门的位置 ──


def scratch_output(d2l, X, cell):
    """用 d2l 的从零框架逐步运行一个单元，返回各步的隐状态。"""

    def forward(inputs, state, params):
        (H,), outputs = state, []
        for step in inputs:
            H = cell(step, H)
            outputs.append(H)
        return torch.cat(outputs, 0), (H,)

    def begin(n, h, device):
        return (torch.zeros(n, h, device=device),)

    model = d2l.RNNModelScratch(10, 16, CPU, lambda *_: list(cell.parameters()), begin, forward)
    return model(X, model.begin_state(len(X), CPU))[0]


@torch.no_grad()
def test_reset_gate_before_is_not_nn_gru(d2l):
    torch.manual_seed(0)
    concise = d2l.RNNModel(nn.GRU(10, 16), 10)
    concise.rnn.bias_hh_l0[32:] = 0.0  # 先乘重置门的写法没有这个偏置
    concise.linear = nn.Identity()  # 只看隐状态
    after, before = cells.ResetAfterGRUCell(10, 16), cells.GRUCell(10, 16)
    parity.copy_gru(after, concise.rnn, "_l0")
    before.load_state_dict(after.state_dict(), strict=False)
    X = torch.randint(10, (4, 9))
    expected = concise(X, concise.begin_state(CPU, 4))[0]
    torch.testing.assert_close(scratch_output(d2l, X, after), expected, rtol=0, atol=1e-6)
    assert (scratch_output(d2l, X, before) - expected).abs().max() > 1e-2


# ── 深层网络里 W_xh 的形状 ──


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM], ids=lambda kind: kind.__name__)
def test_first_layer_reads_the_input(d2l, kind):
    d, h, num_layers = 28, 16, 3
    layer = d2l.RNNModel(kind(d, h, num_layers), d).rnn
    blocks = layer.weight_hh_l0.shape[0] // h
    shapes = [tuple(getattr(layer, f"weight_ih_l{i}").shape) for i in range(num_layers)]
    assert shapes == [(blocks * h, d)] + [(blocks * h, h)] * (num_layers - 1)


@pytest.mark.parametrize(("first", "second"), [(16, 16), (28, 28)], ids=["都是 h×h", "都是 d×h"])
def test_equal_shapes_in_every_layer_fail(first, second):
    def two_layers(first: int, second: int):
        X, H = torch.zeros(2, 28), torch.zeros(2, 16)
        return cells.RNNCell(second, 16)(cells.RNNCell(first, 16)(X, H), H)

    assert two_layers(28, 16).shape == (2, 16)
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        two_layers(first, second)


# ── 前向后向算法的代价 ──


class CountAdditions(TorchDispatchMode):
    """数张量的加法一共产生了多少个数。"""

    def __init__(self):
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if function is torch.ops.aten.add.Tensor:
            self.total += result.numel()
        return result


def additions(birnn, k: int, num_steps: int) -> int:
    """k 个状态、num_steps 步，前向与后向一共做多少次加法。"""
    log_pi, log_A, log_B = birnn.random_model(k, 3, torch.Generator().manual_seed(0))
    observed = [step % 3 for step in range(num_steps)]
    with CountAdditions() as counter:
        birnn.forward_pass(log_pi, log_A, log_B, observed)
        birnn.backward_pass(log_A, log_B, observed)
    return counter.total


def test_forward_backward_costs_k_squared(birnn):
    doubled_states = additions(birnn, 128, 20) / additions(birnn, 64, 20)
    doubled_steps = additions(birnn, 64, 40) / additions(birnn, 64, 20)
    assert doubled_states == pytest.approx(4, rel=0.02)  # 若是 O(kT)，应为 2
    assert doubled_steps == pytest.approx(2, rel=0.06)


# ── 只报告训练集上的困惑度 ──


def d2l_perplexity(model, batches) -> float:
    """d2l 的语言模型在一份数据上的困惑度。"""
    total, count, state = 0.0, 0, model.begin_state(CPU, batches.batch_size)
    with torch.no_grad():
        for X, Y in batches:
            logits, state = model(X, state)
            total += F.cross_entropy(logits, Y.T.flatten(), reduction="sum").item()
            count += Y.numel()
    return math.exp(total / count)


@pytest.fixture(scope="module")
def short_text(d2l):
    """六百个字符用来训练，接着的六百个用来验证。"""
    corpus = text.normalize_english(text.load_corpus("time_traveller"))
    vocab = d2l.Vocab(list(corpus))
    ids = data.split_ids(vocab[list(corpus)], 600, 600)
    return vocab, [data.SequentialLoader(part, 2, 25) for part in ids]


# d2l 把带梯度的损失直接换成 Python 数，新版 PyTorch 会为此警告
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_training_perplexity_flatters(d2l, short_text, capsys):
    vocab, (train, valid) = short_text
    torch.manual_seed(0)
    model = d2l.RNNModel(nn.GRU(len(vocab), 64), len(vocab))
    d2l.train_ch8(model, train, vocab, 2, 40, CPU)
    reported = float(capsys.readouterr().out.split("perplexity ")[1].split(",")[0])
    assert reported < 2 and d2l_perplexity(model, train) < 2
    assert d2l_perplexity(model, valid) > 10 * reported
    assert not {"valid_iter", "test_iter"} & set(inspect.signature(d2l.train_ch8).parameters)


def test_book_reports_both_perplexities(short_text):
    vocab, (train, valid) = short_text
    model = models.LanguageModel(nn.GRU(len(vocab), 8, batch_first=True), len(vocab), 8)
    optimizer = torch.optim.AdamW(model.parameters())
    history = training.train_language_model(model, train, valid, optimizer, None, training.Settings(2))
    assert len(history.train_perplexity) == len(history.valid_perplexity) == 2


def test_three_of_four_sentences_are_seen():
    classic = json.loads((NOTEBOOKS / "results" / "classic_translation.json").read_text(encoding="utf-8"))
    assert sorted(classic["in_training"].values()) == [False, True, True, True]


# ── 下载之后不核对 ──

WANTED, LOGIN = b"the time machine\n" * 50, b"<!doctype html><title>log in</title>"


class Portal(http.server.BaseHTTPRequestHandler):
    """一个只会给登录页的服务器；/404 时状态码也不对。"""

    def do_GET(self):
        self.send_response(404 if self.path == "/404" else 200)
        self.send_header("Content-Length", str(len(LOGIN)))
        self.end_headers()
        self.wfile.write(LOGIN)

    def log_message(self, *args):
        pass


@pytest.fixture
def portal(monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["corpus.txt", "404"], ids=["登录页", "404"])
def test_downloaded_file_is_checked(d2l, portal, monkeypatch, tmp_path, name):
    url, sha1 = f"{portal}/{name}", hashlib.sha1(WANTED).hexdigest()
    monkeypatch.setitem(d2l.DATA_HUB, "wrong", (url, sha1))
    with open(d2l.download("wrong", str(tmp_path / "d2l")), "rb") as file:
        assert file.read() == LOGIN  # 校验码不符，照样当作语料交出来
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path / "book"))
    monkeypatch.setitem(download.CLASSIC_FILES, "wrong", download.ClassicFile(name, sha1, (url,)))
    with pytest.raises(download.DownloadError, match="SHA-1|服务器回答 404"):
        download.fetch("wrong")
    assert not any((tmp_path / "book").iterdir())


# ── 读几对句子 ──


@pytest.mark.parametrize("limit", [1, 3, 9])
def test_example_limit_is_off_by_one(d2l, limit):
    lines = "".join(f"go {i} .\tva {i} .\n" for i in range(10))
    assert len(d2l.tokenize_nmt(lines, limit)[0]) == limit + 1
    assert len(parallel.parse_pairs(lines, limit)) == limit


def test_limit_zero_means_all_in_d2l(d2l):
    lines = "go .\tva !\n" * 10
    assert len(d2l.tokenize_nmt(lines, 0)[0]) == 10
    with pytest.raises(text.CorpusError, match="一对句子也没有"):
        parallel.parse_pairs(lines, 0)


# ── 编码器与填充 ──


@torch.no_grad()
def test_padding_changes_the_d2l_context(d2l, translations):
    torch.manual_seed(0)
    X, X_len = torch.tensor([[5, 6, 7, 3]]), torch.tensor([4])
    wider = F.pad(X, (0, 6), value=1)
    theirs = d2l.Seq2SeqEncoder(20, 8, 12, 2).eval()
    assert (theirs(X, X_len)[1] - theirs(wider, X_len)[1]).abs().max() > 1e-2
    for ours in (seq2seq.Encoder(20, SIZES), translations.ScratchEncoder(20, 8, 12)):
        torch.testing.assert_close(ours(X, X_len), ours(wider, X_len), rtol=0, atol=1e-6)


# ── 预测时的上下文 ──


def make_translator(d2l, fixed: bool):
    """接口照 d2l 的编码器与解码器；fixed 为假时，上下文取自刚传进来的状态，如原教材。"""

    class Decoder(d2l.Decoder):
        def __init__(self):
            super().__init__()
            self.inner, self.seen = seq2seq.Decoder(20, SIZES), []
            for parameter in self.inner.rnn.parameters():
                parameter.data.mul_(3)  # 让状态走得快一些

        def init_state(self, enc_outputs, *args):
            H = enc_outputs[1]
            return (H[-1], H) if fixed else H

        def forward(self, Y, state):
            context, H = state if fixed else (state[-1], state)
            self.seen.append(context)
            logits, H = self.inner(Y, context, H)
            return logits, (context, H) if fixed else H

    torch.manual_seed(0)
    return d2l.EncoderDecoder(d2l.Seq2SeqEncoder(20, 8, 12, 1), Decoder()).eval()


@pytest.mark.parametrize("fixed", [True, False], ids=["本书", "原教材"])
def test_context_moves_while_predicting(d2l, fixed):
    net = make_translator(d2l, fixed)
    vocab = d2l.Vocab(list("abcdefghijklmnop"), reserved_tokens=["<pad>", "<bos>", "<eos>"])
    with torch.no_grad():
        net.decoder.inner.bias[vocab["<eos>"]] = -1e9  # 一直写到最大长度
        d2l.predict_seq2seq(net, "a b c", vocab, vocab, 6, CPU)
    gaps = [(c - net.decoder.seen[0]).abs().max().item() for c in net.decoder.seen[1:]]
    assert len(gaps) == 5
    assert max(gaps) == 0 if fixed else min(gaps) > 1e-2


@torch.no_grad()
@pytest.mark.parametrize("fixed", [True, False], ids=["本书", "原教材"])
def test_stepping_needs_a_fixed_context(d2l, fixed):
    net = make_translator(d2l, fixed)
    X, Y = torch.randint(4, 20, (3, 5)), torch.randint(4, 20, (3, 6))
    whole, _ = net(X, Y)
    state, steps = net.decoder.init_state(net.encoder(X)), []
    for t in range(Y.shape[1]):
        logits, state = net.decoder(Y[:, t : t + 1], state)
        steps.append(logits)
    gap = (torch.cat(steps, 1) - whole).abs().amax((0, 2))
    assert gap[0] < 1e-5
    assert gap.max() < 1e-5 if fixed else gap[1:].min() > 1e-2


# ── 损失的分母 ──


def labelled(num_steps: int):
    """一批随机的译文：有效长度是 3、5、2，其余是填充（编号 1）。"""
    Y_len = torch.tensor([3, 5, 2])
    Y = torch.randint(4, 20, (3, num_steps))
    return Y.masked_fill(torch.arange(num_steps) >= Y_len[:, None], 1), Y_len


@pytest.mark.parametrize("num_steps", [5, 10, 40])
def test_loss_shrinks_with_padding(d2l, translations, num_steps):
    torch.manual_seed(0)
    Y, Y_len = labelled(num_steps)
    logits = torch.randn(3, num_steps, 20)
    true = translations.masked_loss(logits, Y, Y_len)
    assert torch.allclose(translation.token_losses(logits, Y, Y_len)[1], true)
    theirs = d2l.MaskedSoftmaxCELoss()(logits, Y, Y_len)  # 每句一个数
    assert torch.allclose(theirs.sum() / Y_len.sum(), true / num_steps)


# d2l 把带梯度的损失直接换成 Python 数，新版 PyTorch 会为此警告
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_reported_loss_is_too_small(d2l, translations, capsys):
    torch.manual_seed(0)
    net, num_steps = make_translator(d2l, fixed=True), 10
    X, (Y, Y_len) = torch.randint(4, 20, (3, 6)), labelled(num_steps)
    batches = [(X, torch.full((3,), 6), Y, Y_len)]
    d2l.train_seq2seq(net, batches, 0.0, 1, {"<bos>": 2}, CPU)  # 学习率为 0：只看它报什么
    reported = float(re.search(r"loss ([\d.]+)", capsys.readouterr().out)[1])
    shifted = torch.cat([torch.full_like(Y[:, :1], 2), Y[:, :-1]], 1)
    true = translations.masked_loss(net(X, shifted)[0], Y, Y_len).item()
    assert reported * num_steps == pytest.approx(true, rel=0.01)


def test_sequence_mask_is_in_place(d2l):
    X = torch.ones(2, 3)
    d2l.sequence_mask(X, torch.tensor([1, 2]))
    assert X.tolist() == [[1, 0, 0], [1, 1, 0]]


# ── BLEU ──


@pytest.mark.parametrize(
    ("predicted", "reference", "max_n"), [("va", "va", 2), ("", "va !", 2), ("va !", "va !", 4)]
)
def test_short_predictions_divide_by_zero(d2l, translations, predicted, reference, max_n):
    with pytest.raises(ZeroDivisionError):
        d2l.bleu(predicted, reference, max_n)
    for ours in (bleu.sentence_bleu, translations.sentence_bleu):
        score = ours(predicted.split(), reference.split(), max_n)
        assert score == (1.0 if predicted == reference else 0.0)


def exponents(score) -> list[float]:
    """由许多句子的得分反推 1 到 4 元精确率的指数；预测与参考一样长，没有长度惩罚。"""
    dice, rows, values = random.Random(0), [], []
    while len(rows) < 200:
        predicted, reference = ([dice.choice("ab") for _ in range(12)] for _ in range(2))
        _, _, *rest = bleu.bleu_counts(predicted, [reference])
        if min(rest) > 0:
            rows.append([math.log(m / t) for m, t in zip(rest[::2], rest[1::2], strict=True)])
            values.append([math.log(score(" ".join(predicted), " ".join(reference)))])
    system = (torch.tensor(x, dtype=torch.float64) for x in (rows, values))
    return torch.linalg.lstsq(*system).solution[:, 0].tolist()


def test_weights_of_bleu(d2l):
    options = {"tokenize": "none", "force": True, "smooth_method": "none"}
    assert exponents(lambda p, r: d2l.bleu(p, r, 4)) == pytest.approx([1 / 2, 1 / 4, 1 / 8, 1 / 16])
    for score in (
        lambda p, r: bleu.corpus_bleu([p.split()], [[r.split()]]) / 100,
        lambda p, r: sacrebleu.corpus_bleu([p], [[r]], **options).score / 100,
    ):
        assert exponents(score) == pytest.approx([1 / 4] * 4)  # 不是 1/n


# ── 长度归一化的方向 ──


def test_normalisation_favours_long_ones():
    limits, chosen = Limits(0, 1, 8), []
    for seed in range(60):
        step, state = load_chapter("06_beam_search").random_model(4, seed)
        (found,) = beam.beam_search(step, state, limits, 6, 0.0)
        ranked = [max(found, key=lambda h, a=a: h.log_prob / len(h.tokens) ** a) for a in (0, 0.75, 1.5)]
        lengths = [len(h.tokens) for h in ranked]
        assert lengths == sorted(lengths)  # 指数越大，选中的只会更长
        chosen.append(lengths)
    assert sum(first < last for first, _, last in chosen) > 10


def test_dividing_a_negative_raises_it():
    for log_prob in (-0.1, -3.0, -40.0):
        scores = [log_prob / length**0.75 for length in (1, 2, 5, 20)]
        assert scores == sorted(scores) and scores[0] == log_prob


# ── 这一页本身 ──


def sections() -> dict[str, str]:
    """各节的标签到正文。"""
    parts = re.split(r"^\((diff-[a-z-]+)\)=$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named(content: str) -> set[str]:
    """一段文字里提到的测试。"""
    return set(re.findall(r"`(test_\w+)`", content))


def defined() -> set[str]:
    """这个文件里有哪些测试。"""
    nodes = ast.parse((TESTS / "test_differences.py").read_text(encoding="utf-8")).body
    return {
        node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_named_test_and_file_exists():
    content = PAGE.read_text(encoding="utf-8")
    assert named(content) - defined() == set()
    assert [f for f in re.findall(r"`tests/(\w+\.py)`", content) if not (TESTS / f).is_file()] == []


def test_every_row_of_the_table_has_a_section_with_a_test():
    rows = re.findall(r"^\| \[.+?\]\(#(diff-[a-z-]+)\)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == list(sections()) and len(rows) >= 10
    assert [label for label, content in sections().items() if not named(content)] == []


def test_every_test_here_is_on_the_page():
    about_the_page = {name for name in defined() if name.startswith("test_every_")}
    assert defined() - about_the_page == named(PAGE.read_text(encoding="utf-8"))
