"""序列到序列的测试：从零写的、用 nn.GRU 写的与 utils 里的三者一致；错误博物馆里的错，书里的代码都没有。"""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from utils import decoding, models, parallel, seq2seq, training, translation
from utils.chapters import load_chapter


@pytest.fixture(scope="module")
def chapter():
    return load_chapter("05_seq2seq")


@pytest.fixture(scope="module")
def small():
    pairs = parallel.load_pairs("en_zh", 60)
    vocabs = parallel.Vocabs.build(pairs)
    return pairs, vocabs, parallel.whole_batch(pairs[:16], vocabs)


def chapter_model(chapter, vocabs, kind, dtype=torch.float64, **more):
    names = {"scratch": ("ScratchEncoder", "ScratchDecoder"), "torch": ("Encoder", "Decoder")}[kind]
    encoder = getattr(chapter, names[0])(len(vocabs.source), 8, 12, **more)
    decoder = getattr(chapter, names[1])(len(vocabs.target), 8, 12)
    return chapter.Translator(encoder, decoder, vocabs.target["<bos>"]).to(dtype)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-10), (torch.float32, 1e-5)], ids=str)
@pytest.mark.parametrize("bidirectional", [True, False])
def test_scratch_equals_torch_layers(chapter, small, bidirectional, dtype, tolerance):
    _, vocabs, (X, X_len, Y, Y_len) = small
    torch.manual_seed(0)
    theirs, ours = (
        chapter_model(chapter, vocabs, kind, dtype, bidirectional=bidirectional)
        for kind in ("torch", "scratch")
    )
    chapter.copy_translator(ours, theirs)
    logits = [model(X, X_len, Y) for model in (ours, theirs)]
    torch.testing.assert_close(*logits, rtol=0, atol=tolerance)
    for values in logits:
        chapter.masked_loss(values, Y, Y_len).backward()
    shared = dict(theirs.named_parameters())
    compared = 0
    for name, parameter in ours.named_parameters():
        if name in shared:
            compared += 1
            torch.testing.assert_close(parameter.grad, shared[name].grad, rtol=0, atol=tolerance)
    assert compared == 7
    for cell, layer, suffix in (
        (ours.encoder.forward_cell, theirs.encoder.rnn, "_l0"),
        (ours.encoder.backward_cell, theirs.encoder.rnn, "_l0_reverse"),
        (ours.decoder.cell, theirs.decoder.rnn, "_l0"),
    ):
        if cell is None:
            continue
        for kind, other in (("x", "ih"), ("h", "hh")):
            expected = getattr(layer, f"weight_{other}{suffix}").grad
            found = torch.cat([getattr(cell, f"W_{kind}{gate}").grad.T for gate in "rzh"])
            torch.testing.assert_close(found, expected, rtol=0, atol=tolerance)


def test_chapter_equals_utils(chapter, small):
    _, vocabs, (X, X_len, Y, Y_len) = small
    ours = chapter_model(chapter, vocabs, "torch").eval()
    sizes = seq2seq.Sizes(8, 12, dropout=0.0)
    theirs = seq2seq.Translator.build(vocabs, sizes).double().eval()
    theirs.load_state_dict(ours.state_dict())
    logits = ours(X, X_len, Y)
    assert torch.equal(logits, theirs(X, X_len, Y))
    loss, nll = translation.token_losses(logits, Y, Y_len)
    assert torch.allclose(loss, nll) and torch.allclose(nll, chapter.masked_loss(logits, Y, Y_len))
    state = ours.start(X, X_len)
    for a, b in zip(state, theirs.start(X, X_len), strict=True):
        assert torch.equal(a, b)
    tokens = torch.arange(16) % 5
    assert torch.equal(ours.step(tokens, state)[0], theirs.step(tokens, state)[0])


