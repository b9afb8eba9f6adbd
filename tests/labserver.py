"""测试共用的真实 JupyterLab 服务器：设置与 make lab 相同，不读写使用者自己的 Jupyter 文件夹。"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shlex
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


def recipe() -> list[str]:
    """make lab 启动服务器的各个参数，直接取自 Makefile（make -n 只打印，不运行）。"""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    make = ["make", "--no-print-directory", "-n", "lab"]
    printed = subprocess.run(
        make, cwd=ROOT, env=inherited, capture_output=True, check=True, timeout=60
    ).stdout
    (line,) = [text for text in printed.decode("utf-8").splitlines() if "/jupyter lab " in text]
    return shlex.split(line)[2:]


def command(port: int, root: Path) -> list[str]:
    """make lab 的启动命令，只换掉根文件夹，另加端口；口令与 make lab 一样由服务器自己生成。"""
    folder = "--ServerApp.root_dir="
    kept = [argument for argument in recipe() if not argument.startswith(folder)]
    extra = ["--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return [sys.executable, "-m", "jupyterlab", *kept, *extra, f"{folder}{root}"]


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
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER_TOKEN")}
    return inherited | {name: str(path) for name, path in folders.items()}


@contextlib.contextmanager
def running_lab(home: Path, root: Path) -> Iterator[tuple[str, str]]:
    """启动服务器，给出 (根地址, 口令)，最后关掉。

    参数：`home` 为放设置与日志的文件夹；`root` 为服务器的根文件夹。
    """
    with (home / "log.txt").open("w") as log:
        arguments = command(free_port(), root)
        server = subprocess.Popen(arguments, env=isolated(home), cwd=home, stdout=log, stderr=log)
    try:
        yield _wait_until_up(server, home)
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


def _wait_until_up(server: subprocess.Popen, home: Path) -> tuple[str, str]:
    """等服务器能应答，返回它写在运行时文件夹里的 (根地址, 口令)；提前退出或超时都给出日志。"""
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert server.poll() is None and time.monotonic() < deadline, (home / "log.txt").read_text("utf-8")
        for path in (home / "runtime").glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # 还没有写完
                found = json.loads(path.read_text("utf-8"))
                if status_of(f"{found['url']}api/status?token={found['token']}") == 200:
                    return found["url"], found["token"]
        time.sleep(0.3)


def open_notebook(tab, lab: tuple[str, str], name: str) -> None:
    """在标签页里打开一份笔记本，等它与内核都就绪；每次用一个新的工作区，不恢复先前打开的标签页。"""
    url, token = lab
    tab.goto(f"{url}lab/workspaces/{secrets.token_hex(4)}/tree/{name}?token={token}")
    tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
    tab.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
