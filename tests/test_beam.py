"""束搜索的测试：逐个候选的写法、张量的写法、utils 里的与通行的库一致；两头分别是贪心与穷举。"""

from __future__ import annotations

import math
import statistics
import time

import hfbeam
import pytest
import torch

from utils import beam, decoding, parallel, seq2seq, weights
from utils.chapters import load_chapter
from utils.decoding import Limits


@pytest.fixture(scope="module")
def chapter():
    return load_chapter("06_beam_search")


def one_row(state, i):
    return tuple(part[i : i + 1] for part in state)


def same_lists(readable, batched, alpha):
    """两份完成名单的词元、对数概率与分数都相同。"""
    assert [p.tokens for p in readable] == [h.tokens for h in batched]
    for p, h in zip(readable, batched, strict=True):
        assert h.log_prob == pytest.approx(p.log_prob, abs=1e-9)
        assert h.score == pytest.approx(p.log_prob / len(p.tokens) ** alpha, abs=1e-9)


@pytest.mark.parametrize("block", range(5))
def test_readable_equals_batched_on_500_models(chapter, block):
    for seed in range(100 * block, 100 * block + 100):
        step, state = chapter.random_model(3 + seed % 5, seed, num_rows=2)
        limits, k = Limits(0, 1, 1 + seed % 7), 1 + seed % 6
        alpha = (0.0, 0.5, 0.75, 1.0)[seed % 4]
        batched = beam.beam_search(step, state, limits, k, alpha)
        scores, tokens = chapter.batched_beam_search(step, state, limits, k, alpha)
        for i in range(2):
            readable = chapter.beam_search(step, one_row(state, i), limits, k, alpha)
            same_lists(readable, batched[i], alpha)
            rows = tokens[i][scores[i].isfinite()].tolist()
            assert [tuple(t for t in row if t >= 0) for row in rows] == [p.tokens for p in readable]


@pytest.mark.parametrize("alpha", [0.0, 0.75, 1.5])
def test_width_one_is_greedy(chapter, alpha):
    for seed in range(100):
        step, state = chapter.random_model(3 + seed % 6, seed, num_rows=3)
        limits = Limits(0, 1, 1 + seed % 9)
        greedy = decoding.greedy_search(step, state, limits)
        found = beam.beam_search(step, state, limits, 1, alpha)
        assert [h.tokens for (h,) in found] == [h.tokens for h in greedy]


@pytest.mark.parametrize("alpha", [0.0, 0.75])
def test_a_wide_beam_is_exhaustive(chapter, alpha):
    for seed in range(30):
        num_tokens, length = 3 + seed % 3, 1 + seed % 4
        step, state = chapter.random_model(num_tokens, seed)
        limits = Limits(0, 1, length)
        everything = chapter.exhaustive(step, state, limits, num_tokens, alpha)
        (found,) = beam.beam_search(step, state, limits, num_tokens**length, alpha)
        assert len(found) == len(everything)
        for h, (score, _) in zip(found, everything, strict=True):
            assert h.score == pytest.approx(score, abs=1e-10)
        assert found[0].tokens == everything[0][1]


def test_never_worse_than_greedy_when_greedy_is_collected(chapter):
    """α=0 时的保证：贪心的那一句进了名单，第一名就不比它差。"""
    collected = 0
    for seed in range(300):
        step, state = chapter.random_model(4, seed)
        limits = Limits(0, 1, 6)
        (greedy,) = decoding.greedy_search(step, state, limits)
        (found,) = beam.beam_search(step, state, limits, 3, 0.0)
        if greedy.tokens in [h.tokens for h in found]:
            collected += 1
            assert found[0].log_prob >= greedy.log_prob - 1e-9
    assert collected > 100


def squeezed_step(tokens, state):
    """贪心的前半截在第三步被挤出束宽 2：0 1 1 … 的概率先低后高。"""
    table = {
        (): (0.0, 0.52, 0.48, 0.0),
        (1,): (0.0, 0.5, 0.25, 0.25),
        (2,): (0.0, 0.5, 0.5, 0.0),
        (1, 1): (0.0, 0.4, 0.3, 0.3),
        (2, 1): (0.0, 0.5, 0.5, 0.0),
        (2, 2): (0.0, 0.5, 0.5, 0.0),
        (1, 1, 1): (1.0, 0.0, 0.0, 0.0),
    }
    rows, values = [], []
    for token, written in zip(tokens.tolist(), state.tolist(), strict=True):
        path = [t for t in written if t >= 0] + [token] * (token != 9)
        rows.append(path + [-1] * (len(written) - len(path)))
        values.append(table.get(tuple(path), (0.25, 0.25, 0.25, 0.25)))
    return torch.tensor(values, dtype=torch.float64).log(), torch.tensor(rows)


def test_a_wider_beam_can_be_worse_than_greedy():
    """没有进名单就没有保证：一个束宽 2 不如贪心的例子。"""
    limits, state = Limits(9, 0, 4), torch.full((1, 4), -1)
    (greedy,) = decoding.greedy_search(squeezed_step, state, limits)
    (found,) = beam.beam_search(squeezed_step, state, limits, 2, 0.0)
    assert greedy.tokens == (1, 1, 1, 0) not in [h.tokens for h in found]
    assert found[0].log_prob < greedy.log_prob - 0.1


def fixed_step(probabilities):
    """每一步的概率都一样的步进函数；状态只是占位。"""
    log_probs = torch.tensor(probabilities, dtype=torch.float64).log()
    return lambda tokens, state: (log_probs.expand(len(tokens), -1), state)


