"""基准测试：翻译模型，本书的配方用多久得到不高于经典配方的损失与不低于它的 BLEU。"""

from __future__ import annotations

import math
import time
from types import ModuleType

import torch
from bench_classic import CPU, silent
from classic_translation import MIN_FREQ, NUM_PAIRS, SIZES, ClassicDecoder

from utils import bleu, parallel, seq2seq, training, translation

CLASSIC_EPOCHS, BATCH_SIZE, NUM_STEPS, MAX_LENGTH = 300, 64, 10, 10
RECIPE = translation.Recipe(num_epochs=60, max_lr=0.02, smoothing=0.0)


def _score(outputs: list[parallel.Tokens], grouped: dict) -> float:
    """训练集各源句的语料 BLEU，同一源句的全部译文都算参考。"""
    return bleu.corpus_bleu(outputs, list(grouped.values()))


def classic_run(d2l: ModuleType, pairs: list[parallel.Pair], seed: int) -> dict[str, float]:
    """经典配方：300 轮，然后在训练集上量损失（奈特每有效词元）与 BLEU。"""
    training.seed_everything(seed)
    arrays, vocabs = [], []
    for side in (0, 1):
        lines = [list(pair[side]) for pair in pairs]
        vocabs.append(d2l.Vocab(lines, min_freq=MIN_FREQ, reserved_tokens=["<pad>", "<bos>", "<eos>"]))
        arrays += d2l.build_array_nmt(lines, vocabs[-1], NUM_STEPS)
    encoder = d2l.Seq2SeqEncoder(len(vocabs[0]), SIZES.embed_size, SIZES.num_hiddens, SIZES.num_layers, 0.1)
    net = d2l.EncoderDecoder(encoder, ClassicDecoder(len(vocabs[1])))
    batches, start = d2l.load_array(arrays, BATCH_SIZE), time.perf_counter()
    with silent(d2l):
        d2l.train_seq2seq(net, batches, 0.005, CLASSIC_EPOCHS, vocabs[1], CPU)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "epochs": CLASSIC_EPOCHS, **_classic_quality(d2l, net, arrays, vocabs, pairs)}


@torch.no_grad()
def _classic_quality(d2l, net, arrays, vocabs, pairs) -> dict[str, float]:
    """经典模型在训练集上的损失与 BLEU；译文由 d2l 自己的函数逐句生成。"""
    net.eval()
    X, X_len, Y, Y_len = arrays
    shifted = torch.cat([torch.full_like(Y[:, :1], vocabs[1]["<bos>"]), Y[:, :-1]], 1)
    loss = translation.token_losses(net(X, shifted, X_len)[0], Y, Y_len)[1].item()
    grouped = parallel.references(pairs)
    outputs = [
        tuple(d2l.predict_seq2seq(net, " ".join(source), *vocabs, MAX_LENGTH, CPU)[0].split())
        for source in grouped
    ]
    return {"loss": loss, "bleu": _score(outputs, grouped)}


def our_run(pairs: list[parallel.Pair], seed: int) -> dict[str, float]:
    """本书的配方走完全部轮数，再在训练集上量损失与 BLEU；用时不含评测，与经典的一致。"""
    generator, vocabs = training.seed_everything(seed), parallel.Vocabs.build(pairs, MIN_FREQ)
    model = seq2seq.Translator.build(vocabs, SIZES)
    batches = parallel.TranslationLoader(pairs, vocabs, BATCH_SIZE, generator)
    whole = [parallel.whole_batch(pairs, vocabs)]
    history = translation.fit_translator(model, batches, whole, RECIPE)
    grouped = parallel.references(pairs)
    outputs = translation.translate(model, list(grouped), vocabs, MAX_LENGTH)
    return {
        "seconds": sum(history.seconds),
        "epochs": len(history.seconds),
        "loss": math.log(translation.evaluate_translator(model, whole)),
        "bleu": _score(outputs, grouped),
    }


def measure_translation(d2l: ModuleType, repeats: int) -> dict[str, object]:
    """每个种子轮流跑经典的与本书的；大小相同，都只看训练集（经典章节没有留出数据）。"""
    pairs = parallel.load_pairs("fra_eng", NUM_PAIRS)
    record: dict[str, list[dict[str, float]]] = {"classic": [], "ours": []}
    for seed in range(repeats):
        record["classic"].append(classic_run(d2l, pairs, seed))
        record["ours"].append(our_run(pairs, seed))
    return record
