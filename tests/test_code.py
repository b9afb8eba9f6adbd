"""Python 代码的规矩里 ruff 查不到的几条：函数与模块的行数、类型标注、文档字符串。"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ROOT

MAX_FUNCTION, MAX_MODULE = 25, 200
FOLDERS = ("utils", "book/_ext", "book/tools")
SOURCES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "corpora" not in path.parts  # 生成语料的程序里多是句框与词表
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: str) -> Iterator[Function]:
    """源码里的全部函数与方法。"""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """函数的行数，从 `def` 数到末行，文档字符串不算。"""
    documented = ast.get_docstring(function) is not None
    text = function.body[0].end_lineno - function.body[0].lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - text


def long_functions(source: str) -> list[str]:
    """太长的函数。"""
    return [f"{f.name}：{body_lines(f)} 行" for f in functions(source) if body_lines(f) > MAX_FUNCTION]


def unannotated(source: str) -> list[str]:
    """公开的函数与公开的类的方法里，没有标注类型的参数。"""
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    public = [f for owner in (tree, *classes) for f in owner.body if isinstance(f, Function)]
    return [
        f"{f.name}({argument.arg})"
        for f in public
        if f.name[0] != "_" or f.name == "__init__"
        for argument in f.args.posonlyargs + f.args.args + f.args.kwonlyargs
        if argument.annotation is None and argument.arg not in {"self", "cls"}
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_functions_and_modules_are_short(path: Path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MAX_MODULE
    assert long_functions(source) == []


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[len(ROOT.parts)] == "utils"], ids=str)
def test_public_functions_are_annotated(path: Path):
    assert unannotated(path.read_text(encoding="utf-8")) == []


def test_rules_catch_planted_errors():
    lines = "\n".join("    x = 1" for _ in range(MAX_FUNCTION))
    assert long_functions(f"def f():\n{lines}") == [f"f：{MAX_FUNCTION + 1} 行"]
    assert long_functions(f'def f():\n    """一\n\n    二\n    """\n{lines[10:]}') == []
    assert unannotated("def f(a, b: int): ...\nclass C:\n    def __init__(self, c): ...") == [
        "f(a)",
        "__init__(c)",
    ]
    assert unannotated("def _f(a): ...\nclass _C:\n    def g(self, a): ...") == []
