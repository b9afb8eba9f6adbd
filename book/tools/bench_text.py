"""基准测试：整本《时间机器》，参数个数相近的几种网络在留出文字上的比特每字符。"""

from __future__ import annotations

import math

from torch import nn

from utils import data, models, text, training
from utils.metrics import evaluate_perplexity

BUDGET = 250_000  # 参数个数
VALID, TEST = 8_000, 16_000  # 末尾留出的字符数：先验证，后测试
NUM_EPOCHS, PEAK, BATCH_SIZE, NUM_STEPS = 15, 0.004, 16, 64
NETWORKS: dict[str, tuple[type[nn.RNNBase], int]] = {
    "RNN": (nn.RNN, 1),
    "GRU": (nn.GRU, 1),
    "LSTM": (nn.LSTM, 1),
    "两层 GRU": (nn.GRU, 2),
    "两层 LSTM": (nn.LSTM, 2),
}


def build_network(name: str, vocab_size: int, num_hiddens: int) -> models.LanguageModel:
    """按名字建立语言模型。"""
    layer, depth = NETWORKS[name]
    rnn = layer(vocab_size, num_hiddens, depth, batch_first=True)
    return models.LanguageModel(rnn, vocab_size, num_hiddens)


def matching_size(name: str, vocab_size: int, budget: int = BUDGET) -> int:
    """参数个数最接近 `budget` 的隐藏单元数。"""

    def distance(num_hiddens: int) -> int:
        return abs(models.count_parameters(build_network(name, vocab_size, num_hiddens)) - budget)

    return min(range(32, 640, 4), key=distance)


def measure_text(repeats: int, num_epochs: int = NUM_EPOCHS) -> dict[str, object]:
    """训练到固定的轮数，验证困惑度用来看是否过拟合，比特每字符在测试部分上量。

    返回：名字到 `{"num_hiddens", "parameters", "bits": […], "valid_perplexity": […]}`。
    """
    corpus = text.normalize_english(text.load_corpus("time_machine"))
    vocab = text.Vocab(text.char_tokens(corpus))
    ids = vocab.encode(corpus)
    train_ids, held_out = data.split_ids(ids, len(ids) - VALID - TEST, VALID + TEST)
    record = {}
    for name in NETWORKS:
        h = matching_size(name, len(vocab))
        runs = [
            _train(build_network, (name, len(vocab), h), (train_ids, held_out), num_epochs, seed)
            for seed in range(repeats)
        ]
        count = models.count_parameters(build_network(name, len(vocab), h))
        record[name] = {"num_hiddens": h, "parameters": count, **{k: [r[k] for r in runs] for k in runs[0]}}
    return {"train": len(train_ids), "valid": VALID, "test": TEST, "epochs": num_epochs, "networks": record}


def _train(build, size, splits, num_epochs, seed) -> dict[str, object]:
    """训练一个种子，返回测试部分的比特每字符与逐轮的验证困惑度。"""
    generator, (train_ids, held_out) = training.seed_everything(seed), splits
    model, batches = build(*size), data.SequentialLoader(train_ids, BATCH_SIZE, NUM_STEPS, generator)
    recipe = training.one_cycle(model, PEAK, num_epochs * len(batches))
    valid = data.SequentialLoader(held_out[:VALID], 10, 50)
    history = training.train_language_model(model, batches, valid, *recipe, training.Settings(num_epochs))
    test = data.SequentialLoader(held_out[VALID:], 10, 50)
    return {"bits": math.log2(evaluate_perplexity(model, test)), "valid_perplexity": history.valid_perplexity}
