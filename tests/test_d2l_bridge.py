"""经典教材的代码能在今天的环境里运行；没有 torchvision 时报错清楚。"""

import math
import sys
from importlib import resources

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn

from utils import d2l_bridge
from utils.download import CLASSIC_FILES, cache_dir

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def d2l():
    module = d2l_bridge.load_d2l()
    if not (cache_dir() / CLASSIC_FILES["time_machine"].filename).is_file():
        bundled = resources.files("utils") / "corpora" / "time_traveller.txt"
        d2l_bridge.use_time_machine(module, str(bundled))
    yield module
    d2l_bridge.use_time_machine(module, None)
    plt.close("all")


@pytest.fixture
def fresh_import():
    """忘掉已经导入的 d2l，测试之后复原。"""
    saved = {n: sys.modules.pop(n) for n in list(sys.modules) if n.split(".")[0] in ("d2l", "torchvision")}
    yield
    for name in [n for n in sys.modules if n.split(".")[0] in ("d2l", "torchvision")]:
        del sys.modules[name]
    sys.modules.update(saved)


def reported_perplexity(capsys):
    """`train_ch8` 训练结束时打印的困惑度。"""
    return float(capsys.readouterr().out.split("perplexity ")[1].split(",")[0])


# d2l 把带梯度的损失直接换成 Python 数，新版 PyTorch 会为此警告
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_train_and_predict(d2l, capsys):
    torch.manual_seed(0)
    batches, vocab = d2l.load_data_time_machine(batch_size=32, num_steps=35)
    X, Y = next(iter(batches))
    assert X.shape == Y.shape == (32, 35) and torch.equal(X[:, 1:], Y[:, :-1])
    device = d2l.try_gpu()
    model = d2l.RNNModel(nn.GRU(len(vocab), 32), len(vocab)).to(device)
    d2l.train_ch8(model, batches, vocab, 1, 1, device)
    first = reported_perplexity(capsys)
    d2l.train_ch8(model, batches, vocab, 1, 20, device)
    later = reported_perplexity(capsys)
    assert 1 < later < 0.9 * first < len(vocab)
    assert list(plt.gca().lines[0].get_xdata()) == [10, 20]  # 没有显示器，曲线照样画出来
    generated = d2l.predict_ch8("time traveller", 10, model, vocab, device)
    assert generated.startswith("time traveller") and len(generated) == len("time traveller") + 10
    assert set(generated) <= set(vocab.token_to_idx)


def test_reads_the_given_text(d2l, tmp_path):
    before = d2l.download
    (tmp_path / "own.txt").write_text("The Time Traveller\nsmiled.\n", encoding="utf-8")
    try:
        d2l_bridge.use_time_machine(d2l, tmp_path / "own.txt")
        assert d2l.read_time_machine() == ["the time traveller", "smiled"]
    finally:
        d2l.download = before


def test_classic_file_comes_from_the_cache(d2l, monkeypatch, tmp_path):
    own = tmp_path / "timemachine.txt"
    own.write_text("Cached\n", encoding="utf-8")
    monkeypatch.setattr(d2l_bridge, "fetch", lambda name: {"time_machine": own}[name])
    monkeypatch.setattr(d2l, "download", d2l.download.original)
    assert d2l_bridge.load_d2l() is d2l  # 已经导入的 d2l 也会接到缓存上
    assert d2l.read_time_machine() == ["cached"]


def test_bleu(d2l):
    assert d2l.bleu("a b c", "a b c", k=2) == pytest.approx(1)
    # 一元精确率 3/4，二元 2/3，三元 1/2，没有长度惩罚
    expected = math.prod(p ** (0.5**n) for n, p in enumerate((3 / 4, 2 / 3, 1 / 2), 1))
    assert d2l.bleu("a b c x", "a b c d", k=3) == pytest.approx(expected)


def test_vision_needs_torchvision(fresh_import, monkeypatch):
    monkeypatch.setitem(sys.modules, "torchvision", None)  # 使 import torchvision 失败
    d2l = d2l_bridge.load_d2l()
    with pytest.raises(d2l_bridge.BridgeError, match="没有可用的 torchvision"):
        d2l.load_data_fashion_mnist(batch_size=2)
    assert "torchvision" not in sys.modules


def test_broken_torchvision(fresh_import, monkeypatch, tmp_path):
    broken = tmp_path / "torchvision"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise RuntimeError('operator torchvision::nms does not exist')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert d2l_bridge.load_d2l().RNNModel
    assert "torchvision" not in sys.modules


def test_missing_d2l(fresh_import, monkeypatch):
    monkeypatch.setitem(sys.modules, "d2l", None)
    with pytest.raises(d2l_bridge.BridgeError, match="--no-deps d2l==0.17.6"):
        d2l_bridge.load_d2l()
