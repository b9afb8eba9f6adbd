"""交互图：书里的模型在网页与 JupyterLab 里直接运行。"""

from utils.interactive.element import InteractiveFigure

__all__ = ["InteractiveFigure"]
