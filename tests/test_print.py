"""打印：只有正文，占满纸面；折叠的内容展开；深色主题打印时用浅色。PDF 的书签含每一章每一节。"""

from __future__ import annotations

import re
import subprocess
import sys

import pdf
import pytest
from browser import SITE
from nbpair import NOTEBOOKS, ROOT

pytestmark = pytest.mark.browser
PAPER = {"width": 700, "height": 990}  # A4 减去页边，96 dpi
CHROME = ".bd-header, .bd-header-article, [class^='bd-sidebar-'], .bd-footer, .prev-next-footer"
LOOK = """() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)];
  const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible";
  const folded = boxes("details > :not(summary), .admonition.toggle > :not(.admonition-title)")
    .filter((node) => !node.closest("rnn-self-test")); // 影子树盖住了静态的答案
  const article = document.querySelector("article").getBoundingClientRect();
  return {
    folded: folded.length,
    hidden: folded.filter((n) => n.getBoundingClientRect().height < 5 || !shown(n)).map((n) => n.outerHTML),
    buttons: boxes("button, .headerlink").filter(shown).length,
    article: article.width / document.documentElement.clientWidth,
    cut: boxes("article pre").filter((n) => n.scrollWidth > n.clientWidth + 1).length,
    background: getComputedStyle(document.body).backgroundColor,
    code: boxes("article pre span").slice(0, 80).map((n) => getComputedStyle(n).color),
    split: boxes("figure, article table").filter((n) => getComputedStyle(n).breakInside !== "avoid").length,
  };
}"""


def page_with_folds() -> str:
    """有折叠内容的一页：解答页优先。"""
    solutions = sorted(SITE.glob("*_solutions.html"))
    return solutions[0].name if solutions else "01_gru.html"


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(request, chromium):
    """一个标签页，系统是浅色或深色。"""
    session = chromium.new_context(viewport=PAPER, color_scheme=request.param)
    yield session.new_page()
    session.close()


def printed(tab, name: str) -> dict:
    """一页打印出来的样子；屏幕上的样子先核对一遍，免得检查落空。"""
    tab.emulate_media(media="screen")
    tab.goto((SITE / name).as_uri(), wait_until="load")
    assert tab.evaluate(LOOK)["buttons"] > 0
    tab.emulate_media(media="print")
    return tab.evaluate(LOOK)


@pytest.mark.parametrize("name", ["01_gru.html", page_with_folds(), "terms.html"])
def test_only_the_text_is_printed(tab, name):
    seen = printed(tab, name)
    assert not [n for n in tab.query_selector_all(CHROME) if n.is_visible()]
    assert seen["buttons"] == 0 and seen["cut"] == 0 and seen["split"] == 0
    assert seen["article"] > 0.97


@pytest.mark.parametrize("name", ["01_gru.html", page_with_folds()])
def test_folded_content_is_printed(tab, name):
    seen = printed(tab, name)
    assert seen["folded"] > 0 and not seen["hidden"]


def luminance(colour: str) -> float:
    """`rgb(…)` 的亮度，0 到 1。"""
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_dark_pages_are_printed_light(tab):
    seen = printed(tab, "01_gru.html")
    assert seen["background"] == "rgb(255, 255, 255)"
    assert len(seen["code"]) == 80 and max(map(luminance, seen["code"])) < 0.45


def test_printing_leaves_the_page_as_it_was(tab):
    tab.emulate_media(media="screen")
    tab.goto((SITE / page_with_folds()).as_uri(), wait_until="load")
    state = "[document.documentElement.dataset.theme, document.querySelectorAll('details[open]').length]"
    before, folds = tab.evaluate(state), tab.evaluate("document.querySelectorAll('details').length")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(state) == ["light", folds]
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.evaluate(state) == before


@pytest.mark.slow
def test_pdf_has_a_bookmark_for_every_chapter_and_section(tmp_path, chromium):
    """全书的单页建好、印成 PDF：每一章每一节都有书签，交互图与提示都在纸上。"""
    options = ["-q", "-W", "-n", "--keep-going", "-c", str(ROOT / "book"), "-d", str(tmp_path / "doctrees")]
    command = [sys.executable, "-m", "sphinx", *options, "-b", "singlehtml", str(NOTEBOOKS), str(tmp_path)]
    subprocess.run(command, check=True, timeout=120)
    titles = pdf.print_page(chromium, tmp_path / "index.html", tmp_path / "book.pdf")
    data = (tmp_path / "book.pdf").read_bytes()
    marks = set(map(pdf.plain, pdf.bookmarks(data)))
    assert not pdf.missing_bookmarks(titles, data)
    for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.md")):
        headings = re.findall(r"^## ([^`$\n]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings and {pdf.plain(heading) for heading in headings} <= marks, path.name
    assert len(re.findall(rb"/Type\s*/Page\b", data)) > 100


def test_missing_bookmarks_are_noticed():
    data = b"/Title (a)\n/Title (b)\n"
    assert pdf.missing_bookmarks(["a", "b"], data) == []
    assert pdf.missing_bookmarks(["a", "a", "c"], data) == ["a", "c"]
