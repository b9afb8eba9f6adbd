"""真实的 JupyterLab 里的交互图：信任之后全部就绪，按键不触发快捷键，搬动单元后还能用；未信任时显示静态图。"""

from __future__ import annotations

import shutil
import subprocess
import sys

import nbformat
import pytest
from browser import ROOT, require_chromium
from labserver import isolated, open_notebook, running_lab
from nbformat.v4 import new_code_cell, new_notebook
from test_interactive_pages import CHAPTERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def figure_cells() -> list:
    """各章里输出是交互图或自测题的单元，连同输出。"""
    cells = []
    for stem in CHAPTERS:
        for cell in nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", 4).cells:
            outputs = [
                o for o in cell.get("outputs", []) if "<rnn-" in o.get("data", {}).get("text/html", "")
            ]
            if outputs:
                cells.append(new_code_cell(f"# {stem}", outputs=outputs))
    return cells


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """一个运行中的服务器，里面有一份信任了的笔记本和一份没有信任的，都装着全书的交互图。"""
    require_chromium()
    home = tmp_path_factory.mktemp("figures")
    folder = home / "notebooks"
    folder.mkdir()
    metadata = nbformat.read(ROOT / "notebooks" / "00_prelude.ipynb", 4).metadata
    notebook = new_notebook(cells=figure_cells(), metadata={"kernelspec": metadata.kernelspec})
    nbformat.write(notebook, folder / "trusted.ipynb")
    trust = [sys.executable, "-m", "jupyter", "trust", str(folder / "trusted.ipynb")]
    subprocess.run(trust, env=isolated(home), check=True, capture_output=True, timeout=60)
    notebook.cells[0].source += "，没有信任"
    nbformat.write(notebook, folder / "untrusted.ipynb")
    with running_lab(home, folder) as address:
        yield address
    shutil.rmtree(folder)


@pytest.fixture
def tab(chromium):
    """一个标签页；测试结束时断言脚本没有报错。"""
    session = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    tab, errors = session.new_page(), []
    tab.on("pageerror", lambda e: errors.append(str(e)))
    yield tab
    session.close()
    assert not errors


def test_trusted_figures_are_alive(lab, tab):
    open_notebook(tab, lab, "trusted.ipynb")
    expected = len(figure_cells())
    tab.wait_for_function(
        f"document.querySelectorAll('.jp-OutputArea [data-ready]').length === {expected}", timeout=60_000
    )
    cells = tab.locator(".jp-NotebookPanel .jp-CodeCell")
    number = cells.count()
    typed = tab.locator("[data-ready] input[type=text]").first
    typed.scroll_into_view_if_needed()
    typed.fill("")
    typed.press_sequentially("ddaabb")
    assert typed.input_value() == "ddaabb"
    tab.wait_for_timeout(700)  # 两次 d 的快捷键至多等半秒
    assert cells.count() == number


def test_a_moved_cell_stays_alive(lab, tab):
    open_notebook(tab, lab, "trusted.ipynb")
    die = tab.locator("rnn-perplexity-die[data-ready]")
    die.wait_for(timeout=60_000)
    slider = die.get_by_role("slider").first
    slider.press("ArrowRight")
    value = die.locator("output").first.inner_text()
    cell = tab.locator(".jp-CodeCell", has=tab.locator("rnn-perplexity-die"))
    before = cell.evaluate("(e) => [...e.parentNode.children].indexOf(e)")
    cell.locator(".jp-InputPrompt").click()
    tab.locator("#jp-MainMenu .lm-MenuBar-item", has_text="编辑").click()
    tab.locator(".lm-Menu-item[data-command='notebook:move-cell-down']").click()
    tab.wait_for_function(
        "(before) => { const c = document.querySelector('rnn-perplexity-die')?.closest('.jp-CodeCell');"
        " return c && [...c.parentNode.children].indexOf(c) !== before; }",
        arg=before,
    )
    moved = tab.locator("rnn-perplexity-die[data-ready]")
    moved.wait_for()
    assert moved.count() == 1
    moved.get_by_role("slider").first.press("ArrowRight")
    shown = float(moved.locator("output").first.inner_text())
    assert shown in (pytest.approx(float(value) + 0.01), pytest.approx(0.51))


def test_untrusted_figures_show_the_picture(lab, tab):
    open_notebook(tab, lab, "untrusted.ipynb")
    cells = figure_cells()
    expected = sum("image/png" in cell.outputs[0].data for cell in cells)  # 自测题没有图，只有文字
    pictures = tab.locator(".jp-OutputArea img[alt]")
    tab.wait_for_function(
        f"document.querySelectorAll('.jp-OutputArea img[alt]').length === {expected}", timeout=60_000
    )
    assert tab.locator("[data-ready]").count() == 0
    assert all(image.get_attribute("alt").strip() for image in pictures.all())
    assert tab.get_by_text("请先信任这份笔记本").count() == len(cells)
