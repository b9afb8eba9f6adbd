"""模糊测试：随机生成文本、小批量、压缩包与转移表，检查切词、加载器、BLEU 与解码应有的性质。"""

from __future__ import annotations

import io
import itertools
import math
import re
import zipfile
from collections import Counter

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_bleu import sacrebleu_score

from utils import archives, beam, bleu, data, decoding, parallel, polyphone, text
from utils.decoding import Limits
from utils.text import CorpusError, Vocab

# 全书的测试每次都要给出同样的结果，所以例子由测试的名字推出（derandomize），不靠运气，也不留数据库；
# 几个测试同时跑的时候机器时快时慢，所以不限每个例子的时间，也不因为慢而报错。
# 每个性质两百个例子，整个文件在双核机器上约二十秒。
settings.register_profile(
    "book",
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("book")

SEEDS = st.integers(0, 2**31)
MIXED = st.text("aB z'我很。！,.?\t\n\r\xa0\u202f\u3000İΣ²٣〇")  # 容易出错的字符
TEXT = MIXED | st.text()
FIXED = zipfile.ZipInfo("fra-eng/fra.txt")  # 时间固定，每次生成的压缩包才相同


def dice(seed):
    return torch.Generator().manual_seed(seed)


# ── 切词与词表 ──


def tokenize_by_hand(sentence):
    """一个字符一个字符地切。"""
    tokens, word = [], ""
    for character in sentence.lower() + " ":
        alone = "\u3400" <= character <= "\u9fff" or character in ".,!?。，！？"
        if alone or character.isspace():
            tokens += [word] * bool(word) + [character] * alone
            word = ""
        else:
            word += character
    return tuple(tokens)


@given(TEXT)
def test_tokenize(sentence):
    tokens = parallel.tokenize(sentence)
    assert tokens == tokenize_by_hand(sentence) == parallel.tokenize(sentence)
    assert "".join(tokens) == "".join(sentence.lower().split())  # 除了空白，一个字符也不丢


@given(TEXT)
def test_detokenize(sentence):
    tokens = parallel.tokenize(sentence)
    joined = parallel.detokenize(tokens)
    assert "".join(joined.split()) == "".join(tokens)
    han = [bool(re.search(r"[\u3400-\u9fff]", token)) for token in tokens]
    words = [bool(re.fullmatch(r"[^.,!?。，！？\u3400-\u9fff]+", token)) for token in tokens]
    assert joined.count(" ") == (0 if any(han) else max(0, len(tokens) - 1))
    if not any(han) or not any(a and b for a, b in itertools.pairwise(words)):  # 中文里相邻的西文词会连起来
        assert parallel.tokenize(joined) == tokens


@given(TEXT)
def test_normalize_english(content):
    letters = [c for c in content.lower() if "a" <= c <= "z"]
    if not letters:
        with pytest.raises(CorpusError, match="没有英文字母"):
            text.normalize_english(content)
        return
    cleaned = text.normalize_english(content)
    assert re.fullmatch("[a-z]+( [a-z]+)*", cleaned) and cleaned.replace(" ", "") == "".join(letters)
    assert text.normalize_english(cleaned) == cleaned


@given(TEXT)
def test_characters_and_words(content):
    assert "".join(text.char_tokens(content)) == content
    words = text.word_tokens(content)
    assert " ".join(words).split() == words and "".join(words) == "".join(content.split())


TOKENS = st.lists(st.sampled_from(["a", "b", "我", "<unk>", "<pad>", ""]) | st.text(max_size=3), max_size=30)


@given(TOKENS.filter(bool), st.integers(1, 3), st.lists(st.sampled_from(["<pad>", "<bos>", "<unk>", "a"])))
def test_vocab(tokens, min_freq, reserved):
    vocab, counts = Vocab(tokens, min_freq, reserved), Counter(tokens)
    assert vocab.tokens == Vocab(reversed(tokens), min_freq, reserved).tokens  # 与次序无关
    special = list(dict.fromkeys(["<unk>", *reserved]))
    kept = vocab.tokens[len(special) :]
    assert vocab.tokens[: len(special)] == special and len(set(vocab.tokens)) == len(vocab)
    assert set(kept) == {t for t, n in counts.items() if n >= min_freq} - set(special)
    assert all((-counts[a], a) < (-counts[b], b) for a, b in itertools.pairwise(kept))
    assert vocab.encode(vocab.tokens) == list(range(len(vocab)))


@given(TOKENS.filter(bool), TOKENS, st.integers(1, 3))
def test_vocab_round_trip(tokens, sentence, min_freq):
    vocab = Vocab(tokens, min_freq)
    ids = vocab.encode(sentence)
    assert vocab.decode(ids) == [token if token in vocab else "<unk>" for token in sentence]
    assert all((i == 0) == (t == "<unk>" or t not in vocab) for i, t in zip(ids, sentence, strict=True))
    if all(token in vocab for token in sentence):
        assert vocab.encode_known(sentence) == ids
    else:
        with pytest.raises(text.UnknownTokenError, match="词表里没有"):
            vocab.encode_known(sentence)


# ── 读文件 ──


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@given(content=st.binary() | TEXT.map(str.encode) | TEXT.map(lambda content: f"\ufeff{content}".encode()))
def test_any_file_is_a_corpus_or_a_clear_error(folder, content):
    path = folder / "any.txt"
    path.write_bytes(content)
    try:
        expected = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        expected = ""
    for load in (text.load_corpus, parallel.load_pairs):
        try:
            found = load(path)
        except CorpusError as error:
            assert re.search("[一-龥]", str(error))
            assert load is parallel.load_pairs or not expected.strip()
        else:
            assert found == (expected if load is text.load_corpus else parallel.parse_pairs(expected))


LINES = st.lists(st.lists(TEXT, max_size=3).map("\t".join)).map("\n".join)


@given(TEXT | LINES, st.none() | st.integers(1, 4))
def test_any_table_is_pairs_or_a_clear_error(content, limit):
    lines = [line for line in content.split("\n") if line.strip()][:limit]
    columns = [[parallel.tokenize(side) for side in line.split("\t")[:2]] for line in lines]
    if lines and all(len(sides) == 2 and all(sides) for sides in columns):
        assert parallel.parse_pairs(content, limit) == [tuple(sides) for sides in columns]
    else:
        with pytest.raises(CorpusError, match="应当是源句、制表符、目标句|一对句子也没有"):
            parallel.parse_pairs(content, limit)


INDEX = st.sampled_from(["0", "1", "٣", "²", "½", "五", "-1", "", "9" * 5000]) | st.integers(-1, 5).map(str)
SIDE, GROUP = st.sampled_from("LRBRLBX"), st.text("ab\t\u2028", max_size=2)
ROW = st.tuples(st.text("这只鸡a", min_size=1, max_size=5), INDEX, st.just("zhi1"), SIDE, GROUP)


@given(TEXT | st.lists(ROW.map("\t".join), max_size=3).map("\n".join))
def test_any_polyphone_table_is_examples_or_a_clear_error(content):
    try:
        examples = polyphone.parse_polyphones(content)
    except CorpusError as error:
        assert re.match(r"polyphone\.tsv 第 \d+ 行", str(error))
        return
    assert len(examples) == len(content.splitlines())
    for example, line in zip(examples, content.splitlines(), strict=True):
        sentence, index, *rest = line.split("\t")
        assert example == polyphone.Polyphone(sentence, int(index), *rest)
        assert 0 <= example.index < len(sentence) and example.character in sentence


def table_zip(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(FIXED, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


TABLE = "Go.\tVa !\n" * 5
ARCHIVE = table_zip(TABLE)
EDITS = st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=4)


@settings(max_examples=500)
@given(edits=EDITS, length=st.just(len(ARCHIVE)) | st.integers(0, len(ARCHIVE)))
def test_damaged_zip_gives_the_content_or_a_clear_error(folder, edits, length):
    archive = bytearray(ARCHIVE)
    for place, value in edits:
        archive[place] = value
    path = folder / "damaged.zip"
    path.write_bytes(archive[:length])
    try:
        assert archives.read_zip_text(path, FIXED.filename, 2**20) == TABLE
    except CorpusError as error:
        assert "damaged.zip" in str(error) and "请删除它，重新下载" in str(error)
        assert archive[:length] != ARCHIVE


# ── 小批量 ──

SIZES = st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(0, 40))


def epochs(loader, times=3):
    return [[(X.tolist(), Y.tolist()) for X, Y in loader] for _ in range(times)]


def check_epoch(batches, shape, total):
    """形状、错开一步、不重复；返回用到的位置。"""
    for X, Y in batches:
        assert [len(X), len(Y)] == [shape[0]] * 2 and {len(row) for row in X + Y} == {shape[1]}
        for x, y in zip(X, Y, strict=True):
            assert y == [i + 1 for i in x] and x == list(range(x[0], x[0] + shape[1]))
    used = Counter(i for X, _ in batches for x in X for i in x)
    assert batches and set(used.values()) == {1} and min(used) >= 0 and max(used) < total - 1
    return used


@given(SIZES, st.none() | SEEDS)
def test_sequential_loader(sizes, seed):
    batch_size, num_steps, extra = sizes
    total = batch_size * num_steps + 1 + extra

    def make():
        generator = None if seed is None else dice(seed)
        return data.SequentialLoader(torch.arange(total), batch_size, num_steps, generator)

    found = epochs(make())
    assert found == epochs(make())
    for batches in found:
        used = check_epoch(batches, (batch_size, num_steps), total)
        offset = min(used)
        row = (total - 1 - offset) // batch_size  # 每行恰好用到整数段
        assert offset < num_steps and (seed is not None or offset == 0)
        assert sorted(used) == [
            offset + r * row + i for r in range(batch_size) for i in range(row // num_steps * num_steps)
        ]
        for (before, _), (after, _) in itertools.pairwise(batches):
            assert [x[-1] + 1 for x in before] == [x[0] for x in after]
        assert len(make()) - len(batches) in ((0,) if seed is None else (0, 1))


@given(SIZES, SEEDS)
def test_random_loader(sizes, seed):
    batch_size, num_steps, extra = sizes
    total = batch_size * num_steps + 1 + extra

    def make():
        return data.RandomLoader(torch.arange(total), batch_size, num_steps, dice(seed))

    found = epochs(make())
    assert found == epochs(make())
    for batches in found:
        check_epoch(batches, (batch_size, num_steps), total)
        starts = [x[0] for X, _ in batches for x in X]
        (offset,) = {start % num_steps for start in starts}
        pieces = (total - 1 - offset) // num_steps
        assert len(batches) == pieces // batch_size and len(make()) - len(batches) in (0, 1)


@given(st.integers(-1, 4), st.integers(-1, 4), st.integers(0, 20))
def test_loaders_refuse_what_does_not_fit(batch_size, num_steps, total):
    fits = batch_size > 0 and num_steps > 0 and total > batch_size * num_steps
    for loader in (data.SequentialLoader, data.RandomLoader):
        if fits:
            assert len(list(loader(torch.arange(total), batch_size, num_steps, dice(0)))) >= 1
        else:
            with pytest.raises(data.BatchError):
                loader(torch.arange(total), batch_size, num_steps, dice(0))


@given(st.lists(st.integers(0, 9)), st.integers(-1, 9), st.integers(-1, 9))
def test_split_ids(ids, num_train, num_valid):
    if num_train > 0 and num_valid > 0 and num_train + num_valid <= len(ids):
        train, valid = data.split_ids(ids, num_train, num_valid)
        assert (len(train), len(valid)) == (num_train, num_valid)
        assert train.tolist() + valid.tolist() == ids[: num_train + num_valid]
    else:
        with pytest.raises(data.BatchError):
            data.split_ids(ids, num_train, num_valid)


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=6), st.integers(0, 9))
def test_pad_ids(rows, pad):
    if not rows or not all(rows):
        with pytest.raises(ValueError, match="序列不能为空"):
            data.pad_ids(rows, pad)
        return
    ids, lengths = data.pad_ids(rows, pad)
    longest = max(map(len, rows))
    assert lengths.tolist() == [len(row) for row in rows]
    assert ids.tolist() == [row + [pad] * (longest - len(row)) for row in rows]


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=6), min_size=1, max_size=6))
def test_reverse_padded(rows):
    ids, lengths = data.pad_ids(rows, 77)
    mirrored = data.reverse_padded(ids, lengths)
    assert torch.equal(mirrored, data.pad_ids([row[::-1] for row in rows], 77)[0])
    assert torch.equal(data.reverse_padded(mirrored, lengths), ids)
    wide = torch.stack([ids, -ids], 2)
    assert torch.equal(data.reverse_padded(wide, lengths), torch.stack([mirrored, -mirrored], 2))


