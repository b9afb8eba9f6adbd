"""训练命令的选项：读命令行，检查，与上一次的比较。"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# 接着训练时可以改的选项；别的改了，就不是同一次训练
_FREE = {"source", "out", "device", "save_every", "tensorboard"}
_MODELS = ("rnn", "gru", "lstm")


class OptionsError(ValueError):
    """选项不对，或者与文件夹里上一次训练的不同。"""


@dataclass(frozen=True)
class Options:
    """一次训练的全部选项；两种任务共用，用不到的项不起作用。"""

    task: str  # text 是语言模型，pairs 是翻译
    source: str  # 文本或平行文件
    out: str  # 结果放在哪个文件夹
    model: str = "gru"  # 语言模型的循环层
    hidden: int = 256  # 隐藏单元数
    layers: int = 1  # 层数
    embed: int = -1  # 词嵌入的维数；-1 表示自动，0 表示独热编码
    dropout: float = 0.0  # 随机失活的概率
    batch_size: int = 32  # 每个进程的批量
    num_steps: int = 64  # 语言模型每段的时间步数
    epochs: int = 10  # 数据走几遍
    max_lr: float = 0.004  # 学习率的峰值
    smoothing: float = 0.1  # 翻译的标签平滑
    max_tokens: int = 60  # 翻译的句子最多几个词元，更长的句对不用
    max_vocab: int = 20_000  # 词表最多收几个词元
    valid_fraction: float = 0.05  # 留出多少作验证
    english: bool = False  # 只留小写英文字母与空格
    seed: int = 0  # 随机种子
    eval_every: int = 500  # 每更新多少次参数验证一次；一遍不到这么多时，每遍验证一次
    save_every: int = 200  # 每更新多少次参数存一次检查点
    device: str = "auto"  # auto、cpu 或 cuda
    tensorboard: bool = False  # 另写一份 TensorBoard 日志

    def check(self) -> None:
        """检查各项。异常：`OptionsError`，说出哪一项不对、应当怎样。"""
        for name in ("hidden", "layers", "batch_size", "num_steps", "epochs", "max_tokens"):
            if getattr(self, name) < 1:
                raise OptionsError(f"--{name.replace('_', '-')} 至少为 1，得到的是 {getattr(self, name)}。")
        for name in ("eval_every", "save_every", "max_vocab"):
            if getattr(self, name) < 2:
                raise OptionsError(f"--{name.replace('_', '-')} 至少为 2，得到的是 {getattr(self, name)}。")
        for name, low, high in (("dropout", 0, 1), ("valid_fraction", 0, 1), ("max_lr", 0, 10)):
            value = getattr(self, name)
            if not low <= value < high or (name != "dropout" and value == 0):
                flag = name.replace("_", "-")
                raise OptionsError(f"--{flag} 要在 {low} 与 {high} 之间，得到的是 {value}。")

    def fixed(self) -> dict[str, object]:
        """接着训练时必须相同的选项。"""
        return {name: value for name, value in asdict(self).items() if name not in _FREE}

    def check_same(self, saved: dict[str, object]) -> None:
        """与上一次的选项比较。

        参数：`saved` 为上一次的 `fixed()`。异常：`OptionsError`，列出不同的项。
        """
        mine = self.fixed()
        differences = [
            f"--{name.replace('_', '-')} 原来是 {saved.get(name)}，现在是 {mine.get(name)}"
            for name in {**saved, **mine}
            if saved.get(name) != mine.get(name)
        ]
        if differences:
            raise OptionsError(
                f"文件夹 {self.out} 里是另一次训练，{'；'.join(differences)}。"
                "请改回原来的选项接着训练，或用 --out 另指一个文件夹从头训练。"
            )


def _number(parser: argparse.ArgumentParser, name: str, default: float, text: str) -> None:
    """加一个数字选项，默认值写进说明里。"""
    flag = f"--{name.replace('_', '-')}"
    parser.add_argument(flag, type=type(default), default=default, help=f"{text}，默认 {default}")


def _add_shared(parser: argparse.ArgumentParser, defaults: Options) -> None:
    """两种任务都有的选项。"""
    parser.add_argument("source", help="自己的 UTF-8 文件")
    parser.add_argument("--out", help="结果放在哪个文件夹，默认 runs/文件名；已有检查点时接着训练")
    for name, text in (
        ("hidden", "隐藏单元数"),
        ("layers", "层数"),
        ("embed", "词嵌入的维数，-1 表示自动，0 表示独热编码"),
        ("dropout", "随机失活的概率"),
        ("batch_size", "每个进程的批量"),
        ("epochs", "数据走几遍"),
        ("max_lr", "学习率的峰值"),
        ("max_vocab", "词表最多收几个词元"),
        ("valid_fraction", "留出多少作验证"),
        ("seed", "随机种子"),
        ("eval_every", "每更新多少次参数验证一次"),
        ("save_every", "每更新多少次参数存一次检查点"),
    ):
        _number(parser, name, getattr(defaults, name), text)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="默认有 GPU 就用")
    parser.add_argument("--tensorboard", action="store_true", help="另写一份 TensorBoard 日志")


def read_options(arguments: Sequence[str]) -> Options:
    """读命令行。

    参数：`arguments` 为命令行的各个词，不含程序名。
    返回：检查过的 `Options`。异常：`OptionsError`；写法不对时由 argparse 打印用法并退出。
    """
    parser = argparse.ArgumentParser(prog="python -m utils.train", description="用自己的数据训练本书的模型。")
    tasks = parser.add_subparsers(dest="task", required=True)
    text, pairs = (
        Options("text", "", ""),
        Options("pairs", "", "", hidden=128, dropout=0.1, batch_size=64, max_lr=0.01),
    )
    language = tasks.add_parser("text", help="字符语言模型：一份文本")
    _add_shared(language, text)
    language.add_argument("--model", choices=_MODELS, default=text.model, help=f"循环层，默认 {text.model}")
    _number(language, "num_steps", text.num_steps, "每段的时间步数")
    language.add_argument("--english", action="store_true", help="只留小写英文字母与空格，同书中的英文语料")
    translation = tasks.add_parser("pairs", help="翻译模型：每行一对句子，用制表符分开")
    _add_shared(translation, pairs)
    _number(translation, "smoothing", pairs.smoothing, "标签平滑的比例")
    _number(translation, "max_tokens", pairs.max_tokens, "句子最多几个词元")
    found = vars(parser.parse_args(list(arguments)))
    found["out"] = found["out"] or str(Path("runs") / Path(found["source"]).stem)
    options = Options(**found)
    options.check()
    return options
