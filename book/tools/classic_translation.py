"""经典的英法任务（make classic）：600 对句子、经典的大小，本书的配方训练十个种子，结果写成 JSON。

用法：python book/tools/classic_translation.py
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import torch
from nbpair import NOTEBOOKS, NUM_THREADS, write_text
from torch import nn

from utils import bleu, parallel, seq2seq, training, translation

RESULTS = NOTEBOOKS / "results" / "classic_translation.json"
NUM_PAIRS, MIN_FREQ, NUM_SEEDS = 600, 2, 10
SIZES = seq2seq.Sizes(embed_size=32, num_hiddens=32, num_layers=2, bidirectional=False, dropout=0.0)
RECIPE = translation.Recipe(num_epochs=40, max_lr=0.01, smoothing=0.0)
CLASSIC_EPOCHS = 300  # 经典配方的轮数
SENTENCES = {  # 经典教材用来演示的四句与参考译文
    "go .": "va !",
    "i lost .": "j'ai perdu .",
    "he's calm .": "il est calme .",
    "i'm home .": "je suis chez moi .",
}


def train_one(pairs: list[parallel.Pair], seed: int) -> tuple[list[str], float]:
    """用本书的配方训练一个种子。

    返回：四句的译文，与训练用时（秒）。没有验证集，验证困惑度在训练集的前 64 对上量，不参与比较。
    """
    generator = training.seed_everything(seed)
    vocabs = parallel.Vocabs.build(pairs, MIN_FREQ)
    model = seq2seq.Translator.build(vocabs, SIZES)
    loader = parallel.TranslationLoader(pairs, vocabs, 64, generator)
    history = translation.fit_translator(model, loader, [parallel.whole_batch(pairs[:64], vocabs)], RECIPE)
    found = translation.translate(model, [parallel.tokenize(s) for s in SENTENCES], vocabs, 10)
    return [" ".join(tokens) for tokens in found], sum(history.seconds)


class ClassicDecoder(nn.Module):
    """经典写法的解码器：上下文与嵌入拼接后进 GRU，再接一个全连接层；只用来计时。"""

    def __init__(self, vocab_size: int):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, 32)
        self.rnn = nn.GRU(64, 32, 2, dropout=0.1)
        self.dense = nn.Linear(32, vocab_size)

    def init_state(self, outputs, *_):
        """编码器最后的状态就是解码器的初始状态。"""
        return outputs[1]

    def forward(self, X, state):
        """训练时的前向。"""
        X = self.embedding(X).permute(1, 0, 2)
        context = state[-1].repeat(X.shape[0], 1, 1)
        output, state = self.rnn(torch.cat((X, context), 2), state)
        return self.dense(output).permute(1, 0, 2), state


def classic_seconds(d2l, pairs: list[parallel.Pair], num_epochs: int) -> float:
    """经典配方（d2l 的训练函数，批量 64，学习率 0.005，10 个时间步）每轮的用时（秒）。"""
    arrays, vocabs = [], []
    for side in (0, 1):
        lines = [list(pair[side]) for pair in pairs]
        vocabs.append(d2l.Vocab(lines, min_freq=MIN_FREQ, reserved_tokens=["<pad>", "<bos>", "<eos>"]))
        arrays += d2l.build_array_nmt(lines, vocabs[-1], 10)
    batches = d2l.load_array(arrays, 64)
    encoder = d2l.Seq2SeqEncoder(len(vocabs[0]), 32, 32, 2, 0.1)
    net = d2l.EncoderDecoder(encoder, ClassicDecoder(len(vocabs[1])))
    start = time.perf_counter()
    d2l.train_seq2seq(net, batches, 0.005, num_epochs, vocabs[1], torch.device("cpu"))
    return (time.perf_counter() - start) / num_epochs


def summary(runs: list[tuple[list[str], float]]) -> dict[str, dict]:
    """各句的平均 BLEU（教学版，最长二元词组）与完全正确的种子数。"""
    table = {}
    for i, (source, reference) in enumerate(SENTENCES.items()):
        found = [sentences[i] for sentences, _ in runs]
        scores = [bleu.sentence_bleu(text.split(), reference.split(), 2) for text in found]
        table[source] = {
            "reference": reference,
            "bleu": round(statistics.mean(scores), 3),
            "exact": sum(text == reference for text in found),
            "translations": sorted(set(found)),
        }
    return table


def main() -> int:
    """训练十个种子，写下结果；返回退出码。"""
    torch.set_num_threads(NUM_THREADS)
    pairs = parallel.load_pairs("fra_eng", NUM_PAIRS)
    runs = [train_one(pairs, seed) for seed in range(NUM_SEEDS)]
    seen = {" ".join(source) for source, _ in pairs}
    record = {
        "num_seeds": NUM_SEEDS,
        "in_training": {source: source in seen for source in SENTENCES},
        "sentences": summary(runs),
    }
    Path(RESULTS).parent.mkdir(exist_ok=True)
    write_text(RESULTS, json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    print(f"写好 {RESULTS.name}。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
