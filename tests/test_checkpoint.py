"""检查点：随处被杀也能逐位接上；坏文件、错模型、磁盘满、只读文件夹都有清楚的说法，旧检查点完好。"""

from __future__ import annotations

import ast
import json
import math
import os
import random
import resource
import signal
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from browser import ROOT
from safetensors import safe_open
from torch import nn

from utils import cells, data, models, parallel, seq2seq, text, training, translation
from utils.checkpoint import Checkpoint, CheckpointError, Saving
from utils.loops import Settings
from utils.resume import Cursor, RandomStates
from utils.snapshot import from_bytes, load_checkpoint, save_checkpoint, to_bytes

TREE = {
    "numbers": [1, -2.5, math.inf, 0.1 + 0.2, True, None, "中文"],
    "tuple": (1, (2, "三")),
    3: {
        "weights": torch.arange(6.0).view(2, 3),
        "step": torch.tensor(7),
        "bytes": torch.tensor([1, 2]).byte(),
    },
    "empty": {},
}
CORPUS = text.normalize_english(text.load_corpus("time_traveller"))
VOCAB = text.Vocab(text.char_tokens(CORPUS))
IDS = VOCAB.encode(CORPUS)[:3_000]
PAIRS = parallel.load_pairs("en_zh", 60)


def same(a, b) -> bool:
    """两份嵌套的状态逐位相同，类型也相同。"""
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


# -- 文件 --------------------------------------------------------------------


def test_round_trip(tmp_path):
    save_checkpoint(tmp_path / "new" / "a.safetensors", TREE)
    assert same(load_checkpoint(tmp_path / "new" / "a.safetensors"), TREE)
    assert os.listdir(tmp_path / "new") == ["a.safetensors"]
    assert to_bytes(TREE) == to_bytes(TREE)


def test_shared_and_strided_tensors_are_stored_by_value():
    base = torch.arange(12.0).view(3, 4)
    tree = {"view": base.T, "part": base[1:], "again": base}
    assert same(from_bytes(to_bytes(tree)), {k: v.clone() for k, v in tree.items()})


def test_unknown_types_are_refused():
    with pytest.raises(CheckpointError, match="存不下 state.x：它的类型是 object"):
        to_bytes({"x": object()})


def test_clashing_names_and_odd_keys_are_refused():
    clash = {"model": {"ema.w": torch.zeros(1)}, "model.ema": {"w": torch.ones(1)}}
    with pytest.raises(CheckpointError, match="有两个张量都叫 state.model.ema.w"):
        to_bytes(clash)
    with pytest.raises(CheckpointError, match=r"存不下 state：键 \(1, 2\) 不是文字，也不是整数"):
        to_bytes({(1, 2): 3})


def test_every_truncation_and_every_changed_byte_is_noticed(tmp_path):
    content, path = to_bytes({"w": torch.arange(5.0), "n": 3}), tmp_path / "a"
    damaged = [content[:size] for size in range(len(content))]
    damaged += [content[:i] + bytes([content[i] ^ 1]) + content[i + 1 :] for i in range(len(content))]
    damaged += [content + b"x", b"\x80\x04K*.", b"<!doctype html>"]
    for broken in damaged:
        path.write_bytes(broken)
        with pytest.raises(CheckpointError, match="检查点 .* 不能用：.*请删除它从头训练"):
            load_checkpoint(path)


def test_missing_and_unreadable(tmp_path):
    with pytest.raises(CheckpointError, match="没有检查点"):
        load_checkpoint(tmp_path / "none")
    with pytest.raises(CheckpointError, match="读不出来"):
        load_checkpoint(tmp_path)


