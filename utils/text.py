"""文本：读入语料、切成词元、建立词表。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from os import PathLike
from pathlib import Path

from utils.download import fetch

UNKNOWN = "<unk>"
_BUNDLED = {"time_traveller": "time_traveller.txt"}


class CorpusError(ValueError):
    """语料无法使用：名字不对、文件不存在、内容为空或编码不是 UTF-8。"""


class UnknownTokenError(ValueError):
    """文本里有词表之外的词元。"""


def _corpus_path(source: str | PathLike[str]) -> Path:
    """把语料名或路径变成文件路径。

    参数：`source` 为 `load_corpus` 的参数。
    返回：已存在的文件路径。
    异常：`CorpusError`，既不是已知的名字，也不是已有的文件。
    """
    if source in _BUNDLED:
        return Path(str(resources.files("utils") / "corpora" / _BUNDLED[str(source)]))
    if source == "time_machine":
        return fetch("time_machine")
    path = Path(source)
    if not path.is_file():
        names = "、".join([*_BUNDLED, "time_machine"])
        raise CorpusError(
            f"找不到语料“{source}”。可用的名字有：{names}；也可以给出自己的 UTF-8 文本文件的路径，"
            "请检查路径有没有写错。"
        )
    return path


def load_corpus(source: str | PathLike[str]) -> str:
    """读入一份语料；各种换行一律变成一个换行符，别的不动。

    参数：`source` 为语料名或文件路径。`"time_traveller"` 随书附带；`"time_machine"` 是经典的
    《时间机器》，从缓存读取或下载；其他值按 UTF-8 文本文件的路径处理。
    返回：整份文本。
    异常：`CorpusError`，名字或路径不对、文件为空、编码不是 UTF-8；
    `utils.download.DownloadError`，经典语料既不在缓存里又下载不到。
    """
    path = _corpus_path(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"“{path.name}”不是 UTF-8 编码（第 {error.start} 字节处出错）。请用编辑器另存为 UTF-8 再试。"
        ) from error
    if not text.strip():
        raise CorpusError(f"“{path.name}”是空的。请换一份有内容的文本。")
    return text


def normalize_english(text: str) -> str:
    """只留小写英文字母与空格，把英文语料的词表压到 27 个字符以内。

    参数：`text` 为任意文本。
    返回：小写文本，每一段非字母字符都换成一个空格，首尾无空格。
    异常：`CorpusError`，文本里一个英文字母也没有。
    """
    cleaned = re.sub(r"[^a-z]+", " ", text.lower()).strip()
    if not cleaned:
        raise CorpusError("文本里没有英文字母，清洗之后什么也不剩。中文文本请跳过这一步，直接按字切分。")
    return cleaned


def char_tokens(text: str) -> list[str]:
    """把文本切成字符词元。

    参数：`text` 为任意文本。返回：字符列表，长度等于字符数。
    """
    return list(text)


def word_tokens(text: str) -> list[str]:
    """按空白把文本切成单词词元。

    参数：`text` 为以空白分词的文本。返回：单词列表。
    """
    return text.split()


class Vocab:
    """词表：词元与编号（索引）的双向映射。

    编号 0 是 `<unk>`，随后是保留词元，再往后按词频从高到低排列；词频相同的按词元的字典序排列，
    因此同一份语料总得到同一张词表。
    """

    def __init__(self, tokens: Iterable[str], min_freq: int = 1, reserved_tokens: Iterable[str] = ()):
        """统计词频，建立词表。

        参数：`tokens` 为词元序列；`min_freq` 为收录的最低词频（次）；`reserved_tokens` 为保留词元。
        异常：`CorpusError`，词元序列为空。
        """
        counts = Counter(tokens)
        if not counts:
            raise CorpusError("没有任何词元，建不成词表。请检查语料是否为空。")
        special = list(dict.fromkeys([UNKNOWN, *reserved_tokens]))
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = [token for token, count in ranked if count >= min_freq and token not in special]
        self._fill(special + kept, dict(ranked))

    def _fill(self, tokens: list[str], counts: dict[str, int]) -> None:
        """按排好的次序编号。"""
        self.tokens, self.counts = tokens, counts
        self._index = {token: i for i, token in enumerate(tokens)}

    @classmethod
    def from_tokens(cls, tokens: Iterable[str]) -> Vocab:
        """由已经编好号的词元恢复词表，例如存在文件里的；没有词频。

        参数：`tokens` 为词元，次序就是编号，互不相同，其中有 `<unk>`。
        异常：`CorpusError`，没有 `<unk>`，或有重复。
        """
        vocab, tokens = cls.__new__(cls), list(tokens)
        if UNKNOWN not in tokens or len(set(tokens)) < len(tokens):
            raise CorpusError(f"词表里要有“{UNKNOWN}”，词元不能重复。")
        vocab._fill(tokens, {})
        return vocab

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: str) -> bool:
        return token in self._index

    def __getitem__(self, token: str) -> int:
        return self._index.get(token, self._index[UNKNOWN])

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """把词元换成编号，词表之外的词元一律换成 `<unk>` 的编号。

        参数：`tokens` 为词元序列。返回：等长的编号列表。
        """
        return [self[token] for token in tokens]

    def encode_known(self, tokens: Iterable[str]) -> list[int]:
        """把词元换成编号，但不允许出现词表之外的词元。

        参数：`tokens` 为词元序列。返回：等长的编号列表。
        异常：`UnknownTokenError`，列出词表之外的词元。
        """
        tokens = list(tokens)
        unknown = [token for token in dict.fromkeys(tokens) if token not in self]
        if unknown:
            listed = "、".join(repr(token) for token in unknown)
            raise UnknownTokenError(
                f"词表里没有这些词元：{listed}。请改用语料里出现过的字符（书中的英文语料只含小写字母与空格）。"
            )
        return self.encode(tokens)

    def decode(self, ids: Iterable[int]) -> list[str]:
        """把编号换回词元。

        参数：`ids` 为编号序列，每个编号在 `[0, len(self))` 内。返回：等长的词元列表。
        """
        return [self.tokens[i] for i in ids]
