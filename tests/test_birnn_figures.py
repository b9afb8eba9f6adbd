"""第 4 章的交互图：注音模型与 PyTorch 一致，前向后向算法与正文的代码一致。"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text

from utils import polyphone, text
from utils.chapters import load_chapter
from utils.interactive.birnn import (
    pack_reader,
    polyphone_lab,
    rain_probabilities,
    reading_probabilities,
    trellis,
)

PREDICT = """import { Reader } from "core/reader.js";
const readers = data.readers.map((spec) => new Reader(spec, data.dictionary));
answer = data.jobs.map(([sentence, index]) => readers.map((reader) => {
  const characters = [...sentence];
  const ids = reader.encode(characters);
  const found = reader.predict(ids, index, characters[index]);
  return { found, drops: reader.occlude(ids, index, characters[index], found[0].reading) };
}));"""
BACKWARD = """import { enumeratePaths, forwardBackward } from "core/hmm.js";
answer = data.map(({ model, observed }) => ({
  ...forwardBackward(model, observed), slow: enumeratePaths(model, observed) }));"""
WAYS = {"只读前文": "f", "只读后文": "b", "双向": "fb"}
SENTENCES = ("那只鸡太小。", "那只够吃一天。", "他长得很高，头发也长。", "银行里的行人。")


@pytest.fixture(scope="module")
def chapter():
    return load_chapter("04_birnn")


@pytest.fixture(scope="module")
def dictionary():
    examples = polyphone.load_polyphones()
    table = polyphone.reading_table(examples)
    vocab = text.Vocab((c for e in examples[:600] for c in e.sentence), reserved_tokens=["<pad>"])
    return vocab, [(c, reading) for c, readings in table.items() for reading in readings]


@pytest.fixture(scope="module")
def readers(chapter, dictionary):
    vocab, labels = dictionary
    mask = torch.full((len(vocab), len(labels)), float("-inf"))
    for i, (character, _) in enumerate(labels):
        mask[vocab[character], i] = 0.0
    torch.manual_seed(0)
    found = {name: chapter.Annotator((len(vocab), 12, 8), way, mask).eval() for name, way in WAYS.items()}
    with torch.no_grad():
        for reader in found.values():
            for parameter in reader.parameters():  # 换成八位整数恰好表示得出的数，打包就没有误差
                if parameter.dim() > 1:
                    scale = 2 * parameter.abs().amax(1, keepdim=True) / 127
                    parameter.copy_((2 * parameter / scale).round() * scale)
                else:
                    parameter.copy_((2 * parameter).half())
    return found


@pytest.fixture(scope="module")
def figure(readers, dictionary):
    return polyphone_lab(readers, *dictionary, SENTENCES)


def places(sentence: str, labels) -> list[int]:
    known = {c for c, _ in labels}
    return [i for i, c in enumerate(sentence) if c in known]


def test_readings_and_occlusion(readers, dictionary):
    vocab, labels = dictionary
    jobs = [(s, i) for s in SENTENCES for i in places(s, labels)]
    data = {
        "readers": [pack_reader(name, model) for name, model in readers.items()],
        "dictionary": {"tokens": vocab.tokens, "labels": [list(label) for label in labels]},
        "jobs": jobs,
    }
    assert len(jobs) >= 6
    for (sentence, index), answers in zip(jobs, run_node(PREDICT, data), strict=True):
        for model, answer in zip(readers.values(), answers, strict=True):
            expected = reading_probabilities(model, vocab, labels, sentence, index)
            found = {item["reading"]: item["value"] for item in answer["found"]}
            assert found == pytest.approx(expected, abs=1e-5)
            reading = answer["found"][0]["reading"]
            for t, drop in enumerate(answer["drops"]):
                hidden = sentence[:t] + "\ue000" + sentence[t + 1 :]  # 词表里没有的字
                other = expected if t == index else reading_probabilities(model, vocab, labels, hidden, index)
                assert drop == pytest.approx(expected[reading] - other[reading], abs=2e-5)


def test_directions_see_their_own_side(readers, dictionary):
    """只读前文的不受后文影响，只读后文的不受前文影响。"""
    vocab, labels = dictionary
    whole = reading_probabilities(readers["只读前文"], vocab, labels, "那只够吃一天。", 1)
    assert whole == pytest.approx(reading_probabilities(readers["只读前文"], vocab, labels, "那只鸡。", 1))
    back = reading_probabilities(readers["只读后文"], vocab, labels, "我只够吃一天。", 1)
    assert back == pytest.approx(
        reading_probabilities(readers["只读后文"], vocab, labels, "那只够吃一天。", 1)
    )


def test_forward_backward(chapter):
    jobs, expected = [], []
    for seed in range(20):
        generator = torch.Generator().manual_seed(seed)
        k, m, T = 2 + seed % 3, 2 + seed % 4, 2 + seed % 5
        model = chapter.random_model(k, m, generator)
        observed = torch.randint(m, (T,), generator=generator).tolist()
        parts = dict(zip(("pi", "A", "B"), (p.exp().tolist() for p in model), strict=True))
        jobs.append({"model": parts, "observed": observed})
        expected.append((model, observed))
    for (model, observed), found in zip(expected, run_node(BACKWARD, jobs), strict=True):
        alpha = chapter.forward_pass(*model, observed).numpy()
        beta = chapter.backward_pass(*model[1:], observed).numpy()
        np.testing.assert_allclose(found["alpha"], alpha, rtol=0, atol=1e-9)
        np.testing.assert_allclose(found["beta"], beta, rtol=0, atol=1e-9)
        both = chapter.posterior(*model, observed).numpy()
        np.testing.assert_allclose(found["smoothed"], both, rtol=0, atol=1e-9)
        np.testing.assert_allclose(found["slow"]["smoothed"], both, rtol=0, atol=1e-9)
        assert found["logLikelihood"] == pytest.approx(found["slow"]["logLikelihood"], abs=1e-9)
        assert found["slow"]["count"] == len(model[0]) ** len(observed)


def test_bad_arguments(readers, dictionary):
    with pytest.raises(ValueError, match="0.01 与 0.99"):
        trellis(stay=1)
    for observed in ((0,), (0, 2), (0,) * 9):
        with pytest.raises(ValueError, match="2 到 8 天"):
            trellis(observed=observed)
    for sentence in ("今天下雨。", "长" * 25):
        with pytest.raises(ValueError, match="没有认识的多音字"):
            polyphone_lab(readers, *dictionary, [sentence])
    with pytest.raises(ValueError, match="至少要有一位读者"):
        polyphone_lab({}, *dictionary, ["长。"])


@pytest.mark.browser
def test_trellis(open_figure, way):
    tab = open_figure(trellis(), way)
    slide(tab, "天气与前一天相同", 0.7)
    slide(tab, "雨天带伞", 0.6)
    tab.get_by_role("button", name="第 3 天：不带").press("Enter")
    tab.get_by_role("button", name="多一天").click()
    pi, A = torch.tensor([0.5, 0.5]), torch.tensor([[0.7, 0.3], [0.3, 0.7]])
    past, both = rain_probabilities(pi, A, torch.tensor([[0.8, 0.2], [0.4, 0.6]]), [0, 1, 1, 0, 0])
    rows = [row.locator("td").all_inner_texts() for row in tab.locator("tbody tr").all()]
    assert [float(row[2]) for row in rows] == pytest.approx(past.tolist(), abs=0.0051)
    assert [float(row[3]) for row in rows] == pytest.approx(both.tolist(), abs=0.0051)
    assert "列出全部 32 种天气序列来加，结果相同" in tab.locator(".live").inner_text()
    assert (
        tab.evaluate("document.querySelector('rnn-trellis').shadowRoot.activeElement.textContent") == "多一天"
    )


@pytest.mark.browser
def test_polyphones(open_figure, way, figure, readers, dictionary):
    vocab, labels = dictionary
    tab = open_figure(figure, way)
    sentence = "他长得很高，头发也长。"
    assert "𪚥，模型当作未知字" in type_text(tab, "中文句子", "长𪚥")
    type_text(tab, "中文句子", sentence)
    for index in places(sentence, labels):
        tab.get_by_label("注哪个字", exact=True).select_option(str(index))
        for table, model in zip(tab.locator(".bars").all(), readers.values(), strict=True):
            expected = reading_probabilities(model, vocab, labels, sentence, index)
            names = table.locator("th").all_inner_texts()
            assert names == [polyphone.pinyin(reading) for reading in expected]
            values = [float(v) for v in table.locator(".number").all_inner_texts()]
            assert values == pytest.approx(list(expected.values()), abs=6e-4)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "请输入至少一个字"), ("今天下雨。", "没有模型认识的多音字"), ("长" * 25, "最多 24 个字符")],
)
def test_bad_text(open_figure, figure, typed, message):
    tab = open_figure(figure)
    before = tab.locator(".live").inner_text()
    assert message in type_text(tab, "中文句子", typed)
    assert tab.locator(".live").inner_text() == before


@pytest.mark.browser
@pytest.mark.parametrize("build", ["trellis", "polyphone"])
def test_well_behaved(open_figure, figure, build):
    assert_well_behaved(open_figure, trellis() if build == "trellis" else figure)
