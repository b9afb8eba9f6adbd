"""训练命令的主体：备好数据与模型，一轮一轮地训练，报告，存检查点。"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from utils.checkpoint import Checkpoint, Saving
from utils.loops import History, Settings, train_rounds
from utils.metrics import evaluate_perplexity
from utils.parallel import PAD
from utils.resume import BestWeights, Cursor
from utils.text import CorpusError
from utils.train.encode import RECORD, describe, prepare
from utils.train.files import TEXT_TYPE, NumberFile, PairReader
from utils.train.options import Options
from utils.train.report import Report
from utils.train.runs import build_model, read_vocab, save_best
from utils.train.streams import PairStream, TextStream, pair_batch
from utils.train.world import World
from utils.training import language_steps, one_cycle, seed_everything
from utils.translation import Recipe, evaluate_translator, train_step

CHECKPOINT = "checkpoint.safetensors"
_VALID_TOKENS = 200_000  # 验证最多用多少个词元
_VALID_SHAPE = (16, 64)  # 验证时的 (batch_size, num_steps)


@dataclass
class Data:
    """备好的数据：训练用的小批量，与在验证集上算困惑度的函数。"""

    batches: TextStream | PairStream
    evaluate: Callable[[nn.Module], float]


def open_text(options: Options, found: Mapping, world: World) -> Data:
    """文本：末尾的一部分留作验证集；每个进程都完整地算一遍，结果相同，省去通信。"""
    total = found["tokens"]
    num_valid = min(_VALID_TOKENS, total, max(2, round(total * options.valid_fraction)))
    ids = NumberFile(Path(options.out) / "tokens.bin", TEXT_TYPE)
    shape = options.batch_size, options.num_steps
    batches = TextStream(ids, (0, total - num_valid), shape, world)
    rows = min(_VALID_SHAPE[0], max(1, (num_valid - 1) // _VALID_SHAPE[1]))
    alone = World.alone(world.device)
    valid = TextStream(ids, (total - num_valid, total), (rows, min(_VALID_SHAPE[1], num_valid - 1)), alone)
    return Data(batches, lambda model: evaluate_perplexity(model, valid))


def open_pairs(options: Options, found: Mapping, world: World) -> Data:
    """句对：验证集不大，一次读进内存，分成小批量。"""
    folder, pad = Path(options.out), tuple(found[side].index(PAD) for side in ("source", "target"))
    if not found["valid"]:
        raise CorpusError("没有一个源句分到验证集。请换一份更大的平行语料，或调大 --valid-fraction。")
    batches = PairStream(PairReader(folder / "train"), pad, options.batch_size, world)
    rows = PairReader(folder / "valid").read(0, found["valid"])
    rows.sort(key=lambda row: len(row[1]))
    valid = [pair_batch(rows[i : i + 64], pad, world.device) for i in range(0, len(rows), 64)]
    return Data(batches, lambda model: evaluate_translator(model, valid))


class Session:
    """一次训练。"""

    def __init__(self, options: Options, world: World):
        """参数：`options` 为检查过的选项；`world` 为全部进程。异常：数据不能用时是 `CorpusError` 等。"""
        self.options, self.world, self.folder = options, world, Path(options.out)
        self.found = self._prepare()
        self.data = (open_text if options.task == "text" else open_pairs)(options, self.found, world)
        self.data.batches.generator = torch.Generator().manual_seed(options.seed)
        seed_everything(options.seed)
        self.model = build_model(options, read_vocab(options, self.found))
        self.net = world.wrap(self.model)
        self._warm_up()
        seed_everything(options.seed + world.rank)  # 各进程的失活不同
        total = options.epochs * len(self.data.batches)
        self.num_rounds = -(-total // min(options.eval_every, len(self.data.batches)))
        self.round_length = -(-total // self.num_rounds)  # 各轮一样长，合起来不少于这么多遍
        self.optimizer, self.scheduler = one_cycle(
            self.model, options.max_lr, self.num_rounds * self.round_length
        )
        self.cursor = Cursor(self.data.batches, self.round_length)
        self.best = BestWeights(self.model)

    def _prepare(self) -> dict:
        """第一个进程编好数据，别的进程等着再去读。"""
        found = self.world.together(lambda: prepare(self.options, (self.folder / CHECKPOINT).is_file()))
        if found:
            print(describe(found, self.options), flush=True)
        return found or json.loads((self.folder / RECORD).read_text(encoding="utf-8"))

    def _warm_up(self) -> None:
        """有几个进程时先空走一次：第一次反向之后，梯度会重新分组相加，恢复前后的次序要一样。"""
        if self.world.size > 1:
            one = torch.ones(1, 1, dtype=torch.long, device=self.world.device)
            inputs = (one,) if self.options.task == "text" else (one, one[0], one)
            logits = self.net(*inputs)
            (logits[0] if self.options.task == "text" else logits).sum().backward()
            self.net.zero_grad()

    def checkpoint(self) -> Checkpoint:
        """检查点：模型等只存一份；随机状态与读到哪里，各进程各存一份。"""
        parts = {
            "model": self.model,
            "optimizer": self.optimizer,
            "scheduler": self.scheduler,
            "best": self.best,
        }
        saving = Saving(self.folder / CHECKPOINT, self.options.save_every)
        data = self.found["key"]["sha256"]
        settings = {**self.options.fixed(), "processes": self.world.size, "data": data}
        found = Checkpoint(saving, parts, settings)
        found.local["cursor"] = self.cursor
        found.gather, found.once, found.rank = self.world.gather, self.world.together, self.world.rank
        return found

    def _updates(self) -> Iterator[tuple[float, int]]:
        """走一轮，每个小批量给出全部进程合计的 `(平均损失, 词元数)`。"""
        self.net.train()
        if self.options.task == "text":
            steps = language_steps(self.net, self.cursor, self.optimizer, self.scheduler, 1.0)
            yield from (self.world.average(*step) for step in steps)
            return
        recipe = Recipe(self.options.epochs, self.options.max_lr, self.options.smoothing)
        for batch in self.cursor:
            tokens = int(batch[3].sum())
            weight = self.world.size * tokens / self.world.total(tokens)  # 各进程的词元数不等
            step = train_step(self.net, batch, self.optimizer, recipe, weight)
            self.scheduler.step()
            yield self.world.average(*step)

    def _watched(self) -> Iterable[tuple[float, int]]:
        """加上进度条的 `_updates`。"""
        shown = {"initial": self.cursor.taken, "unit": "次", "leave": False}  # 恢复之后，接着上次的地方
        bar = tqdm(self._updates(), "本轮", self.round_length, disable=not self.world.first, **shown)
        for loss, tokens in bar:
            bar.set_postfix_str(f"损失 {loss:.3f}", refresh=False)
            yield loss, tokens

    def _evaluate(self) -> float:
        """验证，并在变好时存下参数。"""
        value = self.data.evaluate(self.model)
        better = self.best.offer(value)
        found = self.folder, self.options, self.found, self.best.state_dict()
        self.world.together(lambda: better and save_best(*found))
        return value

    def run(self) -> History:
        """训练到最后一轮；文件夹里有检查点就接着走。返回：各轮的记录。"""
        settings = Settings(self.num_rounds)
        report = self.world.together(lambda: Report(self.options, self.round_length, self.num_rounds))
        with report or nullcontext():
            rounds = train_rounds(self._watched, self._evaluate, settings, self.checkpoint())
            for history in rounds:
                self.world.together(lambda now=history: report.add(now))
        return history
