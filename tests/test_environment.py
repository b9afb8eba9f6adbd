"""环境文件的测试：conda 与 pip 两份清单一致，全部版本都固定，实际装的就是它们。"""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = [
    *PROJECT["dependencies"],
    *(pin for extra in PROJECT["optional-dependencies"].values() for pin in extra),
]


def test_every_version_is_pinned():
    assert [pin for pin in PINS if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    assert "torch==2.13.0" in PINS


def test_conda_and_pip_have_the_same_versions():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert sorted(conda[-1]["pip"]) == sorted(PINS)
    python = next(item for item in conda if str(item).startswith("python="))
    minimum = PROJECT["requires-python"].removeprefix(">=")
    assert [int(n) for n in python.removeprefix("python=").split(".")] >= [int(n) for n in minimum.split(".")]


def test_installed_versions_are_the_pinned_ones():
    wrong = {}
    for pin in PINS:
        name, version = pin.split("==")
        if (found := metadata.version(name).split("+")[0]) != version:
            wrong[name] = found
    assert wrong == {}


def test_d2l_is_installed_without_its_dependencies():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"pip install .*--no-deps d2l==0\.17\.6", makefile)
    assert metadata.version("d2l") == "0.17.6"
