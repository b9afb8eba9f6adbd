"""把任意大的文件编成磁盘上的编号：一遍数词元，一遍写编号，内存里只留一小段。"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from utils.parallel import BOS, EOS, PAD, Pair, tokenize
from utils.text import UNKNOWN, CorpusError, Vocab
from utils.train.files import TEXT_TYPE, PairWriter, replacing
from utils.train.options import Options
from utils.weights import write_atomically

_PIECE = 2**20  # 一次读多少字节
_MAX_LINE = 2**20  # 一行最多多少个字符
_MAX_COUNTS = 1_000_000  # 词频表里最多留多少个词元；超过时先丢掉只出现过一次的
_MAX_VALID = 2_000  # 验证最多用多少个句对


def read_pieces(path: Path) -> Iterator[str]:
    """一段一段地读 UTF-8 文本。异常：`CorpusError`，打不开，或编码不对，说明里有字节的位置。"""
    decoder, start = codecs.getincrementaldecoder("utf-8-sig")(), 0
    try:
        with path.open("rb") as file:
            while content := file.read(_PIECE):
                waiting = len(decoder.getstate()[0])
                yield decoder.decode(content)
                start += len(content)
            waiting = len(decoder.getstate()[0])
            yield decoder.decode(b"", True)
    except OSError as error:
        raise CorpusError(f"打不开“{path}”（{error.strerror}）。请检查路径有没有写错。") from error
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


def _vocab(counts: Counter, max_vocab: int, reserved: tuple[str, ...] = ()) -> Vocab:
    """词频最高的若干个词元，次序同 `utils.text.Vocab`。"""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    special = [UNKNOWN, *reserved]
    kept = [token for token, _ in ranked if token not in special][: max(0, max_vocab - len(special))]
    return Vocab.from_tokens(special + kept)


def encode_text(source: Path, folder: Path, options: Options) -> dict[str, object]:
    """把文本编成 `folder` 里的编号文件 `tokens.bin`。

    返回：说明，有词表 `vocab` 与词元数 `tokens`。异常：`CorpusError`，编码不对，或是空的。
    """

    def pieces() -> Iterator[str]:
        return normalized(read_pieces(source)) if options.english else read_pieces(source)

    counts: Counter = Counter()
    for piece in pieces():
        counts.update(piece)
    if not counts:
        raise CorpusError(f"“{source.name}”里没有可用的字符。请换一份有内容的文本。")
    vocab = _vocab(counts, options.max_vocab)
    index = {token: i for i, token in enumerate(vocab.tokens)}
    with replacing(folder / "tokens.bin") as file:
        for piece in pieces():
            ids = (index.get(character, 0) for character in piece)
            file.write(np.fromiter(ids, TEXT_TYPE, len(piece)).tobytes())
    return {"vocab": vocab.tokens, "tokens": counts.total()}


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
                f"“{path.name}”第 {number + 1} 行太长。平行文件应当每行一对句子，用制表符分开。"
            )
    if rest:
        yield number + 1, rest


def read_pairs(path: Path, max_tokens: int) -> Iterator[Pair]:
    """逐行读句对，太长的跳过。异常：`CorpusError`，某一行不足两列或有一边是空的。"""
    for number, line in read_lines(path):
        if not line.strip():
            continue
        columns = [tokenize(column) for column in line.split("\t")[:2]]
        if len(columns) < 2 or not all(columns):
            shown = f"“{path.name}”第 {number} 行应当是源句、制表符、目标句，两边都不能空：{line[:60]!r}。"
            raise CorpusError(f"{shown}请改好这一行再试。")
        if max(map(len, columns)) <= max_tokens:
            yield columns[0], columns[1]


def _count_pairs(source: Path, options: Options) -> list[Counter]:
    """两边的词频；词元种类太多时丢掉罕见的，内存有上限。"""
    counts = [Counter(), Counter()]
    for pair in read_pairs(source, options.max_tokens):
        for side, tokens in zip(counts, pair, strict=True):
            side.update(tokens)
            if len(side) > _MAX_COUNTS:
                for token in [token for token, count in side.items() if count == 1]:
                    del side[token]
    return counts


def is_held_out(source: Iterable[str], fraction: float) -> bool:
    """这个源句归不归验证部分：由源句本身决定，同一个源句的全部译文总在一边。"""
    return zlib.crc32(" ".join(source).encode()) % 100_000 < fraction * 100_000


def encode_pairs(source: Path, folder: Path, options: Options) -> dict[str, object]:
    """把平行文件编成 `folder` 里的 `train.*` 与 `valid.*`，按源句切分。

    返回：说明，有两张词表与两部分的句对数。异常：`CorpusError`，编码或格式不对，或没有可用的句对。
    """
    reserved = (PAD, BOS, EOS)
    counts = _count_pairs(source, options)
    if not all(counts):
        raise CorpusError(f"“{source.name}”里没有可用的句对（最多 {options.max_tokens} 个词元）。")
    vocabs = [_vocab(side, options.max_vocab, reserved) for side in counts]
    with PairWriter(folder / "train") as train, PairWriter(folder / "valid") as valid:
        for pair in read_pairs(source, options.max_tokens):
            rows = [[*v.encode(tokens), v[EOS]] for v, tokens in zip(vocabs, pair, strict=True)]
            part = valid if is_held_out(pair[0], options.valid_fraction) else train
            if part is train or part.count < _MAX_VALID:
                part.add(*rows)
    found = {"source": vocabs[0].tokens, "target": vocabs[1].tokens}
    return {**found, "train": train.count, "valid": valid.count}


def _sha256(path: Path) -> str:
    """文件的 SHA-256；打不开时报 `CorpusError`。"""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError(f"打不开“{path}”（{error.strerror}）。请检查路径有没有写错。") from error


def prepare(options: Options) -> dict[str, object]:
    """编好数据；上次已经编过同一个文件就直接用。

    返回：`data.json` 的内容。异常：`CorpusError`，文件不能用，或者与上次的不是同一个。
    """
    source, folder = Path(options.source), Path(options.out)
    digest, record = _sha256(source), folder / "data.json"
    if record.is_file():
        found = json.loads(record.read_text(encoding="utf-8"))
        if found["sha256"] != digest:
            raise CorpusError(
                f"“{source.name}”与 {folder} 里上次用的不是同一个文件。请用 --out 另指一个文件夹。"
            )
        return found
    found = (encode_text if options.task == "text" else encode_pairs)(source, folder, options)
    found["sha256"] = digest
    write_atomically(record, json.dumps(found, ensure_ascii=False).encode())
    return found
