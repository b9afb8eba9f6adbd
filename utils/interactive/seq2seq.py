"""第 5 章的交互图：英译中的翻译模型。"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from matplotlib.figure import Figure

from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_translator
from utils.parallel import Vocabs, detokenize, encode, tokenize
from utils.seq2seq import Translator

LIMIT, MAX_LENGTH = 25, 20  # 源句、译文最多几个词元


def check_sentences(examples: Sequence[str]) -> list[str]:
    """检查例句。

    返回：例句的列表。异常：`ValueError`，一句也没有，或某一句是空的、太长。
    """
    if not examples or not all(0 < len(tokenize(text)) <= LIMIT for text in examples):
        raise ValueError(f"至少要有一个例句，每句 1 到 {LIMIT} 个词元。")
    return list(examples)


@torch.no_grad()
def greedy_steps(model: Translator, vocabs: Vocabs, sentence: str) -> list[tuple[str, float]]:
    """贪心翻译一句，返回每一步的词元与它的概率，含 `<eos>`。"""
    state = model.start(*encode([tokenize(sentence)], vocabs.source))
    token, steps = torch.tensor([model.bos]), []
    while len(steps) < MAX_LENGTH and (not steps or steps[-1][0] != "<eos>"):
        log_probs, state = model.step(token, state)
        token = log_probs.argmax(1)
        steps.append((vocabs.target.tokens[int(token)], log_probs.max().exp().item()))
    return steps


def translator_lab(
    model: Translator, vocabs: Vocabs, examples: Sequence[str], dtype: str = "int8"
) -> InteractiveFigure:
    """英译中的翻译模型：输入英文，逐步看编码器与解码器，再打开错误博物馆里的开关。

    参数：`model` 为 `utils.seq2seq.Translator`；`vocabs` 为两张词表；`examples` 为例句，第一句先显示；
    `dtype` 为打包的精度，见 `utils.interactive.packing.pack_tensors`。
    异常：`ValueError`，没有例句，或例句太长。
    """
    texts = check_sentences(examples)
    steps = greedy_steps(model.eval(), vocabs, texts[0])

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        ax.bar(range(len(steps)), [p for _, p in steps])
        ax.set_xticks(range(len(steps)), [token for token, _ in steps])
        ax.set(xlabel="逐步写出的词元", ylabel="概率", ylim=(0, 1))

    written = detokenize(token for token, _ in steps if token != "<eos>")
    alt = f"把“{texts[0]}”译成“{written}”，每一步所取词元的概率"
    spec = {"model": pack_translator(model, vocabs, dtype), "examples": texts}
    return InteractiveFigure("translator-lab", spec, draw_picture(paint), alt)
