"""nbval 修补的测试：好的小笔记本通过，改错的失败。"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nb
import pytest
from nbpair import ROOT
from tinybook import CODE, HEADER

OPTIONS = [
    "-q",
    "-rA",
    "-p",
    "no:cacheprovider",
    "-p",
    "conftest",
    "-c",
    str(ROOT / "pyproject.toml"),
    "--nbval-lax",
]
UNCHECKED = ("nbval-check-output", "remove-input")
# 名字：（在生成的 .ipynb 里的改动，是否应该通过）
CASES = {
    "good": ([], True),
    "wrong_output": ([("42\\n", "43\\n")], False),
    "wrong_output_unchecked": ([UNCHECKED, ("42\\n", "43\\n")], True),
    "wrong_assert_unchecked": ([UNCHECKED, ("print(double(21))", "assert double(21) == 43")], False),
    "semicolon": ([], True),
}


@pytest.fixture(scope="module")
def outcomes(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """像 make test 那样，用本项目的 conftest 检查全部例子；返回笔记本名 → 各单元的结果。"""
    folder = tmp_path_factory.mktemp("nbval")
    for name, (changes, _) in CASES.items():
        text = (template / "00_tiny.ipynb").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")
    (folder / "semicolon.md").write_text(HEADER + CODE % ("nbval-check-output", "6 * 7;"), encoding="utf-8")
    nb.build(folder / "semicolon.md")
    command = [sys.executable, "-m", "pytest", *OPTIONS, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    result = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=folder)
    found = re.findall(r"^(PASSED|FAILED) (?:.*/)?(\w+)\.ipynb::", result.stdout, re.MULTILINE)
    return {name: {outcome for outcome, where in found if where == name} for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_nbval_passes_good_and_fails_wrong_notebooks(outcomes: dict[str, set[str]], name: str):
    passes = CASES[name][1]
    assert outcomes[name] == {"PASSED"} if passes else "FAILED" in outcomes[name]
