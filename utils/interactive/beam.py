"""第 6 章的交互图：束搜索的树。"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure

from utils.beam import beam_search
from utils.decoding import Limits
from utils.interactive.element import InteractiveFigure, draw_picture
from utils.interactive.packing import pack_translator
from utils.interactive.seq2seq import MAX_LENGTH, check_sentences
from utils.parallel import BOS, EOS, Vocabs, detokenize, encode, tokenize
from utils.seq2seq import Translator

Row = Sequence[float]


def pack_table(names: Sequence[str], table: Mapping[tuple[int, ...], Row], others: Row) -> dict:
    """打包一张概率表，供 `table-model.js` 使用。

    参数：`names` 为词元，最后一个是 `<eos>`；`table` 的键是已经写出的编号，值是下一个词元的概率；
    `others` 用于表里没有的。
    异常：`ValueError`，某一行的个数不对、有负数，或者和不是 1。
    """
    for path, row in {**table, ("其他",): others}.items():
        if len(row) != len(names) or min(row) < 0 or not math.isclose(sum(row), 1, abs_tol=1e-9):
            raise ValueError(f"{path} 那一行应有 {len(names)} 个不小于 0、和为 1 的概率，得到的是 {row}。")
    rows = {",".join(map(str, path)): list(row) for path, row in table.items()}
    return {"tokens": list(names), "table": rows, "others": list(others), "eos": len(names) - 1}


@torch.no_grad()
def finished_list(
    model: Translator, vocabs: Vocabs, sentence: str, width: int, alpha: float
) -> list[tuple[str, float]]:
    """束搜索翻译一句，返回完成名单里的 `(译文, 分数)`，从好到坏。"""
    state = model.start(*encode([tokenize(sentence)], vocabs.source))
    limits = Limits(vocabs.target[BOS], vocabs.target[EOS], MAX_LENGTH)
    (found,) = beam_search(model.step, state, limits, width, alpha)
    decode = vocabs.target.decode
    return [(detokenize(decode(i for i in h.tokens if i != limits.eos)), h.score) for h in found]


def beam_lab(
    model: Translator,
    vocabs: Vocabs,
    examples: Sequence[str],
    table: dict,
    width: int = 3,
    alpha: float = 0.75,
) -> InteractiveFigure:
    """束搜索的树：输入英文，看每一步留下谁、剪掉谁；束宽与归一化指数可以拖动。另有一张概率表的例子。

    参数：`model`、`vocabs`、`examples` 同 `translator_lab`；`table` 为 `pack_table` 的结果；`width` 为束宽，
    1 到 6；`alpha` 为归一化指数，0 到 1.5。
    异常：`ValueError`，没有例句、例句太长，或束宽与指数超出范围。
    """
    texts = check_sentences(examples)
    if not (1 <= width <= 6 and 0 <= alpha <= 1.5):
        raise ValueError(f"束宽要在 1 与 6 之间，alpha 要在 0 与 1.5 之间，得到的是 {width} 与 {alpha}。")
    found = finished_list(model.eval(), vocabs, texts[0], width, alpha)

    def paint(figure: Figure) -> None:
        ax = figure.subplots()
        ax.barh(range(len(found)), [score for _, score in found])
        ax.set_yticks(range(len(found)), [text for text, _ in found])
        ax.invert_yaxis()
        ax.set(xlabel="分数：log P 除以 L 的 α 次方")

    alt = f"束宽 {width} 翻译“{texts[0]}”的完成名单，第一名是“{found[0][0]}”"
    spec = {"model": pack_translator(model, vocabs, "int8"), "table": table, "examples": texts}
    spec |= {"width": width, "alpha": alpha}
    return InteractiveFigure("beam-lab", spec, draw_picture(paint, (6.4, 2.2)), alt)
