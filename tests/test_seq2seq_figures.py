"""第 5 章的交互图：网页里的翻译模型与 PyTorch 一致，错误博物馆的开关与正文的写法一致。"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text
from test_interactive_pages import MAX_WEIGHTS, weight_bytes

from utils import decoding, parallel, seq2seq
from utils.chapters import load_chapter
from utils.interactive.packing import pack_translator
from utils.interactive.seq2seq import MAX_LENGTH, translator_lab
from utils.weights import load_weights

SMALL = seq2seq.Sizes(embed_size=64, num_hiddens=80)
FORCED = """import { Translator } from "core/models.js";
const model = new Translator(data.model);
let state = model.start(data.source);
answer = { context: [...state.context], logProbs: data.target.map((id) => {
  const step = model.step(id, state);
  state = step.state;
  return [...step.logProbs];
}) };"""
GREEDY = """import { Translator } from "core/models.js";
import { translateGreedily } from "core/translate.js";
const model = new Translator(data.model);
answer = data.jobs.map(({ tokens, ...options }) => {
  const { ids, logProb } = translateGreedily(model, tokens, options);
  return [ids, logProb];
});"""
TOKENIZE = """import { detokenize, tokenize } from "core/tokenize.js";
answer = data.map((text) => [tokenize(text), detokenize(tokenize(text))]);"""
SPEED = """import { Translator } from "core/models.js";
const model = new Translator(data);
let state = model.start([4, 5, 6, 7, 8, 2]);
answer = Array.from({ length: 101 }, (_, t) => {
  const began = performance.now();
  ({ state } = model.step(t, state));
  return performance.now() - began;
}).sort((a, b) => a - b)[50];"""


@pytest.fixture(scope="module")
def splits():
    return parallel.split_by_source(parallel.load_pairs("en_zh"), 0.1, 0.1, seed=0)


@pytest.fixture(scope="module")
def vocabs(splits) -> parallel.Vocabs:
    return parallel.Vocabs.build(splits[0])


@pytest.fixture(scope="module")
def sources(splits) -> list:
    return list(parallel.references(splits[2]))


@pytest.fixture(scope="module")
def model(vocabs) -> seq2seq.Translator:
    model = seq2seq.Translator.build(vocabs, SMALL)
    model.load_state_dict(load_weights("en_zh_small"))
    return model.eval()


def quantized(model, vocabs) -> seq2seq.Translator:
    """换成网页里用的那组 8 位整数的权重。"""
    source = """import { unpackTensors } from "core/numerics.js";
    const unpacked = unpackTensors(data);
    answer = Object.fromEntries(Object.entries(unpacked).map(([k, v]) => [k, [...v]]));"""
    found = run_node(source, pack_translator(model, vocabs)["tensors"])
    other = seq2seq.Translator.build(vocabs, SMALL)
    shapes = model.state_dict()
    other.load_state_dict({name: torch.tensor(v).view(shapes[name].shape) for name, v in found.items()})
    return other.eval()


@torch.no_grad()
def forced(model, source: list, target: list) -> tuple[np.ndarray, np.ndarray]:
    """PyTorch 的上下文变量与逐步的对数概率。"""
    state = model.start(torch.tensor([source]), torch.tensor([len(source)]))
    context, rows = state[0][0].numpy(), []
    for token in target:
        log_probs, state = model.step(torch.tensor([token]), state)
        rows.append(log_probs[0].numpy())
    return context, np.stack(rows)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("num_layers", [1, 2])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float16", 5e-3)])
def test_every_kind_of_translator(vocabs, bidirectional, num_layers, dtype, tolerance):
    torch.manual_seed(0)
    sizes = replace(SMALL, embed_size=16, num_hiddens=24, bidirectional=bidirectional, num_layers=num_layers)
    model = seq2seq.Translator.build(vocabs, sizes).eval()
    source, target = [7, 30, 12, 9, 2], [1, 8, 40, 5]
    found = run_node(
        FORCED, {"model": pack_translator(model, vocabs, dtype), "source": source, "target": target}
    )
    context, log_probs = forced(model, source, target)
    assert np.abs(np.array(found["context"]) - context).max() < tolerance
    assert np.abs(np.array(found["logProbs"]) - log_probs).max() < tolerance


def test_shipped_weights_as_integers(model, vocabs):
    source, target = [7, 30, 12, 9, 2], [1, 8, 40, 5]
    data = {"model": pack_translator(model, vocabs), "source": source, "target": target}
    log_probs = forced(quantized(model, vocabs), source, target)[1]
    assert np.abs(np.array(run_node(FORCED, data)["logProbs"]) - log_probs).max() < 1e-4
    assert np.abs(log_probs - forced(model, source, target)[1]).max() < 0.5


def test_tokens_are_the_same_as_in_python():
    pairs = parallel.load_pairs("en_zh")
    texts = sorted({parallel.detokenize(side) for pair in pairs for side in pair})
    texts += ["Don't  Stop!", "我爱 NLP。", "", "a,b?c", "É", "１２ 3.14"]
    expected = [[list(parallel.tokenize(t)), parallel.detokenize(parallel.tokenize(t))] for t in texts]
    assert run_node(TOKENIZE, texts) == expected


def python_translation(model, vocabs, tokens, bug: str, padding: int) -> tuple[list, float]:
    """按正文的写法贪心翻译，打开一种错。"""
    chapter = load_chapter("05_seq2seq")
    X, X_len = parallel.encode([tokens], vocabs.source)
    if bug in ("padding", "left"):
        blanks = torch.full((1, padding), vocabs.source["<pad>"])
        change = chapter.read_padding if bug == "padding" else chapter.pad_left
        X, X_len = change(torch.cat([X, blanks], 1), X_len)
    step = chapter.moving_step(model) if bug == "moving" else model.step
    eos = -2 if bug == "endless" else vocabs.target["<eos>"]
    limits = decoding.Limits(vocabs.target["<bos>"], eos, MAX_LENGTH)
    with torch.no_grad():
        (found,) = decoding.greedy_search(step, model.start(X, X_len), limits)
    return list(found.tokens), found.log_prob


@pytest.mark.parametrize("bug", ["none", "moving", "padding", "left", "endless"])
def test_exhibits_are_those_of_the_chapter(model, vocabs, sources, bug):
    jobs = [(tokens, 1 + i % 12) for i, tokens in enumerate(sources[:60])]
    data = [{"tokens": t, "bug": bug, "padding": n, "maxLength": MAX_LENGTH} for t, n in jobs]
    found = run_node(GREEDY, {"model": pack_translator(model, vocabs, "float32"), "jobs": data})
    for (ids, log_prob), (tokens, padding) in zip(found, jobs, strict=True):
        expected = python_translation(model, vocabs, tokens, bug, padding)
        assert ids == expected[0], tokens
        assert log_prob == pytest.approx(expected[1], abs=1e-3)


def test_budgets(model, vocabs):
    packed = pack_translator(model, vocabs)
    assert weight_bytes(packed) <= MAX_WEIGHTS
    assert run_node(SPEED, packed) < 4  # 毫秒


@pytest.mark.parametrize("examples", [[], [""], ["a " * 26]])
def test_bad_examples(model, vocabs, examples):
    with pytest.raises(ValueError, match="至少要有一个例句"):
        translator_lab(model, vocabs, examples)


@pytest.fixture(scope="module")
def figure(model, vocabs, sources):
    return translator_lab(model, vocabs, [parallel.detokenize(s) for s in sources[:3]])


@pytest.mark.browser
def test_translation_in_the_page(open_figure, way, figure, model, vocabs):
    tab, exact = open_figure(figure, way), quantized(model, vocabs)
    assert type_text(tab, "英文句子", "Where is my zebra?") == "训练集里没有这些词，当作未知词：zebra。"
    for bug in ("none", "moving", "left"):
        tab.get_by_label("错误", exact=True).select_option(bug)
        if bug == "left":
            slide(tab, "填充几个", 3)
        ids, log_prob = python_translation(exact, vocabs, parallel.tokenize("Where is my zebra?"), bug, 3)
        words = vocabs.target.decode(i for i in ids if i != vocabs.target["<eos>"])
        row = tab.locator("tbody").last.locator("tr").last.locator("td").all_inner_texts()
        assert row[0] == (parallel.detokenize(words) or "（空）")
        assert float(row[1].replace("−", "-")) == pytest.approx(log_prob, abs=0.011)


@pytest.mark.browser
def test_steps_by_keyboard(open_figure, figure, model, vocabs, sources):
    tab = open_figure(figure)
    exact = quantized(model, vocabs)
    ids = python_translation(exact, vocabs, sources[0], "none", 0)[0]
    for at, token in enumerate(ids):
        assert f"“{vocabs.target.tokens[token]}”" in tab.locator(".live").inner_text()
        assert tab.get_by_role("slider", name="解码第几步").input_value() == str(at + 1)
        if at + 1 < len(ids):
            tab.get_by_role("button", name="下一步").press("Enter")
    assert tab.get_by_role("button", name="下一步").is_disabled()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "请输入一句英文"), ("a " * 26, "最多 25 个词元"), ("<img src=x onerror=alert(1)>", "当作未知词")],
)
def test_bad_text(open_figure, figure, typed, message):
    tab = open_figure(figure)
    before = tab.locator("tbody").last.inner_text()
    assert message in type_text(tab, "英文句子", typed)
    assert (tab.locator("tbody").last.inner_text() == before) == ("未知词" not in message)
    assert tab.locator("img").count() == 1  # 只有静态图


@pytest.mark.browser
def test_well_behaved(open_figure, figure):
    assert_well_behaved(open_figure, figure)
