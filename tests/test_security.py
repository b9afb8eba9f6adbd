"""网页的内容安全策略：每一页都有、没有远程来源、页面照常可用，没有放行的脚本不能运行。"""

from __future__ import annotations

import base64
import hashlib
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import ROOT, SITE, violations, watched_page

sys.path.insert(0, str(ROOT / "book" / "_ext"))

import content_policy  # noqa: E402
from sphinx.errors import ExtensionError  # noqa: E402

EXPECTED = {  # 除去脚本的散列，每一页都是这一份
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'", "'unsafe-inline'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'", "file:"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
GUARDED = {"script", "link", "style", "img", "base", "form", "body"}  # 策略要写在这些之前
FIGURES = [("00_prelude", "perplexity-die"), ("01_gru", "gru-unit"), ("06_beam_search", "beam-lab")]
LINKS = ("href", "src", "action", "formaction", "xlink:href", "data")


class Markup(HTMLParser):
    """一页里与安全有关的部分。"""

    def __init__(self, html: str):
        super().__init__()
        self.policies, self.scripts, self.early, self.dangers, self.code = [], [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """记录策略、策略之前的标签与危险的属性。"""
        values = dict(attrs)
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(values["content"])
        elif tag in GUARDED and not self.policies:
            self.early.append(tag)
        self.dangers += [(tag, key, value) for key, value in attrs if key.startswith("on")]
        links = [values[key] or "" for key in LINKS if key in values]
        self.dangers += [(tag, link) for link in links if link.strip().lower().startswith("javascript:")]
        self.code = tag == "script" and "src" not in values and values.get("type") != "application/json"
        self.scripts += [""] if self.code else []

    def handle_data(self, data):
        """记录内联脚本。"""
        if self.code:
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        """脚本到此为止。"""
        self.code = False


def sources_of(policy: str) -> dict[str, set[str]]:
    """一份策略的各条。"""
    parts = [part.split() for part in policy.split(";")]
    assert len({name for name, *_ in parts}) == len(parts), policy
    return {name: set(sources) for name, *sources in parts}


@pytest.fixture(scope="module")
def pages() -> dict[Path, Markup]:
    """建成的全部 HTML 文件。"""
    found = {path: Markup(path.read_text("utf-8")) for path in sorted(SITE.rglob("*.html"))}
    assert len(found) > 20, "没有找到建成的网站，请先运行 make book"
    return found


def test_every_page_has_the_same_policy(pages):
    for path, page in pages.items():
        (policy,) = page.policies
        assert not page.early, path.name
        sources = sources_of(policy)
        hashes = {source for source in sources["script-src"] if source.startswith("'sha256-")}
        assert sources | {"script-src": sources["script-src"] - hashes} == EXPECTED, path.name
        digests = [hashlib.sha256(script.encode()).digest() for script in page.scripts]
        assert hashes == {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}, path.name
        assert len(digests) > 4, path.name


def test_no_handlers_in_the_markup(pages):
    assert not {path.name: page.dangers for path, page in pages.items() if page.dangers}
    for path in SITE.rglob("*.svg"):
        assert not Markup(path.read_text("utf-8")).dangers and "<script" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("planted", "danger"),
    [
        ('<p OnClick="x()">', ("p", "onclick", "x()")),
        ("<svg onload=x()></svg>", ("svg", "onload", "x()")),
        ('<a href=" JavaScript:x()">', ("a", " JavaScript:x()")),
        ('<form action="javascript:x()"></form>', ("form", "javascript:x()")),
    ],
)
def test_planted_handlers_are_found(planted, danger):
    assert Markup(f"<p>on = 1</p>{planted}").dangers == [danger]


HEAD = '<html><head>\n<meta charset="utf-8" />\n<script>theme()</script></head><body>'


@pytest.mark.parametrize("tag", ["script", "SCRIPT", 'script type="module"'])
def test_unknown_scripts_stop_the_build(tag):
    known = content_policy.protect(f"{HEAD}<script>figure()</script>", {"figure()"})
    assert content_policy.digest("figure()") in known and content_policy.digest("theme()") in known
    assert content_policy.protect(known, {"figure()"}) == known
    with pytest.raises(ExtensionError, match="来历不明的内联脚本：'evil"):
        content_policy.protect(f"{HEAD}<script>figure()</script><{tag}>evil()</{tag[:6]}>", {"figure()"})


def test_a_changed_theme_stops_the_build(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "doctools.js").write_text("PLURAL_EXPR = new Function('n', x)", "utf-8")
    with pytest.raises(ExtensionError, match="与预期不同"):
        content_policy.drop_eval(tmp_path)
    with pytest.raises(ExtensionError, match="与预期不同"):
        content_policy.protect("<html><body></body></html>", set())


@pytest.fixture(scope="module")
def tab(context):
    """记下违反策略之处的标签页；点打印按钮时只做记号。"""
    context.add_init_script("window.print = () => { window.printed = true; };")
    return watched_page(context)


@pytest.mark.browser
def test_no_page_violates_its_policy(tab, bases, mode, names):
    found = {}
    for name in names:
        tab.goto(bases[mode] + name, wait_until="load")
        found[name] = violations(tab)
    assert not {name: problems for name, problems in found.items() if problems}


@pytest.mark.browser
@pytest.mark.parametrize(("page", "tag"), FIGURES)
def test_figures_work_with_the_keyboard(tab, bases, mode, page, tag):
    tab.goto(f"{bases[mode]}{page}.html", wait_until="load")
    figure = tab.locator(f"rnn-{tag}[data-ready]")
    before = figure.evaluate("(e) => e.shadowRoot.innerHTML")
    figure.get_by_role("slider").first.press("ArrowLeft")
    assert figure.evaluate("(e) => e.shadowRoot.innerHTML") != before
    assert violations(tab) == []


@pytest.mark.browser
def test_buttons_work(tab, bases, mode):
    """复制、折叠与打印。"""
    tab.goto(f"{bases[mode]}01_gru.html", wait_until="load")
    tab.locator("button.copybtn").first.click()
    tab.locator("button.copybtn.success").wait_for()
    folded = tab.locator(".admonition.toggle-hidden")
    before = folded.count()
    folded.first.locator(".admonition-title").click()
    assert folded.count() == before - 1 > 0
    tab.locator(".dropdown-download-buttons > button").click()
    tab.locator(".btn-download-pdf-button").click()
    assert tab.evaluate("window.printed")
    assert violations(tab) == []


@pytest.mark.browser
def test_search_from_any_page(tab, bases, mode):
    """从搜索框提交，到搜索页看到结果；查询里的标签只当文字。"""
    nasty = '"><img src=x onerror=pwned=1><script>pwned=1</script>'
    for query, hits in (("门控循环单元", True), (nasty, False)):
        tab.goto(f"{bases[mode]}terms.html", wait_until="load")
        tab.keyboard.press("Control+k")
        tab.keyboard.insert_text(query)
        tab.keyboard.press("Enter")
        tab.locator("p.search-summary:not(:empty)").wait_for()
        assert (tab.locator("ul.search > li > a").count() > 0) is hits
        assert tab.evaluate("window.pwned") is None and tab.locator("main img[src=x]").count() == 0
        assert violations(tab) == []


@pytest.mark.browser
def test_without_scripts(chromium, bases, mode):
    session = chromium.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    tab = session.new_page()
    tab.goto(f"{bases[mode]}01_gru.html", wait_until="load")
    assert tab.locator("rnn-gru-unit img").bounding_box()["height"] > 100
    assert tab.locator(".pst-js-only").count() > 0  # 样式表与 <noscript> 里的样式都生效，这些按钮才会隐藏
    assert not [button for button in tab.locator(".pst-js-only").all() if button.is_visible()]
    assert tab.locator("nav.bd-docs-nav").bounding_box()["width"] < 500
    session.close()