@given(st.lists(st.integers(1, 9), max_size=60), st.integers(1, 5), SEEDS)
def test_bucketed(lengths, batch_size, seed):
    batches, again = (
        [b.tolist() for b in data.bucketed(torch.tensor(lengths), batch_size, dice(seed))] for _ in range(2)
    )
    assert batches == again and sorted(sum(batches, [])) == list(range(len(lengths)))
    assert all(len(batch) == batch_size for batch in batches[:-1])
    for start in range(0, len(batches), 8):
        group = [lengths[i] for batch in batches[start : start + 8] for i in batch]
        assert group == sorted(group)


WORDS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(tuple)
PAIRS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=40)


@given(PAIRS, st.integers(1, 6), SEEDS, st.integers(1, 3))
def test_translation_loader(pairs, batch_size, seed, min_freq):
    vocabs = parallel.Vocabs.build(pairs, min_freq)
    loader = parallel.TranslationLoader(pairs, vocabs, batch_size, dice(seed))
    expected = Counter(
        tuple(
            (*vocab.encode(s), vocab["<eos>"])
            for s, vocab in zip(p, (vocabs.source, vocabs.target), strict=True)
        )
        for p in pairs
    )
    for _ in range(2):
        seen, batches = Counter(), list(loader)
        assert len(batches) == len(loader) and sum(len(X) for X, *_ in batches) == len(pairs)
        for X, X_len, Y, Y_len in batches:
            assert (X.shape, Y.shape) == ((len(X), X_len.max()), (len(X), Y_len.max()))
            for x, n, y, m in zip(X.tolist(), X_len.tolist(), Y.tolist(), Y_len.tolist(), strict=True):
                assert set(x[n:]) <= {vocabs.source["<pad>"]} and set(y[m:]) <= {vocabs.target["<pad>"]}
                seen[tuple(x[:n]), tuple(y[:m])] += 1
        assert seen == expected