@pytest.mark.parametrize("bidirectional", [True, False])
@pytest.mark.parametrize("num_layers", [1, 2])
def test_steps_equal_teacher_forcing(small, num_layers, bidirectional):
    _, vocabs, (X, X_len, Y, _) = small
    torch.manual_seed(0)
    model = seq2seq.Translator.build(vocabs, seq2seq.Sizes(8, 12, num_layers, bidirectional)).eval()
    expected = torch.log_softmax(model(X, X_len, Y), -1)
    state, tokens = model.start(X, X_len), torch.full((len(X),), vocabs.target["<bos>"])
    for t in range(Y.shape[1]):
        log_probs, state = model.step(tokens, state)
        torch.testing.assert_close(log_probs, expected[:, t], rtol=0, atol=1e-5)
        tokens = Y[:, t]


def test_smoothing_equals_torch(small):
    _, vocabs, (_, _, Y, Y_len) = small
    logits = torch.randn(*Y.shape, len(vocabs.target), dtype=torch.float64)
    loss, nll = translation.token_losses(logits, Y, Y_len, 0.1)
    options = {"ignore_index": vocabs.target["<pad>"]}
    flat = logits.flatten(0, 1), Y.flatten()
    assert torch.allclose(loss, F.cross_entropy(*flat, label_smoothing=0.1, **options))
    assert torch.allclose(nll, F.cross_entropy(*flat, **options))


# ── 错误博物馆：每一件展品，书里的代码都没有 ──


@pytest.mark.parametrize("kind", ["scratch", "torch"])
def test_padding_does_not_change_the_context(chapter, small, kind):
    _, vocabs, (X, X_len, _, _) = small
    model = chapter_model(chapter, vocabs, kind)
    wider = F.pad(X, (0, 5), value=vocabs.source["<pad>"])
    torch.testing.assert_close(model.encoder(X, X_len), model.encoder(wider, X_len), rtol=0, atol=1e-12)
    assert not torch.allclose(model.encoder(X, X_len), model.encoder(*chapter.read_padding(wider, X_len)))
    assert not torch.allclose(model.encoder(X, X_len), model.encoder(*chapter.pad_left(X, X_len)))


def test_pad_left_moves_the_tokens_to_the_right_edge(chapter):
    X, lengths = torch.tensor([[5, 6, 0, 0], [7, 8, 9, 4]]), torch.tensor([2, 4])
    assert chapter.pad_left(X, lengths)[0].tolist() == [[0, 0, 5, 6], [7, 8, 9, 4]]


def test_context_is_fixed_while_decoding(chapter, small):
    _, vocabs, (X, X_len, _, _) = small
    for model in (
        chapter_model(chapter, vocabs, "torch"),
        seq2seq.Translator.build(vocabs, seq2seq.Sizes(8, 12)).double(),
    ):
        state = model.start(X, X_len)
        _, later = model.step(torch.zeros(len(X), dtype=torch.int64), state)
        assert torch.equal(state[0], later[0])
        _, moved = chapter.moving_step(model)(torch.zeros(len(X), dtype=torch.int64), state)
        assert not torch.allclose(state[0], moved[0])


def test_loss_ignores_padding_and_divides_by_valid_tokens(chapter, small):
    _, vocabs, (X, X_len, Y, Y_len) = small
    logits = torch.randn(*Y.shape, len(vocabs.target), dtype=torch.float64)
    by_hand = [
        -torch.log_softmax(logits[i, t], 0)[Y[i, t]] for i in range(len(Y)) for t in range(int(Y_len[i]))
    ]
    expected = torch.stack(by_hand).mean()
    for loss in (chapter.masked_loss(logits, Y, Y_len), translation.token_losses(logits, Y, Y_len)[1]):
        assert torch.allclose(loss, expected)
    assert not torch.allclose(chapter.plain_loss(logits, Y, Y_len), expected)


