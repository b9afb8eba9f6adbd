"""经典的英法任务：见过的三句翻译准确，没见过的一句胜过经典配方的平均，用时不超过经典配方。"""

from __future__ import annotations

import contextlib
import io
import json
import statistics

import classic_translation as classic
import matplotlib.pyplot as plt
import pytest

from utils import d2l_bridge, parallel, translation
from utils.download import CLASSIC_FILES, cache_dir

CLASSIC_UNSEEN_BLEU = 0.46  # 经典配方在“he's calm .”上的平均，来自公开的 70 次运行


@pytest.fixture(scope="module")
def pairs():
    """缓存里有经典的英法句对就用它；没有就用随书的英中句对，检查同样的性质。"""
    cached = (cache_dir() / CLASSIC_FILES["fra_eng"].filename).is_file()
    return parallel.load_pairs("fra_eng" if cached else "en_zh", classic.NUM_PAIRS)


@pytest.fixture(scope="module")
def sentences(pairs):
    """四句及参考译文；用随书的语料时，取三句训练过的与一句没见过的。"""
    if all(" ".join(s) in {" ".join(p[0]) for p in pairs} for s in (("go", "."), ("i", "lost", "."))):
        return classic.SENTENCES
    vocabs = parallel.Vocabs.build(pairs, classic.MIN_FREQ)
    single = {
        s: t[0]
        for s, t in parallel.references(pairs).items()
        if len(t) == 1 and all(w in vocabs.source for w in s) and all(c in vocabs.target for c in t[0])
    }
    known = {" ".join(s): " ".join(t) for s, t in list(single.items())[:3]}
    seen = parallel.references(pairs)
    unseen = next(p for p in parallel.load_pairs("en_zh")[classic.NUM_PAIRS :] if p[0] not in seen)
    return {**known, " ".join(unseen[0]): " ".join(unseen[1])}


@pytest.mark.slow
def test_known_sentences_are_exact_and_the_unseen_one_beats_the_classic(pairs, sentences, monkeypatch):
    monkeypatch.setattr(classic, "SENTENCES", sentences)
    runs = [classic.train_one(pairs, seed) for seed in range(classic.NUM_SEEDS)]
    table = classic.summary(runs)
    known = {" ".join(source) for source, _ in pairs}
    exact = {source: row["exact"] for source, row in table.items() if source in known}
    assert len(exact) == 3 and min(exact.values()) >= 9, table
    if "he's calm ." in sentences:
        assert table["he's calm ."]["bleu"] > CLASSIC_UNSEEN_BLEU, table


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_no_slower_than_the_classic_recipe(pairs):
    d2l = d2l_bridge.load_d2l()
    ours, theirs = [], []
    for seed in range(3):  # 轮流量，每次各几轮
        quick = translation.Recipe(3, classic.RECIPE.max_lr, classic.RECIPE.smoothing)
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
            patch.setattr(classic, "RECIPE", quick)
            ours.append(classic.train_one(pairs, seed)[1] / 3)
            theirs.append(classic.classic_seconds(d2l, pairs, 3))
    plt.close("all")
    total = statistics.median(ours) * classic.RECIPE.num_epochs
    assert total < statistics.median(theirs) * classic.CLASSIC_EPOCHS


def test_the_chapter_shows_a_complete_record():
    record = json.loads(classic.RESULTS.read_text(encoding="utf-8"))
    assert record["num_seeds"] == classic.NUM_SEEDS == 10
    assert list(record["sentences"]) == list(record["in_training"]) == list(classic.SENTENCES)
    assert [s for s, known in record["in_training"].items() if not known] == ["he's calm ."]
