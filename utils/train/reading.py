"""一段一段地读任意大的文件：UTF-8 文本、逐行、逐对。"""

from __future__ import annotations

import codecs
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from utils.parallel import Pair, tokenize
from utils.reasons import reason_of
from utils.text import CorpusError

_PIECE = 2**20  # 一次读多少字节
_MAX_LINE = 2**20  # 一行最多多少个字符


def shown(path: Path | str) -> str:
    """路径怎样打印、怎样写进文件：不是 UTF-8 的字节换成替代符号（从别的系统解压出来的文件名常有）。"""
    return os.fsencode(path).decode("utf-8", "replace")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """打开文件来读。异常：`CorpusError`，打不开，或读到一半出错。"""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise CorpusError(f"打不开“{shown(path)}”（{reason_of(error)}）。请检查路径有没有写错。") from error


def read_pieces(path: Path) -> Iterator[str]:
    """一段一段地读 UTF-8 文本，各种换行一律变成一个换行符。

    异常：`CorpusError`，打不开，或编码不对，说明里有字节的位置。
    """
    bytes_decoder, start, begun = codecs.getincrementaldecoder("utf-8")(), 0, False
    decoder = io.IncrementalNewlineDecoder(bytes_decoder, translate=True)
    try:
        with opened(path) as file:
            while True:
                content = file.read(_PIECE)
                waiting = len(bytes_decoder.getstate()[0])
                piece = decoder.decode(content, final=not content)
                start += len(content)
                yield piece if begun else piece.removeprefix("\ufeff")
                begun = begun or bool(piece)
                if not content:
                    return
    except UnicodeDecodeError as error:
        place = start - waiting + error.start
        raise CorpusError(
            f"“{shown(path.name)}”不是 UTF-8 编码（第 {place} 字节处出错）。请另存为 UTF-8 再试。"
        ) from error


def normalized(pieces: Iterable[str]) -> Iterator[str]:
    """分段的 `utils.text.normalize_english`：只留小写英文字母，别的连成一个空格，首尾无空格。"""
    begun, gap = False, False
    for piece in pieces:
        cleaned = re.sub(r"[^a-z]+", " ", piece.lower())
        gap = gap or cleaned.startswith(" ")
        body = cleaned.strip(" ")
        if body:
            yield f" {body}" if gap and begun else body
            begun, gap = True, cleaned.endswith(" ")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """逐行读，给出行号与这一行。异常：`CorpusError`，编码不对，或一行太长。"""
    number, rest = 0, ""
    for piece in read_pieces(path):
        *lines, rest = (rest + piece).split("\n")
        for line in lines:
            number += 1
            yield number, line
        if len(rest) > _MAX_LINE:
            raise CorpusError(
                f"“{shown(path.name)}”第 {number + 1} 行太长。平行语料应当每行一对句子，用制表符分开。"
            )
    if rest:
        yield number + 1, rest


def read_pairs(path: Path) -> Iterator[Pair]:
    """逐行读句对。异常：`CorpusError`，某一行不足两列或有一边是空的。"""
    for number, line in read_lines(path):
        if not line.strip():
            continue
        columns = [tokenize(column) for column in line.split("\t")[:2]]
        if len(columns) < 2 or not all(columns):
            place = f"“{shown(path.name)}”第 {number} 行"
            raise CorpusError(
                f"{place}应当是源句、制表符、译文，两边都不能空：{line[:60]!r}。请改好这一行再试。"
            )
        yield columns[0], columns[1]
