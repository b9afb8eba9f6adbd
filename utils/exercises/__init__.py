"""各章练习的即时反馈：`check("gru-5", 答案)`。每章一个模块，导入时登记自己的检查。"""

from importlib import import_module
from pkgutil import iter_modules

from utils.exercises.core import EXERCISES, Verdict, check

__all__ = ["EXERCISES", "Verdict", "check"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