def test_ties_go_to_the_earlier_candidate(chapter):
    step, state = fixed_step([0.25] * 4), torch.zeros(2, 1)
    for k in (1, 2, 3, 5):
        found = beam.beam_search(step, state, Limits(0, 3, 3), k, 0.0)
        readable = chapter.beam_search(step, state[:1], Limits(0, 3, 3), k, 0.0)
        assert [h.tokens for h in found[0]] == [h.tokens for h in found[1]] == [p.tokens for p in readable]


def test_stable_top():
    scores = torch.tensor([[1.0, 3.0, 3.0, 2.0, 3.0], [0.0, -math.inf, 0.0, -math.inf, -1.0]])
    values, index = beam.stable_top(scores, 2)
    assert index.tolist() == [[1, 2], [0, 2]] and values.tolist() == [[3, 3], [0, 0]]
    assert beam.stable_top(scores, 4)[1][0].tolist() == [1, 2, 4, 3]


def test_eos_first():
    (found,) = beam.beam_search(fixed_step([0.05, 0.05, 0.9]), torch.zeros(1, 1), Limits(0, 2, 5), 2, 0.75)
    assert found[0].tokens == (2,) and found[0].log_prob == pytest.approx(math.log(0.9))
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_maximum_length_keeps_unfinished_ones():
    step = fixed_step([0.6, 0.4 - 1e-9, 1e-9])
    (found,) = beam.beam_search(step, torch.zeros(1, 1), Limits(0, 2, 3), 2, 0.0)
    assert [h.tokens for h in found] == [(0, 0, 0), (0, 0, 1)]


def test_finished_hypotheses_stop_growing(chapter):
    for seed in range(50):
        step, state = chapter.random_model(4, seed)
        (found,) = beam.beam_search(step, state, Limits(0, 1, 8), 4, 0.75)
        assert all(1 not in h.tokens[:-1] and len(h.tokens) <= 8 for h in found)
        assert len({h.tokens for h in found}) == len(found)


@pytest.mark.parametrize(
    ("k", "alpha", "message"), [(0, 0.75, "beam_width 至少为 1"), (2, -1.0, "alpha 不能是负数")]
)
def test_bad_arguments(k, alpha, message):
    with pytest.raises(ValueError, match=message):
        beam.beam_search(fixed_step([0.5, 0.5]), torch.zeros(1, 1), Limits(0, 1, 3), k, alpha)


@pytest.mark.parametrize("block", range(3))
def test_equals_transformers(chapter, block):
    """独立的检查：transformers 的束搜索给出同样的名单与分数。"""
    for seed in range(20 * block, 20 * block + 20):
        num_tokens, k = 8 + seed % 5, 2 + seed % 4
        step, state = chapter.random_model(num_tokens, seed, num_rows=3)
        limits, alpha = Limits(0, 1, 2 + seed % 7), (0.0, 0.75, 1.0)[seed % 3]
        ours = beam.beam_search(step, state, limits, k, alpha)
        theirs = hfbeam.search(step, state, limits, (k, alpha), num_tokens)
        for mine, other in zip(ours, theirs, strict=True):
            assert [h.tokens for h in mine] == [tokens for tokens, _ in other]
            for h, (_, score) in zip(mine, other, strict=True):
                assert h.score == pytest.approx(score, abs=1e-5)


# ── 随书附带的翻译模型 ──


@pytest.fixture(scope="module")
def translator():
    pairs = parallel.load_pairs("en_zh")
    train, valid, test = parallel.split_by_source(pairs, 0.1, 0.1, seed=0)
    vocabs = parallel.Vocabs.build(train)
    model = seq2seq.Translator.build(vocabs, seq2seq.Sizes()).eval()
    model.load_state_dict(weights.load_weights("en_zh_0"))
    sources = list(parallel.references([*test, *valid]))[:500]
    limits = Limits(vocabs.target["<bos>"], vocabs.target["<eos>"], 20)
    with torch.no_grad():
        return model, model.start(*parallel.encode(sources, vocabs.source)), limits


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def test_batched_is_ten_times_faster_on_500_sentences(translator, chapter):
    """逐个候选的写法每隔十句取一句来量，乘以十；全部 500 句要量半分钟，结果相近。"""
    model, state, limits = translator
    rows = range(0, 500, 10)
    slow = 10 * seconds(
        lambda: [chapter.beam_search(model.step, one_row(state, i), limits, 5, 0.75) for i in rows]
    )
    fast = statistics.median(
        seconds(lambda: beam.beam_search(model.step, state, limits, 5, 0.75)) for _ in range(3)
    )
    assert slow > 10 * fast, f"只快 {slow / fast:.1f} 倍"


def test_same_translations_as_transformers_and_faster(translator):
    model, state, limits = translator
    size = model.decoder.embedding.num_embeddings
    ours, theirs, ratios = None, None, []
    for _ in range(4):
        start = time.perf_counter()
        ours = beam.beam_search(model.step, state, limits, 5, 0.75)
        middle = time.perf_counter()
        theirs = hfbeam.search(model.step, state, limits, (5, 0.75), size)
        ratios.append((time.perf_counter() - middle) / (middle - start))
    agreed = sum(o[0].tokens == t[0][0] for o, t in zip(ours, theirs, strict=True))
    assert agreed >= 498  # 单精度下，几乎并列的候选次序可能互换
    assert statistics.median(ratios[1:]) > 1.1, ratios


def test_empty_source(translator):
    model, _, limits = translator
    X, X_len = torch.tensor([[3]]), torch.tensor([1])
    with torch.no_grad():
        (found,) = beam.beam_search(model.step, model.start(X, X_len), limits, 3)
    assert 1 <= len(found) <= 3
