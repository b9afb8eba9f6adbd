"""交互图的源码与打包好的脚本：一致、够小、不碰网络、不把文字当标记。"""

from __future__ import annotations

import re
import subprocess

import pytest
from browser import ROOT
from interactive import SOURCES, find_node

from utils.interactive.element import BUNDLES

FIGURES = sorted(path.stem for path in (SOURCES / "figures").glob("*.js"))
MODULES = sorted(SOURCES.glob("*/*.js"))
MAX_BUNDLE = 40 * 1024
MAX_LINES = 200
# 会把文字当标记或代码、会碰网络与存储的写法
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\b|new Function"
    r"|\bfetch\b|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(|https?:|localStorage|cookie"
)
DOM = re.compile(r"\b(?:document|window|HTMLElement|customElements)\b")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    """刚刚重新打包的脚本所在的文件夹。"""
    folder = tmp_path_factory.mktemp("bundles")
    tool = ROOT / "book" / "tools" / "bundle.mjs"
    subprocess.run([find_node(), tool, folder], check=True, timeout=60)
    return folder


def test_every_figure_has_a_bundle(rebuilt):
    assert sorted(path.stem for path in rebuilt.iterdir()) == FIGURES
    assert sorted(path.name.removesuffix(".js") for path in BUNDLES.iterdir()) == FIGURES


@pytest.mark.parametrize("name", FIGURES)
def test_bundle_is_up_to_date(rebuilt, name):
    committed = (BUNDLES / f"{name}.js").read_text("utf-8")
    assert committed == (rebuilt / f"{name}.js").read_text("utf-8"), "请运行 make bundles 后提交"
    assert f'"rnn-{name}"' in committed


@pytest.mark.parametrize("name", FIGURES)
def test_bundle_is_small_and_self_contained(name):
    script = (BUNDLES / f"{name}.js").read_text("utf-8")
    assert len(script.encode()) <= MAX_BUNDLE
    assert not FORBIDDEN.findall(script.replace("http://www.w3.org/2000/svg", ""))
    assert "</script" not in script.lower() and "<!--" not in script


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_module_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def test_numerics_are_separate_from_drawing():
    drawing = {
        "beam-tree.js",
        "character-lab.js",
        "charts.js",
        "controls.js",
        "dom.js",
        "element.js",
        "heatmap.js",
    }
    numerics = [path for path in (SOURCES / "core").glob("*.js") if path.name not in drawing]
    assert len(numerics) > 4
    for path in numerics:
        text = path.read_text("utf-8")
        assert not DOM.findall(re.sub(r"//.*|/\*.*?\*/", "", text, flags=re.DOTALL)), path.name
        imported = set(re.findall(r'from "\./([\w-]+\.js)"', text))
        assert not imported & drawing, path.name


@pytest.mark.parametrize(
    "source", ["node.innerHTML = x;", "fetch('/a')", 'const a = "https://example.com";', "eval(x)"]
)
def test_forbidden_code_would_be_found(source):
    assert FORBIDDEN.search(source)
