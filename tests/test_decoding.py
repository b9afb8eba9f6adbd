"""续写的测试：贪心与采样，以及不合要求的前缀和温度。"""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from utils import cells, models, training
from utils.decoding import continue_greedy, continue_sampled
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
