"""训练命令：从头到尾跑通，接着训练，两个进程等于一个进程用两倍的批量，模型能回到书里，出错说得清楚。"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from browser import ROOT
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils import decoding, parallel, text, translation
from utils.checkpoint import Checkpoint, CheckpointError
from utils.interactive.gru import gru_lab
from utils.snapshot import load_checkpoint
from utils.train import load_run
from utils.train.__main__ import main
from utils.train.options import OptionsError, read_options

STORY, PAIRS = ROOT / "utils/corpora/time_traveller.txt", ROOT / "utils/corpora/en_zh.tsv"
SMALL = ["--hidden", "16", "--epochs", "1", "--eval-every", "4", "--save-every", "3"]
SMALL_TEXT = ["--english", "--num-steps", "16", "--batch-size", "16", *SMALL]


@pytest.fixture
def story(tmp_path):
    """小说的开头一万个字符。"""
    path = tmp_path / "story.txt"
    path.write_text(STORY.read_text(encoding="utf-8")[:10_000], encoding="utf-8")
    return path


@pytest.fixture
def pairs(tmp_path):
    """随书的头五百个句对。"""
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(PAIRS.read_text(encoding="utf-8").splitlines(True)[:500]), encoding="utf-8")
    return path


def arguments(task, source, out, *more):
    """命令行的各个词；`more` 里的选项盖过小规模的默认值。"""
    small = SMALL_TEXT if task == "text" else SMALL
    return [task, str(source), "--out", str(out), "--device", "cpu", *small, *more]


def run(task, source, out, *more):
    """运行训练命令，要求成功；返回逐轮的记录。"""
    assert main(arguments(task, source, out, *more)) == 0
    return metrics(out)


def metrics(out):
    """逐轮的记录。"""
    return [json.loads(line) for line in (Path(out) / "metrics.jsonl").read_text("utf-8").splitlines()]


def curve(rows):
    """两条困惑度曲线。"""
    return [(row["train_perplexity"], row["valid_perplexity"]) for row in rows]


def best(out):
    """存下的最好的参数。"""
    return load_checkpoint(Path(out) / "best.safetensors")["best"]


# -- 从头到尾 ------------------------------------------------------------------


def test_text_model_goes_back_into_the_book(story, tmp_path, capsys):
    rows = run("text", story, tmp_path / "out", "--epochs", "8", "--max-lr", "0.02")
    assert rows[-1]["valid_perplexity"] < 12 < 20 < rows[0]["valid_perplexity"]
    length = rows[0]["updates"]
    assert [row["updates"] for row in rows] == [length * (i + 1) for i in range(len(rows))] and length <= 4
    total = json.loads((tmp_path / "out" / "data.json").read_text("utf-8"))["tokens"]
    one_pass = (total - round(0.05 * total) - 16) // 16 // 16  # 16 行，每段 16 步，偏移量占去 16 个
    assert 0 <= rows[-1]["updates"] - 8 * one_pass < len(rows)  # 正好八遍，最多零头
    found = load_run(tmp_path / "out")
    assert found.valid_perplexity == min(row["valid_perplexity"] for row in rows)
    assert found.model.rnn.input_size == len(found.vocab) <= 28 and not found.model.training
    written = decoding.continue_greedy(found.model, found.vocab, "time", 10)
    assert written.startswith("time") and len(written) == 14
    assert "<rnn-gru-lab" in gru_lab(found.model, found.vocab)._repr_mimebundle_()["text/html"]
    shown = capsys.readouterr().out
    assert f"第 {len(rows)}/{len(rows)} 轮：训练困惑度" in shown and "utils.train.load_run" in shown


def test_large_vocabulary_gets_an_embedding(tmp_path):
    source = tmp_path / "long.txt"
    source.write_text("".join(chr(0x4E00 + i * 7 % 900) for i in range(4000)), encoding="utf-8")
    arguments = [
        "text",
        str(source),
        "--out",
        str(tmp_path / "out"),
        "--device",
        "cpu",
        *SMALL,
        "--num-steps",
        "9",
    ]
    assert main([*arguments, "--model", "lstm", "--layers", "2"]) == 0
    model = load_run(tmp_path / "out").model
    assert model.embedding.weight.shape == (901, 128) and isinstance(model.rnn, torch.nn.LSTM)


def test_translator_goes_back_into_the_book(pairs, tmp_path):
    rows = run("pairs", pairs, tmp_path / "out", "--epochs", "6", "--batch-size", "16")
    assert rows[-1]["valid_perplexity"] < 0.5 * rows[0]["valid_perplexity"]
    found = load_run(tmp_path / "out")
    (output,) = translation.translate(found.model, [parallel.tokenize("i lost .")], found.vocab, 8)
    assert 0 < len(output) <= 8 and all(token in found.vocab.target for token in output)


@pytest.mark.parametrize("epochs", range(1, 7))
def test_a_handful_of_updates(epochs, tmp_path):
    source = tmp_path / "tiny.txt"
    source.write_text("time machine " * 8, encoding="utf-8")
    words = ["--batch-size", "4", "--num-steps", "12", "--epochs", str(epochs)]
    assert run("text", source, tmp_path / "out", *words)[-1]["updates"] == epochs


def test_says_how_much_data_there_is(story, pairs, tmp_path, capsys):
    run("text", story, tmp_path / "text")
    total = json.loads((tmp_path / "text" / "data.json").read_text("utf-8"))["tokens"]
    assert f"数据：{total:,} 个字符，词表 28 个词元。" in capsys.readouterr().out
    with pairs.open("a", encoding="utf-8") as file:
        file.write(
            "no " * 61
            + "\t不行。\n"
            + "no\t"
            + "不" * 61
            + "\n"
            + "no " * 60
            + "\t不行。\n"
            + "x" * 101
            + "\t不行。\n"
        )
    run("pairs", pairs, tmp_path / "pairs")
    shown = capsys.readouterr().out
    found = re.search(r"训练 (\d+) 个句对，验证 (\d+) 个句对；另有 3 个太长，没有用。", shown)
    assert sum(map(int, found.groups())) == 501


def test_tensorboard(story, tmp_path):
    run("text", story, tmp_path / "out", "--tensorboard")
    rows = run("text", story, tmp_path / "out", "--tensorboard")  # 再运行一次，各点不重复
    events = EventAccumulator(str(tmp_path / "out" / "tensorboard")).Reload()
    shown = [(event.step, event.value) for event in events.Scalars("valid_perplexity")]
    assert shown == [(r["updates"], pytest.approx(r["valid_perplexity"], rel=1e-6)) for r in rows]


def test_nothing_about_this_machine_is_stored(story, tmp_path):
    run("text", story, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert str(tmp_path).encode() not in path.read_bytes(), path.name


# -- 接着训练 ------------------------------------------------------------------


class StoppedError(Exception):
    """测试里用它打断训练。"""


@pytest.mark.parametrize("task", ["text", "pairs"])
@pytest.mark.parametrize("updates", [3, 4, 10, 12])
def test_stopped_and_continued(task, updates, request, tmp_path, monkeypatch):
    source = request.getfixturevalue("story" if task == "text" else "pairs")
    more = ["--epochs", "2", "--dropout", "0.2"]
    wanted = run(task, source, tmp_path / "whole", *more)
    original = Checkpoint.after_update

    def after_update(self, done):
        original(self, done)
        if done == updates:
            raise StoppedError

    with monkeypatch.context() as patch, pytest.raises(StoppedError):
        patch.setattr(Checkpoint, "after_update", after_update)
        run(task, source, tmp_path / "part", *more)
    assert curve(run(task, source, tmp_path / "part", *more)) == curve(wanted)
    assert [row["round"] for row in metrics(tmp_path / "part")] == list(range(1, len(wanted) + 1))
    first, second = best(tmp_path / "whole"), best(tmp_path / "part")
    assert first["value"] == second["value"]
    assert all(torch.equal(w, second["weights"][name]) for name, w in first["weights"].items())


@pytest.mark.slow
def test_killed_command_continues(story, tmp_path):
    wanted = run("text", story, tmp_path / "whole", "--epochs", "30")
    command = [sys.executable, "-m", "utils.train", "text", str(story), "--out", str(tmp_path / "part")]
    command += ["--device", "cpu", *SMALL_TEXT, "--epochs", "30"]
    checkpoint, dice = tmp_path / "part" / "checkpoint.safetensors", random.Random(0)
    for _ in range(3):
        before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None and (not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before):
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.1))
        child.send_signal(signal.SIGKILL)
        child.wait()
    subprocess.run(command, check=True, capture_output=True)
    assert curve(metrics(tmp_path / "part")) == curve(wanted)


def test_interrupt_says_how_to_continue(story, tmp_path, monkeypatch, capsys):
    def interrupt(self, done):
        raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "after_update", interrupt)
    assert main(["text", str(story), "--out", str(tmp_path / "out"), "--device", "cpu", *SMALL_TEXT]) == 130
    assert "同样的命令再运行一次" in capsys.readouterr().err


# -- 两个进程 ------------------------------------------------------------------


def torchrun(processes, words):
    """用 torchrun 启动几个进程：交给 `subprocess` 的参数。"""
    program = str(Path(sys.executable).with_name("torchrun"))
    command = [program, "--standalone", f"--nproc-per-node={processes}", "-m", "utils.train", *words]
    return {"args": command, "env": {**os.environ, "OMP_NUM_THREADS": "1"}}


def launch(processes, words):
    """用 torchrun 启动几个进程，等它们走完。"""
    return subprocess.run(**torchrun(processes, words), capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("task", ["text", "pairs"])
def test_two_processes_equal_one_with_the_doubled_batch(task, request, tmp_path):
    source = request.getfixturevalue("story" if task == "text" else "pairs")
    more = ["--dropout", "0", "--epochs", "2", "--eval-every", "2"]
    one = run(task, source, tmp_path / "one", *more, "--batch-size", "16")
    found = launch(2, arguments(task, source, tmp_path / "two", *more, "--batch-size", "8"))
    assert found.returncode == 0, found.stderr
    two = metrics(tmp_path / "two")
    assert [row["tokens"] for row in one] == [row["tokens"] for row in two] and len(one) > 5
    for a, b in zip(curve(one), curve(two), strict=True):
        assert b == pytest.approx(a, rel=1e-4)  # 求和的次序不同，单精度的舍入略有差别


@pytest.mark.slow
def test_two_processes_continue_and_their_number_is_fixed(story, tmp_path, capsys):
    more = ["--batch-size", "8", "--epochs", "2", "--layers", "2", "--dropout", "0.3"]
    words = arguments("text", story, tmp_path / "two", *more)
    assert launch(2, words).returncode == 0
    wanted, checkpoint = metrics(tmp_path / "two"), tmp_path / "two" / "checkpoint.safetensors"
    tree = load_checkpoint(checkpoint)
    assert len(tree["local"]) == 2 and tree["settings"]["processes"] == 2
    assert not torch.equal(tree["local"][0]["cursor"]["carried"], tree["local"][1]["cursor"]["carried"])
    assert launch(2, words).returncode == 0 and curve(metrics(tmp_path / "two")) == curve(wanted)
    capsys.readouterr()
    assert main(words) == 1 and "processes 原来是 2，现在是 1" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("task", ["text", "pairs"])
def test_three_processes_killed_and_continued(task, request, tmp_path):
    source = request.getfixturevalue("story" if task == "text" else "pairs")
    more = ["--batch-size", "5", "--epochs", "3", "--dropout", "0.2", "--save-every", "1"]
    assert launch(3, arguments(task, source, tmp_path / "whole", *more)).returncode == 0
    wanted, words = metrics(tmp_path / "whole"), arguments(task, source, tmp_path / "part", *more)
    child = subprocess.Popen(**torchrun(3, words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (tmp_path / "part" / "best.safetensors").exists():
        assert child.poll() is None
        time.sleep(0.005)
    workers = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    os.kill(int(workers[0]), signal.SIGKILL)
    assert child.wait() != 0  # torchrun 停下其余的进程
    assert len(metrics(tmp_path / "part")) < len(wanted)
    assert launch(3, words).returncode == 0 and curve(metrics(tmp_path / "part")) == curve(wanted)
    first, second = best(tmp_path / "whole"), best(tmp_path / "part")
    assert all(torch.equal(w, second["weights"][name]) for name, w in first["weights"].items())


@pytest.mark.slow
def test_all_processes_stop_together(story, tmp_path):
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = launch(2, arguments("text", story, tmp_path / "out", "--batch-size", "8"))
    assert found.returncode != 0 and found.stderr.count("另一次训练正在用文件夹") == 1
    assert "gloo" not in found.stderr and "RuntimeError" not in found.stderr


# -- 出错 --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "more", "reason"),
    [
        (None, [], "打不开.*没有这个文件.*请检查路径"),
        (b"", [], "没有可用的字符"),
        ("时间机器".encode("gbk"), [], "不是 UTF-8 编码（第 2 字节处出错）"),
        ("时间".encode(), ["--english"], "没有可用的字符"),
        (b"a", [], "训练集只有 0 个词元，凑不出一个小批量"),
        (b"abc" * 20, [], "凑不出一个小批量.*--batch-size"),
        (b"abc" * 2000, ["--seed", str(2**70)], "--seed 要不小于 0、小于 4294967296"),
        (b"abc" * 2000, ["--valid-fraction", "0"], "--valid-fraction 要大于 0、小于 1，得到的是 0.0"),
        (b"abc" * 2000, ["--batch-size", "0"], "--batch-size 至少为 1"),
        (b"abc" * 2000, ["--max-lr", "-1"], "--max-lr 要大于 0、小于 10，得到的是 -1.0"),
    ],
)
def test_bad_input(tmp_path, capsys, content, more, reason):
    source = tmp_path / "a.txt"
    if content is not None:
        source.write_bytes(content)
    arguments = ["text", str(source), "--out", str(tmp_path / "out"), "--device", "cpu", *SMALL, *more]
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("错误：")
    assert re.search(reason, error), error


def contents(folder):
    """文件夹里（连同下层）的全部文件与内容。"""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_other_options_need_another_folder(story, tmp_path, capsys):
    run("text", story, tmp_path / "out", "--tensorboard")
    before = contents(tmp_path / "out")
    assert main(arguments("text", story, tmp_path / "out", "--tensorboard", "--layers", "2")) == 1
    assert "设置不同：layers 原来是 1，现在是 2。请改回原来的设置接着训练" in capsys.readouterr().err
    assert before == contents(tmp_path / "out")


def test_following_the_advice_works(story, tmp_path, capsys):
    words = ["text", str(story), "--out", str(tmp_path / "out"), "--device", "cpu", *SMALL, "--epochs", "1"]
    assert main([*words, "--batch-size", "64", "--num-steps", "500"]) == 1
    assert "凑不出一个小批量" in capsys.readouterr().err
    assert main([*words, "--batch-size", "8", "--num-steps", "20"]) == 0


def test_diverged_training(story, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("utils.train.session.language_steps", lambda *_: iter([(float("nan"), 10)]))
    assert main(arguments("text", story, tmp_path / "out")) == 1
    assert "请把 --max-lr 减到十分之一，用 --out 另指" in capsys.readouterr().err


def test_one_training_at_a_time(story, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert main(arguments("text", story, tmp_path / "out")) == 1
    assert "另一次训练正在用文件夹" in capsys.readouterr().err


def test_full_disk(story, tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("utils.train.files.os.fsync", full)
    assert main(arguments("text", story, tmp_path / "out")) == 1
    assert "读写文件时出错（磁盘满了）。请检查磁盘空间" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".lock"}


def test_best_model_in_place_of_the_checkpoint(story, tmp_path, capsys):
    run("text", story, tmp_path / "out")
    (tmp_path / "out" / "best.safetensors").rename(tmp_path / "out" / "checkpoint.safetensors")
    assert main(arguments("text", story, tmp_path / "out")) == 1
    assert "存的不是训练的检查点" in capsys.readouterr().err
    with pytest.raises(CheckpointError, match="没有训练好的模型"):
        load_run(tmp_path / "out")


def test_other_data_is_noticed_even_without_its_record(story, tmp_path, capsys):
    run("text", story, tmp_path / "out")
    (tmp_path / "out" / "data.json").unlink()
    story.write_text(story.read_text("utf-8")[::-1], encoding="utf-8")
    assert main(arguments("text", story, tmp_path / "out")) == 1
    assert "设置不同：data 原来是" in capsys.readouterr().err


def test_killed_while_encoding_again(story, tmp_path, monkeypatch):
    run("text", story, tmp_path / "whole")

    def killed(*_):
        raise StoppedError

    words = arguments("text", story, tmp_path / "out")
    with monkeypatch.context() as patch, pytest.raises(StoppedError):
        patch.setattr("utils.train.session.TextStream", killed)
        main(words)  # 编好了，还没有检查点
    with monkeypatch.context() as patch, pytest.raises(StoppedError):
        patch.setattr("utils.train.encode.write_atomically", killed)
        main([*words, "--max-vocab", "5"])  # 编号换了，说明还没有写
    assert main(words) == 0
    assert curve(metrics(tmp_path / "out")) == curve(metrics(tmp_path / "whole"))


def test_damaged_checkpoint(story, tmp_path, capsys):
    run("text", story, tmp_path / "out")
    path = tmp_path / "out" / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert main(arguments("text", story, tmp_path / "out")) == 1 and "不能用" in capsys.readouterr().err


def test_no_gpu(story, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main(["text", str(story), "--out", str(tmp_path / "out"), "--device", "cuda"]) == 1
    assert "要有可用的 GPU" in capsys.readouterr().err


def test_tensorboard_is_missing(story, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    arguments = [
        "text",
        str(story),
        "--out",
        str(tmp_path / "out"),
        "--device",
        "cpu",
        *SMALL_TEXT,
        "--tensorboard",
    ]
    assert main(arguments) == 1
    assert "pip install tensorboard" in capsys.readouterr().err


def test_not_enough_memory(story, tmp_path, capsys):
    assert main(arguments("text", story, tmp_path / "out", "--hidden", "10000000")) == 1
    assert "内存或显存不够。请减小 --batch-size" in capsys.readouterr().err


def test_wrong_path_leaves_nothing_behind(tmp_path, capsys):
    assert main(arguments("text", tmp_path / "none.txt", tmp_path / "out")) == 1
    assert "没有这个文件" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_file_name_of_another_system(story, tmp_path, capsys):
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "时间机器.txt".encode("gbk")))
    story.rename(source)
    out = tmp_path / source.stem
    run("text", source, out)
    assert load_run(out).valid_perplexity < 30 and "训练完" in capsys.readouterr().out


def test_folder_that_cannot_be_locked(story, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    run("text", story, tmp_path / "out")


def test_output_folder_is_a_file(story, capsys):
    assert main(["text", str(story), "--out", str(story), "--device", "cpu"]) == 1
    assert "请检查磁盘空间、权限与 --out 的路径" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "少了 任务"),
        ("text", "少了 文件"),
        ("text a.txt --speed 3", "不认识 --speed 3"),
        ("text a.txt --max-lr x", "--max-lr 要数，得到的是 'x'"),
        ("text a.txt --hid 3", "不认识 --hid 3"),
        ("text a.txt --hidden", "--hidden 后面少了值"),
        ("text a.txt --english=1", "--english 后面不带值，得到的是 '1'"),
        ("text a.txt --hidden x", "--hidden 要整数，得到的是 'x'"),
        ("text a.txt --model cnn", "--model 没有 'cnn' 这一种，可以是 .*rnn.*gru.*lstm"),
        ("pairs a.tsv --num-steps 3", "不认识 --num-steps"),
    ],
)
def test_misspelled_commands(capsys, words, reason):
    assert main(words.split()) == 1
    error = capsys.readouterr().err
    assert re.search(f"错误：命令写得不对：{reason}.*用 --help 查看用法", error), error


def test_default_folder_and_help(capsys):
    assert read_options(["text", "书/我的小说.txt"]).out == str(Path("runs") / "我的小说")
    with pytest.raises(OptionsError):
        read_options(["pairs", "a.tsv", "--epochs", "0"])
    with pytest.raises(SystemExit):
        read_options(["text", "--help"])
    shown = capsys.readouterr().out
    assert "--num-steps" in shown and shown.startswith("用法：python -m utils.train text")
    assert not re.search(r"usage|options|arguments|show this", shown)
    assert text.Vocab.from_tokens(["<unk>", "a"]).encode("ab") == [1, 0]
