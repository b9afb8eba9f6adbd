"""`utils.data` 的测试：划分、顺序分区、随机采样，以及不合要求的参数。"""

from __future__ import annotations

import pytest
import torch

from utils.data import BatchError, RandomLoader, SequentialLoader, split_ids

IDS = torch.arange(1000)
LOADERS = [SequentialLoader, RandomLoader]


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_split_is_disjoint_and_in_order():
    train, valid = split_ids(list(range(30)), 20, 5)
    assert train.tolist() == list(range(20)) and valid.tolist() == list(range(20, 25))


@pytest.mark.parametrize("sizes", [(0, 5), (5, 0), (-1, 5)])
def test_split_needs_positive_sizes(sizes):
    with pytest.raises(BatchError, match="都要大于 0"):
        split_ids([1] * 20, *sizes)


def test_split_of_short_text():
    with pytest.raises(BatchError, match="只有 20 个词元，切不出 18 个训练词元和 5 个验证词元"):
        split_ids([1] * 20, 18, 5)


@pytest.mark.parametrize("loader", LOADERS)
def test_targets_are_shifted_by_one(loader):
    for X, Y in loader(IDS, 4, 7, dice()):
        assert X.shape == Y.shape == (4, 7)
        assert torch.equal(Y, X + 1) and torch.equal(X[:, 1:], X[:, :-1] + 1)


def test_sequential_rows_continue():
    batches = [X for X, _ in SequentialLoader(IDS, 4, 7, dice())]
    for before, after in zip(batches, batches[1:], strict=False):
        assert torch.equal(after[:, 0], before[:, -1] + 1)


def test_sequential_without_generator_starts_at_zero_every_time():
    loader = SequentialLoader(IDS, 4, 7)
    first, second = ([X.tolist() for X, _ in loader] for _ in range(2))
    assert first == second and first[0][0][0] == 0 and len(first) == len(loader)


def test_random_pieces_do_not_overlap_and_are_shuffled():
    starts = [int(x) for X, _ in RandomLoader(IDS, 4, 7, dice()) for x in X[:, 0]]
    assert len(set(starts)) == len(starts) and starts != sorted(starts)
    assert len({s % 7 for s in starts}) == 1  # 同一轮的片段从同一个偏移量切起


@pytest.mark.parametrize("loader", LOADERS)
def test_same_seed_same_batches_and_offsets_vary(loader):
    def epochs(seed):
        batches = loader(IDS, 4, 7, dice(seed))
        return [[X.tolist() for X, _ in batches] for _ in range(6)]

    assert epochs(1) == epochs(1) != epochs(2)
    assert len({epoch[0][0][0] % 7 for epoch in epochs(1)}) > 1


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("length", [29, 30, 35, 36, 57, 100])
def test_every_length_yields_whole_batches(loader, length):
    batches = loader(IDS[:length], 4, 7, dice())
    for _ in range(20):
        found = list(batches)
        assert len(batches) - 1 <= len(found) <= len(batches) and found
        assert all(X.shape == Y.shape == (4, 7) for X, Y in found)


@pytest.mark.parametrize("loader", LOADERS)
def test_text_shorter_than_one_batch(loader):
    with pytest.raises(BatchError, match="只有 28 个词元.*至少要 29 个"):
        loader(IDS[:28], 4, 7, dice())


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(("batch_size", "num_steps"), [(4, 0), (4, -3), (0, 7)])
def test_sizes_must_be_positive(loader, batch_size, num_steps):
    with pytest.raises(BatchError, match=f"num_steps={num_steps}、batch_size={batch_size}"):
        loader(IDS, batch_size, num_steps, dice())
