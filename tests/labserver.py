"""测试共用的真实 JupyterLab 服务器：设置与 make lab 相同，不读写使用者自己的 Jupyter 文件夹。"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from browser import ROOT

START_SECONDS = 60
CELLS_IN_PAGE = '{"windowingMode": "none"}'  # 让全部单元都在页面里，便于检查


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


def command(port: int, token: str, root: Path) -> list[str]:
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


def isolated(home: Path) -> dict[str, str]:
    """不读写使用者自己的 Jupyter 设置与信任记录的环境变量。"""
    tracker = home / "lab" / "@jupyterlab" / "notebook-extension"
    tracker.mkdir(parents=True, exist_ok=True)
    (tracker / "tracker.jupyterlab-settings").write_text(CELLS_IN_PAGE, "utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "lab",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    return os.environ | {name: str(path) for name, path in folders.items()}


@contextlib.contextmanager
def running_lab(home: Path, root: Path) -> Iterator[tuple[str, str]]:
    """启动服务器，给出 (根地址, 口令)，最后关掉。

    参数：`home` 为放设置与日志的文件夹；`root` 为服务器的根文件夹。
    """
    port, token = free_port(), secrets.token_hex(16)
    with (home / "log.txt").open("w") as log:
        arguments = command(port, token, root)
        server = subprocess.Popen(arguments, env=isolated(home), cwd=home, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_up(server, f"{url}api/status?token={token}", home / "log.txt")
        yield url, token
    finally:
        stop(server)


def stop(server: subprocess.Popen) -> None:
    """关掉服务器；机器忙的时候它可能来不及自己退出，半分钟之后强行结束。"""
    server.terminate()
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait_until_up(server: subprocess.Popen, url: str, log: Path) -> None:
    """等服务器能应答；提前退出或超时都给出日志。"""
    deadline = time.monotonic() + START_SECONDS
    while status_of(url) != 200:
        assert server.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.3)


def open_notebook(tab, lab: tuple[str, str], name: str) -> None:
    """在标签页里打开一份笔记本，等它与内核都就绪；每次用一个新的工作区，不恢复先前打开的标签页。"""
    url, token = lab
    tab.goto(f"{url}lab/workspaces/{secrets.token_hex(4)}/tree/{name}?token={token}")
    tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
    tab.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
