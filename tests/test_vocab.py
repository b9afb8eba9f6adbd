"""`utils.text` 的测试：读入语料、切成词元、词表，以及不合要求的输入。"""

from __future__ import annotations

import pytest

from utils import text


@pytest.fixture
def file(tmp_path):
    def write(content: bytes):
        path = tmp_path / "mine.txt"
        path.write_bytes(content)
        return path

    return write


def test_own_text_is_returned_unchanged(file):
    assert text.load_corpus(file("你好，世界。\n".encode())) == "你好，世界。\n"
    assert text.load_corpus(str(file(b"\xef\xbb\xbfabc"))) == "abc"  # 去掉 BOM


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(text.CorpusError, match="找不到语料“time_travel”.*time_traveller、time_machine"):
        text.load_corpus("time_travel")


@pytest.mark.parametrize("content", [b"", b" \n\t\n"], ids=["空文件", "只有空白"])
def test_empty_text(file, content):
    with pytest.raises(text.CorpusError, match="是空的"):
        text.load_corpus(file(content))


def test_text_in_another_encoding(file):
    with pytest.raises(text.CorpusError, match="不是 UTF-8 编码.*另存为 UTF-8"):
        text.load_corpus(file("第一章".encode("gbk")))


def test_normalize_english():
    assert (
        text.normalize_english("The  Time-Machine,\nby H. G. Wells [1898]\n")
        == "the time machine by h g wells"
    )
    with pytest.raises(text.CorpusError, match="没有英文字母"):
        text.normalize_english("全是中文。")


def test_tokens():
    assert text.char_tokens("ab 你") == ["a", "b", " ", "你"]
    assert text.word_tokens("to  be\nor") == ["to", "be", "or"]


def test_vocab_is_sorted_by_frequency_then_token():
    vocab = text.Vocab("bbaacd", reserved_tokens=["<pad>"])
    assert vocab.tokens == ["<unk>", "<pad>", "a", "b", "c", "d"]
    assert len(vocab) == 6 and "a" in vocab and "z" not in vocab
    assert vocab.encode("abz") == [2, 3, 0]
    assert vocab.decode([2, 3, 0]) == ["a", "b", "<unk>"]
    assert vocab.counts == {"a": 2, "b": 2, "c": 1, "d": 1}


def test_vocab_can_drop_rare_tokens_and_reserved_ones_are_not_repeated():
    assert text.Vocab("aaab", min_freq=2).tokens == ["<unk>", "a"]
    assert text.Vocab(["<unk>", "a"], reserved_tokens=["<unk>"]).tokens == ["<unk>", "a"]


def test_encode_known_names_the_unknown_tokens():
    vocab = text.Vocab("abc")
    assert vocab.encode_known("cab") == vocab.encode("cab")
    with pytest.raises(text.UnknownTokenError, match="'X'、'!'"):
        vocab.encode_known("aX!X")


def test_vocab_of_nothing():
    with pytest.raises(text.CorpusError, match="没有任何词元"):
        text.Vocab([])
