"""参考文献：每条都有编号或网址，格式合法，没有重复，全部被引用；页面上显示出 DOI 与 arXiv 的链接。"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from browser import ROOT, SITE
from pybtex.database import parse_string
from sitepage import read_page

SOURCE = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
KEYS = re.findall(r"^@\w+\{([^,]+),", SOURCE, re.MULTILINE)
FORMATS = {
    "doi": r"10\.\d{4,9}/[^\s{}\\]+",
    "eprint": r"\d{2}(0[1-9]|1[0-2])\.\d{4,5}",  # 2007 年以后的编号
    "url": r"https://[^\s{}\\]+",
}
FIELDS = {key: entry.fields for key, entry in parse_string(SOURCE, "bibtex").entries.items()}


def problems(fields) -> list[str]:
    """一条文献的编号有什么不对。"""
    found = [name for name in FORMATS if name in fields and not re.fullmatch(FORMATS[name], fields[name])]
    found += ["没有编号也没有网址"] if not FORMATS.keys() & set(fields.keys()) else []
    found += (
        ["eprint 要写明 arXiv"] if ("eprint" in fields) != (fields.get("archiveprefix") == "arXiv") else []
    )
    return found + [f"{name} 不该是网址" for name in ("doi", "eprint") if "://" in fields.get(name, "")]


def repeated(keys: list[str]) -> list[str]:
    """出现两次的键，不分大小写。"""
    return [key for key, count in Counter(key.lower() for key in keys).items() if count > 1]


def cited() -> set[str]:
    """各页引用到的键。"""
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.md")]
    roles = re.findall(r"\{cite:\w+\}`([^`]+)`", "\n".join(pages))
    return {key.strip() for role in roles for key in role.split(",")}


@pytest.mark.parametrize("key", KEYS)
def test_entry_is_complete(key):
    fields = FIELDS[key]
    assert problems(fields) == []
    assert {"title", "year"} <= set(fields.keys()) and re.fullmatch(r"(19|20)\d\d", fields["year"])


def test_keys_are_unique_and_sorted():
    assert repeated(KEYS) == [] and sorted(KEYS) == KEYS
    numbers = [FIELDS[key][name].lower() for key in KEYS for name in ("doi", "eprint") if name in FIELDS[key]]
    assert repeated(numbers) == []


def test_every_entry_is_cited():
    assert cited() == set(KEYS)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "甲"},
        {"doi": "https://doi.org/10.1109/5.58337"},
        {"doi": "11.1109/5.58337"},
        {"doi": "10.1109"},
        {"eprint": "1409.0473"},
        {"eprint": "1413.0473", "archiveprefix": "arXiv"},
        {"eprint": "arXiv:1409.0473", "archiveprefix": "arXiv"},
        {"url": "http://d2l.ai"},
        {"url": "https://d2l.ai", "archiveprefix": "arXiv"},
    ],
    ids=str,
)
def test_bad_entries_are_noticed(fields):
    assert problems(fields)
    assert repeated(["cho2014", "Cho2014", "elman1990"]) == ["cho2014"]


def test_page_shows_the_links():
    page = read_page(SITE / "bibliography.html")
    shown = [{link.attributes["href"] for link in box.find("a")} for box in page.find("div", "citation")]
    wanted = []
    for fields in (FIELDS[key] for key in KEYS if key in cited()):
        links = {f"https://doi.org/{fields['doi']}"} if "doi" in fields else set()
        links |= {f"https://arxiv.org/abs/{fields['eprint']}"} if "eprint" in fields else set()
        wanted.append(links | ({fields["url"]} if "url" in fields else set()))
    assert sorted(map(sorted, shown)) == sorted(map(sorted, wanted))


def test_no_space_outside_full_width_brackets():
    pages = [read_page(path) for path in SITE.glob("*.html") if path.stem != "search"]
    assert sum(len(page.find("span", "bibtex-citation")) for page in pages) > 40
    paragraphs = [p.text for page in pages for tag in ("p", "li") for p in page.find(tag)]
    assert not [text for text in paragraphs if re.search(r"\S （|） \S", text)]
