"""第 4 章的对拍：前向后向算法与穷举一致，双向 LSTM 与打包的 `nn.LSTM` 一致，翻转与计时的小工具。"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from utils import parity
from utils.chapters import load_chapter

PRECISIONS = [(torch.float64, 1e-10), (torch.float32, 1e-5)]
LENGTHS = [[11, 3, 1, 8], [11, 11, 11, 11], [1, 1, 11, 2], [5, 7, 6, 1]]


@pytest.fixture(scope="module")
def birnn():
    return load_chapter("04_birnn")


@pytest.mark.parametrize(("k", "m", "steps"), [(2, 2, 1), (2, 3, 7), (4, 5, 5)])
def test_forward_backward_equals_enumeration(birnn, k, m, steps):
    generator = torch.Generator().manual_seed(k)
    log_pi, log_A, log_B = birnn.random_model(k, m, generator)
    observed = torch.randint(m, (steps,), generator=generator).tolist()
    expected, likelihood = birnn.brute_force(log_pi, log_A, log_B, observed)
    torch.testing.assert_close(birnn.posterior(log_pi, log_A, log_B, observed), expected, rtol=0, atol=1e-10)
    log_alpha = birnn.forward_pass(log_pi, log_A, log_B, observed)
    log_beta = birnn.backward_pass(log_A, log_B, observed)
    for t in range(steps):  # 每一步都给出同一个似然
        torch.testing.assert_close(torch.logsumexp(log_alpha[t] + log_beta[t], 0), likelihood)


def test_long_sequences_do_not_underflow(birnn):
    model = birnn.random_model(3, 4, torch.Generator().manual_seed(0))
    result = birnn.posterior(*model, [0, 1, 2, 3] * 2000)
    assert torch.isfinite(result).all() and torch.allclose(result.sum(1), torch.ones(8000).double())


def test_reverse_is_its_own_inverse_and_keeps_padding(birnn):
    X, lengths = torch.randn(4, 11, 3), torch.tensor([11, 3, 1, 8])
    reversed_ = birnn.reverse_padded(X, lengths)
    assert torch.equal(birnn.reverse_padded(reversed_, lengths), X)
    for row, length in enumerate(lengths.tolist()):
        assert torch.equal(reversed_[row, :length], X[row, :length].flip(0))
        assert torch.equal(reversed_[row, length:], X[row, length:])


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS, ids=str)
@pytest.mark.parametrize("lengths", LENGTHS, ids=str)
def test_bilstm_equals_packed_torch_in_values_states_and_all_gradients(birnn, lengths, dtype, tolerance):
    torch.manual_seed(0)
    layer = nn.LSTM(5, 7, batch_first=True, bidirectional=True, dtype=dtype)
    ours = birnn.BiLSTM(5, 7).to(dtype)
    parity.copy_lstm(ours.forward_cell, layer, "_l0")
    parity.copy_lstm(ours.backward_cell, layer, "_l0_reverse")
    lengths = torch.tensor(lengths)
    inputs = torch.randn(4, 11, 5, dtype=dtype)
    weights = [torch.randn(shape, dtype=dtype) for shape in ((4, 11, 14), (2, 4, 7))]
    results = []
    for run in (lambda X: birnn.run_packed(layer, X, lengths), lambda X: ours(X, lengths)):
        X = inputs.clone().requires_grad_()
        outputs, (H, C) = run(X)
        ((outputs * weights[0]).sum() + ((H + C * C) * weights[1]).sum()).backward()
        results.append((outputs, H, C, X.grad))
    for a, b in zip(*(r[:3] for r in results), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance)
    torch.testing.assert_close(results[0][3], results[1][3], rtol=0, atol=44 * tolerance)
    for cell, suffix in ((ours.forward_cell, "_l0"), (ours.backward_cell, "_l0_reverse")):
        gaps = parity.gradient_gaps(cell, layer, suffix)
        # 梯度是 4 个样本、11 步之和，损失又含平方项，误差按项数放大
        assert len(gaps) == 12 and max(gaps.values()) < 132 * tolerance


def test_padding_content_never_matters(birnn):
    torch.manual_seed(0)
    model, lengths = birnn.BiLSTM(5, 7), torch.tensor([4, 2])
    inputs = torch.randn(2, 6, 5)
    changed = inputs.clone()
    changed[0, 4:], changed[1, 2:] = 9.0, -9.0
    a, b = model(inputs, lengths), model(changed, lengths)
    assert torch.equal(a[0], b[0]) and all(torch.equal(p, q) for p, q in zip(a[1], b[1], strict=True))
    assert not a[0][1, 2:].any()


def test_annotator_reads_only_its_own_side(birnn):
    torch.manual_seed(0)
    mask = torch.zeros(20, 4)
    X, lengths, index = torch.randint(2, 20, (1, 8)), torch.tensor([8]), torch.tensor([3])
    for directions, unseen in (("f", slice(4, 8)), ("b", slice(0, 3))):
        model = birnn.Annotator((20, 6, 5), directions, mask).eval()
        changed = X.clone()
        changed[:, unseen] = 1
        assert torch.equal(model(X, lengths, index), model(changed, lengths, index))
        both = birnn.Annotator((20, 6, 5), "fb", mask).eval()
        assert not torch.equal(both(X, lengths, index), both(changed, lengths, index))


def test_buckets_cover_every_row_once(birnn):
    lengths = torch.randint(1, 18, (1000,))
    batches = list(birnn.bucketed(lengths, 64, torch.Generator().manual_seed(0)))
    assert torch.cat(batches).sort().values.tolist() == list(range(1000))
    spread = sum(int(lengths[rows].max() - lengths[rows].min()) for rows in batches) / len(batches)
    assert spread < 5


def test_prefix_perplexity_never_shows_the_future(birnn):
    seen = []

    class Uniform(nn.Module):
        def forward(self, X):
            seen.append(X.shape[1])
            return torch.zeros(*X.shape, 7), None

    assert birnn.prefix_perplexity(Uniform(), torch.randint(7, (3, 6))) == pytest.approx(7)
    assert seen == [1, 2, 3, 4, 5]


def test_saved_bytes_counts_activations_not_parameters(birnn):
    layer = nn.Linear(4, 8)
    inputs = torch.randn(16, 4, requires_grad=True)
    assert birnn.saved_bytes(layer, inputs) == inputs.nbytes
