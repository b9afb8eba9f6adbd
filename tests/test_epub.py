"""EPUB：建一次，检查打包、清单、目录、格式、公式、图与链接；没有脚本，不引用外部资源。"""

from __future__ import annotations

import posixpath
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from nbpair import NOTEBOOKS, ROOT

XHTML, OPF, NCX = (
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.idpf.org/2007/opf}",
    "{http://www.daisy.org/z3986/2005/ncx/}",
)
MATH, SVG = "{http://www.w3.org/1998/Math/MathML}math", "{http://www.w3.org/2000/svg}svg"
DC = "{http://purl.org/dc/elements/1.1/}"
NAVIGATION = {"nav.xhtml", "epub-cover.xhtml"}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> dict[str, bytes]:
    """建成的 EPUB 里的全部文件：名字 → 内容，按打包的次序。"""
    folder = tmp_path_factory.mktemp("epub")
    options = ["-q", "-W", "-n", "--keep-going", "-c", str(ROOT / "book"), "-d", str(folder / "doctrees")]
    command = [sys.executable, "-m", "sphinx", *options, "-b", "epub", str(NOTEBOOKS), str(folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "out" / "modern-rnn.epub") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def pages(book) -> dict[str, ET.Element]:
    """每一页：名字 → XML 的根；不是格式良好的 XML 时，解析就会失败。"""
    return {name: ET.fromstring(data) for name, data in book.items() if name.endswith(".xhtml")}


@pytest.fixture(scope="module")
def manifest(book) -> dict[str, ET.Element]:
    """清单：文件名 → 一项。"""
    items = ET.fromstring(book["content.opf"]).iter(f"{OPF}item")
    return {unquote(item.get("href")): item for item in items}


def chapters() -> set[str]:
    """应有的各章与解答页。"""
    return {f"{path.stem}.xhtml" for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}


def test_package_is_complete(book, manifest):
    assert book["mimetype"] == b"application/epub+zip"
    assert b'full-path="content.opf"' in book["META-INF/container.xml"]
    unlisted = {"mimetype", "content.opf", "META-INF/container.xml"}
    assert set(book) - set(manifest) == unlisted and set(manifest) <= set(book)
    assert not [name for name in book if name.endswith((".js", ".map"))]


def test_every_page_is_in_the_spine(book, pages, manifest):
    order = [ref.get("idref") for ref in ET.fromstring(book["content.opf"]).iter(f"{OPF}itemref")]
    names = {item.get("id"): name for name, item in manifest.items()}
    spine = [names[reference] for reference in order]
    assert spine[:2] == ["epub-cover.xhtml", "index.xhtml"] and len(set(spine)) == len(spine)
    assert set(spine) == set(pages) - {"nav.xhtml"}
    assert chapters() <= set(spine)


def test_metadata(book):
    package = ET.fromstring(book["content.opf"])
    found = {key: package.findtext(f".//{DC}{key}") for key in ("title", "language", "creator", "rights")}
    assert found["title"] == "现代循环神经网络" and found["language"] == "zh-CN"
    assert found["creator"] and "CC BY 4.0" in found["rights"] and "MIT" in found["rights"]
    identifier = package.find(f".//{DC}identifier")
    assert identifier.text == "urn:uuid:5c2c8f0e-5d0b-5a43-9d3e-6f4e2f0b7a11", "各版的标识应当相同"
    assert package.get("unique-identifier") == identifier.get("id")
    ncx = ET.fromstring(book["toc.ncx"]).find(f".//{NCX}meta[@name='dtb:uid']")
    assert ncx.get("content") == identifier.text


def test_contents_lists_every_chapter_and_section(pages):
    links = [link.get("href") for link in pages["nav.xhtml"].iter(f"{XHTML}a")]
    assert {f"{path.stem}.xhtml" for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")} <= set(links)
    for name in chapters():
        sections = [link for link in links if link.startswith(f"{name}#")]
        assert len(sections) == len(list(pages[name].iter(f"{XHTML}h2"))) > 0, name


def test_cover(book, pages, manifest):
    (image,) = pages["epub-cover.xhtml"].iter(f"{XHTML}img")
    assert manifest[image.get("src")].get("properties") == "cover-image"
    data = book[image.get("src")]
    assert data[:4] == b"\x89PNG" and int.from_bytes(data[20:24]) > int.from_bytes(data[16:20]) >= 1000


def test_properties_are_declared(pages, manifest):
    for name in set(pages) - NAVIGATION:
        used = {kind for kind, tag in (("mathml", MATH), ("svg", SVG)) if list(pages[name].iter(tag))}
        assert set((manifest[name].get("properties") or "").split()) == used, name


def test_nothing_runs_and_nothing_is_fetched(pages, book):
    for name, page in pages.items():
        assert not list(page.iter(f"{XHTML}script")), name
        assert not [node.tag for node in page.iter() if "rnn-" in node.tag], name
        handlers = [key for node in page.iter() for key in node.attrib if key.startswith("on")]
        sources = [node.get(key) for node in page.iter() for key in ("src", "srcset", "poster", "data")]
        assert not handlers and not [s for s in sources if s and urlsplit(s).scheme not in ("", "data")], name
    for name, data in book.items():
        if name.endswith((".css", ".svg")):
            assert b"url(http" not in data and b"@import" not in data and b"<!DOCTYPE" not in data, name
            assert b'href="http' not in data and b"<script" not in data, name


def test_every_formula_is_mathml(pages):
    total = 0
    for name in set(pages) - NAVIGATION:
        boxes = [n for n in pages[name].iter() if "math" in n.get("class", "").split()]
        assert all(list(box.iter(MATH)) for box in boxes), name
        assert "$$" not in "".join(pages[name].find(f"{XHTML}body").itertext()), name
        total += len(boxes)
    assert total > 300


def test_every_picture_has_an_alternative(pages):
    images = [(name, image) for name, page in pages.items() for image in page.iter(f"{XHTML}img")]
    assert len(images) > 40
    assert not [(name, image.get("src")) for name, image in images if not image.get("alt", "").strip()]


def test_interactive_parts_are_still(pages):
    for name in chapters():
        source = Path(NOTEBOOKS, PurePosixPath(name).stem + ".ipynb").read_text(encoding="utf-8")
        notes = [n for n in pages[name].iter(f"{XHTML}p") if "still-note" in n.get("class", "").split()]
        tests = [n for n in pages[name].iter() if n.get("class") == "rnn-self-test"]
        assert len(tests) == source.count("<rnn-self-test>"), name
        assert len(notes) == source.count('"<rnn-') - len(tests), name
        for test in tests:
            answers = list(test.iter(f"{XHTML}details"))
            assert len(answers) == len(list(test.find(f"{XHTML}ol"))) > 0, name


def test_links_have_targets(pages, book):
    anchors = {name: {n.get("id") for n in page.iter()} for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for node in page.iter():
            link = node.get("href") or node.get("src")
            parts = urlsplit(link or "")
            if not link or parts.scheme:
                continue
            path = posixpath.normpath(unquote(parts.path)) if parts.path else name
            known = path in book and (not parts.fragment or unquote(parts.fragment) in anchors[path])
            broken += [] if known else [(name, link)]
    assert not broken
