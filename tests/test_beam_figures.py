"""第 6 章的交互图：网页里的束搜索与 utils.beam 逐条相同，树能用键盘走。"""

from __future__ import annotations

import math

import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text
from test_interactive_pages import MAX_WEIGHTS, weight_bytes
from test_seq2seq_figures import model, quantized, sources, splits, vocabs  # noqa: F401

from utils import parallel
from utils.beam import beam_search
from utils.chapters import load_chapter
from utils.decoding import Limits
from utils.interactive.beam import beam_lab, finished_list, pack_table
from utils.interactive.packing import pack_translator
from utils.interactive.seq2seq import MAX_LENGTH

SEARCH = """import { Translator } from "core/models.js";
import { beamSearch, pathOf, ranking, scoreOf } from "core/beam.js";
const model = new Translator(data.model);
answer = data.jobs.map(({ tokens, width, alpha }) => {
  const start = model.start(model.encodeTokens(tokens));
  const { finished } = beamSearch(model, start, { width, maxLength: data.maxLength, ...model.special });
  return ranking(finished, alpha, width).map((node) =>
    [pathOf(node).map(({ id }) => id), node.logProb, scoreOf(node, alpha)]);
});"""
TABLES = """import { TableModel } from "core/table-model.js";
import { beamSearch, pathOf, ranking, scoreOf } from "core/beam.js";
answer = data.map(({ table, width, alpha, maxLength }) => {
  const model = new TableModel(table);
  const { bos, eos } = model;
  const { finished } = beamSearch(model, model.start(), { width, maxLength, bos, eos });
  return ranking(finished, alpha, width).map((node) =>
    [pathOf(node).map(({ id }) => id), scoreOf(node, alpha)]);
});"""


def table_step(names: int, table: dict, others: tuple, bos: int):
    """一张概率表的步进函数；状态是已经写出的词元。"""

    def step(tokens, state):
        rows, log_probs = [], []
        for token, written in zip(tokens.tolist(), state.tolist(), strict=True):
            path = [t for t in written if t >= 0] + [token] * (token != bos)
            rows.append(path + [-1] * (len(written) - len(path)))
            log_probs.append(table.get(tuple(path), others))
        return torch.tensor(log_probs, dtype=torch.float64).log(), torch.tensor(rows)

    return step


def test_hundred_sentences(model, vocabs, sources):  # noqa: F811
    settings = [(1, 0.0), (2, 0.75), (3, 0.0), (5, 1.0), (6, 0.5)]
    jobs = [(tokens, *settings[i % len(settings)]) for i, tokens in enumerate(sources[:100])]
    data = [{"tokens": tokens, "width": k, "alpha": a} for tokens, k, a in jobs]
    packed = pack_translator(model, vocabs, "float32")
    found = run_node(SEARCH, {"model": packed, "jobs": data, "maxLength": MAX_LENGTH})
    limits = Limits(vocabs.target["<bos>"], vocabs.target["<eos>"], MAX_LENGTH)
    for (tokens, width, alpha), answer in zip(jobs, found, strict=True):
        with torch.no_grad():
            state = model.start(*parallel.encode([tokens], vocabs.source))
        (expected,) = beam_search(model.step, state, limits, width, alpha)
        assert [tuple(ids) for ids, _, _ in answer] == [h.tokens for h in expected], tokens
        for (_, log_prob, score), hypothesis in zip(answer, expected, strict=True):
            assert log_prob == pytest.approx(hypothesis.log_prob, abs=1e-3)
            assert score == pytest.approx(hypothesis.score, abs=1e-3)


def test_random_tables_with_ties_and_zeros():
    """概率取自几个整数，并列很多；有的是零。"""
    generator, jobs, expected = torch.Generator().manual_seed(0), [], []
    for trial in range(120):
        n, max_length = 3 + trial % 3, 2 + trial % 3
        paths = [(), *((a,) for a in range(n - 1)), *((a, b) for a in range(n - 1) for b in range(n - 1))]
        draw = torch.randint(0, 4, (len(paths) + 1, n), generator=generator).double()
        draw[:, 0] += 1  # 每行至少有一个不是零
        rows = [tuple((row / row.sum()).tolist()) for row in draw]
        table, others = dict(zip(paths, rows[:-1], strict=True)), rows[-1]
        width, alpha = 1 + trial % 4, (0.0, 0.75, 1.0)[trial % 3]
        packed = pack_table([*"甲乙丙丁"[: n - 1], "<eos>"], table, others)
        jobs.append({"table": packed, "width": width, "alpha": alpha, "maxLength": max_length})
        step = table_step(n, table, others, bos=n)
        blank = torch.full((1, max_length), -1)
        expected += beam_search(step, blank, Limits(n, n - 1, max_length), width, alpha)
    for answer, hypotheses in zip(run_node(TABLES, jobs), expected, strict=True):
        assert [tuple(ids) for ids, _ in answer] == [h.tokens for h in hypotheses]
        assert [score for _, score in answer] == pytest.approx([h.score for h in hypotheses], abs=1e-6)


