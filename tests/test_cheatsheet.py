"""速查表的测试：公式与各章一致，形状、参数个数与门的次序拿 `torch.nn` 核对，调用都存在，打印不超过两面。"""

from __future__ import annotations

import ast
import inspect
import math
import re

import pytest
import sacrebleu
import torch
from browser import SITE
from nbpair import NOTEBOOKS
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence

from utils import beam, bleu, cells, data, decoding, metrics, models, parity, seq2seq, training, translation

PAGE = (NOTEBOOKS / "cheatsheet.md").read_text(encoding="utf-8")
KINDS = {"nn.RNN": nn.RNN, "nn.GRU": nn.GRU, "nn.LSTM": nn.LSTM}
BOOK = (beam, bleu, cells, data, decoding, metrics, models, parity, seq2seq, training, translation)
KNOWN = {module.__name__.removeprefix("utils."): module for module in BOOK} | {
    "nn": nn,
    "F": F,
    "torch": torch,
    "math": math,
    "sacrebleu": sacrebleu,
    "pack_padded_sequence": pack_padded_sequence,
}


def rows(heading: str, first: str) -> list[list[str]]:
    """某一节里、表头以 first 开头的那张表，去掉表头。"""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = section.split(f"| {first} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def code(cell: str) -> list[str]:
    """一格里的各段代码。"""
    return re.findall(r"`([^`]+)`", cell)


def value(expression: str, **sizes: int):
    """代入具体的大小，算出一个形状或个数。"""
    return eval(expression, {"__builtins__": {}}, sizes)


def blocks() -> dict[str, int]:
    """表里写的 G。"""
    found = (code(name) for name, *_ in rows("参数个数", "部件"))
    return {names[0]: int(names[1].split("=")[1]) for names in found if len(names) == 2}


# ── 公式 ──


def plain(formula: str) -> str:
    """去掉排版用的空白、对齐与括号大小，只留下公式本身。"""
    return re.sub(r"\\(?:bigl|bigr|Bigl|Bigr|Big)|\\[,;]|\\\\|[&\s]", "", formula).rstrip(".,，")


def equation(label: str) -> str:
    """各章里标了 label 的公式。"""
    chapters = "".join(path.read_text(encoding="utf-8") for path in sorted(NOTEBOOKS.glob("0?_*.md")))
    return plain(chapters.split(f"$$ ({label})")[0].rsplit("\n$$\n", 1)[1])


@pytest.mark.parametrize("row", rows("公式", "名称"), ids=lambda row: row[0])
def test_formula_is_the_one_of_the_chapter(row):
    _, formulas, source = row
    (label,) = re.findall(r"\{eq\}`([\w-]+)`", source)
    written = [f for f in re.findall(r"\$([^$]+)\$", formulas) if len(plain(f)) > 25]
    assert written and [f for f in written if plain(f) not in equation(label)] == []


# ── 形状 ──


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("num_layers", "directions"), [(1, 1), (1, 2), (3, 1), (3, 2)])
def test_shapes_of_torch_layers(name, num_layers, directions):
    sizes = {"n": 3, "T": 5, "d": 4, "h": 6, "L": num_layers, "D": directions, "G": blocks()[name]}
    layer = KINDS[name](4, 6, num_layers, batch_first=True, bidirectional=directions == 2)
    tensors = dict(layer.named_parameters()) | {"inputs": torch.zeros(3, 5, 4)}
    tensors["outputs"], state = layer(tensors["inputs"])
    tensors |= dict(zip("HC", state if isinstance(state, tuple) else (state,), strict=False))
    expected = {n: value(code(c[1])[0], **sizes) for c in rows("形状", "张量") for n in code(c[0])}
    for tensor, found in tensors.items():
        key = re.sub(r"_l[1-9]\d*$", "_l1", tensor.removesuffix("_reverse"))
        key = key if key in expected else key.replace("_l1", "_l0")
        assert tuple(found.shape) == expected[key], tensor
    assert set(expected) - set(tensors) <= {"C", "weight_ih_l1"}


@pytest.mark.parametrize("num_layers", [1, 2])
def test_shapes_of_the_book_models(num_layers):
    sizes = {"n": 3, "T": 5, "h": 6, "q": 20, "L": num_layers}
    shapes = seq2seq.Sizes(8, 6, num_layers)
    built = {
        "models.LanguageModel": models.LanguageModel(nn.GRU(20, 6, num_layers, batch_first=True), 20, 6),
        "seq2seq.Encoder": seq2seq.Encoder(20, shapes),
        "seq2seq.Decoder": seq2seq.Decoder(20, shapes),
    }
    for name, given, expected in rows("形状", "模型"):
        arguments = [torch.full(value(shape, **sizes), 2) for shape in code(given)]
        if name == "`seq2seq.Decoder`":  # 第一个是编号，其余是向量
            arguments[1:] = [argument.float() for argument in arguments[1:]]
        result = built.pop(code(name)[0])(*arguments)
        result = result if isinstance(result, tuple) else (result,)
        wanted = [value(shape, **sizes) for shape in code(expected)]
        assert [tuple(part.shape) for part in result[: len(wanted)]] == wanted
    assert not built


