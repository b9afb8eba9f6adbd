"""基准测试：程序能跑，汇总算得对，结果页上的每一句结论都与存下的结果相符。"""

from __future__ import annotations

import json
import re
import statistics

import bench
import bench_classic
import bench_quality
import bench_steps
import bench_summary
import bench_text
import bench_translation
import pytest
import torch
from bench_summary import RIVALS, Ratio
from nbpair import NOTEBOOKS
from torch import nn

from utils import cells, d2l_bridge, models, parallel, training

RESULTS = bench_summary.read_bench()
PAGE = (NOTEBOOKS / "benchmark.md").read_text(encoding="utf-8")
THREADS = ("1", "2")


@pytest.fixture(scope="module")
def d2l():
    return d2l_bridge.load_d2l()


# -- 存下的结果与结果页 -----------------------------------------------------------


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("name", RIVALS)
def test_every_way_reaches_the_target_eight_times_faster(threads, name):
    part = RESULTS["quality"][threads]
    assert part["threads"] == int(threads) and part["target"] == 1.1
    assert len(part["ours"][name]) == len(part["classic"][RIVALS[name]]) >= 3
    for run in part["ours"][name]:
        assert run["perplexity"] <= 1.1
    for run in part["classic"][RIVALS[name]]:
        assert run["perplexity"] <= 1.1 or run["epochs"] == bench_quality.CLASSIC_EPOCHS
    assert bench_summary.quality_ratio(part, name).median >= 8


@pytest.mark.parametrize("threads", THREADS)
def test_speed_of_a_step(threads):
    part = RESULTS["steps"][threads]
    assert bench_summary.step_ratio(part, "GRU 手写反向").median >= 1.1
    assert bench_summary.step_ratio(part, "GRU 手写反向", ("ours", "GRU 简洁")).median >= 1
    assert bench_summary.step_ratio(part, "LSTM 手写反向").median >= 1.15
    assert bench_summary.step_ratio(part, "LSTM 手写反向", ("ours", "LSTM 简洁")).median < 1
    for name in ("GRU 从零", "LSTM 从零"):
        assert 0.9 < bench_summary.step_ratio(part, name).median < 1.1


@pytest.mark.parametrize("threads", THREADS)
def test_translation_is_faster_with_lower_loss_and_higher_bleu(threads):
    part = RESULTS["translation"][threads]
    for theirs, ours in zip(part["classic"], part["ours"], strict=True):
        assert ours["loss"] <= theirs["loss"] and ours["bleu"] > 1.3 * theirs["bleu"]
        assert theirs["epochs"] == 300 and ours["epochs"] == 60
    assert bench_summary.translation_ratio(part).median >= 8


def test_gated_and_deeper_networks_are_better_at_equal_parameters():
    networks = bench_summary.text_networks(RESULTS)
    for name, row in networks.items():
        assert abs(row["parameters"] / bench_text.BUDGET - 1) < 0.03 and len(row["bits"]) == 3, name
    for better, worse in (("GRU", "RNN"), ("LSTM", "RNN"), ("两层 GRU", "GRU"), ("两层 LSTM", "LSTM")):
        assert max(networks[better]["bits"]) < min(networks[worse]["bits"]) - 0.03, better


def test_scaling_as_described():
    curves = {axis: bench_summary.utilisation(RESULTS, axis) for axis in bench_steps.SCALES}
    for name in ("GRU 手写反向", "LSTM 手写反向"):
        rates = [rate for _, rate in curves["num_hiddens"][name]]
        assert rates == sorted(rates)
        assert rates[0] < 0.5 < 0.9 * max(rates)  # 隐藏单元少时，一半以上的时间不在矩阵乘法上
        points = RESULTS["scaling"]["1"]["axes"]["num_steps"]
        speeds = [p["tokens_per_second"][name] for p in points if p["num_steps"] >= 10]
        assert max(speeds) < 1.2 * min(speeds)
    rates = [rate for lines in curves.values() for _, rate in lines["LSTM 简洁"]]
    assert sum(rate > 1 for rate in rates) > len(rates) / 2


def test_two_processes_are_less_than_twice_as_fast():
    part = RESULTS["processes"]["1"]
    single, halves, doubled = (statistics.median(speeds) for speeds in part.values())
    assert halves < doubled < 2 * single


def test_no_number_of_a_run_is_typed_into_the_page():
    assert set(re.findall(r":::\{bench-table\} (\w+)", PAGE)) == set(bench_summary.TABLES)
    assert not re.search(r"\d+\.\d+ ?(倍|秒)", PAGE)


def test_results_name_no_host_and_no_path():
    stored = bench_summary.RESULTS.read_text(encoding="utf-8")
    assert not re.search(r'"[^"]*(/|\\\\)[^"]*"', stored.replace("x86_64", "")), "结果里有路径"


# -- 汇总 --------------------------------------------------------------------


def test_ratios():
    part = {"classic": {"GRU 简洁": [2, 9, 4, 4]}, "ours": {"GRU 简洁": [1, 3, 2, 4]}}
    assert bench_summary.step_ratio(part, "GRU 简洁").median == 2
    runs = {side: {"GRU 简洁": [{"seconds": s} for s in values["GRU 简洁"]]} for side, values in part.items()}
    assert bench_summary.quality_ratio(runs, "GRU 简洁") == Ratio(2, 1, 3)
    assert str(Ratio(2, 1, 3.25)) == "2.0（1.0–3.2）"


