"""随书附带的语料：说明里的数字属实，两张表能逐字节重新生成，也切得出合理的数据集。"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from utils import text
from utils.data import split_ids

CORPORA = Path(__file__).resolve().parents[1] / "utils" / "corpora"
README = (CORPORA / "README.md").read_text(encoding="utf-8")
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
MAKERS = {"polyphone.tsv": "make/make_polyphone.py", "en_zh.tsv": "make/en_zh/make_en_zh.py"}


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (CORPORA / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return [tuple(line.split("\t")) for line in lines]


def english_tokens(sentence: str) -> list[str]:
    return re.findall(r"[a-z']+|[.,!?]", sentence.lower())


def split(keys: set[str], seed: int) -> tuple[set[str], set[str]]:
    """把一组键随机分成九成训练、一成测试。"""
    ordered = sorted(keys)
    random.Random(seed).shuffle(ordered)
    cut = len(ordered) // 10
    return set(ordered[cut:]), set(ordered[:cut])


@pytest.mark.parametrize("hash_seed", ["0", "1"])
@pytest.mark.parametrize("name", MAKERS)
def test_tables_are_reproducible(name: str, hash_seed: str, tmp_path: Path):
    made = tmp_path / name
    command = [sys.executable, "-B", str(CORPORA / MAKERS[name]), str(made)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
    assert made.read_bytes() == (CORPORA / name).read_bytes()
    assert f"python utils/corpora/{MAKERS[name]} utils/corpora/{name}" in README


@pytest.mark.parametrize("name", ["time_traveller.txt", *MAKERS])
def test_plain_utf8_with_unix_newlines(name: str):
    data = (CORPORA / name).read_bytes()
    assert data.endswith(b"\n") and b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8")


def test_time_traveller_facts():
    raw = text.load_corpus("time_traveller")
    assert raw.isascii()
    assert re.findall(r"(?m)^([IVX]+)$", raw) == ROMAN
    clean = text.normalize_english(raw)
    facts = (len(raw), len(clean), clean.count("time traveller"), clean[:10000].count("time traveller"))
    assert facts == (74806, 70967, 266, 38)
    assert all(re.search(rf"(?<!\d){fact}(?!\d)", README) for fact in facts)
    assert len(set(clean)) == 27


def test_time_traveller_can_be_split():
    clean = text.normalize_english(text.load_corpus("time_traveller"))
    vocab = text.Vocab(clean[:10000])
    train, valid = split_ids(vocab.encode_known(clean), 10000, 5000)  # 验证集里没有训练集之外的字符
    assert len(train) == 10000 and len(valid) == 5000


def test_polyphone_facts():
    table = rows("polyphone.tsv")
    assert len(table) == len(set(table)) == 3189
    readings = defaultdict(Counter)
    for sentence, index, reading, side, group in table:
        character = sentence[int(index)]
        assert sentence.count(character) == 1 and group.startswith(character + side)
        assert re.fullmatch(r"[a-z]+[1-5]", reading) and side in "LRB"
        readings[character][reading] += 1
    assert len(readings) == 19
    assert {len(counts) for counts in readings.values()} == {2, 3}
    assert all(len(set(counts.values())) == 1 for counts in readings.values())
    lengths = [len(row[0]) for row in table]
    assert (min(lengths), max(lengths)) == (6, 17)


def test_polyphone_other_side_tells_nothing():
    """线索在一侧时，同一个句框、同样的另一侧配上各种读音的句数相等。"""
    frames, contexts = defaultdict(Counter), defaultdict(Counter)
    for sentence, index, reading, side, group in rows("polyphone.tsv"):
        if side != "B":
            other = sentence[: int(index)] if side == "R" else sentence[int(index) + 1 :]
            frames[group][reading] += 1
            contexts[group[0], side, other][reading] += 1
    for counts in [*frames.values(), *contexts.values()]:
        assert len(counts) >= 2 and len(set(counts.values())) == 1


@pytest.mark.parametrize("seed", range(5))
def test_polyphone_can_be_split_by_frame(seed: int):
    table = rows("polyphone.tsv")
    train, test = split({row[4] for row in table}, seed)
    known = {(row[0][int(row[1])], row[2]) for row in table if row[4] in train}
    asked = {(row[0][int(row[1])], row[2]) for row in table if row[4] in test}
    assert asked <= known
    assert {row[3] for row in table if row[4] in test} == set("LRB")


def test_en_zh_facts():
    pairs = rows("en_zh.tsv")
    assert len(pairs) == len(set(pairs)) == 5142
    translations = Counter(english for english, _ in pairs)
    assert len(translations) == 4131
    assert sum(count > 1 for count in translations.values()) == 918
    words = Counter(word for english in translations for word in english_tokens(english))
    characters = {character for _, chinese in pairs for character in chinese}
    assert (len(words), len(characters)) == (555, 450)
    assert max(len(english_tokens(english)) for english in translations) == 11
    assert max(len(chinese) for _, chinese in pairs) == 15


@pytest.mark.parametrize("seed", range(5))
def test_en_zh_can_be_split_by_english_sentence(seed: int):
    pairs = rows("en_zh.tsv")
    train, test = split({english for english, _ in pairs}, seed)
    known = {word for english in train for word in english_tokens(english)}
    asked = [word for english in test for word in english_tokens(english)]
    assert sum(word not in known for word in asked) / len(asked) < 0.01
    references = Counter(english for english, _ in pairs if english in test)
    assert max(references.values()) > 1


@pytest.mark.parametrize(
    "fact", ["3189", "5142", "4131", "918", "555", "450", "6 到 17", "有 11 个", "有 15 个", "19 个多音字"]
)
def test_readme_states_the_same_numbers(fact: str):
    assert fact in README