# ── 参数个数 ──


def counted(name: str, d: int, h: int, q: int) -> int:
    """从模型里数出来的参数个数。"""
    if name == "输出层":
        return models.count_parameters(nn.Linear(h, q))
    module, attribute = name.split(".")
    return models.count_parameters(getattr(KNOWN[module], attribute)(d, h))


@pytest.mark.parametrize("sizes", [(28, 128, 28), (5, 7, 11), (1, 1, 1)], ids=str)
def test_parameter_counts(sizes):
    d, h, q = sizes
    checked = 0
    for part, count, example in rows("参数个数", "部件"):
        if part.startswith("第二层起"):
            continue
        name = code(part)[0] if code(part) else part
        assert value(code(count)[0], d=d, h=h, q=q, D=1) == counted(name, d, h, q), name
        if sizes == (28, 128, 28):
            assert int(example.replace(",", "")) == counted(name, d, h, q)
        checked += 1
    assert checked == 8 and "$d=28$，$h=128$，$q=28$" in PAGE


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("directions", [1, 2])
def test_parameters_of_upper_layers(name, directions):
    d, h = 28, 128
    (row,) = [r for r in rows("参数个数", "部件") if r[0].startswith("第二层起")]
    per_layer = value(code(row[1])[0], D=directions, G=blocks()[name], h=h)
    one, three = (
        models.count_parameters(KINDS[name](d, h, n, bidirectional=directions == 2)) for n in (1, 3)
    )
    assert three == one + 2 * per_layer
    assert one == directions * counted(name, d, h, 0)  # 双向时，第一层的个数乘 2
    if name in row[2] and directions == 1:
        assert row[2].endswith(f"{per_layer:,}")


# ── 门的次序 ──


def gates(name: str, layer: nn.Module, X: torch.Tensor, H: torch.Tensor) -> dict[str, tuple]:
    """按表里写的次序，把一步的线性部分拆开：每个门是（输入那一半，隐状态那一半）。"""
    order = re.search(rf"`{name}` 是([^；。]+)[；。]", PAGE)[1].split("、")
    from_input = (X @ layer.weight_ih_l0.T + layer.bias_ih_l0).chunk(len(order), 1)
    from_state = (H @ layer.weight_hh_l0.T + layer.bias_hh_l0).chunk(len(order), 1)
    return dict(zip(order, zip(from_input, from_state, strict=True), strict=True))


@torch.no_grad()
def test_order_of_the_gates():
    torch.manual_seed(0)
    X, H, C = torch.randn(3, 4), torch.randn(3, 6), torch.randn(3, 6)
    gru, lstm = nn.GRU(4, 6), nn.LSTM(4, 6)
    part = gates("nn.GRU", gru, X, H)
    R, Z = (torch.sigmoid(sum(part[gate])) for gate in ("重置门", "更新门"))
    H_tilde = torch.tanh(part["候选隐状态"][0] + R * part["候选隐状态"][1])
    torch.testing.assert_close(Z * H + (1 - Z) * H_tilde, gru(X[None], H[None])[0][0])
    part = {gate: sum(halves) for gate, halves in gates("nn.LSTM", lstm, X, H).items()}
    I, F_gate, O = (torch.sigmoid(part[gate]) for gate in ("输入门", "遗忘门", "输出门"))
    C_new = F_gate * C + I * torch.tanh(part["候选记忆元"])
    _, (H_n, C_n) = lstm(X[None], (H[None], C[None]))
    torch.testing.assert_close((O * torch.tanh(C_new), C_new), (H_n[0], C_n[0]))


# ── 调用 ──

CALLS = [call for row in rows("调用", "做什么") for cell in row[1:] for call in code(cell)]


def check_call(node: ast.Call) -> None:
    """函数存在，参数的个数与名字都对得上；找不到的名字当作张量。"""
    path = ast.unparse(node.func).split(".")
    target = KNOWN.get(path[0], torch.Tensor)
    for name in path[1:]:
        target = getattr(target, name)
    if inspect.isfunction(target) or inspect.isclass(target):
        inspect.signature(target).bind(*node.args, **{keyword.arg: None for keyword in node.keywords})


@pytest.mark.parametrize("call", CALLS)
def test_call_exists(call):
    found = [node for node in ast.walk(ast.parse(call)) if isinstance(node, ast.Call)]
    assert found
    for node in found:
        check_call(node)
    if {n.id for n in ast.walk(ast.parse(call)) if isinstance(n, ast.Name)} <= {"d", "h", "L", *KNOWN}:
        assert isinstance(eval(call, KNOWN | {"d": 4, "h": 6, "L": 2}), nn.Module)


def test_wrong_calls_are_noticed():
    for wrong in ("beam.beam_search(step)", "data.reverse(E, X_len)", "parity.copy_gru(cell, layer, x=1)"):
        with pytest.raises((TypeError, AttributeError)):
            check_call(ast.parse(wrong).body[0].value)


# ── 打印 ──


@pytest.mark.browser
def test_prints_on_two_sides(chromium):
    tab = chromium.new_page()
    tab.goto((SITE / "cheatsheet.html").as_uri(), wait_until="load")
    printed = tab.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
    tab.close()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