def test_tables_are_rectangular():
    for name, table in bench_summary.TABLES.items():
        rows = table(RESULTS, "1")
        assert {len(row) for row in rows} == {len(rows[0])} and len(rows) > 2, name
        assert all(isinstance(cell, str) for row in rows for cell in row), name


def test_missing_results(tmp_path):
    with pytest.raises(FileNotFoundError, match="请先运行 make bench"):
        bench_summary.read_bench(tmp_path / "none.json")


# -- 程序 --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cell", "order"), [("GRU 从零", cells.GRUCell, "zrh"), ("LSTM 从零", cells.LSTMCell, "ifoc")]
)
def test_classic_code_computes_the_same_network(d2l, name, cell, order):
    torch.manual_seed(0)
    net, lr = bench_classic.classic_model(d2l, name, 7, 5)
    mine = models.LanguageModel(models.Recurrent(cell(7, 5)), 7, 5)
    assert lr == 1.0 and len(net.params) == 3 * len(order) + 2
    with torch.no_grad():
        for i, letter in enumerate(order):
            for part, tensor in zip(("W_x", "W_h", "b_"), net.params[3 * i : 3 * i + 3], strict=True):
                getattr(mine.rnn.cell, part + letter).copy_(tensor)
        mine.output.weight.copy_(net.params[-2].T)
        mine.output.bias.copy_(net.params[-1])
    X = torch.randint(7, (3, 6))
    outputs, _ = net(X, net.begin_state(3, torch.device("cpu")))
    assert torch.allclose(outputs.view(6, 3, 7), mine(X)[0].transpose(0, 1), atol=1e-6)


def test_classic_framework_models(d2l):
    net, lr = bench_classic.classic_model(d2l, "两层 LSTM", 7, 5)
    assert lr == 2.0 and isinstance(net.rnn, nn.LSTM) and net.rnn.num_layers == 2


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
@pytest.mark.parametrize("name", bench_quality.CLASSICS)
def test_classic_epoch_learns(d2l, name):
    training.seed_everything(0)
    ids = torch.arange(33).repeat(4, 1) % 7
    net, lr = bench_classic.classic_model(d2l, name, 7, 16)
    epoch = bench_classic.classic_epoch(d2l, net, lr, random=True)
    assert min(epoch([(ids[:, :-1], ids[:, 1:])]) for _ in range(60)) < 6.9


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_small_measurements(d2l, monkeypatch):
    monkeypatch.setattr(bench_quality, "NUM_HIDDENS", 8)
    monkeypatch.setattr(bench_steps, "NUM_HIDDENS", 8)
    monkeypatch.setattr(bench_steps, "SCALES", {"batch_size": (2, 3)})
    steps = bench_steps.measure_steps(d2l, 2)
    assert set(steps["ours"]) == set(RIVALS) and set(steps["classic"]) == set(RIVALS.values())
    assert {len(values) for values in [*steps["ours"].values(), *steps["classic"].values()]} == {2}
    scaling = bench_steps.measure_scaling(3)
    assert [point["batch_size"] for point in scaling["axes"]["batch_size"]] == [2, 3]
    assert bench_steps.flops_per_token("LSTM 简洁", 10) == 3 * 2 * 4 * 100


def test_matching_sizes():
    for name in bench_text.NETWORKS:
        h = bench_text.matching_size(name, 28)
        assert (
            abs(models.count_parameters(bench_text.build_network(name, 28, h)) / bench_text.BUDGET - 1) < 0.03
        )


def test_our_translation_run(monkeypatch):
    monkeypatch.setattr(bench_translation, "RECIPE", bench_translation.translation.Recipe(2, 0.02, 0.0))
    run = bench_translation.our_run(parallel.load_pairs("en_zh", 200), 0)
    assert run["epochs"] == 2 and run["loss"] > 1 and 0 <= run["bleu"] <= 100


def test_nothing_to_measure_is_an_error(capsys):
    with pytest.raises(SystemExit):
        bench.main(["text", "--threads", "2"])
    assert "text 不测 2 个线程的。请去掉 --threads" in capsys.readouterr().err


def test_parts_are_stored_one_by_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "bench.json")
    monkeypatch.setattr(bench, "run_part", lambda part, threads: {"part": part, "threads": threads})
    assert bench.main(["steps", "--threads", "2"]) == 0 and bench.main(["machine"]) == 0
    assert json.loads((tmp_path / "bench.json").read_text("utf-8")) == {
        "machine": {"1": {"part": "machine", "threads": 1}},
        "steps": {"2": {"part": "steps", "threads": 2}},
    }
    with pytest.raises(SystemExit):
        bench.main(["speed"])
    assert "没有这些部分：speed。可用的有：machine" in capsys.readouterr().err


def test_child_process():
    found = bench.run_part("machine", 1)
    assert found["torch"] == torch.__version__ and found["cores"] >= 1