def test_nothing_is_ever_unpickled():
    forbidden = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
    for path in (ROOT / "utils").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        names |= {str(n.module).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        assert not names & forbidden and not calls & {"torch.load", "torch.save"}, path


# -- 接着训练 ------------------------------------------------------------------


def language_model(
    kind="gru", loader=data.SequentialLoader, saving=None, num_epochs=3, max_lr=0.01, shape=(4, 20)
):
    """训练一个小的语言模型；返回 (历史, 参数)。"""
    generator = training.seed_everything(5)
    layer = {
        "gru": lambda: nn.GRU(len(VOCAB), 8, 2, batch_first=True, dropout=0.3),
        "lstm": lambda: nn.LSTM(len(VOCAB), 8, batch_first=True),
        "scratch": lambda: models.Recurrent(cells.LSTMCell(len(VOCAB), 8)),
    }[kind]()
    model = models.LanguageModel(layer, len(VOCAB), 8)
    train, valid = data.split_ids(IDS, 2_500, 300)
    batches = loader(train, *shape, generator)
    recipe = training.one_cycle(model, max_lr, num_epochs * len(batches))
    settings = Settings(num_epochs, saving=saving)
    held_out = data.SequentialLoader(valid, 2, 20)
    history = training.train_language_model(model, batches, held_out, *recipe, settings)
    return history, model.state_dict()


def translator(saving=None, num_epochs=3):
    """训练一个小的翻译模型；返回 (历史, 参数)。"""
    generator = training.seed_everything(5)
    vocabs = parallel.Vocabs.build(PAIRS)
    model = seq2seq.Translator.build(vocabs, seq2seq.Sizes(8, 8, 2, True, 0.2))
    loader = parallel.TranslationLoader(PAIRS, vocabs, 8, generator)
    valid = [parallel.whole_batch(PAIRS[:10], vocabs)]
    history = translation.fit_translator(model, loader, valid, translation.Recipe(num_epochs), saving)
    return history, model.state_dict()


TASKS = {
    "GRU，失活，顺序分区": lambda saving=None: language_model("gru", saving=saving),
    "LSTM，随机采样": lambda saving=None: language_model("lstm", data.RandomLoader, saving),
    "从零的 LSTM": lambda saving=None: language_model("scratch", saving=saving),
    "翻译": lambda saving=None: translator(saving),
}


class StoppedError(Exception):
    """测试里用它打断训练。"""


def stop_after(monkeypatch, updates):
    """存过之后，第 `updates` 次更新时打断。"""
    original = Checkpoint.after_update

    def after_update(self, done):
        original(self, done)
        if done == updates:
            raise StoppedError

    monkeypatch.setattr(Checkpoint, "after_update", after_update)


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
@pytest.mark.parametrize(("every", "updates"), [(1, 1), (1, 9), (7, 40), (5, 24), (1000, 80)])
def test_resumed_training_is_bit_identical(task, every, updates, tmp_path, monkeypatch):
    wanted, weights = task()
    saving = Saving(tmp_path / "checkpoint", every)
    with monkeypatch.context() as patch:
        stop_after(patch, updates)
        try:
            task(saving)
        except StoppedError:
            pass
        else:
            assert updates > len(wanted.seconds) * 8  # 翻译的更新次数较少，可能已经训练完
    torch.manual_seed(99)  # 恢复不能依赖别处留下的随机状态
    random.seed(99)
    history, found = task(saving)
    assert same(found, weights)
    assert history.train_perplexity == wanted.train_perplexity
    assert history.valid_perplexity == wanted.valid_perplexity and history.tokens == wanted.tokens
    before = (tmp_path / "checkpoint").read_bytes()
    again, found = task(saving)  # 已经训练完：什么也不做
    assert same(found, weights) and again == history and (tmp_path / "checkpoint").read_bytes() == before


def test_saving_does_not_change_the_training(tmp_path):
    assert same(language_model(saving=Saving(tmp_path / "a", 3))[1], language_model()[1])


def test_rounds_of_a_fixed_length_cover_the_same_batches():
    def batches(length):
        loader = data.RandomLoader(torch.arange(200), 4, 5, torch.Generator().manual_seed(1))
        cursor = Cursor(loader, length)
        rounds = [list(cursor) for _ in range(3 if length is None else 9)]
        return [X[0, 0].item() for one in rounds for X, _ in one]

    found, wanted = batches(3), batches(None)
    assert found == wanted[:27] and len(wanted) >= 27


def killed_training(saving, seconds) -> bool:
    """在子进程里训练，过一会儿用 SIGKILL 杀掉；返回子进程是不是自己走完的。"""
    child = os.fork()
    if child == 0:
        try:
            language_model("gru", saving=saving)
            os._exit(0)
        except BaseException:  # noqa: BLE001  子进程绝不能回到 pytest 里
            os._exit(1)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert status == 0
            return True
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


@pytest.mark.slow
def test_killed_at_fifty_random_moments(tmp_path):
    torch.set_num_threads(1)
    _, weights = language_model("gru")
    dice, kills, number = random.Random(0), 0, 0
    start = time.monotonic()
    assert killed_training(Saving(tmp_path / "whole", 2), 60)
    whole = time.monotonic() - start
    while kills < 50:
        saving = Saving(tmp_path / f"run{number}", 2)
        while not killed_training(saving, dice.uniform(0, 0.6 * whole)):
            kills += 1
        history, found = language_model("gru", saving=saving)
        assert same(found, weights) and len(history.seconds) == 3
        number += 1


# -- 出错 --------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    """训练完的一个检查点，与它的内容。"""
    path = tmp_path / "folder" / "checkpoint"
    language_model("lstm", saving=Saving(path))
    return path, path.read_bytes()


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (lambda s: language_model("gru", saving=s), "参数不同：rnn.weight_ih_l0 原来是 32×28，现在是 24×28"),
        (lambda s: language_model("lstm", saving=s, num_epochs=4), "设置不同：num_epochs 原来是 3，现在是 4"),
        (lambda s: language_model("lstm", saving=s, max_lr=0.5), r"设置不同：lr 原来是 \[0.01\]，现在是"),
        (lambda s: language_model("lstm", saving=s, shape=(2, 20)), "batch_size 原来是 4，现在是 2"),
        (lambda s: language_model("lstm", saving=s, shape=(4, 10)), "num_steps 原来是 20，现在是 10"),
        (translator, "设置不同"),
    ],
    ids=["别的模型", "别的轮数", "别的学习率", "别的批量", "别的时间步数", "别的任务"],
)
def test_checkpoint_of_another_training(saved, run, reason):
    path, content = saved
    with pytest.raises(CheckpointError, match=f"属于另一次训练，.*{reason}.*另指一个文件从头训练"):
        run(Saving(path))
    assert path.read_bytes() == content


