"""在真实的 Chromium 里打开建成的每一页：http 与 file 两种方式，桌面与手机两种宽度。"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import pytest
from browser import ROOT, SITE

WIDTHS = (1366, 390)
MAX_BYTES = 1_500_000
CHAPTER = "01_gru.html"

pytestmark = pytest.mark.browser

INSPECT = (ROOT / "tests" / "inspect.js").read_text("utf-8")


@dataclass
class Visit:
    """打开一页时看到的一切。"""

    page: str
    requests: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    seen: dict = field(default_factory=dict)
    overflow: dict[int, int] = field(default_factory=dict)
    cut: dict[int, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def visits(context, bases, mode, names) -> list[Visit]:
    """依次打开每一页，记录请求、错误与版面。"""
    return [open_page(context, bases[mode], name) for name in names]


def open_page(context, base: str, name: str) -> Visit:
    """打开一页并在两种宽度下量溢出。"""
    visit, tab = Visit(name), context.new_page()
    context.new_cdp_session(tab).send("Network.setCacheDisabled", {"cacheDisabled": True})
    tab.on("request", lambda r: visit.requests.add(r.url))
    tab.on("requestfailed", lambda r: visit.problems.append(f"请求失败 {r.url}"))
    tab.on("response", lambda r: visit.problems.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    tab.on("console", lambda m: visit.problems.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda e: visit.problems.append(str(e)))
    tab.goto(base + name, wait_until="load")
    tab.evaluate("document.fonts.ready")
    visit.seen = tab.evaluate(INSPECT)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        seen = tab.evaluate(INSPECT)
        visit.overflow[width], visit.cut[width] = seen["overflow"], seen["cut"]
    tab.close()
    return visit


def size_of(url: str, base: str) -> int:
    """一个站内地址对应的文件大小（字节）。"""
    path = SITE / unquote(urlsplit(url[len(base) :]).path)
    return path.stat().st_size if path.is_file() else 0


def test_nothing_goes_wrong(visits):
    assert not {v.page: v.problems for v in visits if v.problems}


def test_nothing_leaves_the_site(visits, bases, mode):
    local = (bases[mode], "data:", "blob:")
    outside = {v.page: [u for u in v.requests if not u.startswith(local)] for v in visits}
    assert not {page: urls for page, urls in outside.items() if urls}
    assert all(v.requests for v in visits)


def test_pages_are_light(visits, bases, mode):
    sizes = {v.page: sum(size_of(u, bases[mode]) for u in v.requests) for v in visits}
    assert min(sizes.values()) > 100_000, "大小没有量到样式与字体"
    assert not {page: size for page, size in sizes.items() if size > MAX_BYTES}


def test_pages_are_accessible(visits):
    for visit in visits:
        assert visit.seen["lang"] == "zh-CN", visit.page
        assert visit.seen["viewport"], visit.page
        assert not visit.seen["noAlt"], visit.page
        assert visit.seen["silent"] == 0, visit.page


def test_no_horizontal_overflow(visits):
    wide = {v.page: v.overflow for v in visits if any(pixels > 0 for pixels in v.overflow.values())}
    assert not wide


def test_code_fits_on_a_desktop(visits):
    assert not {v.page: v.cut[1366] for v in visits if v.cut[1366]}
    assert any(v.cut[390] for v in visits), "手机上总有放不下的，没有量到"


def test_mathematics_is_prerendered(visits):
    for visit in visits:
        assert not re.search(r"\$\$|\\\(|\\begin\{", visit.seen["text"]), visit.page
        assert visit.seen["errors"] == 0, visit.page
    assert (SITE / CHAPTER).read_text("utf-8").count('class="katex"') > 20
