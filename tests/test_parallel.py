"""平行语料的测试：切词、读取、切分、编码，以及不合要求的文件。"""

from __future__ import annotations

import hashlib
import zipfile

import pytest
import torch

from utils import data, download, parallel
from utils.chapters import load_chapter
from utils.text import CorpusError


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("I'm hungry.", ("i'm", "hungry", ".")),
        ("Yes, please!", ("yes", ",", "please", "!")),
        ("我很饿。", ("我", "很", "饿", "。")),
        ("看TV吧", ("看", "tv", "吧")),
        ("J'ai\u202fperdu !", ("j'ai", "perdu", "!")),
        ("Va\xa0!", ("va", "!")),
        ("  ", ()),
    ],
)
def test_tokenize(sentence, tokens):
    assert parallel.tokenize(sentence) == tokens


def test_detokenize():
    assert parallel.detokenize(("我", "很", "饿", "。")) == "我很饿。"
    assert parallel.detokenize(("va", "!")) == "va !"
    assert parallel.detokenize(()) == ""


def test_bundled_pairs():
    pairs = parallel.load_pairs("en_zh")
    assert len(pairs) == 5142 and all(source and target for source, target in pairs)
    assert len(parallel.references(pairs)) < len(pairs)
    assert parallel.load_pairs("en_zh", 3) == pairs[:3]


@pytest.mark.parametrize("content", ["a\tb\na b c\n", "a\t\n", "\ta\n"])
def test_bad_lines_are_named(content):
    with pytest.raises(CorpusError, match="第 [12] 行应当是源句、制表符、目标句"):
        parallel.parse_pairs(content)


def test_empty_table():
    with pytest.raises(CorpusError, match="一对句子也没有"):
        parallel.parse_pairs("\n \n")


def test_own_file(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text("\ufeffGood night.\t晚安。\t多余的一列\n\nHi.\t你好。\n", encoding="utf-8")
    assert parallel.load_pairs(path) == [
        (("good", "night", "."), ("晚", "安", "。")),
        (("hi", "."), ("你", "好", "。")),
    ]
    path.write_bytes("a\t中".encode("gbk"))
    with pytest.raises(CorpusError, match="不是 UTF-8"):
        parallel.load_pairs(path)
    with pytest.raises(CorpusError, match="en_zh、fra_eng"):
        parallel.load_pairs(tmp_path / "none.tsv")


@pytest.fixture
def classic_zip(tmp_path, monkeypatch):
    """把缓存指到临时文件夹，并登记任意内容的压缩包。"""
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path))
    path = tmp_path / "fra-eng.zip"

    def write(members):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        wanted = download.ClassicFile(path.name, hashlib.sha1(path.read_bytes()).hexdigest(), ())
        monkeypatch.setitem(download.CLASSIC_FILES, "fra_eng", wanted)
        return tmp_path

    return write


def test_zip_is_read_without_extracting(classic_zip):
    folder = classic_zip({"../evil.txt": "x", "fra-eng/fra.txt": "Go.\tVa !\nHi.\tSalut !\n"})
    assert parallel.load_pairs("fra_eng", 1) == [(("go", "."), ("va", "!"))]
    assert [p.name for p in folder.iterdir()] == ["fra-eng.zip"]
    assert not (folder.parent / "evil.txt").exists()


def test_zip_without_the_file(classic_zip):
    classic_zip({"other.txt": "x"})
    with pytest.raises(CorpusError, match=r"没有 fra-eng/fra\.txt"):
        parallel.load_pairs("fra_eng")


def test_zip_bomb(classic_zip, monkeypatch):
    classic_zip({"fra-eng/fra.txt": "Go.\tVa !\n" * 100})
    monkeypatch.setattr(parallel, "_MAX_BYTES", 100)
    with pytest.raises(CorpusError, match="不像是原来的文件"):
        parallel.load_pairs("fra_eng")


