"""训练命令：用自己的数据训练本书的模型。

字符语言模型用 `python -m utils.train text 小说.txt`，翻译用 `python -m utils.train pairs 句对.tsv`。
"""

from utils.train.runs import Run, load_run

__all__ = ["Run", "load_run"]
