"""训练命令的选项：读命令行，检查。"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

# 接着训练时可以改的选项；别的改了，就不是同一次训练
_FREE = {"source", "out", "device", "save_every", "tensorboard"}
_DATA = ("task", "english", "max_vocab", "max_tokens", "valid_fraction")
# 各项的下限
_LEAST = {
    **dict.fromkeys(("hidden", "layers", "batch_size", "num_steps", "epochs", "max_tokens"), 1),
    **dict.fromkeys(("eval_every", "save_every"), 1),
    **{"max_vocab": 5, "embed": -1},
}
# 各项的上限（不含），以及可不可以是 0
_BELOW = {
    **{"dropout": (1, True), "smoothing": (1, True), "seed": (2**32, True)},
    **{"valid_fraction": (1, False), "max_lr": (10, False)},
}
_MODELS = ("rnn", "gru", "lstm")


# argparse 的英文说法 → 中文
_SAYINGS = (
    (r"the following arguments are required: (.*)", r"少了 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\1 没有 \2 这一种，可以是 \3"),
    (r"argument (\S+): invalid int value: (.*)", r"\1 要整数，得到的是 \2"),
    (r"argument (\S+): invalid float value: (.*)", r"\1 要数，得到的是 \2"),
    (r"argument (\S+): expected one argument", r"\1 后面少了值"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 后面不带值，得到的是 \2"),
)


_TEXT_NOTE = (
    "--embed 取 0 表示独热编码，取 -1 则词表不超过 256 时用独热编码，否则用 128 维；"
    "--dropout 只加在两层之间，一层时不起作用。"
)


class OptionsError(ValueError):
    """选项不对，或者这台机器做不到。"""


@dataclass(frozen=True)
class Options:
    """一次训练的全部选项；两种任务共用，用不到的项不起作用。"""

    task: str  # text 是语言模型，pairs 是翻译
    source: str  # 文本，或平行语料的文件
    out: str  # 结果放在哪个文件夹
    model: str = "gru"  # 语言模型的循环层
    hidden: int = 256  # 隐藏单元数
    layers: int = 1  # 层数
    embed: int = -1  # 嵌入的维数；-1 表示自动，0 表示独热编码
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
        for name, least in _LEAST.items():
            if getattr(self, name) < least:
                flag = name.replace("_", "-")
                raise OptionsError(f"--{flag} 至少为 {least}，得到的是 {getattr(self, name)}。")
        for name, (limit, zero) in _BELOW.items():
            value, flag = getattr(self, name), name.replace("_", "-")
            if not (0 <= value < limit and (zero or value > 0)):
                low = "不小于 0" if zero else "大于 0"
                raise OptionsError(f"--{flag} 要{low}、小于 {limit}，得到的是 {value}。")

    def fixed(self) -> dict[str, object]:
        """接着训练时必须相同的选项。"""
        return {name: value for name, value in asdict(self).items() if name not in _FREE}

    def data(self) -> dict[str, object]:
        """决定数据怎样编号、怎样切分的选项。"""
        return {name: getattr(self, name) for name in _DATA}


class _Parser(argparse.ArgumentParser):
    """帮助与错误都用中文的命令行解析器。"""

    def __init__(self, **options: object):
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.add_argument("-h", "--help", action="help", help="显示本帮助")
        self._positionals.title, self._optionals.title = "必填", "选项"

    def format_usage(self) -> str:
        """一行用法。"""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """全部帮助。"""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """写法不对时，用中文说明。异常：`OptionsError`。"""
        for pattern, saying in _SAYINGS:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, saying, message, flags=re.DOTALL)
        raise OptionsError(f"命令写得不对：{message}。用 --help 查看用法。")


def _number(parser: argparse.ArgumentParser, name: str, default: float, text: str) -> None:
    """加一个数字选项，默认值写进说明里。"""
    flag = f"--{name.replace('_', '-')}"
    parser.add_argument(
        flag,
        type=type(default),
        default=default,
        metavar="整数" if isinstance(default, int) else "小数",
        help=f"{text}，默认 {default}",
    )


def _add_shared(parser: argparse.ArgumentParser, defaults: Options) -> None:
    """两种任务都有的选项。"""
    parser.add_argument("source", metavar="文件", help="自己的 UTF-8 文件")
    parser.add_argument(
        "--out", metavar="文件夹", help="结果放在哪里，默认 runs/文件名（不带后缀）；已有检查点时接着训练"
    )
    for name, text in (
        ("hidden", "隐藏单元数"),
        ("layers", "层数"),
        ("embed", "嵌入的维数"),
        ("dropout", "随机失活的概率"),
        ("batch_size", "每个进程的批量"),
        ("epochs", "数据走几遍"),
        ("max_lr", "学习率的峰值"),
        ("max_vocab", "词表最多收几个词元"),
        ("valid_fraction", "留出多少作验证"),
        ("seed", "随机种子"),
        ("eval_every", "每更新多少次参数验证一次，算一轮；一遍不到这么多时，一遍算一轮"),
        ("save_every", "每更新多少次参数存一次检查点"),
    ):
        _number(parser, name, getattr(defaults, name), text)
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="用什么设备，默认有 GPU 就用 GPU"
    )
    parser.add_argument("--tensorboard", action="store_true", help="另写一份 TensorBoard 日志")


def read_options(arguments: Sequence[str]) -> Options:
    """读命令行。

    参数：`arguments` 为命令行的各个词，不含程序名。
    返回：检查过的 `Options`。异常：`OptionsError`，写法不对，或某一项的值不对。
    """
    parser = _Parser(prog="python -m utils.train", description="用自己的数据训练本书的模型。")
    tasks = parser.add_subparsers(dest="task", required=True, metavar="任务", help="text 或 pairs")
    text, pairs = (
        Options("text", "", ""),
        Options("pairs", "", "", hidden=128, embed=128, dropout=0.1, batch_size=64, max_lr=0.01),
    )
    language = tasks.add_parser("text", help="字符语言模型：一份文本", epilog=_TEXT_NOTE)
    _add_shared(language, text)
    language.add_argument("--model", choices=_MODELS, default=text.model, help=f"循环层，默认 {text.model}")
    _number(language, "num_steps", text.num_steps, "每段的时间步数")
    language.add_argument("--english", action="store_true", help="只留小写英文字母与空格，同书中的英文语料")
    translation = tasks.add_parser("pairs", help="翻译模型：平行语料，每行一对句子，用制表符分开")
    _add_shared(translation, pairs)
    _number(translation, "smoothing", pairs.smoothing, "标签平滑的比例")
    _number(translation, "max_tokens", pairs.max_tokens, "句子最多几个词元")
    found = vars(parser.parse_args(list(arguments)))
    found["out"] = found["out"] or str(Path("runs") / Path(found["source"]).stem)
    options = Options(**found)
    options.check()
    if options.tensorboard and find_spec("tensorboard") is None:
        raise OptionsError("--tensorboard 需要先安装：pip install tensorboard。")
    if options.task == "pairs" and options.embed < 1:
        raise OptionsError(f"--embed 至少为 1，得到的是 {options.embed}。")
    return options
