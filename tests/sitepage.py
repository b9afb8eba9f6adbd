"""读建成的网页：各节的文字、锚点、术语的链接与索引的各行。只用标准库。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """网页里的一个元素；`children` 里是元素与文字。"""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self):
        """自己与全部后代元素，按文档次序。"""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def text(self) -> str:
        """全部文字。"""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def find(self, tag: str, name: str = "") -> list[Element]:
        """后代里某种标签的元素；给了 `name` 时还要有这个类。"""
        found = (element for element in self.walk() if element.tag == tag and element is not self)
        return [e for e in found if not name or name in e.attributes.get("class", "").split()]

    def by_id(self, name: str) -> Element | None:
        """某个锚点所在的元素；标签写在一节开头的空 <span> 里时，返回那一节。"""
        for element in self.walk():
            spans = (c for c in element.children if isinstance(c, Element) and not c.children)
            if element.attributes.get("id") == name or (
                element.tag == "section" and any(span.attributes.get("id") == name for span in spans)
            ):
                return element
        return None


class _Builder(HTMLParser):
    """把一页读成元素的树。"""

    def __init__(self):
        super().__init__()
        self.stack = [Element("", {})]

    def handle_starttag(self, tag, attrs):
        """打开一个元素。"""
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag, attrs):
        """没有内容的元素。"""
        self.stack[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        """关上最近打开的同名元素。"""
        names = [element.tag for element in self.stack]
        if tag in names[1:]:
            del self.stack[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data):
        """文字。"""
        self.stack[-1].children.append(data)


@cache
def read_page(path: Path) -> Element:
    """读一页的正文（`<article>`）。异常：没有建成时抛出 AssertionError。"""
    assert path.is_file(), f"没有 {path.name}，请先运行 make book"
    builder = _Builder()
    builder.feed(path.read_text("utf-8"))
    return builder.stack[0].find("article")[0]


@cache
def ids_of(path: Path) -> frozenset[str]:
    """一页里的全部锚点。"""
    return frozenset(re.findall(r'\bid="([^"]+)"', path.read_text("utf-8")))