def test_bad_arguments(model, vocabs):  # noqa: F811
    with pytest.raises(ValueError, match="和为 1 的概率"):
        pack_table(["甲", "<eos>"], {}, (0.5, 0.4))
    table = pack_table(["甲", "<eos>"], {}, (0.5, 0.5))
    for bad in ({"width": 7}, {"width": 0}, {"alpha": -1}):
        with pytest.raises(ValueError, match="束宽要在"):
            beam_lab(model, vocabs, ["go ."], table, **bad)


@pytest.fixture(scope="module")
def figure(model, vocabs, sources):  # noqa: F811
    chapter = load_chapter("06_beam_search")
    table = pack_table(chapter.NAMES, chapter.TABLE, (0.3, 0.3, 0.3, 0.1))
    return beam_lab(model, vocabs, [parallel.detokenize(s) for s in sources[:3]], table)


def rows_of(tab) -> list[list[str]]:
    """完成名单的各行。"""
    rows = tab.locator("table").first.locator("tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


@pytest.mark.browser
def test_list_in_the_page(open_figure, way, figure, model, vocabs):  # noqa: F811
    tab, exact = open_figure(figure, way), quantized(model, vocabs)
    sentence = "the children went to school ."
    assert type_text(tab, "英文句子", sentence) == ""
    for width, alpha in ((1, 0.0), (4, 0.75), (4, 1.5)):
        slide(tab, "束宽 k", width)
        slide(tab, "归一化指数 α", alpha)
        expected = finished_list(exact, vocabs, sentence, width, alpha)
        found = rows_of(tab)
        assert [row[1] for row in found] == [text for text, _ in expected]
        scores = [float(row[4].replace("−", "-")) for row in found]
        assert scores == pytest.approx([score for _, score in expected], abs=2e-3)


@pytest.mark.browser
def test_the_worked_example(open_figure, figure):
    tab = open_figure(figure)
    tab.get_by_label("看什么", exact=True).select_option("table")
    for width, sentence, probability in ((1, "甲乙丙", 0.048), (2, "甲丙乙", 0.054)):
        slide(tab, "束宽 k", width)
        assert rows_of(tab)[0][1] == sentence
        assert f"“{sentence}”：P = {probability}" in tab.locator(".live").inner_text()
        assert rows_of(tab)[0][2].replace("−", "-") == f"{math.log(probability):.2f}"


@pytest.mark.browser
def test_keyboard_walk(open_figure, figure):
    tab = open_figure(figure)
    tab.get_by_label("看什么", exact=True).select_option("table")
    slide(tab, "束宽 k", 2)
    tree = tab.get_by_role("tree")
    tree.focus()
    walk = {
        "Home": "起点",
        "ArrowRight": "“甲”：P = 0.500",
        "ArrowDown": "“乙”：P = 0.250",
        "ArrowUp": "“甲”：P = 0.500",
        "ArrowLeft": "起点",
    }
    for key, expected in walk.items():
        tab.keyboard.press(key)
        assert expected in tab.locator(".live").inner_text()
    selected = tab.get_by_role("treeitem", selected=True)
    assert selected.get_attribute("id") == tree.get_attribute("aria-activedescendant")


@pytest.mark.browser
def test_steps_and_play(open_figure, figure):
    tab = open_figure(figure)
    last = int(tab.get_by_role("slider", name="第几步").input_value())
    tab.get_by_role("button", name="上一步").click()
    assert tab.get_by_role("slider", name="第几步").input_value() == str(last - 1)
    shown = tab.get_by_role("treeitem").count()
    tab.clock.install()  # 时间由测试来走，机器再忙也不会多走一步
    tab.get_by_role("button", name="播放").click()
    assert tab.get_by_role("slider", name="第几步").input_value() == "1"
    assert tab.get_by_role("treeitem").count() < shown
    tab.clock.run_for(1100)  # 每步 900 毫秒
    assert tab.get_by_role("slider", name="第几步").input_value() == "2"
    tab.get_by_role("button", name="停").click()


@pytest.mark.browser
def test_redrawing_is_fast(open_figure, figure):
    """束宽从 1 到 6 各重算、重画一遍，中位数不超过 100 毫秒。"""
    tab = open_figure(figure)
    times = tab.get_by_label("束宽 k", exact=True).evaluate(
        """(node) => [1, 2, 3, 4, 5, 6].map((value) => {
          const began = performance.now();
          node.value = value;
          node.dispatchEvent(new Event("input"));
          return performance.now() - began;
        })"""
    )
    assert sorted(times)[3] < 100


def test_weights_are_light(figure):
    assert weight_bytes(figure.spec) <= MAX_WEIGHTS


@pytest.mark.browser
def test_well_behaved(open_figure, figure):
    assert_well_behaved(open_figure, figure)
