"""索引页的两个指令：`:::{term-index}` 按拼音列出术语，`:::{api-index}` 按字母列出书里讲到的函数与类。

两者都在全书读完之后才生成；任何一章有改动，索引页都要重写。
"""

import re
from itertools import groupby

from api_index import api_places
from docutils import nodes
from pypinyin import Style, lazy_pinyin, load_phrases_dict
from sphinx.util.docutils import SphinxDirective
from term_links import GLOSSARY, anchor, chapter_of, glossary_of, hide_longer, passages, section_of, texts_of

LAST_NUMBERED = 89  # 之后的是附录
# pypinyin 读错的词
load_phrases_dict({"重置": [["chóng"], ["zhì"]], "残差": [["cán"], ["chā"]]})


class IndexNode(nodes.General, nodes.Element):
    """占位节点：全书读完之后换成索引；kind 是 term 或 api。"""


class TermIndex(SphinxDirective):
    """插入术语索引。没有参数，也没有内容。"""

    kind = "term"

    def run(self):
        """返回占位节点，并记下这一页有索引。"""
        self.env.metadata[self.env.docname]["has_index"] = True
        return [IndexNode("", kind=self.kind)]


class ApiIndex(TermIndex):
    """插入函数与类的索引。"""

    kind = "api"


def pinyin_of(word):
    """一个词的拼音，声调写成数字，各字之间用空格隔开，如 `chong2 zhi4 men2`。"""
    return " ".join(lazy_pinyin(word, style=Style.TONE3))


def chapters_of(env):
    """各章的文档名，按次序。"""
    return sorted(name for name in env.found_docs if chapter_of(name) is not None)


def term_places(env, terms):
    """每个术语出现的各章：{中文: {文档名: 第一次出现的那一节}}。"""
    places = {term.chinese: {} for term in terms}
    for docname in chapters_of(env):
        texts = [("".join(texts_of(p)), section_of(p)) for p in passages(env.get_doctree(docname))]
        for term in terms:
            found = (s for text, s in texts if term.chinese in hide_longer(text, term, terms))
            if (section := next(found, None)) is not None:
                places[term.chinese][docname] = section
    return places


def id_of(section):
    """一节的锚点；有自己的标签时用标签。"""
    return next((name for name in section["ids"] if not re.fullmatch(r"id\d+", name)), section["ids"][0])


class Writer:
    """写出一页里的索引：知道这一页的名字，能造指向各章的链接。"""

    def __init__(self, app, docname):
        self.app, self.docname = app, docname

    def link(self, docname, target, text, **options):
        """指向另一页里一个锚点的链接。"""
        uri = f"{self.app.builder.get_relative_uri(self.docname, docname)}#{target}"
        return nodes.reference("", "", nodes.inline("", text), internal=True, refuri=uri, **options)

    def chapters(self, places, first=None):
        """各章的链接，用顿号隔开；首次给出英文的那一章用粗体。"""
        parts = []
        for docname, section in sorted(places.items()):
            number = chapter_of(docname)
            text = "附录" if number > LAST_NUMBERED else f"第 {number} 章"
            link = self.link(docname, id_of(section), text, reftitle=section[0].astext())
            parts += [nodes.Text("、"), nodes.strong("", "", link) if number == first else link]
        return parts[1:]

    def term(self, term, places):
        """一个术语：中文（指向术语表）、英文、各章。"""
        name = self.link(GLOSSARY, anchor("term", term), term.chinese)
        return [name, nodes.Text(f"（{term.english}）："), *self.chapters(places, term.chapter)]

    def api(self, name, places):
        """一个函数或类：名字与各章。"""
        return [nodes.literal("", name), nodes.Text("："), *self.chapters(places)]


def grouped(kind, entries):
    """把（首字母，各个行内节点）的列表写成一行字母与分组的清单。"""
    bar, groups = nodes.paragraph("", classes=["index-letters"]), []
    for letter, members in groupby(entries, key=lambda entry: entry[0]):
        target = f"index-{kind}-{letter.lower()}"
        bar += [
            nodes.reference("", "", nodes.inline("", letter), internal=True, refid=target),
            nodes.Text(" "),
        ]
        items = [nodes.list_item("", nodes.paragraph("", "", *parts)) for _, parts in members]
        groups.append(nodes.rubric("", letter, ids=[target]))
        groups.append(nodes.bullet_list("", *items, classes=["index-list"]))
    return [bar, *groups]


def term_entries(env, writer):
    """术语索引的各项，按拼音排列；没有一章用到的术语不列出。"""
    terms = glossary_of(env)
    places, entries = term_places(env, terms), []
    for term in sorted(terms, key=lambda term: pinyin_of(term.chinese)):
        if found := places[term.chinese]:
            entries.append((pinyin_of(term.chinese)[0].upper(), writer.term(term, found)))
    return entries


def api_entries(env, writer):
    """函数与类的索引的各项，按最后一段名字的字母排列。"""
    found = api_places(env, chapters_of(env))
    keys = {name: (name.rsplit(".", 1)[-1].lower(), name) for name in found}
    return [(keys[name][0][0].upper(), writer.api(name, found[name])) for name in sorted(found, key=keys.get)]


def resolve(app, doctree, docname):
    """把占位节点换成索引。"""
    writer, entries = Writer(app, docname), {"term": term_entries, "api": api_entries}
    for place in list(doctree.findall(IndexNode)):
        kind = place["kind"]
        place.replace_self(grouped(kind, entries[kind](app.env, writer)))


def pages_with_index(app, env):
    """有索引的各页；每次构建都重写。"""
    return [name for name, data in env.metadata.items() if data.get("has_index") and name in env.found_docs]


def setup(app):
    """登记两个指令。"""
    app.add_node(IndexNode)
    app.add_directive("term-index", TermIndex)
    app.add_directive("api-index", ApiIndex)
    app.connect("doctree-resolved", resolve)
    app.connect("env-updated", pages_with_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