# ── 切分不泄漏 ──

FRACTIONS = st.floats(-0.1, 1.1)


@given(PAIRS, FRACTIONS, FRACTIONS, SEEDS)
def test_split_by_source(pairs, valid_fraction, test_fraction, seed):
    try:
        parts = parallel.split_by_source(pairs, valid_fraction, test_fraction, seed)
    except ValueError as error:
        assert re.match("两个比例都要大于 0|只有 .* 个不同的源句", str(error))
        return
    sources = [{source for source, _ in part} for part in parts]
    assert all(sources) and sum(map(len, sources)) == len(set().union(*sources))  # 两两不相交，都不空
    assert parts == parallel.split_by_source(pairs, valid_fraction, test_fraction, seed)
    for part, names in zip(parts, sources, strict=True):
        assert part == [pair for pair in pairs if pair[0] in names]  # 一对不少，次序不变
    assert [len(s) for s in sources[1:]] == [
        round(f * len(set().union(*sources))) for f in (valid_fraction, test_fraction)
    ]


EXAMPLES = st.builds(
    polyphone.Polyphone,
    st.sampled_from(["这只鸡", "只有他"]),
    st.integers(0, 2),
    st.sampled_from(["zhi1", "zhi3"]),
    st.sampled_from("LRB"),
    st.text("ab", max_size=3),
)


