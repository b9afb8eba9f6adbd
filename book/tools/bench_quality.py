"""基准测试：语言模型训练到同样的困惑度要多久，本书对 d2l，轮流进行。"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from types import ModuleType

import torch
from bench_classic import classic_epoch, classic_model
from torch import Tensor, nn

from utils import cells, data, fused, models, text, training

TARGET, NUM_HIDDENS, CLASSIC_EPOCHS = 1.1, 256, 800
Build = Callable[[int], nn.Module]
# 本书的写法：对应的经典模型、模型、学习率的峰值、单周期的轮数
OURS: dict[str, tuple[str, Build, float, int]] = {
    "GRU 从零": (
        "GRU 从零",
        lambda v: models.LanguageModel(_loop(cells.GRUCell, v), v, NUM_HIDDENS),
        0.02,
        40,
    ),
    "GRU 手写反向": ("GRU 从零", lambda v: fused.FusedLanguageModel("gru", v, NUM_HIDDENS), 0.02, 40),
    "GRU 简洁": ("GRU 简洁", lambda v: _framework(nn.GRU, v, 1), 0.02, 40),
    "LSTM 从零": (
        "LSTM 从零",
        lambda v: models.LanguageModel(_loop(cells.LSTMCell, v), v, NUM_HIDDENS),
        0.03,
        50,
    ),
    "LSTM 手写反向": ("LSTM 从零", lambda v: fused.FusedLanguageModel("lstm", v, NUM_HIDDENS), 0.03, 45),
    "LSTM 简洁": ("LSTM 简洁", lambda v: _framework(nn.LSTM, v, 1), 0.03, 45),
    "两层 LSTM": ("两层 LSTM", lambda v: _strong_input(_framework(nn.LSTM, v, 2)), 0.025, 30),
}
CLASSICS = list(dict.fromkeys(row[0] for row in OURS.values()))


def _loop(cell: type[cells.Cell], vocab_size: int) -> models.Recurrent:
    """逐门从零写的循环层。"""
    return models.Recurrent(cell(vocab_size, NUM_HIDDENS))


def _framework(layer: type[nn.RNNBase], vocab_size: int, num_layers: int) -> models.LanguageModel:
    """用 `torch.nn` 的循环层建立语言模型。"""
    rnn = layer(vocab_size, NUM_HIDDENS, num_layers, batch_first=True)
    return models.LanguageModel(rnn, vocab_size, NUM_HIDDENS)


def _strong_input(model: models.LanguageModel) -> models.LanguageModel:
    """放大第一层的输入权重：独热编码每次只用到一列，默认的初始化让输入太弱，深的网络起步慢。"""
    nn.init.normal_(model.rnn.weight_ih_l0, std=0.3)
    return model


def classic_text() -> tuple[text.Vocab, Tensor, Tensor]:
    """《时间机器》的前 10,000 个字符作训练集，紧接着的 1,000 个作验证集。"""
    corpus = text.normalize_english(text.load_corpus("time_machine"))
    vocab = text.Vocab(text.char_tokens(corpus))
    return vocab, *data.split_ids(vocab.encode(corpus), 10_000, 1_000)


def our_race(name: str, seed: int) -> dict[str, float]:
    """本书的配方训练到目标困惑度。

    返回：`seconds`（秒）、`epochs`、`perplexity`；训练完仍未到达时 `perplexity` 高于目标。
    """
    _, build, peak, num_epochs = OURS[name]
    vocab, train_ids, valid_ids = classic_text()
    generator = training.seed_everything(seed)
    model, batches = build(len(vocab)), data.SequentialLoader(train_ids, 32, 35, generator)
    recipe = training.one_cycle(model, peak, num_epochs * len(batches))
    valid = data.SequentialLoader(valid_ids, 10, 50)
    settings = training.Settings(num_epochs, target=TARGET)
    history = training.train_language_model(model, batches, valid, *recipe, settings)
    return {
        "seconds": sum(history.seconds),
        "epochs": len(history.seconds),
        "perplexity": history.train_perplexity[-1],
        "valid_perplexity": history.valid_perplexity[-1],
    }


def classic_race(d2l: ModuleType, name: str, seed: int) -> dict[str, float]:
    """d2l 的训练循环走到目标困惑度；不打印、不画图，只计训练的时间。

    返回：同 `our_race`，最多 `CLASSIC_EPOCHS` 轮。
    """
    training.seed_everything(seed)
    batches, vocab = d2l.load_data_time_machine(32, 35)
    step = classic_epoch(d2l, *classic_model(d2l, name, len(vocab), NUM_HIDDENS))
    perplexities, start = [math.inf], time.perf_counter()
    while perplexities[-1] > TARGET and len(perplexities) <= CLASSIC_EPOCHS:
        perplexities.append(step(batches))
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "epochs": len(perplexities) - 1, "perplexity": perplexities[-1]}


def measure_quality(d2l: ModuleType, repeats: int) -> dict[str, object]:
    """每个种子轮流训练经典的与本书的。

    返回：`classic` 与 `ours` 两张表，名字到各种子的结果；以及 `target`。
    """
    record: dict[str, dict[str, list]] = {"classic": {}, "ours": {}}
    for seed in range(repeats):
        for name in CLASSICS:
            record["classic"].setdefault(name, []).append(classic_race(d2l, name, seed))
            for ours in (key for key, row in OURS.items() if row[0] == name):
                record["ours"].setdefault(ours, []).append(our_race(ours, seed))
    return {"target": TARGET, "num_hiddens": NUM_HIDDENS, "threads": torch.get_num_threads(), **record}
