"""BLEU：单句的教学版，与多参考译文的语料版。"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

Tokens = Sequence[str]


def ngrams(tokens: Tokens, n: int) -> Counter:
    """数一个句子里的 n 元词组。

    参数：`tokens` 为词元序列；`n` 为词组的词元数。返回：词组（元组）到次数。
    """
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def sentence_bleu(predicted: Tokens, reference: Tokens, max_n: int) -> float:
    """教学版 BLEU：n 元精确率的加权几何平均，权重为 2 的 n 次方分之一，再乘简短惩罚。

    参数：`predicted`、`reference` 为词元序列；`max_n` 为最长的词组。
    返回：0 与 1 之间的数。预测短于 `max_n` 时，只算它有的那几种词组；空的预测得 0。
    异常：`ValueError`，参考译文是空的，或 `max_n` 小于 1。
    来源：权重的取法见 Zhang 等，动手学深度学习，第 9.7 节。
    """
    if not reference or max_n < 1:
        raise ValueError("参考译文不能为空，max_n 至少为 1。")
    if not predicted:
        return 0.0
    score = math.exp(min(0.0, 1 - len(reference) / len(predicted)))
    for n in range(1, min(max_n, len(predicted)) + 1):
        matches = (ngrams(predicted, n) & ngrams(reference, n)).total()
        score *= (matches / (len(predicted) - n + 1)) ** (0.5**n)
    return score


def _closest_length(length: int, references: Sequence[Tokens]) -> int:
    """与预测长度最接近的参考译文的长度；一样接近时取短的。"""
    return min((abs(len(r) - length), len(r)) for r in references)[1]


def bleu_counts(predicted: Tokens, references: Sequence[Tokens], max_n: int = 4) -> list[int]:
    """一句的 BLEU 统计量；把各句的相加，就得到整份语料的。

    参数：`references` 为这一句的全部参考译文。
    返回：`[预测长度, 参考长度, 1 元匹配数, 1 元总数, 2 元匹配数, …]`，共 `2 + 2 * max_n` 项。
    异常：`ValueError`，没有参考译文。
    """
    if not references:
        raise ValueError("每一句都至少要有一个参考译文。")
    counts = [len(predicted), _closest_length(len(predicted), references)]
    for n in range(1, max_n + 1):
        found, allowed = ngrams(predicted, n), Counter()
        for reference in references:
            allowed |= ngrams(reference, n)  # 每个词组取各参考译文里的最大次数
        counts += [(found & allowed).total(), found.total()]
    return counts


def bleu_from_counts(counts: Sequence[float]) -> float:
    """由 `bleu_counts` 的和算 BLEU。

    返回：0 与 100 之间的数；有一种词组一个也没对上时为 0。
    来源：Papineni 等，BLEU, 2002。
    """
    length, reference_length, *rest = counts
    matches, totals = rest[::2], rest[1::2]
    if min(matches) == 0:
        return 0.0
    log_precision = sum(math.log(m / t) for m, t in zip(matches, totals, strict=True)) / len(totals)
    return 100 * math.exp(min(0.0, 1 - reference_length / length) + log_precision)


def corpus_bleu(predicted: Sequence[Tokens], references: Sequence[Sequence[Tokens]], max_n: int = 4) -> float:
    """整份语料的 BLEU：先把各句的统计量相加，再算精确率与简短惩罚。

    参数：`predicted` 为各句的预测；`references` 为各句的参考译文，每句可以有多个。
    返回：0 与 100 之间的数，与 sacrebleu 的 `corpus_bleu`（不切词、不平滑）相同。
    异常：`ValueError`，句数不等、一句也没有，或有一句没有参考译文。
    来源：Papineni 等，BLEU, 2002；Post, A Call for Clarity in Reporting BLEU Scores, 2018。
    """
    if not predicted or len(predicted) != len(references):
        raise ValueError(
            f"预测与参考译文的句数要相等且不为 0，得到的是 {len(predicted)} 与 {len(references)}。"
        )
    rows = [bleu_counts(p, r, max_n) for p, r in zip(predicted, references, strict=True)]
    return bleu_from_counts([sum(column) for column in zip(*rows, strict=True)])


def bootstrap_bleu(rows: Tensor, draws: Tensor) -> Tensor:
    """自助法：反复有放回地抽取句子，每次算一遍语料 BLEU。

    参数：`rows` 为各句的 `bleu_counts`，形状 `(num_sentences, 2 + 2 * max_n)`；`draws` 为抽取的句子编号，
    形状 `(num_samples, num_sentences)`。
    返回：各次的 BLEU，形状 `(num_samples,)`。比较两个系统时，两边用同一份 `draws`。
    来源：Koehn, Statistical Significance Tests for Machine Translation Evaluation, 2004。
    """
    scores = [bleu_from_counts(rows[index].sum(0).tolist()) for index in draws]
    return torch.tensor(scores, dtype=torch.float64)