@given(st.lists(EXAMPLES, max_size=40), st.floats(0.01, 0.99), SEEDS)
def test_split_by_group(examples, fraction, seed):
    train, valid = polyphone.split_by_group(examples, fraction, seed)
    assert (train, valid) == polyphone.split_by_group(examples, fraction, seed)
    assert Counter(train) + Counter(valid) == Counter(examples)
    assert not {e.group for e in train} & {e.group for e in valid}


# ── BLEU ──

SENTENCE = st.lists(st.sampled_from("abcd"), max_size=9)
REFERENCES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=9), min_size=1, max_size=3)
CORPUS = st.lists(st.tuples(SENTENCE, REFERENCES), min_size=1, max_size=6)


def score(rows, max_n=4):
    return bleu.corpus_bleu([p for p, _ in rows], [r for _, r in rows], max_n)


@given(CORPUS)
def test_bleu_equals_sacrebleu(rows):
    predicted, references = zip(*rows, strict=True)
    assert score(rows) == pytest.approx(sacrebleu_score(predicted, references, "none"), abs=1e-6)


@given(CORPUS, st.integers(1, 5))
def test_bleu_range_and_symmetries(rows, max_n):
    value = score(rows, max_n)
    assert 0 <= value <= 100
    assert score(rows[::-1], max_n) == pytest.approx(value)  # 句子的次序
    assert score([(p, r[::-1] + r) for p, r in rows], max_n) == pytest.approx(value)  # 参考译文的次序与重复
    assert score(rows * 2, max_n) == pytest.approx(value)
    assert score([([w.upper() for w in p], r) for p, r in rows], max_n) == 0  # 一个也没对上


