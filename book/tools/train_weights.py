"""训练随书附带的权重（make weights）：第 5、6 章的翻译模型与第 1 章的字符语言模型。

用法：
  python book/tools/train_weights.py            全部重新训练
  python book/tools/train_weights.py 名字…      只训练指定的几个
"""

from __future__ import annotations

import functools
import sys

import torch
from nbpair import NUM_THREADS
from torch import nn

from utils import bleu, data, models, parallel, seq2seq, text, training, translation, weights

NUM_SEEDS = 3
LARGE, SMALL = seq2seq.Sizes(), seq2seq.Sizes(embed_size=64, num_hiddens=80)  # 小的那个放进交互图
RECIPE = translation.Recipe(num_epochs=30)
CHAR_EPOCHS, CHAR_HIDDENS = 12, 128


def train_translator(name: str, seed: int, sizes: seq2seq.Sizes) -> None:
    """训练一个英中翻译模型，按验证困惑度选最好的一轮，存成 `name`。"""
    generator = training.seed_everything(seed)
    splits = parallel.split_by_source(parallel.load_pairs("en_zh"), 0.1, 0.1, seed=0)
    vocabs = parallel.Vocabs.build(splits[0])
    model = seq2seq.Translator.build(vocabs, sizes)
    loader = parallel.TranslationLoader(splits[0], vocabs, 64, generator)
    valid = parallel.whole_batch(splits[1], vocabs)
    history = translation.fit_translator(model, loader, [valid], RECIPE)
    answers = parallel.references(splits[1])
    found = translation.translate(model, list(answers), vocabs, 20)
    notes = {
        "epochs": RECIPE.num_epochs,
        "best_epoch": history.best_epoch,
        "valid_bleu_greedy": round(bleu.corpus_bleu(found, list(answers.values())), 2),
        "train_perplexity": [round(p, 3) for p in history.train_perplexity],
        "valid_perplexity": [round(p, 3) for p in history.valid_perplexity],
        "seconds": round(sum(history.seconds)),
    }
    weights.save_weights(name, model.state_dict(), notes)


def train_char_model() -> None:
    """在随书附带的故事上训练字符级 GRU 语言模型，供第 6 章续写。"""
    generator = training.seed_everything(0)
    corpus = text.normalize_english(text.load_corpus("time_traveller"))
    vocab = text.Vocab(text.char_tokens(corpus))
    splits = data.split_ids(vocab.encode(corpus), 60_000, 8_000)
    layer = nn.GRU(len(vocab), CHAR_HIDDENS, batch_first=True)
    model = models.LanguageModel(layer, len(vocab), CHAR_HIDDENS)
    history = training.fit_language_model(model, splits, 0.01, CHAR_EPOCHS, generator)
    notes = {
        "epochs": CHAR_EPOCHS,
        "valid_perplexity": [round(p, 3) for p in history.valid_perplexity],
        "seconds": round(sum(history.seconds)),
    }
    weights.save_weights("char_gru", model.state_dict(), notes)


TRANSLATORS = {f"en_zh_{seed}": (seed, LARGE) for seed in range(NUM_SEEDS)} | {"en_zh_small": (0, SMALL)}
JOBS = {name: functools.partial(train_translator, name, *how) for name, how in TRANSLATORS.items()}
JOBS["char_gru"] = train_char_model


def main(names: list[str]) -> int:
    """命令行入口；返回退出码。"""
    if unknown := [name for name in names if name not in JOBS]:
        print(f"没有这些权重：{'、'.join(unknown)}。可用的有：{'、'.join(JOBS)}。", file=sys.stderr)
        return 2
    torch.set_num_threads(NUM_THREADS)
    for name in names or JOBS:
        JOBS[name]()
        print(f"{name}：{weights.read_index()[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
