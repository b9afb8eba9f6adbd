"""一段一段地读任意大的文件：UTF-8 文本、逐行、逐对。"""

from __future__ import annotations

import codecs
import errno
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from utils.parallel import Pair, tokenize
from utils.text import CorpusError

_PIECE = 2**20  # 一次读多少字节
_MAX_LINE = 2**20  # 一行最多多少个字符


def reason_of(error: OSError) -> str:
    """用中文说明文件为什么打不开。

    参数：`error` 为打开或读文件时的异常。返回：一句话。
    """
    known = {
        errno.ENOSPC: "磁盘满了",
        errno.ENOENT: "没有这个文件",
        errno.EISDIR: "这是文件夹",
        errno.EACCES: "没有权限",
    }
    return known.get(error.errno, error.strerror)


def read_pieces(path: Path) -> Iterator[str]:
    """一段一段地读 UTF-8 文本，各种换行一律变成一个换行符。

    异常：`CorpusError`，打不开，或编码不对，说明里有字节的位置。
    """
    bytes_decoder, start, begun = codecs.getincrementaldecoder("utf-8")(), 0, False
    decoder = io.IncrementalNewlineDecoder(bytes_decoder, translate=True)
    try:
        with path.open("rb") as file:
            while True:
                content = file.read(_PIECE)
                waiting = len(bytes_decoder.getstate()[0])
                piece = decoder.decode(content, final=not content)
                start += len(content)
                yield piece if begun else piece.removeprefix("\ufeff")
                begun = begun or bool(piece)
                if not content:
                    return
    except OSError as error:
        raise CorpusError(f"打不开“{path}”（{reason_of(error)}）。请检查路径有没有写错。") from error
    except UnicodeDecodeError as error:
        place = start - waiting + error.start
        raise CorpusError(
            f"“{path.name}”不是 UTF-8 编码（第 {place} 字节处出错）。请另存为 UTF-8 再试。"
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
                f"“{path.name}”第 {number + 1} 行太长。平行语料应当每行一对句子，用制表符分开。"
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
            shown = f"“{path.name}”第 {number} 行应当是源句、制表符、译文，两边都不能空：{line[:60]!r}。"
            raise CorpusError(f"{shown}请改好这一行再试。")
        yield columns[0], columns[1]