@given(CORPUS, st.integers(1, 4))
def test_bleu_of_a_reference_is_100(rows, max_n):
    """预测就是参考译文之一：至少有一句够长，就得满分。"""
    exact = [(r[-1], r) for _, r in rows]
    assume(max(len(p) for p, _ in exact) >= max_n)
    assert score(exact, max_n) == pytest.approx(100)


@given(CORPUS, st.data())
def test_more_references_never_hurt(rows, source):
    """再加一个参考译文：各种词组的匹配数不会少；它与原有的一个一样长，简短惩罚不变，分数也不会降。

    长度不同就没有这个保证：最接近的长度变了，简短惩罚可能变重，sacrebleu 也是这样。
    """
    added = [(p, [*r, source.draw(st.permutations(source.draw(st.sampled_from(r))))]) for p, r in rows]
    assert score(added) >= score(rows) - 1e-9
    longer = [(p, [*r, source.draw(SENTENCE)]) for p, r in rows]
    for (p, few), (_, many) in zip(rows, longer, strict=True):
        before, after = bleu.bleu_counts(p, few), bleu.bleu_counts(p, many)
        assert all(b >= a for a, b in zip(before[2::2], after[2::2], strict=True))
        assert before[3::2] == after[3::2] and abs(after[1] - len(p)) <= abs(before[1] - len(p))


@given(SENTENCE, SENTENCE.filter(bool), st.integers(1, 5))
def test_sentence_bleu(predicted, reference, max_n):
    value = bleu.sentence_bleu(predicted, reference, max_n)
    assert 0 <= value <= 1
    assert (value > 0) == all(
        set(bleu.ngrams(predicted, n)) & set(bleu.ngrams(reference, n))
        for n in range(1, max(1, min(max_n, len(predicted))) + 1)
    )
    assert bleu.sentence_bleu(reference, reference, max_n) == 1
    if len(predicted) < len(reference):
        assert value < 1  # 简短惩罚


