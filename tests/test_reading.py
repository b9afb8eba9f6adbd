"""像读者那样使用建成的网站：搜索、切换深浅色、下载、在手机上打开目录；文字的对比度足够。"""

import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import ROOT, SITE

CHAPTER = "01_gru.html"
TERMS = ("门控循环单元", "梯度消失")
CONTRAST = (ROOT / "tests" / "contrast.js").read_text("utf-8")

pytestmark = pytest.mark.browser


def search(tab, base: str, term: str) -> list[tuple[str, str]]:
    """在搜索页搜一个词，返回结果的 (标题, 地址)。"""
    tab.goto(f"{base}search.html?q={quote(term)}")
    tab.locator("p.search-summary:not(:empty)").wait_for()
    return tab.evaluate(
        "[...document.querySelectorAll('ul.search > li > a')].map((a) => [a.innerText, a.href])"
    )


@pytest.mark.parametrize("term", TERMS)
def test_search_finds_a_term(context, bases, mode, term):
    tab = context.new_page()
    results = search(tab, bases[mode], term)
    assert any(CHAPTER in href for _, href in results), results
    assert all(title.strip() for title, _ in results)
    if mode == "http":
        tab.wait_for_selector(f"ul.search p.context .highlighted:text-is('{term}')")
    tab.click(f"ul.search > li > a[href*='{CHAPTER}']")
    tab.wait_for_load_state()
    assert term in tab.inner_text("article")
    tab.close()


def test_search_finds_any_substring(context, bases, mode):
    html = (SITE / CHAPTER).read_text("utf-8")
    runs = re.findall(r"<p>([\u4e00-\u9fff]{6,})", html)
    assert runs
    draw, tab = random.Random(0), context.new_page()
    for run in draw.sample(runs, min(6, len(runs))):
        length = draw.randint(2, 5)
        start = draw.randint(0, len(run) - length)
        term = run[start : start + length]
        assert any(CHAPTER in href for _, href in search(tab, bases[mode], term)), term
    tab.close()


def colours(tab) -> dict[str, str]:
    """页面背景与第一幅图的背景、墨色。"""
    return tab.evaluate("""() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      return {
        page: style("body").backgroundColor,
        figure: style("svg.book-svg").backgroundColor,
        ink: style("svg.book-svg").getPropertyValue("--fig-ink").trim(),
      };
    }""")


def choose(tab, theme: str) -> None:
    """用页面上的按钮选择配色。"""
    tab.click(".theme-switch-button")
    tab.click(f".theme-change-button[data-mode='{theme}']")
    tab.locator(f"html[data-theme='{theme}']").wait_for()


def test_dark_mode_toggle(context, bases, mode):
    tab = context.new_page()
    tab.goto(bases[mode] + CHAPTER)
    choose(tab, "light")
    light = colours(tab)
    choose(tab, "dark")
    dark = colours(tab)
    assert all(light[key] != dark[key] for key in light), (light, dark)
    tab.reload()
    assert colours(tab) == dark, "重新载入之后没有记住深色"
    choose(tab, "light")
    assert colours(tab) == light
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(chromium, bases, names, scheme):
    session = chromium.new_context(color_scheme=scheme)
    tab = session.new_page()
    for name in names:
        tab.goto(bases["http"] + name)
        assert tab.evaluate("document.documentElement.dataset.theme") == scheme, "没有跟随系统的配色"
        assert not tab.evaluate(CONTRAST), name
    session.close()


@pytest.mark.parametrize("suffix", [".ipynb", ".md"])
def test_download_buttons(context, bases, suffix):
    tab = context.new_page()
    tab.goto(bases["http"] + CHAPTER)
    tab.click(".dropdown-download-buttons button")
    link = tab.locator(f".dropdown-download-buttons a[href$='{suffix}']")
    assert link.is_visible()
    received = context.request.get(tab.evaluate("a => a.href", link.element_handle()))
    original = ROOT / "notebooks" / Path(CHAPTER).with_suffix(suffix)
    assert received.body() == original.read_bytes()
    tab.close()


def test_phone_menu_opens(chromium, bases):
    session = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = session.new_page()
    tab.goto(bases["http"] + CHAPTER)
    entry = tab.locator("nav.bd-docs-nav a", has_text="首页").first
    assert not entry.is_visible()
    tab.click("button.primary-toggle")
    entry.wait_for(state="visible")
    session.close()
