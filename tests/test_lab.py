"""真实的 JupyterLab：在本机启动服务器，用 Chromium 打开 GRU 笔记本，从头运行到尾。"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from browser import ROOT, require_chromium

NOTEBOOK = os.environ.get("LAB_NOTEBOOK", "01_gru.ipynb")  # 换一章试：LAB_NOTEBOOK=05_seq2seq.ipynb
START_SECONDS = 60
RUN_SECONDS = 300
CELLS_IN_PAGE = '{"windowingMode": "none"}'  # 让全部单元都在页面里，便于检查

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


def free_port() -> int:
    """本机的一个空闲端口。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status_of(url: str) -> int:
    """请求一个地址，返回 HTTP 状态码；连不上时返回 0。"""
    try:
        return urllib.request.urlopen(url, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def command(port: int, token: str, root) -> list[str]:
    """与 make lab 相同的启动命令，另加端口、口令与根文件夹。"""
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--LabApp.app_settings_dir={ROOT / 'book' / 'lab'}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
    ]


def isolated(home) -> dict[str, str]:
    """不读写使用者自己的 Jupyter 设置的环境变量。"""
    tracker = home / "lab" / "@jupyterlab" / "notebook-extension"
    tracker.mkdir(parents=True)
    (tracker / "tracker.jupyterlab-settings").write_text(CELLS_IN_PAGE, "utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "lab",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    return os.environ | {name: str(path) for name, path in folders.items()}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """一个运行中的服务器：给出 (根地址, 口令)。笔记本是副本，不改动书的文件。"""
    require_chromium()
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    port, token = free_port(), secrets.token_hex(16)
    with (home / "log.txt").open("w") as log:
        arguments = command(port, token, home / "notebooks")
        server = subprocess.Popen(arguments, env=isolated(home), cwd=home, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_until_up(server, f"{url}api/status?token={token}", home / "log.txt")
        yield url, token
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_up(server, url: str, log) -> None:
    """等服务器能应答；提前退出或超时都给出日志。"""
    deadline = time.monotonic() + START_SECONDS
    while status_of(url) != 200:
        assert server.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.3)


@pytest.fixture(scope="module")
def page(lab, chromium):
    """在浏览器里打开的 GRU 笔记本。"""
    url, token = lab
    session = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    tab = session.new_page()
    tab.goto(f"{url}lab/tree/{NOTEBOOK}?token={token}")
    tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
    tab.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
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
    boxed = ":::{tip}" in source() or ":::{note}" in source() or ":::{warning}" in source()
    for rendered in ("figure img", ".katex", "aside")[: 2 + boxed]:  # 插图、公式、提示框
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
