"""建成的网站里，每个站内链接与锚点都有着落；界面没有漏译的英文。不需要浏览器。"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import ROOT, SITE

CONTROLS = {"a", "button", "input", "nav", "div"}
SPOKEN = ("title", "aria-label", "placeholder", "alt")


class Page(HTMLParser):
    """收集一页里的 id、链接，以及正文之外控件的说明文字。"""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.spoken, self.depth = set(), [], [], 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        """记录一个起始标签。"""
        values = dict(attrs)
        self.depth += tag == "article"
        self.ids.update(filter(None, (values.get("id"), values.get("name"))))
        self.links += [values[key] for key in ("href", "src") if values.get(key)]
        if not self.depth and tag in CONTROLS:
            self.spoken += [values[key] for key in SPOKEN if values.get(key)]

    def handle_endtag(self, tag):
        """离开正文。"""
        self.depth -= tag == "article"


@pytest.fixture(scope="module")
def pages() -> dict[Path, Page]:
    """网站的全部页面；没有建成时报错。"""
    paths = [p for p in sorted(SITE.rglob("*.html")) if "_static" not in p.parts]
    assert paths, "没有找到建成的网站，请先运行 make book"
    return {path: Page(path) for path in paths}


def test_every_chapter_has_a_page(pages):
    chapters = {p.with_suffix(".html").name for p in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert chapters
    assert chapters | {"index.html", "search.html"} <= {p.name for p in pages}


def test_internal_links_resolve(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                broken.append(f"{path.name}: {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                broken.append(f"{path.name}: {link}（没有这个锚点）")
    assert not broken


def test_styles_refer_only_to_local_files(pages):
    missing = []
    for css in SITE.rglob("*.css"):
        for link in re.findall(r"url\(['\"]?([^)'\"]+)", css.read_text("utf-8")):
            local = not link.startswith(("data:", "#"))
            if local and not (css.parent / urlsplit(link).path).is_file():
                missing.append(f"{css.name}: {link}")
    assert not missing


def test_interface_is_chinese(pages):
    english = {
        f"{p.name}: {text}" for p, page in pages.items() for text in page.spoken if not has_chinese(text)
    }
    assert not english


def has_chinese(text: str) -> bool:
    """文字里有没有汉字。"""
    return bool(re.search(r"[\u4e00-\u9fff]", text))
