"""多音字数据：读取、按句框切分、填充与拼音的写法，以及坏输入的报错。"""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from utils import polyphone
from utils.text import CorpusError, Vocab

EXAMPLES = polyphone.load_polyphones()


def test_every_example_points_at_a_polyphone_with_a_valid_reading():
    table = polyphone.reading_table(EXAMPLES)
    assert len(EXAMPLES) == 3189 and len(table) == 19
    assert all(e.reading in table[e.character] and len(table[e.character]) > 1 for e in EXAMPLES)
    assert all(polyphone.pinyin(e.reading) for e in EXAMPLES)


@pytest.mark.parametrize("seed", range(3))
def test_split_keeps_groups_together_and_both_parts_representative(seed):
    train, valid = polyphone.split_by_group(EXAMPLES, 0.25, seed)
    assert len(train) + len(valid) == len(EXAMPLES) and set(train).isdisjoint(valid)
    assert not {e.group for e in train} & {e.group for e in valid}
    assert 0.15 < len(valid) / len(EXAMPLES) < 0.35
    for part in (train, valid):
        assert {e.side for e in part} == {"L", "R", "B"}
        assert len({(e.character, e.reading) for e in part}) == len(
            {(e.character, e.reading) for e in EXAMPLES}
        )
    sides = Counter(e.side for e in valid)
    assert abs(sides["L"] - sides["R"]) < 0.3 * len(valid)


def test_split_depends_only_on_the_seed():
    first, again = (polyphone.split_by_group(EXAMPLES, 0.25, 1)[1] for _ in range(2))
    assert first == again != polyphone.split_by_group(EXAMPLES, 0.25, 2)[1]


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5])
def test_bad_fraction_is_refused(fraction):
    with pytest.raises(ValueError, match="比例要在 0 与 1 之间"):
        polyphone.split_by_group(EXAMPLES, fraction, 0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("只有三列\t0\tx1", "第 2 行应有五列"),
        ("这只鸡\t1\tzhi1\tX\t组", "第四列是 L、R 或 B"),
        ("这只鸡\t9\tzhi1\tL\t组", "第 2 行的位置 '9' 不在句子里"),
        ("这只鸡\t-1\tzhi1\tL\t组", "不在句子里"),
        ("这只鸡\t一\tzhi1\tL\t组", "不在句子里"),
        ("这只鸡\t²\tzhi1\tL\t组", "不在句子里"),
        pytest.param(f"这只鸡\t{'9' * 5000}\tzhi1\tL\t组", "不在句子里", id="五千位的数"),
    ],
)
def test_bad_line_names_its_number(line, message):
    with pytest.raises(CorpusError, match=message):
        polyphone.parse_polyphones(f"这只鸡\t1\tzhi1\tR\t组\n{line}\n")


def test_padding_and_lengths():
    vocab = Vocab("这只鸡很小", reserved_tokens=["<pad>"])
    ids, lengths = polyphone.pad_sentences(["这只鸡", "小", "龙很小"], vocab)
    assert lengths.tolist() == [3, 1, 3] and ids.shape == (3, 3)
    assert ids[1].tolist() == [vocab["小"], vocab["<pad>"], vocab["<pad>"]]
    assert ids[2, 0] == vocab["<unk>"] != vocab["<pad>"] and ids.dtype == torch.int64


@pytest.mark.parametrize("sentences", [[], [""], ["好", ""]])
def test_empty_sentences_are_refused(sentences):
    with pytest.raises(ValueError, match="序列不能为空"):
        polyphone.pad_sentences(sentences, Vocab("好", reserved_tokens=["<pad>"]))


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("chang2", "cháng"),
        ("le5", "le"),
        ("liao3", "liǎo"),
        ("diao4", "diào"),
        ("dui4", "duì"),
        ("liu2", "liú"),
        ("dou1", "dōu"),
        ("huan2", "huán"),
        ("jue2", "jué"),
        ("lü4", "lǜ"),
    ],
)
def test_pinyin(reading, expected):
    assert polyphone.pinyin(reading) == expected


@pytest.mark.parametrize("reading", ["", "chang", "chang6", "5", "zh1"])
def test_bad_pinyin_is_refused(reading):
    with pytest.raises(ValueError, match="拼音加一位声调"):
        polyphone.pinyin(reading)
