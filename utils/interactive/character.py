"""第 1、2 章的字符实验室共用的部分：检查参数，画静态图。"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from utils import plotting
from utils.interactive.element import draw_picture
from utils.interactive.packing import rnn_kind
from utils.text import normalize_english

SHOWN, LIMIT = 12, 60  # 一次画几个单元；文字最多几个字符
EXAMPLES = ("the time traveller looked at the clock", "i said nothing", "it was very dark and very cold")


def check_examples(model: nn.Module, kind: str, examples: Sequence[str]) -> list[str]:
    """检查模型与例句，返回清洗过的例句。

    参数：`model` 为 `utils.models.LanguageModel`；`kind` 为 `"gru"` 或 `"lstm"`；`examples` 为例句。
    异常：`ValueError`，循环层不是一层、种类不对，或例句超过上限；`TypeError`，循环层不是 `torch.nn` 的。
    """
    if rnn_kind(model.rnn) != kind or model.rnn.num_layers != 1:
        raise ValueError(f"这幅图要一层的 nn.{kind.upper()}。")
    texts = [normalize_english(text) for text in examples]
    if any(len(text) > LIMIT for text in texts):
        raise ValueError(f"例句最多 {LIMIT} 个字符。")
    return texts


def unit_picture(values: Tensor, text: str, name: str) -> bytes:
    """变化最大的几个单元随字符变化的热图，PNG。

    参数：`values` 形状 `(num_steps, num_hiddens)`，在 0 与 1 之间；`text` 为读的文字；`name` 为色条的说明。
    """
    units = values.std(0).topk(min(SHOWN, values.shape[1])).indices
    columns = ["␣" if c == " " else c for c in text]
    rows = [str(unit) for unit in units.tolist()]
    data = values[:, units].T.numpy()
    return draw_picture(
        lambda figure: plotting.heatmap(figure.subplots(), data, rows, columns, name, (0, 1)), (7.6, 3.0)
    )