def test_refused_checkpoint_changes_nothing(saved):
    path, _ = saved
    model = models.LanguageModel(nn.GRU(len(VOCAB), 8, batch_first=True), len(VOCAB), 8)
    weights, state = {k: v.clone() for k, v in model.state_dict().items()}, torch.get_rng_state()
    checkpoint = Checkpoint(Saving(path), {"model": model}, {})
    with pytest.raises(CheckpointError):
        checkpoint.restore()
    assert same(dict(model.state_dict()), weights) and torch.equal(torch.get_rng_state(), state)


def groups(model, number):
    """把参数分成 `number` 组的优化器。"""
    parts = list(model.parameters())
    return torch.optim.AdamW([{"params": parts[i::number]} for i in range(number)], lr=0.1)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (lambda model: {}, "存的东西不同：optimizer 原来是 有，现在是 （没有）"),
        (lambda model: {"optimizer": groups(model, 2)}, "与现在的优化器、调度器或加载器对不上"),
    ],
)
def test_other_parts_change_nothing(tmp_path, more, reason):
    model = nn.Linear(3, 3)
    Checkpoint(Saving(tmp_path / "a"), {"model": model, "optimizer": groups(model, 1)}, {}).save()
    with torch.no_grad():
        model.weight.fill_(7.0)
    state = torch.get_rng_state()
    with pytest.raises(CheckpointError, match=reason):
        Checkpoint(Saving(tmp_path / "a"), {"model": model, **more(model)}, {}).restore()
    assert (model.weight == 7.0).all() and torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("damage", [lambda c: c[:-100], lambda c: c.replace(b"num_epochs", b"num_epochz")])
def test_damaged_checkpoint_stops_with_a_reason(saved, damage):
    path, content = saved
    path.write_bytes(damage(content))
    with pytest.raises(CheckpointError, match="不能用.*请删除它从头训练，或换回一份完好的备份"):
        language_model("lstm", saving=Saving(path))
    assert path.read_bytes() == damage(content)  # 没有擅自覆盖


def in_child(action) -> str:
    """在子进程里做一件事，返回 `CheckpointError` 的说明；没有出错时是空的。"""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        message = ""
        try:
            action()
        except CheckpointError as error:
            message = str(error)
        except BaseException as error:  # noqa: BLE001  子进程绝不能回到 pytest 里
            message = f"别的错误 {error!r}"
        os.write(writer, message.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        message = file.read()
    os.waitpid(child, 0)
    return message


def test_full_disk_keeps_the_previous_checkpoint(saved):
    path, content = saved

    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, len(content) // 2))
        save_checkpoint(path, {"w": torch.zeros(len(content))})

    message = in_child(fill)
    assert "写不进去（超过了允许的文件大小），原来的没有动。请腾出空间" in message
    assert path.read_bytes() == content and os.listdir(path.parent) == ["checkpoint"]


def test_full_disk_stops_the_training_with_a_reason(tmp_path):
    def train():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        language_model(saving=Saving(tmp_path / "a", 1))

    assert "写不进去" in in_child(train) and os.listdir(tmp_path) == []


def test_read_only_folder():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_checkpoint(folder / "checkpoint", TREE)
        folder.chmod(0o555)

        def write():
            if os.geteuid() == 0:  # 超级用户不受权限位约束，换一个普通用户
                os.setuid(65534)
            save_checkpoint(folder / "checkpoint", {"x": 1})

        message = in_child(write)
        folder.chmod(0o755)
        assert "写不进去（没有权限），原来的没有动" in message
        assert same(load_checkpoint(folder / "checkpoint"), TREE)


def test_half_written_temporary_file_is_harmless(saved):
    path, content = saved
    path.with_name("checkpoint.part").write_bytes(content[:50])  # 上次写到一半就被杀掉
    history, _ = language_model("lstm", saving=Saving(path))
    assert len(history.seconds) == 3
    save_checkpoint(path, TREE)
    assert os.listdir(path.parent) == ["checkpoint"]


def test_random_states():
    states = RandomStates()
    saved = states.state_dict()
    wanted = random.random(), torch.rand(3)
    states.load_state_dict(from_bytes(to_bytes(saved)))
    assert random.random() == wanted[0] and torch.equal(torch.rand(3), wanted[1])


def test_settings_are_not_silently_ignored(tmp_path):
    settings = replace(Settings(2), saving=Saving(Path(tmp_path / "a")))
    assert settings.saving.every == 100 and Settings(2).saving is None


def test_other_tools_can_read_the_weights(saved):
    with safe_open(saved[0], "pt") as file:
        assert json.loads(file.metadata()["checkpoint"])["format"] == "modern-rnn-checkpoint-1"
        assert file.get_tensor("state.shared.model.rnn.weight_hh_l0").shape == (32, 8)
