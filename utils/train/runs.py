"""一次训练的文件夹：建立模型，存下最好的参数，以后在笔记本里读出来用。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path

from torch import nn

from utils.models import LanguageModel
from utils.parallel import Vocabs
from utils.seq2seq import Sizes, Translator
from utils.snapshot import CheckpointError, load_checkpoint, save_checkpoint
from utils.text import Vocab
from utils.train.options import Options
from utils.train.reading import shown

BEST = "best.safetensors"
_ONE_HOT = 256  # 词表不超过它时，自动选独热编码
_LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


@dataclass(frozen=True)
class Run:
    """训练好的模型，与它的词表。"""

    model: nn.Module  # `utils.models.LanguageModel` 或 `utils.seq2seq.Translator`，评测模式，在 CPU 上
    vocab: Vocab | Vocabs  # 语言模型的词表，或翻译的两张词表
    valid_perplexity: float  # 存下来的那一轮的验证困惑度


def read_vocab(options: Options, found: Mapping) -> Vocab | Vocabs:
    """由 `utils.train.encode.prepare` 的说明恢复词表。"""
    if options.task == "text":
        return Vocab.from_tokens(found["vocab"])
    return Vocabs(Vocab.from_tokens(found["source"]), Vocab.from_tokens(found["target"]))


def build_model(options: Options, vocab: Vocab | Vocabs) -> nn.Module:
    """按选项建立模型。

    返回：`LanguageModel`（循环层是 `torch.nn` 的），或 `Translator`（编码器双向）。
    """
    if options.task == "pairs":
        sizes = Sizes(options.embed, options.hidden, options.layers, True, options.dropout)
        return Translator.build(vocab, sizes)
    embed = (0 if len(vocab) <= _ONE_HOT else 128) if options.embed < 0 else options.embed
    dropout = options.dropout if options.layers > 1 else 0.0  # 失活只加在两层之间
    layer = _LAYERS[options.model](
        embed or len(vocab), options.hidden, options.layers, batch_first=True, dropout=dropout
    )
    return LanguageModel(layer, len(vocab), options.hidden, embed)


def save_best(folder: Path, options: Options, found: Mapping, best: Mapping) -> None:
    """存下最好的参数、选项与词表。

    参数：`found` 为数据的说明；`best` 为 `utils.resume.BestWeights.state_dict()`。
    异常：`CheckpointError`，写不进去。
    """
    vocab = {name: found[name] for name in ("vocab", "source", "target") if name in found}
    kept = {**asdict(options), "source": shown(Path(options.source).name), "out": ""}  # 不留本机的路径
    save_checkpoint(folder / BEST, {"options": kept, "vocab": vocab, "best": best})


def load_run(folder: str | PathLike[str]) -> Run:
    """读出一次训练里验证困惑度最低的模型。

    参数：`folder` 为训练命令的 `--out`。
    返回：`Run`；模型可以直接交给 `utils.decoding`、`utils.translation.translate` 与交互图。
    异常：`CheckpointError`，没有存过，或文件坏了。
    """
    path = Path(folder) / BEST
    if not path.is_file():
        raise CheckpointError(f"文件夹 {folder} 里没有训练好的模型。请检查路径，或等训练做完第一次验证。")
    tree = load_checkpoint(path)
    try:
        options = Options(**tree["options"])
    except (TypeError, KeyError) as error:
        raise CheckpointError(f"{path} 不是这一版的训练命令存下的模型。请重新训练。") from error
    vocab = read_vocab(options, tree["vocab"])
    model = build_model(options, vocab)
    model.load_state_dict(tree["best"]["weights"])
    return Run(model.eval(), vocab, tree["best"]["value"])
