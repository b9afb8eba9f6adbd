"""速查表里的形状、参数个数与函数名，逐个拿 `torch.nn` 与 `utils` 核对。"""

from __future__ import annotations

import importlib
import itertools
import re
from pathlib import Path

import pytest
import torch
from torch import nn

from utils import cells, models, seq2seq

PAGE = (Path(__file__).resolve().parents[1] / "notebooks" / "cheatsheet.md").read_text("utf-8")
LAYERS = {"RNN": (nn.RNN, 1), "GRU": (nn.GRU, 3), "LSTM": (nn.LSTM, 4)}
CLASSIC = {"d": 28, "h": 128, "q": 28}


def rows_of(section: str) -> list[list[str]]:
    """一节里全部表格的各行（不含表头）。"""
    body = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)[1]
    lines = re.findall(r"^\|(.+)\|$", body, re.MULTILINE)
    cells_of = [[cell.strip() for cell in line.split("|")] for line in lines]
    rules = [i for i, row in enumerate(cells_of) if set(row[0]) <= set("-: ")]
    return [row for i, row in enumerate(cells_of) if i not in rules and i + 1 not in rules]


def value_of(expression: str, **sizes: int):
    """表里的一个式子在给定大小下的值；只许有字母、数字与四则运算。"""
    assert re.fullmatch(r"[\w\s()+*,]+", expression), expression
    return eval(expression, {"__builtins__": {}}, sizes)


def code_in(cell: str) -> list[str]:
    """一格里用反引号括起来的代码。"""
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize(("L", "bidirectional"), [(1, False), (2, False), (2, True)])
def test_shapes(kind, L, bidirectional):
    cls, G = LAYERS[kind]
    sizes = {"n": 3, "T": 5, "d": 4, "h": 6, "L": L, "D": 1 + bidirectional, "G": G}
    layer = cls(4, 6, L, batch_first=True, bidirectional=bidirectional)
    inputs = torch.zeros(3, 5, 4)
    outputs, state = layer(inputs)
    found = {"inputs": inputs, "outputs": outputs, "H": state[0] if kind == "LSTM" else state}
    found |= {"C": state[1]} if kind == "LSTM" else {}
    checked = 0
    for names, shape, *_ in rows_of("形状")[:8]:
        for name in code_in(names):
            tensor = found.get(name, getattr(layer, name, None))
            if tensor is not None:
                assert tuple(tensor.shape) == value_of(code_in(shape)[0], **sizes), name
                checked += 1
    assert checked == 7 + (kind == "LSTM") + (L > 1)


def test_shapes_of_our_models():
    sizes = {"n": 2, "T": 3, "h": 6, "L": 2, "q": 9}
    stated = {
        code_in(name)[0]: [value_of(shape, **sizes) for shape in code_in(output)]
        for name, _, output in rows_of("形状")[8:]
    }
    X, lengths = torch.zeros(2, 3, dtype=torch.int64), torch.tensor([3, 2])
    small = seq2seq.Sizes(embed_size=5, num_hiddens=6, num_layers=2)
    logits, _ = models.LanguageModel(nn.GRU(9, 6, batch_first=True), 9, 6)(X)
    H = seq2seq.Encoder(9, small)(X, lengths)
    scores, state = seq2seq.Decoder(9, small)(X, H[-1], H)
    assert stated == {
        "models.LanguageModel": [tuple(logits.shape)],
        "seq2seq.Encoder": [tuple(H.shape)],
        "seq2seq.Decoder": [tuple(scores.shape), tuple(state.shape)],
    }


def test_parameter_counts():
    modules = {f"nn.{name}": cls(28, 128) for name, (cls, _) in LAYERS.items()}
    names = ("RNNCell", "GRUCell", "ResetAfterGRUCell", "LSTMCell")
    modules |= {f"cells.{name}": getattr(cells, name)(28, 128) for name in names}
    seen = set()
    for name, formula, example in rows_of("参数个数"):
        stated = int(re.search(r"[\d,]{4,}", example)[0].replace(",", ""))
        kind = code_in(name)[0] if code_in(name) else name
        expected = value_of(code_in(formula)[0], D=1, G=4, **CLASSIC)
        assert stated == expected, name
        if kind in modules:
            assert models.count_parameters(modules[kind]) == stated, name
        seen.add(kind)
    assert set(modules) <= seen and {"第二层起，每层", "输出层"} <= seen


@pytest.mark.parametrize(("kind", "D"), list(itertools.product(LAYERS, (1, 2))))
def test_upper_layers_and_output(kind, D):
    cls, G = LAYERS[kind]
    formulas = {row[0]: code_in(row[1])[0] for row in rows_of("参数个数")}
    one, two = (models.count_parameters(cls(28, 16, L, bidirectional=D == 2)) for L in (1, 2))
    sizes = {"d": 28, "h": 16, "q": 9, "D": D, "G": G}
    assert two - one == value_of(formulas["第二层起，每层"], **sizes)
    assert models.count_parameters(nn.Linear(D * 16, 9)) == value_of(formulas["输出层"], **sizes)


def test_every_call_exists():
    named = [code for *_, ours in rows_of("调用") for code in code_in(ours)]
    assert len(named) >= 10
    for code in named:
        module, function = re.match(r"(\w+)\.(\w+)\(", code).groups()
        assert callable(getattr(importlib.import_module(f"utils.{module}"), function)), code