def test_split_keeps_every_translation_of_a_source_together():
    pairs = parallel.load_pairs("en_zh")
    parts = parallel.split_by_source(pairs, 0.1, 0.2, seed=1)
    sources = [set(parallel.references(part)) for part in parts]
    assert sum(map(len, parts)) == len(pairs)
    assert not (sources[0] & sources[1] or sources[0] & sources[2] or sources[1] & sources[2])
    total = len(parallel.references(pairs))
    assert [len(s) for s in sources] == [total - round(0.1 * total) - round(0.2 * total)] + [
        round(f * total) for f in (0.1, 0.2)
    ]
    assert parts == parallel.split_by_source(pairs, 0.1, 0.2, seed=1)
    assert parts != parallel.split_by_source(pairs, 0.1, 0.2, seed=2)


@pytest.mark.parametrize("fractions", [(0, 0.1), (0.1, -1), (0.5, 0.5)])
def test_bad_fractions(fractions):
    with pytest.raises(ValueError, match="两个比例都要大于 0"):
        parallel.split_by_source(parallel.load_pairs("en_zh", 50), *fractions, seed=0)


def test_too_few_sources():
    with pytest.raises(ValueError, match="只有 2 个不同的源句"):
        parallel.split_by_source(parallel.load_pairs("en_zh", 2), 0.1, 0.1, seed=0)


@pytest.fixture(scope="module")
def small():
    pairs = parallel.load_pairs("en_zh", 100)
    return pairs, parallel.Vocabs.build(pairs)


def test_encode_pads_on_the_right_and_counts_eos(small):
    pairs, vocabs = small
    X, lengths = parallel.encode([("i", "nonsense"), ()], vocabs.source)
    pad, eos = vocabs.source["<pad>"], vocabs.source["<eos>"]
    assert X.tolist() == [[vocabs.source["i"], 0, eos], [eos, pad, pad]] and lengths.tolist() == [3, 1]
    clipped, lengths = parallel.encode([pairs[0][0]], vocabs.source, num_steps=2)
    assert clipped.shape == (1, 2) and lengths.tolist() == [2]


def test_literal_special_tokens_are_ordinary_unknown_words(small):
    _, vocabs = small
    X, _ = parallel.encode([("i", "<eos>", "<pad>", "<bos>", "i")], vocabs.source)
    i, eos = vocabs.source["i"], vocabs.source["<eos>"]
    assert X.tolist() == [[i, 0, 0, 0, i, eos]]


def test_loader_covers_every_pair_once(small):
    pairs, vocabs = small
    loader = parallel.TranslationLoader(pairs, vocabs, 8, torch.Generator().manual_seed(0))
    batches = list(loader)
    assert len(batches) == len(loader) == 13
    seen = sorted(
        (tuple(x[: int(n)].tolist()), tuple(y[: int(m)].tolist()))
        for X, X_len, Y, Y_len in batches
        for x, n, y, m in zip(X, X_len, Y, Y_len, strict=True)
    )
    X, X_len, Y, Y_len = parallel.whole_batch(pairs, vocabs)
    rows = zip(X, X_len, Y, Y_len, strict=True)
    assert seen == sorted((tuple(x[:n].tolist()), tuple(y[:m].tolist())) for x, n, y, m in rows)
    assert all(Y.shape[1] == Y_len.max() for _, _, Y, Y_len in batches)


def test_chapter_four_and_utils_agree():
    chapter = load_chapter("04_birnn")
    X, lengths = torch.arange(12).view(3, 4), torch.tensor([4, 2, 1])
    assert torch.equal(chapter.reverse_padded(X, lengths), data.reverse_padded(X, lengths))
    lengths = torch.randint(1, 9, (100,), generator=torch.Generator().manual_seed(0))
    ours, theirs = (
        list(f(lengths, 4, torch.Generator().manual_seed(1))) for f in (data.bucketed, chapter.bucketed)
    )
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_pad_ids_refuses_empty_rows():
    for rows in ([], [[1], []]):
        with pytest.raises(ValueError, match="序列不能为空"):
            data.pad_ids(rows, 0)
