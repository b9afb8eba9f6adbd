"""conda 用户的 environment.yml 与 pyproject.toml 要求同样的版本，当前环境也正是这些版本。"""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
D2L = "d2l==0.17.6"


def project_pins() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    return [*PROJECT["dependencies"], *(pin for extra in extras for pin in extra)]


def conda_pins() -> list[str]:
    (pins,) = [entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict)]
    return pins


def test_every_requirement_is_pinned_once():
    pins = project_pins()
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin)] == []
    assert len({pin.split("==")[0].lower() for pin in pins}) == len(pins)


def test_both_files_pin_the_same_versions():
    assert sorted(conda_pins()) == sorted(project_pins())
    assert "torch==2.13.0" in conda_pins()


def test_conda_environment():
    assert CONDA["name"] == PROJECT["name"]
    (python,) = [entry for entry in CONDA["dependencies"] if str(entry).startswith("python=")]
    found = tuple(map(int, python.removeprefix("python=").split(".")))
    least = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    assert found == (3, 12) and found >= least
    assert "pip" in CONDA["dependencies"]


def test_d2l_is_installed_without_its_dependencies():
    assert not any(pin.startswith("d2l") for pin in project_pins() + conda_pins())
    for name in ("Makefile", "environment.yml"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        (line,) = [line for line in lines if D2L in line]
        assert "--no-deps" in line, name


def test_installed_versions():
    wanted = dict(pin.split("==") for pin in [*project_pins(), D2L])
    installed = {name: metadata.version(name).split("+")[0] for name in wanted}  # torch 带有 +cpu 之类的后缀
    assert installed == wanted
