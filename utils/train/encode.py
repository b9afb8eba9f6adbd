"""把任意大的文件编成磁盘上的编号：一遍数词元，一遍写编号，内存里只留一小段。"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from utils.parallel import BOS, EOS, PAD, Pair, encode_sentence
from utils.text import UNKNOWN, CorpusError, Vocab
from utils.train.files import TEXT_TYPE, PairWriter, replacing
from utils.train.options import Options
from utils.train.reading import normalized, opened, read_pairs, read_pieces, shown
from utils.weights import write_atomically

RECORD = "data.json"
_MAX_COUNTS = 1_000_000  # 词频表里最多留多少个词元；超过时丢掉词频低的一半
_MAX_TOKEN = 100  # 一个词元最多多少个字符
_MAX_VALID = 2_000  # 验证大约最多用多少个句对


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
        raise CorpusError(f"“{shown(source.name)}”里没有可用的字符。请换一份有内容的文本。")
    vocab = _vocab(counts, options.max_vocab)
    index = {token: i for i, token in enumerate(vocab.tokens)}
    with replacing(folder / "tokens.bin") as file:
        for piece in pieces():
            ids = (index.get(character, 0) for character in piece)
            file.write(np.fromiter(ids, TEXT_TYPE, len(piece)).tobytes())
    return {"vocab": vocab.tokens, "tokens": counts.total()}


def _forget_rare(counts: Counter) -> None:
    """词元种类太多时，丢掉词频低的一半，内存就有上限。"""
    if len(counts) > _MAX_COUNTS:
        for token, _ in counts.most_common()[_MAX_COUNTS // 2 :]:
            del counts[token]


def _fits(pair: Pair, options: Options) -> bool:
    """句对的两边都不太长，每个词元也不太长。"""
    return max(map(len, pair)) <= options.max_tokens and max(map(len, pair[0] + pair[1])) <= _MAX_TOKEN


def _count_pairs(source: Path, options: Options) -> tuple[list[Counter], int, int]:
    """两边的词频、可用的句对数，与太长而跳过的句对数。异常：`CorpusError`，没有可用的句对。"""
    counts, number, skipped = [Counter(), Counter()], 0, 0
    for pair in read_pairs(source):
        if not _fits(pair, options):
            skipped += 1
            continue
        number += 1
        for side, tokens in zip(counts, pair, strict=True):
            side.update(tokens)
            _forget_rare(side)
    if not number:
        raise CorpusError(f"“{shown(source.name)}”里没有可用的句对（每句最多 {options.max_tokens} 个词元）。")
    return counts, number, skipped


def is_held_out(source: Iterable[str], fraction: float) -> bool:
    """这个源句归不归验证集：由源句本身决定，同一个源句的全部译文总在一边。"""
    return zlib.crc32(" ".join(source).encode()) % 100_000 < fraction * 100_000


def encode_pairs(source: Path, folder: Path, options: Options) -> dict[str, object]:
    """把平行语料编成 `folder` 里的 `train.*` 与 `valid.*`，按源句切分。

    返回：说明，有两张词表、两部分的句对数，与太长而跳过的句对数 `skipped`。
    异常：`CorpusError`，编码或格式不对，或没有可用的句对。
    """
    counts, number, skipped = _count_pairs(source, options)
    fraction = min(options.valid_fraction, _MAX_VALID / number)
    vocabs = [_vocab(side, options.max_vocab, (PAD, BOS, EOS)) for side in counts]
    with PairWriter(folder / "train") as train, PairWriter(folder / "valid") as valid:
        for pair in filter(lambda pair: _fits(pair, options), read_pairs(source)):
            rows = [encode_sentence(tokens, v) for v, tokens in zip(vocabs, pair, strict=True)]
            if not is_held_out(pair[0], fraction):
                train.add(*rows)
            elif valid.count < 2 * _MAX_VALID:  # 一个源句可能有许许多多译文
                valid.add(*rows)
    found = {"source": vocabs[0].tokens, "target": vocabs[1].tokens}
    return {**found, "train": train.count, "valid": valid.count, "skipped": skipped}


def describe(found: Mapping, options: Options) -> str:
    """用一行话说明备好的数据有多少。

    参数：`found` 为 `prepare` 的返回值。
    """
    if options.task == "text":
        return f"数据：{found['tokens']:,} 个字符，词表 {len(found['vocab']):,} 个词元。"
    counts = f"数据：训练 {found['train']:,} 个句对，验证 {found['valid']:,} 个句对"
    if found.get("skipped"):
        counts += f"；另有 {found['skipped']:,} 个太长，没有用"
    return f"{counts}。"


def _sha256(path: Path) -> str:
    """文件的 SHA-256；打不开时报 `CorpusError`。"""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sizes(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """各个编号文件的大小（字节）；没有的不列。"""
    return {name: (folder / name).stat().st_size for name in names if (folder / name).is_file()}


def _read_record(folder: Path) -> dict:
    """上次编好的说明；没有、损坏，或编号文件不完整，都当作没有编过。"""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return found if found["files"] == _sizes(folder, found["files"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def prepare(options: Options, started: bool) -> dict[str, object]:
    """编好数据；上次已经编过同一份就直接用。

    参数：`started` 表示已经有检查点，数据不能再变。
    返回：`data.json` 的内容。异常：`CorpusError`，文件不能用，或者与上次的不是同一份。
    """
    source, folder = Path(options.source), Path(options.out)
    key, found = {**options.data(), "sha256": _sha256(source)}, _read_record(folder)
    if found.get("key") == key:
        return found
    if started and found:
        flags = "、".join(f"--{name.replace('_', '-')}" for name in options.data() if name != "task")
        raise CorpusError(
            f"“{shown(source.name)}”与 {shown(folder)} 里上次用的不是同一份数据：文件变了，"
            f"或任务、{flags} 变了。"
            "请改回去接着训练，或用 --out 另指一个文件夹。"
        )
    (folder / RECORD).unlink(missing_ok=True)  # 编到一半被杀，不能留下旧的说明
    found = (encode_text if options.task == "text" else encode_pairs)(source, folder, options)
    files = ("tokens.bin", "train.ids", "train.index", "valid.ids", "valid.index")
    found |= {"key": key, "files": _sizes(folder, files)}
    write_atomically(folder / RECORD, json.dumps(found, ensure_ascii=False).encode())
    return found
