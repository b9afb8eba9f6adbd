"""多音字：读取随书附带的句子，按句框切分，编成填充过的小批量，以及拼音的写法。"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

from torch import Tensor

from utils.data import pad_ids
from utils.text import CorpusError, Vocab

_TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"}


@dataclass(frozen=True)
class Polyphone:
    """一个句子里的一个多音字。"""

    sentence: str
    index: int  # 多音字在句中的位置，从 0 数起
    reading: str  # 读音，声调写成数字，例如 chang2；5 是轻声
    side: str  # 决定读音的上文或下文：L 在它前面，R 在它后面，B 两边都有
    group: str  # 句框的编号；同一句框只换几个字，切分时不能拆开

    @property
    def character(self) -> str:
        """这个多音字。"""
        return self.sentence[self.index]


def load_polyphones() -> list[Polyphone]:
    """读随书附带的 `polyphone.tsv`。

    返回：全部例子，次序与文件相同。
    异常：`CorpusError`，某一行的格式不对，说明里有行号。
    """
    content = resources.files("utils").joinpath("corpora/polyphone.tsv").read_text(encoding="utf-8")
    return parse_polyphones(content)


def parse_polyphones(content: str) -> list[Polyphone]:
    """把表格文本变成例子。

    参数：`content` 每行五列，用制表符分开：句子、位置、读音、哪一边、句框。
    返回：全部例子。
    异常：`CorpusError`，列数不对，位置不是句内的数，或哪一边不是 L、R、B。
    """
    examples = []
    for number, line in enumerate(content.splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 5 or columns[3] not in ("L", "R", "B"):
            raise CorpusError(f"polyphone.tsv 第 {number} 行应有五列，第四列是 L、R 或 B：{line!r}。")
        sentence, index, *rest = columns
        if not index.isdecimal() or len(index) > 9 or int(index) >= len(sentence):
            raise CorpusError(f"polyphone.tsv 第 {number} 行的位置 {index!r} 不在句子里。")
        examples.append(Polyphone(sentence, int(index), *rest))
    return examples


def split_by_group(
    examples: Iterable[Polyphone], valid_fraction: float, seed: int
) -> tuple[list[Polyphone], list[Polyphone]]:
    """按句框切分：同一句框的句子全在一边；每个字、每一边各自抽取，使两部分的构成相近。

    参数：`valid_fraction` 为留出的句框比例，在 0 与 1 之间；`seed` 为随机种子。
    返回：`(train, valid)`。
    异常：`ValueError`，比例不在 0 与 1 之间。
    """
    if not 0 < valid_fraction < 1:
        raise ValueError(f"留出的比例要在 0 与 1 之间，得到的是 {valid_fraction}。")
    groups: dict[str, list[Polyphone]] = defaultdict(list)
    for example in examples:
        groups[example.group].append(example)
    strata: dict[tuple, list[str]] = defaultdict(list)
    for name, members in groups.items():
        readings = tuple(sorted({member.reading for member in members}))
        strata[members[0].character, members[0].side, readings].append(name)
    dice, held_out = random.Random(seed), set()
    for key in sorted(strata):
        names = sorted(strata[key])
        dice.shuffle(names)
        held_out.update(names[: round(valid_fraction * len(names))])
    train = [e for name, members in groups.items() if name not in held_out for e in members]
    return train, [e for name in groups if name in held_out for e in groups[name]]


def reading_table(examples: Iterable[Polyphone]) -> dict[str, list[str]]:
    """每个多音字有哪几个读音。

    返回：字到读音列表，都按字典序。
    """
    table: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        table[example.character].add(example.reading)
    return {character: sorted(table[character]) for character in sorted(table)}


def pad_sentences(sentences: Sequence[str], vocab: Vocab) -> tuple[Tensor, Tensor]:
    """把长短不一的句子编成一个小批量，短的在右边用 `<pad>` 补齐。

    参数：`vocab` 含保留词元 `<pad>`；不认识的字编成 `<unk>`。
    返回：编号 `(batch_size, num_steps)` 与有效长度 `(batch_size,)`。
    异常：`ValueError`，一个句子也没有，或有空句子。
    """
    return pad_ids([vocab.encode(sentence) for sentence in sentences], vocab["<pad>"])


def pinyin(reading: str) -> str:
    """把数字声调换成调号：`chang2` → `cháng`，`lü4` → `lǜ`，轻声 `le5` → `le`。

    参数：`reading` 为小写字母加一位数字，1 至 4 声，5 是轻声。
    返回：带调号的拼音。
    异常：`ValueError`，末尾不是 1 至 5 的数字，或没有韵母。
    """
    letters, tone = reading[:-1], reading[-1:]
    vowels = [letter for letter in letters if letter in _TONES]
    if tone not in tuple("12345") or not vowels:
        raise ValueError(f"读音要写成“拼音加一位声调”，例如 chang2，得到的是 {reading!r}。")
    if tone == "5":
        return letters
    marked = next((v for v in "aoe" if v in vowels), vowels[-1])  # 有 a 标 a，没 a 找 o、e，i、u 并列标在后
    return letters.replace(marked, _TONES[marked][int(tone) - 1], 1)
