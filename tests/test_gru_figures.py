"""第 1 章的交互图：门的实验室里的每个数都与 PyTorch 一致。"""

from __future__ import annotations

import pytest
import torch
from interactive import assert_well_behaved, run_node, slide, type_text
from torch import nn
from torch.nn import functional as F

from utils import decoding, models, text
from utils.cells import ResetAfterGRUCell
from utils.interactive.gru import STEPS, gru_lab, gru_unit, unit_step
from utils.interactive.packing import pack_language_model
from utils.parity import copy_gru

LETTERS = "abcdefghijklmnopqrstuvwxyz "
CONTINUE = """import { LanguageModel } from "core/models.js";
import { continueFrom, readIds } from "core/sampling.js";
const model = new LanguageModel(data.model);
const last = readIds(model, model.encode(data.prefix), data.frozen).at(-1);
answer = data.options.map((options) =>
  continueFrom(model, last, { ...options, frozen: data.frozen }).map((id) => model.vocab[id]).join(""));"""
FIELD = "让模型读一段英文"


@pytest.fixture(scope="module")
def vocab() -> text.Vocab:
    return text.Vocab(LETTERS)


@pytest.fixture(scope="module")
def model(vocab) -> models.LanguageModel:
    torch.manual_seed(0)
    layer = nn.GRU(len(vocab), 20, batch_first=True)
    model = models.LanguageModel(layer, len(vocab), 20).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.mul(4).half())  # 打包成半精度时不再有误差
    return model


def packed(model, vocab, **others) -> dict:
    return {"model": pack_language_model(model, vocab.tokens, "float32"), **others}


def test_greedy_continuation(model, vocab):
    data = packed(model, vocab, prefix="hello", options=[{"length": 40, "temperature": 0, "seed": 1}])
    assert ["hello" + run_node(CONTINUE, data)[0]] == [decoding.continue_greedy(model, vocab, "hello", 40)]


def test_sampling_follows_the_probabilities(model, vocab):
    logits, _ = model(torch.tensor([vocab.encode_known("a")]))
    expected = torch.softmax(logits[0, -1] / 0.8, -1)
    options = [{"length": 1, "temperature": 0.8, "seed": seed} for seed in range(4000)]
    found = run_node(CONTINUE, packed(model, vocab, prefix="a", options=options))
    counts = torch.bincount(torch.tensor(vocab.encode(found)), minlength=len(vocab))
    assert (counts / 4000 - expected).abs().max() < 0.04  # 五倍标准差，概率 1/2 处
    again = run_node(CONTINUE, packed(model, vocab, prefix="a", options=options))
    assert again == found


@pytest.mark.parametrize("frozen", [{"r": 1}, {"z": 0}, {"r": 0, "z": 0.5}])
def test_frozen_gates(model, vocab, frozen):
    """固定一个门等于在循环单元里把它换成常数。"""
    cell = ResetAfterGRUCell(len(vocab), 20)
    copy_gru(cell, model.rnn, "_l0")
    free = cell.gates

    def gates(X, H):
        R, Z = free(X, H)
        return torch.full_like(R, frozen["r"]) if "r" in frozen else R, (
            torch.full_like(Z, frozen["z"]) if "z" in frozen else Z
        )

    cell.gates = gates
    H, ids = torch.zeros(1, 20), vocab.encode_known("the end")
    with torch.no_grad():
        for id_ in ids:
            H = cell(F.one_hot(torch.tensor([id_]), len(vocab)).float(), H)
    source = """import { LanguageModel } from "core/models.js";
    import { readIds } from "core/sampling.js";
    const model = new LanguageModel(data.model);
    answer = [...readIds(model, model.encode("the end"), data.frozen).at(-1).state[0].h];"""
    found = run_node(source, packed(model, vocab, frozen=frozen))
    assert (torch.tensor(found) - H[0]).abs().max() < 1e-5


@pytest.mark.parametrize("raw", ["Hello, World!", "  A--b  ", "你好 ok", "<b>x</b>", "123", "É a"])
def test_text_is_cleaned_as_in_python(raw):
    source = 'import { normalizeEnglish } from "core/texts.js"; answer = normalizeEnglish(data);'
    try:
        expected = text.normalize_english(raw)
    except text.CorpusError:
        expected = ""
    assert run_node(source, raw) == expected


def test_bad_arguments(model, vocab):
    with pytest.raises(ValueError, match="z 要在 0 与 1 之间"):
        gru_unit(z=1.2)
    with pytest.raises(ValueError, match="例句最多 60 个字符"):
        gru_lab(model, vocab, ["a" * 61])
    other = models.LanguageModel(nn.LSTM(len(vocab), 4, batch_first=True), len(vocab), 4)
    with pytest.raises(ValueError, match="一层的 nn.GRU"):
        gru_lab(other, vocab)


@pytest.mark.browser
def test_unit(open_figure, way):
    tab = open_figure(gru_unit(), way)
    values = {"重置门 R": 0.35, "更新门 Z": 0.25, "旧隐状态 H": -0.4, "输入的贡献 X": 1.3}
    for label, value in values.items():
        slide(tab, label, value)
    r, z, h, x = values.values()
    shown = f"新隐状态 {unit_step(r, z, x, h):.2f}".replace("-", "−")
    assert tab.locator(".live").inner_text().startswith(shown)
    for _ in range(STEPS):
        h = unit_step(r, z, x, h)
    assert tab.locator(".chart svg").last.get_attribute("aria-label").endswith(f"到 {h:.2f}。")
    tab.get_by_role("button", name="照搬旧状态").click()
    assert tab.locator(".live").inner_text().startswith("新隐状态 −0.40")


@pytest.mark.browser
def test_lab(open_figure, way, model, vocab):
    tab = open_figure(gru_lab(model, vocab, ["the end", "begin"]), way)
    assert type_text(tab, FIELD, "once more") == ""
    logits, _ = model(torch.tensor([vocab.encode_known("once more")]))
    p = torch.softmax(logits[0], -1)
    for position in (9, 4):
        slide(tab, "位置", position)
        shown = [float(v) for v in tab.locator(".bars .number").all_inner_texts()]
        assert shown == pytest.approx(p[position - 1].topk(6).values.tolist(), abs=6e-3)
    slide(tab, "温度", 0)
    written = tab.locator(".prose").inner_text()
    assert written == decoding.continue_greedy(model, vocab, "once more", 80)
    tab.get_by_label("更新门 Z", exact=True).select_option("1")
    assert "更新门 Z 平均 1.00" in tab.locator(".live").inner_text()
    assert tab.locator(".prose").inner_text() != written


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "请输入英文"),
        ("你好", "请输入英文"),
        ("a" * 61, "最多 60 个字符，现在有 61 个"),
        ("<script>alert(1)</script>", "读到的是“script alert script”"),
    ],
)
def test_bad_text(open_figure, model, vocab, typed, message):
    tab = open_figure(gru_lab(model, vocab, ["the end"]))
    before = tab.locator(".prose strong").inner_text()
    assert message in type_text(tab, FIELD, typed)
    after = tab.locator(".prose strong").inner_text()
    assert after == ("script alert script" if "<" in typed else before)


@pytest.mark.browser
@pytest.mark.parametrize("build", ["unit", "lab"])
def test_well_behaved(open_figure, model, vocab, build):
    assert_well_behaved(open_figure, gru_unit() if build == "unit" else gru_lab(model, vocab))
