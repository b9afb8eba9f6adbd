"""报告：每轮一行 JSON、一行文字，可以另写 TensorBoard 日志。"""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import TracebackType

from utils.loops import History
from utils.train.options import Options
from utils.weights import write_atomically

METRICS = "metrics.jsonl"


def _writer(folder: Path):
    """TensorBoard 的日志。"""
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  只在要用时才导入

    return SummaryWriter(folder / "tensorboard", purge_step=0)  # 接着训练时，恢复的各轮重写一遍


def _finite(row: dict[str, float]) -> dict[str, float | None]:
    """无穷大与 NaN 不是合法的 JSON，写成 null。"""
    return {name: value if math.isfinite(value) else None for name, value in row.items()}


class Report:
    """各轮的记录写到哪里。"""

    def __init__(self, options: Options, round_length: int, num_rounds: int):
        """参数：`round_length` 为每轮更新几次；`num_rounds` 为轮数。"""
        self.folder, self.round_length, self.num_rounds = Path(options.out), round_length, num_rounds
        self.started, self.written = False, 0
        self.wants_board, self.board = options.tensorboard, None

    def __enter__(self) -> Report:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.board is not None:
            self.board.close()

    def _row(self, history: History, index: int) -> dict[str, float]:
        """第 `index` 轮的记录。"""
        tokens, seconds = history.tokens[index], history.seconds[index]
        return {
            "round": index + 1,
            "updates": (index + 1) * self.round_length,
            "train_perplexity": history.train_perplexity[index],
            "valid_perplexity": history.valid_perplexity[index],
            "tokens": tokens,
            "seconds": seconds,
            "tokens_per_second": tokens / seconds,
        }

    def add(self, history: History) -> None:
        """写下新完成的各轮；第一次调用时，由恢复的记录重写整个文件，免得与上次多写的重复。"""
        if self.wants_board and not self.started:
            self.board = _writer(self.folder)  # 检查点恢复成功之后才建：它会作废旧的曲线
        rows = [self._row(history, index) for index in range(self.written, len(history.seconds))]
        lines = "".join(json.dumps(_finite(row)) + "\n" for row in rows)
        if self.started:
            with (self.folder / METRICS).open("a", encoding="utf-8") as file:
                file.write(lines)
        else:
            write_atomically(self.folder / METRICS, lines.encode())
            if rows:
                print(f"从检查点接着训练：已走完 {len(rows)}/{self.num_rounds} 轮。", flush=True)
        for row in rows:
            self._show(row)
        self.started, self.written = True, len(history.seconds)

    def _show(self, row: dict[str, float]) -> None:
        """新走完的一轮打印一行；各轮都写进 TensorBoard。"""
        if self.started:
            print(
                f"第 {row['round']}/{self.num_rounds} 轮：训练困惑度 {row['train_perplexity']:.3f}，"
                f"验证困惑度 {row['valid_perplexity']:.3f}，每秒 {row['tokens_per_second']:,.0f} 个词元",
                flush=True,
            )
        for name in ("train_perplexity", "valid_perplexity", "tokens_per_second"):
            if self.board is not None:
                self.board.add_scalar(name, row[name], row["updates"])
