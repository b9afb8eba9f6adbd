"""手写反向的 GRU 与 LSTM：差商检查，与逐门写的单元逐项对拍，状态可以接着用。"""

from __future__ import annotations

import pytest
import torch

from utils import cells, models, training
from utils.chapters import load_chapter
from utils.fused import FusedLanguageModel, GRUFunction, LSTMFunction

BLOCKS = {"gru": ("rzh", cells.GRUCell), "lstm": ("ifoc", cells.LSTMCell)}


def pair(kind, vocab_size=6, num_hiddens=5):
    """参数相同的两个模型，双精度：手写反向的与逐门写的。"""
    torch.manual_seed(0)
    names, cell_type = BLOCKS[kind]
    fast = FusedLanguageModel(kind, vocab_size, num_hiddens).double()
    slow = models.LanguageModel(
        models.Recurrent(cell_type(vocab_size, num_hiddens)), vocab_size, num_hiddens
    ).double()
    cell = slow.rnn.cell
    with torch.no_grad():
        for name, block in zip(names, fast.inputs.weight.chunk(len(names), 1), strict=True):
            getattr(cell, f"b_{name}").normal_()
            getattr(cell, f"W_x{name}").copy_(block - getattr(cell, f"b_{name}"))
        for name, block in zip(names, fast.W.chunk(len(names)), strict=True):
            getattr(cell, f"W_h{name}").copy_(block.T)
        slow.output.load_state_dict(fast.output.state_dict())
    return fast, slow, names


@pytest.mark.parametrize(("function", "blocks", "states"), [(GRUFunction, 3, 1), (LSTMFunction, 4, 2)])
@pytest.mark.parametrize("num_steps", [1, 4])
def test_gradients_match_finite_differences(function, blocks, states, num_steps):
    torch.manual_seed(0)
    shapes = [(num_steps, 2, blocks * 3), *[(2, 3)] * states, (blocks * 3, 3)]
    arguments = [torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in shapes]
    assert torch.autograd.gradcheck(function.apply, arguments)


@pytest.mark.parametrize("kind", BLOCKS)
def test_same_outputs_and_gradients_as_the_readable_cell(kind):
    fast, slow, names = pair(kind)
    X = torch.randint(6, (3, 7))
    first, state = fast(X)
    wanted, other = slow(X)
    assert torch.allclose(first, wanted, atol=1e-12)
    second, _ = fast(X, models.detach_state(state))
    again, _ = slow(X, models.detach_state(other))
    assert torch.allclose(second, again, atol=1e-12)
    second.sin().sum().backward()
    again.sin().sum().backward()
    weights = torch.cat([getattr(slow.rnn.cell, f"W_h{name}").grad.T for name in names])
    rows = torch.cat([getattr(slow.rnn.cell, f"W_x{name}").grad for name in names], 1)
    assert torch.allclose(fast.W.grad, weights, atol=1e-12)
    assert torch.allclose(fast.inputs.weight.grad, rows, atol=1e-12)


def test_lstm_equals_the_one_derived_in_chapter_2():
    chapter = load_chapter("02_lstm")
    torch.manual_seed(0)
    inputs, H, C = torch.randn(5, 2, 3), torch.randn(2, 4), torch.randn(2, 4)
    W, b = torch.randn(3 + 4, 16), torch.randn(16)
    hiddens, memory = LSTMFunction.apply(inputs @ W[:3] + b, H, C, W[3:].T.contiguous())
    wanted, last = chapter.LSTMFunction.apply(inputs, H, C, W, b)
    assert torch.allclose(hiddens, wanted, atol=1e-5) and torch.allclose(memory, last, atol=1e-5)


@pytest.mark.parametrize("kind", BLOCKS)
def test_it_trains(kind):
    generator = training.seed_everything(0)
    ids = torch.arange(400) % 6
    model = FusedLanguageModel(kind, 6, 16)
    history = training.fit_language_model(model, (ids.repeat(8), ids.repeat(2)), 0.05, 30, generator)
    assert history.valid_perplexity[-1] < 1.1 < 2 < history.train_perplexity[0]


def test_unknown_kind():
    with pytest.raises(ValueError, match="kind 只能是 gru 或 lstm，得到的是 'rnn'"):
        FusedLanguageModel("rnn", 6, 5)
