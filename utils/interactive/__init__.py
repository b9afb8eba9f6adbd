"""交互图：书里的模型在网页与 JupyterLab 里直接运行，不需要内核与网络。

每个函数做一幅图，返回 `InteractiveFigure`；放在单元的最后一行，就显示在输出里。
"""

from utils.interactive.beam import beam_lab, pack_table
from utils.interactive.birnn import polyphone_lab, trellis
from utils.interactive.depth import depth_lab, receptive_field
from utils.interactive.element import InteractiveFigure
from utils.interactive.gru import gru_lab, gru_unit, update_gates
from utils.interactive.lstm import gradient_flow, lstm_lab
from utils.interactive.prelude import partition_lab, perplexity_die
from utils.interactive.selftest import SelfTest, self_test
from utils.interactive.seq2seq import translator_lab

__all__ = [
    "InteractiveFigure",
    "SelfTest",
    "beam_lab",
    "depth_lab",
    "gradient_flow",
    "gru_lab",
    "gru_unit",
    "lstm_lab",
    "pack_table",
    "partition_lab",
    "perplexity_die",
    "polyphone_lab",
    "receptive_field",
    "self_test",
    "translator_lab",
    "trellis",
    "update_gates",
]
