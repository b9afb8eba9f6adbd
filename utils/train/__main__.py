"""训练命令的入口，见 `utils.train`。"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from utils.checkpoint import CheckpointError
from utils.data import BatchError
from utils.loops import TrainingDivergedError
from utils.text import CorpusError
from utils.train.options import Options, OptionsError, read_options
from utils.train.session import Session
from utils.train.world import World
from utils.weights import write_atomically

_KNOWN = (OptionsError, CorpusError, BatchError, CheckpointError, TrainingDivergedError)


def _remember(options: Options) -> None:
    """把选项写进文件夹；已经有了就比较。异常：`OptionsError`，不同，或文件夹不能写。"""
    path = Path(options.out) / "options.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            options.check_same(json.loads(path.read_text(encoding="utf-8")))
        else:
            write_atomically(path, json.dumps(options.fixed(), ensure_ascii=False, indent=1).encode())
    except (OSError, json.JSONDecodeError) as error:
        raise OptionsError(
            f"文件夹 {options.out} 不能用（{error}）。请用 --out 另指一个可写的文件夹。"
        ) from error


def main(arguments: Sequence[str]) -> int:
    """训练；返回退出码：0 成功，1 出错，130 被中断。"""
    try:
        options = read_options(arguments)
        world = World(options.device)
        try:
            if world.first:
                _remember(options)
            history = Session(options, world).run()
        finally:
            world.close()
    except _KNOWN as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停下。同样的命令再运行一次，就从上一个检查点接着训练。", file=sys.stderr)
        return 130
    if world.first:
        best = min(history.valid_perplexity)
        print(f"训练完。验证困惑度最低 {best:.3f}，模型在 {options.out}，用 utils.train.load_run 读出来。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
