"""训练与评测的测试：循环的算术、可重复、提前结束、中断，以及损失发散。"""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from utils import cells, metrics, models, training
from utils.chapters import load_chapter
from utils.data import RandomLoader, SequentialLoader

IDS = torch.arange(400) % 7  # 周期为 7，一步就能学会


def prepare(seed=0, loader=SequentialLoader):
    generator = training.seed_everything(seed)
    model = models.LanguageModel(models.Recurrent(cells.GRUCell(7, 8)), 7, 8)
    return model, loader(IDS, 4, 5, generator), SequentialLoader(IDS[:100], 2, 10)


def run(seed=0, loader=SequentialLoader, max_lr=0.05, **settings):
    model, train, valid = prepare(seed, loader)
    settings = training.Settings(**{"num_epochs": 8, **settings})
    optimizer, scheduler = training.one_cycle(model, max_lr, settings.num_epochs * len(train))
    return model, training.train_language_model(model, train, valid, optimizer, scheduler, settings)


@pytest.mark.parametrize("loader", [SequentialLoader, RandomLoader])
def test_learns_a_periodic_text(loader):
    model, history = run(loader=loader)
    assert history.train_perplexity[0] > 5 and history.valid_perplexity[-1] < 1.5
    columns = (history.train_perplexity, history.valid_perplexity, history.tokens, history.seconds)
    assert {len(column) for column in columns} == {8}
    assert history.tokens_per_second == pytest.approx(sum(history.tokens) / sum(history.seconds))
    assert history.best_epoch == 1 + history.valid_perplexity.index(min(history.valid_perplexity))
    assert not history.interrupted and model.training


def test_same_seed_same_bits():
    (a, first), (b, second) = run(3), run(3)
    assert first.train_perplexity == second.train_perplexity
    assert all(torch.equal(p, q) for p, q in zip(a.parameters(), b.parameters(), strict=True))
    assert run(4)[1].train_perplexity != first.train_perplexity


def test_target_stops_early_and_seconds_to():
    _, history = run(target=3.0)
    assert history.train_perplexity[-1] <= 3.0 < min(history.train_perplexity[:-1])
    assert history.seconds_to(3.0) == pytest.approx(sum(history.seconds))
    assert history.seconds_to(1.0) == math.inf


def test_time_limit_stops_after_the_current_epoch():
    assert len(run(max_seconds=0.0)[1].seconds) == 1


def test_train_step_is_clipped_and_token_averaged():
    model, train, _ = prepare()
    batch = next(iter(train))
    expected = F.cross_entropy(model(batch[0])[0].flatten(0, 1), batch[1].flatten()).item()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    loss, state = training.train_step(model, batch, None, optimizer, max_norm=1e-3)
    assert loss == pytest.approx(expected) and not state.requires_grad
    assert training.gradient_norm(model.parameters()) == pytest.approx(1e-3, rel=1e-3)


def test_notebook_clipping_equals_torch():
    clip = load_chapter("00_prelude").clip_gradients
    norms = []
    for clipper in (clip, nn.utils.clip_grad_norm_):
        torch.manual_seed(0)
        parameter = nn.Parameter(torch.randn(5, 5))
        (parameter.square().sum() * 10).backward()
        norms.append((float(clipper([parameter], 0.5)), parameter.grad))
    assert norms[0][0] == pytest.approx(norms[1][0], rel=1e-5)
    torch.testing.assert_close(norms[0][1], norms[1][1])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_diverged_loss_names_the_epoch_and_the_cause(bad):
    model, train, valid = prepare()
    with torch.no_grad():
        model.output.bias.fill_(bad)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    with pytest.raises(training.TrainingDivergedError, match="第 1 轮的损失变成了 nan.*学习率太大"):
        training.train_language_model(model, train, valid, optimizer, None, training.Settings(2))


def test_invalid_validation_is_an_error_even_when_training_looks_fine():
    model, train, _ = prepare()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    class Spoiled(SequentialLoader):
        def __iter__(self):
            with torch.no_grad():
                model.output.bias.fill_(math.nan)
            return super().__iter__()

    with pytest.raises(training.TrainingDivergedError, match="第 1 轮的验证困惑度是 NaN.*十分之一"):
        training.train_language_model(
            model, train, Spoiled(IDS[:100], 2, 10), optimizer, None, training.Settings(2)
        )


@pytest.mark.parametrize("num_batches", [*range(1, 12), 100])
def test_one_cycle_of_any_length_rises_and_falls(num_batches):
    model, _, _ = prepare()
    optimizer, scheduler = training.one_cycle(model, 0.5, num_batches)
    rates = []
    for _ in range(num_batches):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    peak = rates.index(max(rates))
    assert rates[0] == pytest.approx(0.5 / 25) and rates == sorted(rates[: peak + 1]) + sorted(
        rates[peak + 1 :], reverse=True
    )
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.5 / 250_000 if num_batches > 1 else 0.5)
    assert max(rates[1:], default=0.5) == pytest.approx(0.5, rel=0.2)


@pytest.mark.parametrize("num_batches", [0, -1])
def test_one_cycle_needs_a_batch(num_batches):
    with pytest.raises(ValueError, match=f"num_batches 至少为 1，得到的是 {num_batches}"):
        training.one_cycle(prepare()[0], 0.5, num_batches)


class InterruptedLoader(SequentialLoader):
    """第三轮读到一半时按下中断键。"""

    epoch = 0

    def __iter__(self):
        self.epoch += 1
        for i, batch in enumerate(super().__iter__()):
            if self.epoch == 3 and i == 2:
                raise KeyboardInterrupt
            yield batch


def test_interrupt_returns_the_finished_epochs():
    _, history = run(loader=InterruptedLoader)
    assert history.interrupted
    assert {len(c) for c in (history.train_perplexity, history.valid_perplexity, history.seconds)} == {2}


class InterruptedModel(models.LanguageModel):
    """验证时按下中断键。"""

    def forward(self, X, state=None):
        if not self.training:
            raise KeyboardInterrupt
        return super().forward(X, state)


def test_interrupt_during_validation_keeps_columns_equal():
    _, train, valid = prepare()
    model = InterruptedModel(models.Recurrent(cells.RNNCell(7, 8)), 7, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    history = training.train_language_model(model, train, valid, optimizer, None, training.Settings(2))
    assert history.interrupted and history.train_perplexity == history.valid_perplexity == []
    assert history.tokens_per_second == 0.0


def test_progress_goes_to_stderr_only(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    run(num_epochs=1)
    assert capsys.readouterr().out == ""


def test_seed_everything_seeds_the_generator():
    draws = [torch.rand(3, generator=training.seed_everything(5)).tolist() for _ in range(2)]
    assert draws[0] == draws[1]


def test_try_gpu_gives_a_usable_device():
    assert torch.zeros(2, device=training.try_gpu()).sum() == 0


def test_perplexity_anchors():
    assert metrics.perplexity(0.0) == 1.0
    assert metrics.perplexity(math.log(28)) == pytest.approx(28)
    assert metrics.perplexity(1e6) == math.inf


def test_evaluate_uses_the_carried_state_and_restores_the_mode():
    model, _, valid = prepare()
    model.train()
    logits = model(torch.cat([X for X, _ in valid], 1))[0]
    targets = torch.cat([Y for _, Y in valid], 1)
    expected = math.exp(F.cross_entropy(logits.flatten(0, 1), targets.flatten()).item())
    assert metrics.evaluate_perplexity(model, valid) == pytest.approx(expected, rel=1e-5)
    assert model.training
