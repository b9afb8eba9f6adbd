"""BLEU 的测试：与 d2l、sacrebleu 一致，边界情形有定义。"""

from __future__ import annotations

import random

import pytest
import sacrebleu
import torch

from utils import bleu, d2l_bridge
from utils.chapters import load_chapter


@pytest.fixture(scope="module")
def chapter():
    return load_chapter("05_seq2seq")


def random_sentence(dice, low, high):
    return [dice.choice("abcd") for _ in range(dice.randint(low, high))]


def test_sentence_bleu_equals_d2l_where_that_is_defined(chapter):
    d2l, dice = d2l_bridge.load_d2l(), random.Random(0)
    for _ in range(500):
        max_n = dice.randint(1, 4)
        predicted, reference = random_sentence(dice, max_n, 9), random_sentence(dice, 1, 9)
        expected = d2l.bleu(" ".join(predicted), " ".join(reference), max_n)
        for ours in (bleu.sentence_bleu, chapter.sentence_bleu):
            assert ours(predicted, reference, max_n) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("function", ["utils", "chapter"])
def test_short_predictions_are_defined(chapter, function):
    ours = bleu.sentence_bleu if function == "utils" else chapter.sentence_bleu
    assert ours([], ["a", "b"], 2) == 0.0
    assert ours(["a"], ["a"], 4) == 1.0
    assert 0 < ours(["a"], ["a", "b"], 2) < 1
    assert ours(["x"], ["a", "b"], 2) == 0.0


def test_sentence_bleu_refuses_an_empty_reference():
    with pytest.raises(ValueError, match="参考译文不能为空"):
        bleu.sentence_bleu(["a"], [], 2)


def sacrebleu_score(predicted, references, smooth):
    most = max(map(len, references))
    columns = [[" ".join(r[i]) if i < len(r) else None for r in references] for i in range(most)]
    lines = [" ".join(p) for p in predicted]
    options = {"tokenize": "none", "force": True, "smooth_method": smooth}
    return sacrebleu.corpus_bleu(lines, columns, **options).score


def test_corpus_bleu_equals_sacrebleu(chapter):
    dice, positive = random.Random(1), 0
    for _ in range(200):
        size = dice.randint(1, 30)
        predicted = [random_sentence(dice, 0, 12) for _ in range(size)]
        references = [[random_sentence(dice, 1, 12) for _ in range(dice.randint(1, 3))] for _ in range(size)]
        ours = bleu.corpus_bleu(predicted, references)
        assert ours == pytest.approx(sacrebleu_score(predicted, references, "none"), abs=1e-6)
        assert chapter.corpus_bleu(predicted, references) == pytest.approx(ours, abs=1e-9)
        if ours:  # 没有平滑可做时，sacrebleu 的默认设置也应一致
            positive += 1
            assert ours == pytest.approx(sacrebleu_score(predicted, references, "exp"), abs=1e-6)
    assert positive > 50


def test_perfect_corpus_scores_100():
    sentences = [list("abcde"), list("edcba")]
    assert bleu.corpus_bleu(sentences, [[s] for s in sentences]) == pytest.approx(100)


@pytest.mark.parametrize(("predicted", "references"), [([], []), ([["a"]], []), ([["a"]], [[]])])
def test_corpus_bleu_refuses_bad_input(predicted, references):
    with pytest.raises(ValueError, match="句数要相等|至少要有一个参考译文"):
        bleu.corpus_bleu(predicted, references)


def test_bootstrap_resamples_sentences():
    dice = random.Random(2)
    predicted = [random_sentence(dice, 4, 9) for _ in range(40)]
    references = [[random_sentence(dice, 4, 9)] for _ in range(40)]
    rows = torch.tensor([bleu.bleu_counts(p, r) for p, r in zip(predicted, references, strict=True)])
    whole = bleu.bootstrap_bleu(rows, torch.arange(40)[None])
    assert whole.item() == pytest.approx(bleu.corpus_bleu(predicted, references))
    half = bleu.bootstrap_bleu(rows, torch.arange(20)[None])
    assert half.item() == pytest.approx(bleu.corpus_bleu(predicted[:20], references[:20]))