# ── 解码 ──


class Table:
    """随机的小转移表：下一个状态由现在的状态与词元决定，状态决定下一个词元的概率。

    概率由小整数得到，所以常有并列；有些词元的概率是零。
    """

    def __init__(self, weights, moves):
        self.log_probs = torch.tensor(weights, dtype=torch.float64).log()
        self.log_probs -= self.log_probs.logsumexp(1, keepdim=True)
        self.moves = torch.tensor(moves)

    def step(self, tokens, state):
        state = self.moves[state[0][:, 0], tokens][:, None]
        return self.log_probs[state[:, 0]], (state, -state)

    def score(self, start, tokens):
        """一条路径的对数概率，从头算起。"""
        state, total = start, 0.0
        for before, token in itertools.pairwise((0, *tokens)):
            state = int(self.moves[state, before])
            total += float(self.log_probs[state, token])
        return total

    def paths(self, start, limits):
        """全部概率不为零的路径，到 <eos> 或最大长度为止。"""
        size = self.log_probs.shape[1]
        for length in range(1, limits.max_length + 1):
            for tokens in itertools.product(range(size), repeat=length):
                whole = tokens[-1] == limits.eos or length == limits.max_length
                if whole and limits.eos not in tokens[:-1] and self.score(start, tokens) > -math.inf:
                    yield tokens


@st.composite
def tables(draw):
    size, states = draw(st.integers(2, 4)), draw(st.integers(1, 4))
    weights = st.lists(st.integers(0, 3), min_size=size, max_size=size).filter(any)
    moves = st.lists(st.integers(0, states - 1), min_size=size, max_size=size)
    return Table(*(draw(st.lists(rows, min_size=states, max_size=states)) for rows in (weights, moves)))


STARTS, LENGTHS = st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(1, 4)
ALPHAS, WIDTHS = st.sampled_from([0.0, 0.5, 0.75, 1.0, 1.5]), st.integers(1, 6)


def begin(table, starts):
    """各行的初始状态。"""
    state = torch.tensor([start % len(table.moves) for start in starts])[:, None]
    return state, -state


def single(state, i):
    return tuple(part[i : i + 1] for part in state)


@given(tables(), STARTS, LENGTHS, WIDTHS, ALPHAS)
def test_beam_search_keeps_its_promises(table, starts, length, width, alpha):
    state, limits = begin(table, starts), Limits(0, 1, length)
    for i, found in enumerate(beam.beam_search(table.step, state, limits, width, alpha)):
        assert 1 <= len(found) <= width and len({h.tokens for h in found}) == len(found)
        assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
        for h in found:
            assert limits.eos not in h.tokens[:-1] and len(h.tokens) <= length
            assert h.tokens[-1] == limits.eos or len(h.tokens) == length
            assert h.log_prob == pytest.approx(table.score(int(state[0][i]), h.tokens))
            assert h.score == pytest.approx(h.log_prob / len(h.tokens) ** alpha)


@given(tables(), STARTS, LENGTHS, ALPHAS)
def test_greedy_is_a_beam_of_width_one(table, starts, length, alpha):
    state, limits = begin(table, starts), Limits(0, 1, length)
    greedy = decoding.greedy_search(table.step, state, limits)
    beams = beam.beam_search(table.step, state, limits, 1, alpha)
    assert [(h.tokens, h.log_prob) for (h,) in beams] == [
        (h.tokens, pytest.approx(h.log_prob)) for h in greedy
    ]
    for i, h in enumerate(greedy):
        assert h == decoding.greedy_search(table.step, single(state, i), limits)[0]
        assert h.log_prob == pytest.approx(table.score(int(state[0][i]), h.tokens))
        assert len(h.tokens) == length or h.tokens[-1] == limits.eos


