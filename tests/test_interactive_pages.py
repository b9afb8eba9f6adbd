"""书里的全部交互图：每章都有；在建成的网页里就绪得快、够小、无障碍、不溢出。"""

from __future__ import annotations

import json
import re

import pytest
from browser import ROOT
from interactive import MAX_READY, SOURCES, axe_violations
from nbpair import chapters, is_solution

FIGURES = {path.stem for path in (SOURCES / "figures").glob("*.js")}
CHAPTERS = [path.stem for path in chapters() if not is_solution(path)]  # 附录里只有自测题
MAX_WEIGHTS = 300 * 1024  # 一幅图里打包的参数，base64 之后的字节数
OVERFLOW = """() => [...document.querySelectorAll("*")].filter((e) => e.localName.startsWith("rnn-"))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth)
  .map((e) => [e.localName, e.scrollWidth, e.clientWidth])"""


def figures_of(stem: str) -> dict[str, list[str]]:
    """一章的输出里的交互图：名字到各自的 HTML。"""
    notebook = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", []))
            if match := re.match(r"<rnn-([a-z-]+)>", html):
                found.setdefault(match[1], []).append(html)
    return found


def weight_bytes(value: object) -> int:
    """数据里打包的参数一共多少字节（base64 之后）。"""
    if isinstance(value, list):
        return sum(map(weight_bytes, value))
    if not isinstance(value, dict):
        return 0
    own = sum(len(value.get(key, "")) for key in ("data", "scale")) if "dtype" in value else 0
    return own + sum(map(weight_bytes, value.values()))


def test_every_chapter_has_figures_and_every_figure_a_chapter():
    used = {stem: set(figures_of(stem)) for stem in CHAPTERS}
    assert all(used.values()), used
    assert set().union(*used.values()) == FIGURES


@pytest.mark.parametrize("stem", CHAPTERS)
def test_weights_are_light(stem):
    for name, pages in figures_of(stem).items():
        for html in pages:
            data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])
            assert weight_bytes(data) <= MAX_WEIGHTS, name


def slowest_figure(tab, tries: int = 3) -> float:
    """页面里最慢的一幅图几毫秒就绪；机器忙的时候一次可能慢，所以重新载入几次，取最快的一次。"""
    times = []
    for _ in range(tries):
        times.append(max(float(e.get_attribute("data-ready")) for e in tab.locator("[data-ready]").all()))
        if min(times) <= MAX_READY:
            break
        tab.reload(wait_until="load")
    return min(times)


@pytest.mark.browser
@pytest.mark.parametrize("stem", CHAPTERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_in_the_page(chromium, bases, stem, scheme):
    session = chromium.new_context(
        locale="zh-CN", viewport={"width": 1366, "height": 900}, color_scheme=scheme
    )
    tab, errors = session.new_page(), []
    tab.on("pageerror", lambda e: errors.append(str(e)))
    tab.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    tab.goto(f"{bases['http']}{stem}.html", wait_until="load")
    for name, pages in figures_of(stem).items():
        elements = tab.locator(f"rnn-{name}[data-ready]")
        assert elements.count() == len(pages), name
        assert elements.first.evaluate("(e) => e.hasAttribute('dark')") == (scheme == "dark")
        assert axe_violations(tab, f"rnn-{name}") == []
    assert slowest_figure(tab) <= MAX_READY
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate(OVERFLOW) == []
    session.close()
    assert not errors
