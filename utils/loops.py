"""训练循环的骨架：逐轮训练、验证、记录、存检查点，与具体的模型无关。"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from tqdm import tqdm

from utils.checkpoint import Checkpoint, Saving, Stateful
from utils.metrics import perplexity

Steps = Callable[[], Iterable[tuple[float, int]]]


class TrainingDivergedError(RuntimeError):
    """损失变成 NaN 或无穷大，训练无法继续。"""


@dataclass
class History:
    """逐轮的训练记录；每个列表的长度都等于已完成的轮数。"""

    train_perplexity: list[float] = field(default_factory=list)  # 训练过程中的平均困惑度
    valid_perplexity: list[float] = field(default_factory=list)  # 每轮结束时的验证困惑度
    tokens: list[int] = field(default_factory=list)  # 本轮训练过的词元数
    seconds: list[float] = field(default_factory=list)  # 本轮训练用时（秒），不含验证
    interrupted: bool = False  # 是否被用户中断

    @property
    def tokens_per_second(self) -> float:
        """平均训练速度（词元每秒）。"""
        return sum(self.tokens) / sum(self.seconds) if self.seconds else 0.0

    @property
    def best_epoch(self) -> int:
        """验证困惑度最低的一轮，从 1 数起。"""
        return 1 + self.valid_perplexity.index(min(self.valid_perplexity))

    def seconds_to(self, target: float) -> float:
        """训练困惑度首次不高于 `target` 时累计的训练用时（秒）；一直没有达到则为无穷大。"""
        for epoch, value in enumerate(self.train_perplexity):
            if value <= target:
                return sum(self.seconds[: epoch + 1])
        return math.inf


@dataclass(frozen=True)
class Settings:
    """训练循环的设置。"""

    num_epochs: int  # 轮数上限
    max_norm: float = 1.0  # 梯度裁剪的阈值
    target: float | None = None  # 训练困惑度不高于它时提前结束
    max_seconds: float = math.inf  # 累计训练用时（秒）超过它时结束
    saving: Saving | None = None  # 检查点存在哪里；`None` 表示不存


@dataclass
class Progress:
    """训练走到哪里：已完成各轮的记录，与正在走的这一轮的累计。"""

    history: History = field(default_factory=History)
    updates: int = 0  # 一共更新了多少次参数
    loss: float = 0.0  # 这一轮累计的负对数似然（奈特）
    tokens: int = 0  # 这一轮累计的词元数
    seconds: float = 0.0  # 这一轮累计的用时（秒）

    def add(self, loss: float, num_tokens: int) -> None:
        """记下一次更新。异常：`TrainingDivergedError`，损失不是有限数。"""
        if not math.isfinite(loss):
            epoch = len(self.history.seconds) + 1
            raise TrainingDivergedError(
                f"第 {epoch} 轮的损失变成了 {loss}，训练已停止。最常见的原因是学习率太大或没有裁剪梯度："
                "请把学习率减到原来的十分之一，或检查 max_norm；也请确认模型参数和数据里没有 NaN。"
            )
        self.updates, self.loss = self.updates + 1, self.loss + loss * num_tokens
        self.tokens += num_tokens

    def close_round(self, valid_perplexity: float) -> None:
        """一轮结束：写进记录，累计清零。异常：`TrainingDivergedError`，验证困惑度是 NaN。"""
        history = self.history
        if math.isnan(valid_perplexity):
            raise TrainingDivergedError(
                f"第 {len(history.seconds) + 1} 轮的验证困惑度是 NaN，训练已停止。若训练的损失一直正常，"
                "多半是这一轮最后几次更新把参数变成了 NaN：请把学习率减到原来的十分之一，再检查验证集。"
            )
        history.train_perplexity.append(perplexity(self.loss / self.tokens))
        history.valid_perplexity.append(valid_perplexity)
        history.tokens.append(self.tokens)
        history.seconds.append(self.seconds)
        self.loss, self.tokens, self.seconds = 0.0, 0, 0.0

    def finished(self, settings: Settings) -> bool:
        """轮数够了，到达目标了，或者时间用完了。"""
        history = self.history
        if not history.seconds:
            return settings.num_epochs <= 0
        reached = settings.target is not None and history.train_perplexity[-1] <= settings.target
        late = sum(history.seconds) > settings.max_seconds
        return len(history.seconds) >= settings.num_epochs or reached or late

    def state_dict(self) -> dict:
        """全部记录。"""
        return asdict(self)

    def load_state_dict(self, state: Mapping) -> None:
        """恢复全部记录；`history` 仍是原来的对象。"""
        for name, value in state["history"].items():
            setattr(self.history, name, value)
        for name in ("updates", "loss", "tokens", "seconds"):
            setattr(self, name, state[name])


def _recipe(parts: Mapping[str, Stateful]) -> dict[str, object]:
    """接着训练时也要相同的：学习率（有调度器时是峰值或初值），加载器的批量、时间步数与小批量数。"""
    rates = [g.get("max_lr", g.get("initial_lr", g["lr"])) for g in parts["optimizer"].param_groups]
    loader = parts["cursor"].batches
    sizes = {name: getattr(loader, name, None) for name in ("batch_size", "num_steps")}
    return {"lr": rates, **sizes, "num_batches": len(loader) if hasattr(loader, "__len__") else None}


def make_checkpoint(settings: Settings, parts: Mapping[str, Stateful | None]) -> Checkpoint | None:
    """按设置建立检查点。

    参数：`parts` 为名字到要存的东西，有模型 `model`、优化器 `optimizer` 与读到哪里 `cursor`；
    值为 `None` 的不存。
    返回：`Checkpoint`；`settings.saving` 是 `None` 时为 `None`。
    """
    if settings.saving is None:
        return None
    parts = {name: part for name, part in parts.items() if part is not None}
    fixed = {name: getattr(settings, name) for name in ("num_epochs", "max_norm", "target")}
    kinds = {name: type(part).__name__ for name, part in parts.items()}
    return Checkpoint(settings.saving, parts, {**fixed, **kinds, **_recipe(parts)})


def _walk(steps: Steps, progress: Progress, checkpoint: Checkpoint | None) -> None:
    """走完一轮。"""
    start = time.perf_counter() - progress.seconds
    for loss, num_tokens in steps():
        progress.add(loss, num_tokens)
        progress.seconds = time.perf_counter() - start
        if checkpoint is not None:
            checkpoint.after_update(progress.updates)
    progress.seconds = time.perf_counter() - start


def train_rounds(
    steps: Steps, evaluate: Callable[[], float], settings: Settings, checkpoint: Checkpoint | None = None
) -> Iterator[History]:
    """一轮一轮地训练，每轮结束后验证一次；参数同 `run_epochs`，中断键照常抛出。

    返回：每完成一轮就给出到此为止的 `History`；从检查点恢复时，先给出恢复的记录。
    """
    progress = Progress()
    if checkpoint is not None:
        checkpoint.shared["progress"] = progress
        checkpoint.restore()
    yield progress.history
    while not progress.finished(settings):
        _walk(steps, progress, checkpoint)
        progress.close_round(evaluate())
        if checkpoint is not None:
            checkpoint.save()
        yield progress.history


def run_epochs(
    steps: Steps, evaluate: Callable[[], float], settings: Settings, checkpoint: Checkpoint | None = None
) -> History:
    """一轮一轮地训练，每轮结束后验证一次，显示进度条。

    参数：`steps()` 走一轮，每更新一次参数就给出 `(平均损失, 词元数)`，损失的单位是奈特每词元；
    `evaluate()` 返回验证困惑度；`settings` 见 `Settings`，其中 `max_norm` 由 `steps` 使用；
    `checkpoint` 为检查点，文件已经存在时从它接着走。
    返回：`History`。训练途中按下中断键（KeyboardInterrupt）时，返回已完成的各轮记录，`interrupted` 为真。
    异常：`TrainingDivergedError`，损失变成 NaN 或无穷大；`CheckpointError`，检查点读不出来或写不进去。
    """
    history = History()
    bar = tqdm(total=settings.num_epochs, desc="训练", unit="轮", leave=False)
    try:
        for history in train_rounds(steps, evaluate, settings, checkpoint):  # noqa: B020
            bar.update(len(history.seconds) - bar.n)
            if history.seconds:
                train, valid = history.train_perplexity[-1], history.valid_perplexity[-1]
                bar.set_postfix_str(f"训练困惑度 {train:.2f}，验证困惑度 {valid:.2f}")
    except KeyboardInterrupt:
        history.interrupted = True
    finally:
        bar.close()
    return history
