"""平行语料：读取句对、切成词元、按源句切分、编成填充过的小批量。"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from os import PathLike
from pathlib import Path

import torch
from torch import Tensor

from utils.archives import read_zip_text
from utils.data import bucketed, pad_ids
from utils.download import fetch
from utils.text import UNKNOWN, CorpusError, Vocab

PAD, BOS, EOS = "<pad>", "<bos>", "<eos>"
Tokens = tuple[str, ...]
Pair = tuple[Tokens, Tokens]
Batch = tuple[Tensor, Tensor, Tensor, Tensor]
_PUNCTUATION = ".,!?。，！？"
_HAN = r"\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]|[{_PUNCTUATION}]|[^\s{_HAN}{_PUNCTUATION}]+")
_MEMBER, _MAX_BYTES = "fra-eng/fra.txt", 64 * 2**20  # 压缩包里的文件；解压后远小于这个上限


def tokenize(sentence: str) -> Tokens:
    """把一个句子切成词元：汉字一字一个，其他文字按空白切成小写单词。

    只有 `. , ! ?` 与 `。，！？` 单独成为一个词元，别的标点连在旁边的单词上。

    参数：`sentence` 为任意文本；不换行空格也算空白。
    返回：词元的元组；空句子得到空元组。
    """
    return tuple(_TOKEN.findall(sentence.lower()))


def detokenize(tokens: Iterable[str]) -> str:
    """把词元接成句子：中文的词元直接相连，其他文字用空格隔开。

    参数：`tokens` 为词元序列。返回：句子；只要有一个汉字，就按中文处理。
    """
    tokens = list(tokens)
    return ("" if re.search(f"[{_HAN}]", "".join(tokens)) else " ").join(tokens)


def _read(source: str | PathLike[str]) -> str:
    """按名字或路径读出整份表格。"""
    if source == "en_zh":
        return resources.files("utils").joinpath("corpora/en_zh.tsv").read_text(encoding="utf-8")
    if source == "fra_eng":
        return read_zip_text(fetch("fra_eng"), _MEMBER, _MAX_BYTES)
    path = Path(source)
    if not path.is_file():
        raise CorpusError(
            f"找不到平行语料“{source}”。可用的名字有：en_zh、fra_eng；也可以给出自己的 UTF-8 文件的路径，"
            "每行一对句子，用制表符分开。"
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"“{path.name}”不是 UTF-8 编码（第 {error.start} 字节处出错）。请用编辑器另存为 UTF-8 再试。"
        ) from error


def load_pairs(source: str | PathLike[str], limit: int | None = None) -> list[Pair]:
    """读一份平行语料，并切成词元。

    参数：`source` 为 `"en_zh"`（随书附带的英中句对）、`"fra_eng"`（经典的英法句对，从缓存读取或下载），
    或自己的文件的路径；`limit` 为最多读多少对，`None` 表示全部。
    返回：句对的列表，次序与文件相同。
    异常：`utils.text.CorpusError`，名字、编码或格式不对；`utils.download.DownloadError`，经典语料下载不到。
    """
    return parse_pairs(_read(source), limit)


def parse_pairs(content: str, limit: int | None = None) -> list[Pair]:
    """把表格文本变成句对。

    参数：`content` 每行是源句、制表符、目标句；更多的列会忽略，空行跳过；`limit` 同 `load_pairs`。
    返回：句对的列表。
    异常：`utils.text.CorpusError`，某一行不足两列或有一边是空的，说明里有行号；或者一对也没有。
    """
    pairs: list[Pair] = []
    for number, line in enumerate(content.split("\n"), 1):
        if len(pairs) == limit:
            break
        if not line.strip():
            continue
        columns = [tokenize(column) for column in line.split("\t")[:2]]
        if len(columns) < 2 or not all(columns):
            raise CorpusError(f"第 {number} 行应当是源句、制表符、目标句，两边都不能空：{line[:60]!r}。")
        pairs.append((columns[0], columns[1]))
    if not pairs:
        raise CorpusError("平行语料里一对句子也没有。请检查文件是否为空。")
    return pairs


def references(pairs: Iterable[Pair]) -> dict[Tokens, list[Tokens]]:
    """把同一个源句的各种译文收在一起，评测时都算参考译文。

    返回：源句到译文列表，次序与首次出现的次序相同，译文不重复。
    """
    grouped: dict[Tokens, list[Tokens]] = {}
    for source, target in pairs:
        translations = grouped.setdefault(source, [])
        if target not in translations:
            translations.append(target)
    return grouped


def split_by_source(
    pairs: Sequence[Pair], valid_fraction: float, test_fraction: float, seed: int
) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """按源句切分：同一个源句的全部译文落在同一部分。

    参数：`valid_fraction`、`test_fraction` 为两部分占源句的比例，都为正，和小于 1；`seed` 为随机种子。
    返回：`(train, valid, test)`。
    异常：`ValueError`，比例不对，或源句太少，有一部分是空的。
    """
    if not (valid_fraction > 0 and test_fraction > 0 and valid_fraction + test_fraction < 1):
        raise ValueError(f"两个比例都要大于 0，和要小于 1，得到的是 {valid_fraction} 与 {test_fraction}。")
    sources = sorted(references(pairs))
    random.Random(seed).shuffle(sources)
    num_test, num_valid = (round(f * len(sources)) for f in (test_fraction, valid_fraction))
    if not 0 < num_test + num_valid < len(sources) or not num_test or not num_valid:
        raise ValueError(f"只有 {len(sources)} 个不同的源句，切不成三部分。请换一份更大的语料。")
    held_out = dict.fromkeys(sources[:num_test], 2)
    held_out |= dict.fromkeys(sources[num_test : num_test + num_valid], 1)
    parts: tuple[list[Pair], ...] = ([], [], [])
    for pair in pairs:
        parts[held_out.get(pair[0], 0)].append(pair)
    return parts


@dataclass(frozen=True)
class Vocabs:
    """源语言与目标语言的词表，都含 `<pad>`、`<bos>`、`<eos>`。"""

    source: Vocab
    target: Vocab

    @classmethod
    def build(cls, pairs: Sequence[Pair], min_freq: int = 1) -> Vocabs:
        """由训练集的句对建立两张词表；`min_freq` 为收录的最低词频（次）。"""
        sides = ([token for pair in pairs for token in pair[side]] for side in (0, 1))
        return cls(*(Vocab(side, min_freq, (PAD, BOS, EOS)) for side in sides))


def encode_sentence(tokens: Iterable[str], vocab: Vocab) -> list[int]:
    """给一句编号，末尾加上 `<eos>`；句子里本来就写着的 `<pad>`、`<bos>`、`<eos>` 当作 `<unk>`。"""
    plain = (UNKNOWN if token in (PAD, BOS, EOS) else token for token in tokens)
    return [*vocab.encode(plain), vocab[EOS]]


def encode(sentences: Sequence[Tokens], vocab: Vocab, num_steps: int | None = None) -> tuple[Tensor, Tensor]:
    """给每句加上 `<eos>`，编成编号，在右边填充成一个小批量。

    参数：`num_steps` 为最多几个时间步，超出的截断（连同 `<eos>`），`None` 表示不截断。
    返回：编号 `(batch_size, num_steps)` 与有效长度 `(batch_size,)`，有效长度含 `<eos>`。
    异常：`ValueError`，一句也没有。空句子允许，只剩 `<eos>`。
    """
    rows = [encode_sentence(sentence, vocab)[:num_steps] for sentence in sentences]
    return pad_ids(rows, vocab[PAD])


class TranslationLoader:
    """逐个给出训练用的小批量，长度相近的句子放在一起。"""

    def __init__(self, pairs: Sequence[Pair], vocabs: Vocabs, batch_size: int, generator: torch.Generator):
        """参数：`batch_size` 为每个小批量的句对数；`generator` 决定次序。"""
        self.X, self.X_len = encode([source for source, _ in pairs], vocabs.source)
        self.Y, self.Y_len = encode([target for _, target in pairs], vocabs.target)
        self.batch_size, self.generator = batch_size, generator

    def __len__(self) -> int:
        """每一轮的小批量数。"""
        return (len(self.X) + self.batch_size - 1) // self.batch_size

    def __iter__(self) -> Iterator[Batch]:
        """逐个给出 `(X, X_len, Y, Y_len)`；X 与 Y 形状 `(batch_size, 本批的最大长度)`，句末有 `<eos>`。"""
        for rows in bucketed(self.Y_len, self.batch_size, self.generator):
            X_len, Y_len = self.X_len[rows], self.Y_len[rows]
            yield self.X[rows, : X_len.max()], X_len, self.Y[rows, : Y_len.max()], Y_len


def whole_batch(pairs: Sequence[Pair], vocabs: Vocabs) -> Batch:
    """把全部句对编成一个小批量 `(X, X_len, Y, Y_len)`，评测时用。"""
    X, X_len = encode([source for source, _ in pairs], vocabs.source)
    return X, X_len, *encode([target for _, target in pairs], vocabs.target)
