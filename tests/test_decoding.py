"""续写的测试：贪心与采样，以及不合要求的前缀和温度。"""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from utils import cells, models, training
from utils.chapters import load_chapter
from utils.decoding import (
    Limits,
    Sampler,
    continue_greedy,
    continue_sampled,
    continue_with,
    decode_with,
    greedy_search,
)
from utils.text import UnknownTokenError, Vocab

VOCAB = Vocab("abc ")


@pytest.fixture(scope="module")
def model():
    training.seed_everything(0)
    return models.LanguageModel(models.Recurrent(cells.GRUCell(len(VOCAB), 8)), len(VOCAB), 8)


def dice(seed=0):
    return torch.Generator().manual_seed(seed)


def test_greedy_takes_the_most_likely_token_of_the_whole_prefix(model):
    written = continue_greedy(model, VOCAB, "ab", 5)
    for end in range(2, 7):  # 每一步都重新读完整的前缀来核对
        logits, _ = model(torch.tensor([VOCAB.encode(written[:end])]))
        assert "".join(VOCAB.decode([int(logits[0, -1].argmax())])) == written[end : end + 1]


def test_zero_tokens_gives_the_prefix(model):
    assert continue_greedy(model, VOCAB, "ab", 0) == "ab"


def test_sampling_is_repeatable_and_follows_the_distribution(model):
    first, again = (continue_sampled(model, VOCAB, "a", 20, 1.0, dice(3)) for _ in range(2))
    assert first == again != continue_sampled(model, VOCAB, "a", 20, 1.0, dice(4))
    generator = dice()
    drawn = Counter()
    for _ in range(2000):
        drawn[continue_sampled(model, VOCAB, "a", 1, 1.0, generator)[1:]] += 1
    probabilities = model(torch.tensor([[VOCAB["a"]]]))[0][0, -1].softmax(0)
    for token, p in zip(VOCAB.tokens, probabilities.tolist(), strict=True):
        assert drawn[token] / 2000 == pytest.approx(p, abs=5 * (p * (1 - p) / 2000) ** 0.5)


def test_low_temperature_is_greedy(model):
    assert continue_sampled(model, VOCAB, "ab", 8, 1e-6, dice()) == continue_greedy(model, VOCAB, "ab", 8)


@pytest.mark.parametrize("temperature", [0, -1.0])
def test_temperature_must_be_positive(model, temperature):
    with pytest.raises(ValueError, match="temperature 要大于 0"):
        continue_sampled(model, VOCAB, "a", 3, temperature, dice())


def test_prefix_outside_the_vocabulary(model):
    with pytest.raises(UnknownTokenError, match="'X'"):
        continue_greedy(model, VOCAB, "aX", 3)


def test_empty_prefix(model):
    with pytest.raises(ValueError, match="前缀不能为空"):
        continue_greedy(model, VOCAB, "", 3)


LOG_P = torch.tensor([[0.05, 0.5, 0.15, 0.3], [0.25, 0.25, 0.25, 0.25]]).log()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [[0.05, 0.5, 0.15, 0.3], [0.25] * 4]),
        ({"top_k": 2}, [[0, 0.625, 0, 0.375], [0.5, 0.5, 0, 0]]),  # 并列时编号小的在前
        ({"top_k": 9}, [[0.05, 0.5, 0.15, 0.3], [0.25] * 4]),
        ({"top_p": 0.8}, [[0, 0.625, 0, 0.375], [0.25] * 4]),
        ({"top_p": 0.4}, [[0, 1, 0, 0], [0.5, 0.5, 0, 0]]),
        ({"top_p": 1e-9}, [[0, 1, 0, 0], [1, 0, 0, 0]]),
        ({"top_k": 1, "top_p": 0.9}, [[0, 1, 0, 0], [1, 0, 0, 0]]),
    ],
)
def test_sampler_probabilities(rule, expected):
    sampler = Sampler(dice(), **rule)
    wanted = torch.tensor(expected, dtype=torch.float32)
    torch.testing.assert_close(sampler.probabilities(LOG_P), wanted, rtol=0, atol=1e-6)


def test_temperature_sharpens():
    cold, hot = (Sampler(dice(), temperature=t).probabilities(LOG_P)[0] for t in (0.5, 2.0))
    torch.testing.assert_close(cold, torch.softmax(LOG_P[0] * 2, 0))
    assert cold.max() > 0.5 > hot.max()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"temperature": 0.0}, "temperature 要大于 0"),
        ({"top_k": 0}, "top_k 要大于 0"),
        ({"top_p": 0.0}, "top_p 要大于 0"),
        ({"top_p": 1.5}, "top_p 要大于 0，不超过 1"),
    ],
)
def test_sampler_refuses_bad_rules(rule, message):
    with pytest.raises(ValueError, match=message):
        Sampler(dice(), **rule)


def test_nucleus_in_chapter_six_equals_the_sampler():
    nucleus = load_chapter("06_beam_search").nucleus
    generator = dice(1)
    for _ in range(50):
        p = torch.rand(12, generator=generator).softmax(0)
        top_p = 0.05 + 0.9 * torch.rand(1, generator=generator).item()
        expected = Sampler(generator, top_p=top_p).probabilities(p.log()[None])[0]
        torch.testing.assert_close(nucleus(p, top_p), expected)


def counting_step(tokens, state):
    """每一行按自己的脚本写：第 t 步写脚本里的第 t 个词元。"""
    script, position = state
    chosen = script.gather(1, position)
    log_probs = torch.full((len(tokens), 5), -10.0).scatter(1, chosen, -0.5)
    return log_probs, (script, position + 1)


def test_rows_stop_at_their_own_eos():
    script = torch.tensor([[3, 4, 3, 1], [1, 3, 3, 3], [4, 4, 4, 4]])
    state = script, torch.zeros(3, 1, dtype=torch.int64)
    found = greedy_search(counting_step, state, Limits(0, 1, 4))
    assert [h.tokens for h in found] == [(3, 4, 3, 1), (1,), (4, 4, 4, 4)]
    assert [h.log_prob for h in found] == pytest.approx([-2.0, -0.5, -2.0])
    assert all(h.score == h.log_prob for h in found)


def test_decode_with_follows_the_picker():
    state = torch.zeros(1, 4, dtype=torch.int64), torch.zeros(1, 1, dtype=torch.int64)
    (found,) = decode_with(counting_step, state, Limits(0, 1, 3), lambda log_probs: torch.tensor([2]))
    assert found.tokens == (2, 2, 2) and found.log_prob == pytest.approx(-30.0)


def test_continue_with_a_sampler_equals_continue_sampled(model):
    written = continue_with(model, VOCAB, "ab", 9, Sampler(dice(5), 0.7))
    assert written == continue_sampled(model, VOCAB, "ab", 9, 0.7, dice(5))