def search_by_hand(table, start, limits, width, alpha):
    """一个句子，一个候选一个候选地搜；概率为零的不算候选。"""

    def score(tokens):
        return table.score(start, tokens)

    growing, finished = [()], []
    for t in range(1, limits.max_length + 1):
        candidates = [(*path, token) for path in growing for token in range(table.log_probs.shape[1])]
        candidates = sorted((c for c in candidates if score(c) > -math.inf), key=score, reverse=True)
        ended = [c[-1] == limits.eos or t == limits.max_length for c in candidates]
        finished += [c for c, over in zip(candidates[:width], ended, strict=False) if over]
        if len(finished) >= width:
            break
        growing = [c for c, over in zip(candidates, ended, strict=True) if not over][:width]
    finished.sort(key=lambda tokens: score(tokens) / len(tokens) ** alpha, reverse=True)
    return finished[:width]


@given(tables(), STARTS, LENGTHS, WIDTHS, ALPHAS)
def test_batched_beam_search_equals_one_by_one(table, starts, length, width, alpha):
    """一批的结果等于逐句的结果，也等于逐个候选的写法；并列与零概率都在内。"""
    state, limits = begin(table, starts), Limits(0, 1, length)
    for i, found in enumerate(beam.beam_search(table.step, state, limits, width, alpha)):
        (alone,) = beam.beam_search(table.step, single(state, i), limits, width, alpha)
        assert found == alone
        by_hand = search_by_hand(table, int(state[0][i]), limits, width, alpha)
        assert [h.tokens for h in found] == by_hand


@given(tables(), st.integers(0, 3), st.integers(1, 3), ALPHAS)
def test_a_wide_beam_is_exhaustive(table, start, length, alpha):
    state, limits = begin(table, [start]), Limits(0, 1, length)
    (found,) = beam.beam_search(table.step, state, limits, table.log_probs.shape[1] ** length, alpha)
    first = int(state[0][0])
    everything = {t: table.score(first, t) / len(t) ** alpha for t in table.paths(first, limits)}
    assert {h.tokens: h.score for h in found} == pytest.approx(everything)
    assert found[0].score == pytest.approx(max(everything.values()))
    assert sum(math.exp(h.log_prob) for h in found) == pytest.approx(1)  # 一条路径也没有漏


@given(tables(), STARTS, LENGTHS, SEEDS)
def test_sampled_sequences_are_possible(table, starts, length, seed):
    state, limits = begin(table, starts), Limits(0, 1, length)
    first, again = (
        decoding.decode_with(table.step, state, limits, decoding.Sampler(dice(seed))) for _ in range(2)
    )
    assert first == again
    for i, h in enumerate(first):
        assert h.tokens in set(table.paths(int(state[0][i]), limits))
        assert h.log_prob == pytest.approx(table.score(int(state[0][i]), h.tokens))


LOGITS = st.lists(st.integers(-4, 4) | st.just(-math.inf), min_size=1, max_size=6)


@given(LOGITS.filter(lambda x: max(x) > -math.inf), st.integers(1, 7), st.floats(0.05, 1), st.floats(0.2, 5))
def test_sampler_keeps_the_fewest_best(logits, top_k, top_p, temperature):
    sampler = decoding.Sampler(dice(0), temperature, top_k, top_p)
    logits = torch.tensor([logits], dtype=torch.float64)
    p = torch.softmax(logits / temperature, 1)[0]
    found = sampler.probabilities(logits)[0]
    kept = found > 0
    assert found.sum().item() == pytest.approx(1) and 1 <= kept.sum() <= top_k
    assert torch.allclose(found[kept], p[kept] / p[kept].sum())
    assert all(p[kept].min() >= q for q in p[~kept])
    assert p[kept].sum() - p[kept].min() < top_p + 1e-9  # 少一个就不够了
    assert kept.sum() == min(top_k, int((p > 0).sum())) or p[kept].sum() >= top_p - 1e-9