def test_targets_end_with_eos(chapter, small):
    pairs, vocabs, (_, _, Y, Y_len) = small
    assert (Y.gather(1, Y_len[:, None] - 1) == vocabs.target["<eos>"]).all()
    dropped, lengths = chapter.drop_eos(Y, Y_len, vocabs.target)
    assert not (dropped == vocabs.target["<eos>"]).any() and torch.equal(lengths, Y_len - 1)


def test_guided_with_true_tokens_is_teacher_forcing(chapter, small):
    _, vocabs, (X, X_len, Y, _) = small
    model = chapter_model(chapter, vocabs, "scratch")
    guided = chapter.Guided(model.encoder, model.decoder, model.bos)
    truth = torch.ones_like(Y, dtype=torch.bool)
    torch.testing.assert_close(guided(X, X_len, Y, truth), model(X, X_len, Y))
    assert not torch.allclose(guided(X, X_len, Y, ~truth), model(X, X_len, Y))


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, "一"),
        (10, "一十"),
        (101, "一百零一"),
        (1010, "一千零一十"),
        (9000, "九千"),
        (2024, "二千零二十四"),
    ],
)
def test_read_number(chapter, n, expected):
    assert chapter.read_number(n) == expected


# ── 训练与翻译 ──


def fit(pairs, seed=0, num_epochs=12, **recipe):
    generator = training.seed_everything(seed)
    vocabs = parallel.Vocabs.build(pairs)
    model = seq2seq.Translator.build(vocabs, seq2seq.Sizes(24, 32, dropout=0.0))
    loader = parallel.TranslationLoader(pairs, vocabs, 8, generator)
    valid = [parallel.whole_batch(pairs[:10], vocabs)]
    return (
        model,
        vocabs,
        translation.fit_translator(model, loader, valid, translation.Recipe(num_epochs, **recipe)),
    )


@pytest.fixture(scope="module")
def memorised():
    pairs = list({s: (s, t) for s, t in parallel.load_pairs("en_zh", 40)}.values())
    return pairs, *fit(pairs, num_epochs=40)


def test_a_small_corpus_is_memorised(memorised, chapter):
    pairs, model, vocabs, _ = memorised
    found = translation.translate(model, [s for s, _ in pairs], vocabs, 20)
    assert sum(f == t for f, (_, t) in zip(found, pairs, strict=True)) >= 0.95 * len(pairs)
    assert [chapter.greedy(model, s, vocabs) for s, _ in pairs] == found  # 一句一句翻译也一样


def test_the_best_epoch_is_restored(memorised):
    pairs, model, vocabs, history = memorised
    value = translation.evaluate_translator(model, [parallel.whole_batch(pairs[:10], vocabs)])
    assert value == pytest.approx(min(history.valid_perplexity), rel=1e-5)
    assert len(history.train_perplexity) == 40 and not history.interrupted


def test_same_seed_same_bits():
    pairs = parallel.load_pairs("en_zh", 30)
    first, second = (fit(pairs, 3, 2)[0].state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_divergence_is_reported():
    with pytest.raises(training.TrainingDivergedError, match="第 1 轮的损失变成了"):
        fit(parallel.load_pairs("en_zh", 30), max_lr=math.inf)


def test_interrupt_keeps_the_best_epoch(monkeypatch):
    calls = []

    def interrupted(model, batches):
        calls.append(models.count_parameters(model))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return 5.0 + len(calls)

    monkeypatch.setattr(translation, "evaluate_translator", interrupted)
    _, _, history = fit(parallel.load_pairs("en_zh", 20), num_epochs=5)
    assert history.interrupted and history.valid_perplexity == [6.0, 7.0]


def test_unknown_words_and_empty_source(memorised):
    _, model, vocabs, _ = memorised
    found = translation.translate(model, [("zzz", "qqq"), ()], vocabs, 6)
    assert len(found) == 2 and all(len(tokens) <= 6 for tokens in found)
    with pytest.raises(ValueError, match="max_length 至少为 1"):
        decoding.Limits(2, 3, 0)
