"""训练命令的数据：流式读取与一次读进来的结果相同，内存有上限，几个进程合起来正好是一份。"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import parallel, text
from utils.data import BatchError, SequentialLoader
from utils.train import encode, reading
from utils.train.files import TEXT_TYPE, NumberFile, PairReader
from utils.train.options import Options
from utils.train.streams import PairStream, TextStream
from utils.train.world import World

STORY = text.load_corpus("time_traveller")
CPU = torch.device("cpu")


def world(rank=0, size=1):
    """第 `rank` 个进程眼里的世界，不真的启动别的进程。"""
    found = World.alone(CPU)
    found.rank, found.size = rank, size
    return found


def options(folder, source, task="text", **more):
    return replace(Options(task, str(source), str(folder)), **more)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# -- 读文本 -------------------------------------------------------------------


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(st.text("aZ éİ\n 9", max_size=4)))
def test_normalizing_in_pieces_equals_normalizing_at_once(pieces):
    whole = "".join(pieces)
    found = "".join(reading.normalized(pieces))
    assert found == (text.normalize_english(whole) if any(c in "aAzZ" for c in whole.lower()) else found)
    assert found or not any("a" <= c <= "z" for c in whole.lower())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_characters_cut_in_two_by_a_piece_are_whole(tmp_path, monkeypatch, size):
    monkeypatch.setattr(reading, "_PIECE", size)
    path = write(tmp_path / "a.txt", "\ufeff时间机器 éa\r\n𝄞")
    assert "".join(reading.read_pieces(path)) == "时间机器 éa\n𝄞"
    assert list(reading.read_lines(path)) == [(1, "时间机器 éa"), (2, "𝄞")]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("content", "place"),
    [(b"abc\xffdef", 3), ("好好".encode() + b"\xe4\xbd", 6), (b"\xef\xbb\xbfab\r\nc\xff", 8)],
)
def test_the_place_of_a_wrong_byte(tmp_path, monkeypatch, size, content, place):
    monkeypatch.setattr(reading, "_PIECE", size)
    with pytest.raises(text.CorpusError, match=f"不是 UTF-8 编码（第 {place} 字节处出错）.*另存为 UTF-8"):
        list(reading.read_pieces(write(tmp_path / "a.txt", content)))


@pytest.mark.parametrize("english", [True, False])
def test_encoded_text_is_the_text(tmp_path, monkeypatch, english):
    monkeypatch.setattr(reading, "_PIECE", 999)
    found = encode.prepare(options(tmp_path, write(tmp_path / "a.txt", STORY), english=english), False)
    wanted = text.normalize_english(STORY) if english else STORY
    vocab = text.Vocab.from_tokens(found["vocab"])
    ids = NumberFile(tmp_path / "tokens.bin", TEXT_TYPE)
    assert "".join(vocab.decode(ids.read(0, len(ids)).tolist())) == wanted
    assert vocab.tokens == text.Vocab(wanted).tokens and found["tokens"] == len(ids) == len(wanted)


def test_rare_characters_become_unknown(tmp_path):
    found = encode.prepare(options(tmp_path, write(tmp_path / "a.txt", "aaabbc"), max_vocab=3), False)
    assert found["vocab"] == ["<unk>", "a", "b"]
    assert NumberFile(tmp_path / "tokens.bin", TEXT_TYPE).read(0, 6).tolist() == [1, 1, 1, 2, 2, 0]


def test_the_same_data_is_encoded_once(tmp_path, monkeypatch):
    source = write(tmp_path / "a.txt", "abcabc")
    first = encode.prepare(options(tmp_path, source), False)
    with monkeypatch.context() as patch:
        patch.setattr(encode, "encode_text", None)  # 再编一次就会出错
        assert encode.prepare(options(tmp_path, source), False) == first
        assert encode.prepare(options(tmp_path, source), True) == first


@pytest.mark.parametrize("change", ["file", "options"])
def test_other_data_is_encoded_anew_unless_training_has_begun(tmp_path, change):
    source = write(tmp_path / "a.txt", "abc Abc.")
    first = encode.prepare(options(tmp_path, source), False)
    if change == "file":
        write(source, "xyz")
    after = options(tmp_path, source, english=change == "options")
    with pytest.raises(text.CorpusError, match="不是同一份数据.*请改回去接着训练，或用 --out"):
        encode.prepare(after, True)
    assert encode.prepare(after, False)["vocab"] != first["vocab"]


@pytest.mark.parametrize("damage", ["cut", "lost", "record"])
def test_damaged_data_is_encoded_again(tmp_path, damage):
    source = write(tmp_path / "a.txt", "abcabc")
    first = encode.prepare(options(tmp_path, source), False)
    content = (tmp_path / "tokens.bin").read_bytes()
    if damage == "cut":
        write(tmp_path / "tokens.bin", content[:-4])
    elif damage == "lost":
        (tmp_path / "tokens.bin").unlink()
    else:
        write(tmp_path / "data.json", '{"key": ')
    assert encode.prepare(options(tmp_path, source), True) == first
    assert (tmp_path / "tokens.bin").read_bytes() == content


BOUNDED = """
import resource, sys
from pathlib import Path
import torch
from utils.train.encode import prepare
from utils.train.files import TEXT_TYPE, NumberFile
from utils.train.options import Options
from utils.train.streams import TextStream
from utils.train.world import World
source, out, budget = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
torch.zeros(10) @ torch.zeros(10)
status = Path("/proc/self/status").read_text()
used = 1024 * int(status.split("VmData:")[1].split()[0])
resource.setrlimit(resource.RLIMIT_DATA, (used + budget, used + budget))
found = prepare(Options("text", str(source), out), False)
ids = NumberFile(Path(out) / "tokens.bin", TEXT_TYPE)
stream = TextStream(ids, (0, found["tokens"]), (32, 64), World.alone(torch.device("cpu")))
print(sum(X.numel() for _, (X, Y) in zip(range(200), stream)))
"""


@pytest.mark.slow
def test_memory_is_bounded(tmp_path):
    source, budget = tmp_path / "big.txt", 24 * 2**20
    with source.open("w", encoding="utf-8") as file:
        for _ in range(400):
            file.write("时间旅行者说：all animals are intelligent. " * 2000)
    assert source.stat().st_size > 1.2 * budget  # 编号还要大两倍以上
    command = [sys.executable, "-c", BOUNDED, str(source), str(tmp_path), str(budget)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stdout == f"{200 * 32 * 64}\n", found.stderr
    whole = BOUNDED.replace("found = prepare", "text = source.read_text(); found = prepare")
    refused = subprocess.run(
        [sys.executable, "-c", whole, *command[3:]], capture_output=True, text=True, check=False
    )
    assert "MemoryError" in refused.stderr  # 上限真的起作用：整个读进来就超了


# -- 文本的小批量 ---------------------------------------------------------------


@pytest.fixture
def ids(tmp_path):
    """编号 0 到 999 的文件。"""
    import numpy as np

    (tmp_path / "tokens.bin").write_bytes(np.arange(1000, dtype=TEXT_TYPE).tobytes())
    return NumberFile(tmp_path / "tokens.bin", TEXT_TYPE)


def test_text_batches_follow_each_other(ids):
    stream = TextStream(ids, (100, 900), (4, 7), world())
    batches = list(stream)
    assert len(batches) == len(stream) > 20
    for X, Y in batches:
        assert X.shape == (4, 7) and torch.equal(Y, X + 1)
    for (X, _), (after, _) in zip(batches, batches[1:], strict=False):
        assert torch.equal(after[:, 0], X[:, -1] + 1)
    used = torch.cat([X for X, _ in batches]).flatten()
    assert used.min() >= 100 and used.max() < 899 and len(used.unique()) == len(used)


def test_text_batches_equal_those_of_the_sequential_loader(ids):
    loader = SequentialLoader(torch.arange(1000), 4, 7)
    stream = TextStream(ids, (0, 1000), (4, 7), world())
    stream.row = (1000 - 1) // 4  # 加载器的偏移量为 0 时不留余地
    for (X, Y), (A, B) in zip(stream, loader, strict=True):
        assert torch.equal(X, A) and torch.equal(Y, B)


@pytest.mark.parametrize("position", [0, 1, 5, 30])
def test_text_stream_can_start_anywhere(ids, position):
    def stream():
        found = TextStream(ids, (0, 1000), (4, 7), world())
        found.generator = torch.Generator().manual_seed(3)
        return found

    whole, part = list(stream()), list(stream().starting_at(position))
    assert len(part) == len(whole) - position
    assert all(torch.equal(a[0], b[0]) for a, b in zip(whole[position:], part, strict=True))


def test_offsets_change_and_stay_inside(ids):
    stream = TextStream(ids, (0, 200), (2, 9), world())
    stream.generator = torch.Generator().manual_seed(0)
    firsts = {next(iter(stream))[0][0, 0].item() for _ in range(60)}
    assert firsts == set(range(9))
    assert max(Y.max().item() for _ in range(60) for _, Y in stream) <= 199


def test_processes_share_each_text_batch(ids):
    whole = TextStream(ids, (0, 1000), (6, 7), world())
    parts = [TextStream(ids, (0, 1000), (2, 7), world(rank, 3)) for rank in range(3)]
    for X, *batches in zip(whole, *parts, strict=True):
        assert torch.equal(X[0], torch.cat([batch[0] for batch in batches]))


@pytest.mark.parametrize("length", range(1, 60))
def test_text_that_is_just_long_enough(ids, length):
    if length <= 4 * 7:
        with pytest.raises(BatchError, match=f"训练集只有 {length} 个词元.*至少 29 个.*--batch-size"):
            TextStream(ids, (0, length), (4, 7), world())
    else:
        stream = TextStream(ids, (0, length), (4, 7), world())
        stream.generator = torch.Generator()
        for _ in range(5):
            assert [X.shape for X, _ in stream] == [(4, 7)] * len(stream) and len(stream) >= 1


# -- 句对 --------------------------------------------------------------------


@pytest.fixture
def pairs(tmp_path):
    """随书的句对编成的文件；返回 (说明, 训练部分, 验证部分, 原来的句对)。"""
    wanted = parallel.load_pairs("en_zh", 3000)
    lines = "".join(f"{' '.join(s)}\t{parallel.detokenize(t)}\n" for s, t in wanted)
    chosen = options(tmp_path, write(tmp_path / "a.tsv", lines), "pairs", valid_fraction=0.1)
    found = encode.prepare(chosen, False)
    return found, PairReader(tmp_path / "train"), PairReader(tmp_path / "valid"), wanted


def decoded(found, rows):
    """编号换回词元，去掉 `<eos>`。"""
    vocabs = [text.Vocab.from_tokens(found[side]) for side in ("source", "target")]
    return [tuple(tuple(v.decode(side[:-1])) for v, side in zip(vocabs, row, strict=True)) for row in rows]


def test_encoded_pairs_are_the_pairs(pairs):
    found, train, valid, wanted = pairs
    rows = decoded(found, train.read(0, len(train))), decoded(found, valid.read(0, len(valid)))
    assert Counter(rows[0] + rows[1]) == Counter(wanted)
    assert not {source for source, _ in rows[0]} & {source for source, _ in rows[1]}
    assert 0.06 < len(valid) / len(wanted) < 0.14
    assert train.read(7, 2) == train.read(0, len(train))[7:9] and train.read(0, 0) == []


@pytest.mark.parametrize("window", [1, 3, 64])
def test_every_pair_is_used_once(pairs, monkeypatch, window):
    monkeypatch.setattr("utils.train.streams._WINDOW", window)
    found, train, *_ = pairs
    stream = PairStream(train, (1, 1), 16, world())
    rows, sizes = Counter(), set()
    batches = list(stream)
    for X, X_len, Y, Y_len in batches:
        sizes.add(len(X))
        for x, m, y, n in zip(X, X_len, Y, Y_len, strict=True):
            rows[tuple(x[:m].tolist()), tuple(y[:n].tolist())] += 1
            assert (x[m:] == 1).all() and (y[n:] == 1).all()
    everything = Counter((tuple(x), tuple(y)) for x, y in train.read(0, len(train)))
    assert len(batches) == len(stream) == len(train) // 16 and sizes == {16}
    assert rows <= everything and (everything - rows).total() == len(train) % 16
    assert [b[0].tolist() for b in stream] != [b[0].tolist() for b in batches]  # 每一遍的次序不同


@pytest.mark.parametrize("window", [2, 64])
def test_pair_stream_can_start_anywhere(pairs, monkeypatch, window):
    monkeypatch.setattr("utils.train.streams._WINDOW", window)

    def stream():
        found = PairStream(pairs[1], (1, 1), 32, world())
        found.generator.manual_seed(3)
        return found

    whole = list(stream())
    for position in (0, 1, 2, 5, len(whole) - 1, len(whole)):
        part = list(stream().starting_at(position))
        assert len(part) == len(whole) - position
        assert all(torch.equal(a[2], b[2]) for a, b in zip(whole[position:], part, strict=True))


def test_processes_share_each_pair_batch(pairs):
    def rows(batches):
        return [
            sorted(tuple(y[:n].tolist()) for batch in group for y, n in zip(batch[2], batch[3], strict=True))
            for group in batches
        ]

    whole = PairStream(pairs[1], (1, 1), 12, world())
    parts = [PairStream(pairs[1], (1, 1), 4, world(rank, 3)) for rank in range(3)]
    assert rows([[batch] for batch in whole]) == rows(list(zip(*parts, strict=True)))


def test_long_sentences_are_not_the_ones_left_out(pairs):
    found, train, *_ = pairs
    longest = max(len(target) for _, target in train.read(0, len(train)))
    group = len(train) // 4 * 3  # 每遍只凑得满一批，丢掉四分之一
    stream = PairStream(train, (1, 1), group, world())
    seen = [int(next(iter(stream))[3].max()) for _ in range(12)]
    assert max(seen) == longest


def test_too_few_pairs(pairs):
    with pytest.raises(BatchError, match="凑不出一个小批量（4096 个）.*--batch-size"):
        PairStream(pairs[1], (1, 1), 4096, world())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a b\t甲\nc d\n", "第 2 行应当是源句、制表符、译文.*请改好这一行"),
        ("a b\t \n", "第 1 行应当是"),
        ("\n\n", "没有可用的句对"),
        ("a " * 100 + "\t甲\n", "没有可用的句对（每句最多 60 个词元）"),
        ("a" * 3000, "第 1 行太长"),
    ],
)
def test_bad_parallel_files(tmp_path, monkeypatch, content, reason):
    monkeypatch.setattr(reading, "_MAX_LINE", 2000)
    monkeypatch.setattr(reading, "_PIECE", 2500)
    with pytest.raises(text.CorpusError, match=reason):
        encode.prepare(options(tmp_path, write(tmp_path / "a.tsv", content), "pairs"), False)
    assert [p.name for p in tmp_path.iterdir()] == ["a.tsv"]  # 没有留下半个文件


def test_rare_words_are_forgotten_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(encode, "_MAX_COUNTS", 50)
    lines = "".join(f"the word{i}\t字 词{i}\n" for i in range(500))
    found = encode.prepare(options(tmp_path, write(tmp_path / "a.tsv", lines), "pairs"), False)
    assert "the" in found["source"] and "字" in found["target"] and len(found["source"]) < 60
    assert json.loads((tmp_path / "data.json").read_text(encoding="utf-8")) == found


def test_many_translations_of_one_held_out_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(encode, "_MAX_VALID", 5)
    monkeypatch.setattr(encode, "is_held_out", lambda source, fraction: source[0] == "no")
    lines = [f"no\t{i}\n" for i in range(30)] + [f"yes {i}\t{i} <eos>\n" for i in range(30)]
    found = encode.prepare(options(tmp_path, write(tmp_path / "a.tsv", "".join(lines)), "pairs"), False)
    assert (found["train"], found["valid"], found["skipped"]) == (30, 10, 0)
    vocab = text.Vocab.from_tokens(found["target"])
    rows = PairReader(tmp_path / "train").read(0, 30)
    assert all(target[1:] == [0, vocab["<eos>"]] for _, target in rows)
