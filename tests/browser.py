"""浏览器测试共用的 pytest 插件：找到并启动 Chromium、本机的静态服务器、建成的网站。

由 conftest 的 `pytest_plugins` 载入。没有 Chromium 时浏览器测试跳过，终端摘要醒目地报告。
"""

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "book" / "_build" / "html"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """addEventListener("securitypolicyviolation", (event) => {
  (window.violations ??= []).push([event.effectiveDirective, event.blockedURI]);
});"""
ADVICE = "没有找到 Chromium，浏览器测试全部没有运行。Debian 或 Ubuntu：sudo apt install chromium"


def find_chromium() -> str | None:
    """返回 Chromium 的路径；没有安装时返回 None。"""
    return next(filter(None, map(shutil.which, NAMES)), None)


def require_chromium() -> str:
    """返回 Chromium 的路径；没有安装时跳过当前测试（终端摘要会醒目地报告）。"""
    return find_chromium() or pytest.skip(ADVICE)


def pytest_terminal_summary(terminalreporter) -> None:
    """没有 Chromium 时在终端摘要里醒目地报告。"""
    if find_chromium():
        return
    terminalreporter.section("注意：浏览器测试没有运行", sep="!", red=True, bold=True)
    terminalreporter.line(ADVICE, red=True, bold=True)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """不写访问日志的静态文件服务。"""

    def log_message(self, *args) -> None:
        """什么也不写。"""


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """在本机的空闲端口上提供一个文件夹，给出根地址（以 / 结尾）。"""
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """全部浏览器测试共用的一个无界面 Chromium（Playwright 的浏览器对象）。"""
    executable = require_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def names() -> list[str]:
    """网站全部页面的文件名；没有建成时报错。"""
    found = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html") if "_static" not in p.parts)
    assert found, "没有找到建成的网站，请先运行 make book"
    return found


@pytest.fixture(scope="session")
def bases() -> Iterator[dict[str, str]]:
    """网站的两种打开方式的根地址。"""
    with serve(SITE) as address:
        yield {"http": address, "file": SITE.as_uri() + "/"}


@pytest.fixture(scope="module", params=["http", "file"])
def mode(request) -> str:
    """打开方式：http 或 file。"""
    return request.param


@pytest.fixture(scope="module")
def context(chromium) -> Iterator:
    """一个全新的桌面浏览器会话。"""
    session = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    yield session
    session.close()


def watched_page(context):
    """一个标签页，记下违反内容安全策略之处与脚本的报错，用 `violations` 读出来。"""
    context.add_init_script(WATCH)
    tab = context.new_page()
    tab.problems = []
    tab.on("console", lambda m: tab.problems.append(("console", m.text)) if m.type == "error" else None)
    tab.on("pageerror", lambda e: tab.problems.append(("pageerror", str(e))))
    return tab


def violations(tab) -> list[tuple[str, str]]:
    """`watched_page` 的当前页面里违反策略之处与报错；读过之后，报错清空。"""
    found = [*map(tuple, tab.evaluate("window.violations ?? []")), *tab.problems]
    tab.problems.clear()
    return found
