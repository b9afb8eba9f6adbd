"""真实的 JupyterLab：在本机启动服务器，用 Chromium 打开 GRU 笔记本，从头运行到尾。"""

import json
import os
import re
import shutil

import pytest
from browser import ROOT, require_chromium
from labserver import open_notebook, running_lab, status_of

NOTEBOOK = os.environ.get("LAB_NOTEBOOK", "01_gru.ipynb")  # 换一章试：LAB_NOTEBOOK=05_seq2seq.ipynb
RUN_SECONDS = 300
# 渲染出来的插图、公式、提示框，与它们在来源里的写法
RENDERED = {"figure img": r":{figure}", ".katex": r"\$", "aside": r":::{(tip|note|warning)}"}

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATE = """() => {
  const text = (node) => node ? node.innerText.trim() : "";
  const cells = [...document.querySelectorAll(".jp-NotebookPanel .jp-CodeCell")];
  return {
    prompts: cells.map((cell) => text(cell.querySelector(".jp-InputPrompt"))),
    empty: cells.map((cell) => !text(cell.querySelector(".cm-content"))),
    errors: [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"]')].map(text),
    status: document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status,
  };
}"""


def source() -> str:
    """笔记本里的全部文字。"""
    cells = json.loads((ROOT / "notebooks" / NOTEBOOK).read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """一个运行中的服务器：给出 (根地址, 口令)。笔记本是副本，不改动书的文件。"""
    require_chromium()
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    with running_lab(home, home / "notebooks") as address:
        yield address


@pytest.fixture(scope="module")
def page(lab, chromium):
    """在浏览器里打开的 GRU 笔记本。"""
    session = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    tab = session.new_page()
    open_notebook(tab, lab, NOTEBOOK)
    yield tab
    session.close()


def test_a_token_is_required(lab):
    url, token = lab
    assert status_of(f"{url}api/contents/{NOTEBOOK}") == 403
    assert status_of(f"{url}api/contents/{NOTEBOOK}?token={'0' * 32}") == 403
    assert status_of(f"{url}api/contents/{NOTEBOOK}?token={token}") == 200


def test_interface_is_chinese(page):
    menus = page.locator("#jp-MainMenu .lm-MenuBar-itemLabel").all_inner_texts()
    assert {"文件", "编辑", "运行"} <= {menu.split("(")[0].split("（")[0].strip() for menu in menus}, menus


def test_myst_is_rendered(page):
    for rendered in (selector for selector, mark in RENDERED.items() if re.search(mark, source())):
        page.locator(f".jp-NotebookPanel .jp-MarkdownCell {rendered}").last.wait_for(state="attached")
    shown = "\n".join(page.locator(".jp-NotebookPanel .jp-MarkdownOutput").all_inner_texts())
    assert ":::" not in shown
    assert "$$" not in shown


def test_the_notebook_runs_to_the_end(page):
    page.locator("#jp-MainMenu .lm-MenuBar-item", has_text="运行").click()
    page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
    page.wait_for_function(
        f"() => {{ const s = ({STATE})(); return s.errors.length || (s.status === 'idle' && "
        "!s.prompts.some((p) => p.includes('*')) && /\\d/.test(s.prompts.at(-1))); }",
        timeout=RUN_SECONDS * 1000,
    )
    state = page.evaluate(STATE)
    assert not state["errors"], state["errors"]
    expected = [f"[{n}]:" for n in range(1, len(state["prompts"]) + 1)]
    assert state["prompts"] == expected, json.dumps(state, ensure_ascii=False)
