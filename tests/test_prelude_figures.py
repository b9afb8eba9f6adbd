"""第 0 章的交互图：切分与 utils.data 相同，困惑度与 Python 算的相同。"""

import math

import numpy as np
import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text

from utils.data import BatchError, RandomLoader, SequentialLoader
from utils.interactive.prelude import FACES, die_perplexity, partition_lab, perplexity_die

BATCHES = """import { randomBatches, sequentialBatches, unused } from "core/partition.js";
answer = data.map((job) => {
  const [ordered, shuffled] = [sequentialBatches(job), randomBatches(job)];
  return { ordered, shuffled, unused: unused(ordered, job) };
});"""


def test_perplexity():
    fair = 1 / FACES
    assert die_perplexity(fair, np.array(fair)) == pytest.approx(FACES)
    q = np.linspace(0.01, 0.99, 99)
    assert q[die_perplexity(0.7, q).argmin()] == pytest.approx(0.7)


@pytest.mark.parametrize("value", [0, 1, -0.1, math.nan])
def test_bad_probability(value):
    with pytest.raises(ValueError, match="要在 0.01 与 0.99 之间"):
        perplexity_die(truth=value)


@pytest.mark.browser
def test_numbers_follow_the_sliders(open_figure, way):
    tab = open_figure(perplexity_die(), way)
    for truth, belief in ((0.5, 0.17), (0.9, 0.4), (0.3, 0.3)):
        slide(tab, "骰子掷出一点的概率", truth)
        slide(tab, "模型预测一点的概率", belief)
        expected = float(die_perplexity(truth, np.array(belief)))
        text = tab.locator(".live").inner_text()
        assert f"困惑度 {expected:.2f}" in text
        assert f"{math.log(expected):.3f} 奈特" in text


@pytest.mark.browser
def test_keyboard(open_figure):
    tab = open_figure(perplexity_die())
    tab.keyboard.press("Tab")
    before = tab.locator(".live").inner_text()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("output").first.inner_text() == "0.51"
    assert tab.locator(".live").inner_text() != before


def test_batches_are_those_of_the_loaders():
    jobs = [
        {"length": length, "batchSize": b, "numSteps": t, "offset": offset, "seed": 3}
        for length in (13, 30, 55)
        for b in (1, 2, 3)
        for t in (2, 3, 5)
        for offset in range(t)
        if length - 1 - offset >= b * t
    ]
    for job, found in zip(jobs, run_node(BATCHES, jobs), strict=True):
        length, b, t, offset = (job[key] for key in ("length", "batchSize", "numSteps", "offset"))
        ids = torch.arange(length)
        expected = [X[:, 0].tolist() for X, _ in SequentialLoader(ids[offset:], b, t)]  # 从偏移处切
        assert found["ordered"] == expected
        inputs = {i + d for batch in expected for i in batch for d in range(t)}
        assert found["unused"]["head"] + found["unused"]["tail"] == length - len(inputs)
        shuffled = sorted(start for batch in found["shuffled"] for start in batch)
        assert len(set(shuffled)) == len(shuffled) and all((s - offset) % t == 0 for s in shuffled)
        loader = RandomLoader(
            ids[offset : offset + (length - 1 - offset) // t * t + 1], b, t, torch.Generator()
        )
        assert len(found["shuffled"]) == len(loader)
        assert {len(batch) for batch in found["shuffled"]} <= {b}


def test_bad_partition():
    for bad in ({"text": "short"}, {"batch_size": 5}, {"num_steps": 1}, {"text": "a" * 81}):
        with pytest.raises(ValueError, match="12 到 80 个字符"):
            partition_lab(**bad)
    with pytest.raises(BatchError):
        partition_lab("a" * 12, 4, 8)


@pytest.mark.browser
def test_partition_in_the_page(open_figure, way):
    tab = open_figure(partition_lab(), way)
    text = "it was very dark and very cold outside"
    assert type_text(tab, "要切分的文字", text) == ""
    settings = {"批量大小": 3, "时间步数": 4, "偏移": 2, "第几个小批量": 2}
    for label, value in settings.items():
        slide(tab, label, value)
    batches = list(SequentialLoader(torch.arange(len(text))[2:], 3, 4))
    expected = [
        ["".join(text[i] for i in row).replace(" ", "␣") for row in part.tolist()] for part in batches[1]
    ]
    rows = [row.locator("td").all_inner_texts() for row in tab.locator("tbody tr").all()]
    assert [row[0] for row in rows] == expected[0] and [row[1] for row in rows] == expected[1]
    assert f"共 {len(batches)} 个小批量；每一行都接着" in tab.locator(".live").inner_text()
    tab.get_by_label("切法", exact=True).select_option("random")
    assert "不相接" in tab.locator(".live").inner_text()


@pytest.mark.browser
def test_dragging_changes_the_offset(open_figure):
    tab = open_figure(partition_lab())
    strip = tab.locator(".drag")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    tab.mouse.move(box["x"] + 40, box["y"] + 30)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 40 + 3 * 18, box["y"] + 30, steps=4)
    tab.mouse.up()
    assert tab.get_by_label("偏移", exact=True).input_value() == "3"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "message"), [("", "请输入"), ("abc", "至少要 12 个字符"), ("a" * 81, "最多 80 个字符")]
)
def test_bad_text(open_figure, typed, message):
    tab = open_figure(partition_lab())
    before = tab.locator("tbody").inner_text()
    assert message in type_text(tab, "要切分的文字", typed)
    slide(tab, "第几个小批量", 1)  # 别的控件仍然用上一段好的文字
    assert tab.locator("tbody").inner_text() == before


@pytest.mark.browser
@pytest.mark.parametrize("build", [perplexity_die, partition_lab])
def test_well_behaved(open_figure, build):
    assert_well_behaved(open_figure, build())
