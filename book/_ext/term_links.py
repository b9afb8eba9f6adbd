"""术语链接：各章首次给出英文的术语指向术语表的那一行，术语表“首现”一列指回该处。

术语与规则都来自 book/tools/terms.py。登记了首现章、却没有链接上的术语是一条警告。
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from terms import PREVIEW, glossed, hide_longer, load_terms

LOG = logging.getLogger(__name__)
GLOSSARY = "terms"  # 术语表的文档名
CHAPTER = re.compile(r"(\d\d)_(?!.*_solutions$)")
NOT_PROSE = (nodes.literal, nodes.math, nodes.raw)
LINKS = (nodes.reference, addnodes.pending_xref)


def chapter_of(docname):
    """文档的章号；解答页与其他页没有章号，返回 None。"""
    found = CHAPTER.match(docname)
    return int(found[1]) if found else None


def glossary_of(env):
    """读术语表，并让正在读的文档依赖它。"""
    path = Path(env.srcdir, f"{GLOSSARY}.md")
    if env.current_document.docname:
        env.note_dependency(str(path))
    return load_terms(path) if path.exists() else []


def anchor(prefix, term):
    """由英文得到的锚点：`term-…` 是术语表的一行，`first-…` 是章里首次出现的地方。"""
    return f"{prefix}-" + re.sub(r"[^a-z0-9]+", "-", term.english.lower()).strip("-")


def section_of(node):
    """节点所在的最小的一节；不在任何一节里时返回 None。"""
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def in_output(node):
    """节点是否在代码单元的输出里。"""
    while node is not None and "cell_output" not in node.get("classes", ()):
        node = node.parent
    return node is not None


def passages(document):
    """依次给出正文的各段：不含预告性的两节，也不含代码单元的输出。"""
    for paragraph in document.findall(nodes.paragraph):
        section = section_of(paragraph)
        title = section[0].astext() if section is not None else ""
        if not title.startswith(PREVIEW) and not in_output(paragraph):
            yield paragraph


def texts_of(paragraph):
    """一段里的文字节点，不含行内代码与公式。"""
    return [text for text in paragraph.findall(nodes.Text) if not isinstance(text.parent, NOT_PROSE)]


def is_linkable(text):
    """文字还不在任何链接里。"""
    node = text.parent
    while not isinstance(node, (nodes.paragraph, *LINKS)):
        node = node.parent
    return not isinstance(node, LINKS)


def place_of(paragraph, term, terms):
    """术语在这一段里给出英文的地方：（文字节点，位置）；没有时返回 None。"""
    texts = texts_of(paragraph)
    found = glossed(term).search(hide_longer("".join(texts), term, terms))
    at = found.start() if found else -1
    for text in texts:
        if 0 <= at <= len(text) - len(term.chinese):
            return (text, at) if is_linkable(text) else None
        at -= len(text)
    return None


def link_to(label, text, docname):
    """指向一个标签的链接，由 Sphinx 在全书读完之后解析。"""
    options = {"refdomain": "std", "reftype": "ref", "reftarget": label, "refdoc": docname}
    return addnodes.pending_xref("", nodes.inline("", text), refexplicit=True, refwarn=True, **options)


class LinkTerms(SphinxTransform):
    """给章里的术语与术语表的各行加上锚点和链接；要排在 Sphinx 收集标签（850）之前。"""

    default_priority = 840

    def apply(self, **kwargs):
        """处理一篇文档。"""
        docname = self.env.current_document.docname
        if docname == GLOSSARY:
            self.link_rows(glossary_of(self.env))
        elif (chapter := chapter_of(docname)) is not None:
            self.link_first_uses(chapter, glossary_of(self.env))

    def link_first_uses(self, chapter, terms):
        """一章：把规定在本章首次出现的术语变成链接。"""
        for term in (term for term in terms if term.chapter == chapter):
            places = (place_of(paragraph, term, terms) for paragraph in passages(self.document))
            if place := next(filter(None, places), None):
                self.wrap(*place, term)
            else:
                message = "术语“%s”规定在本章首次出现，却没有找到给出英文（%s）、能加链接的一段"
                LOG.warning(message, term.chinese, term.english, location=self.document, type="term_links")

    def wrap(self, text, at, term):
        """把文字节点里的术语换成带锚点的链接。"""
        link = link_to(anchor("term", term), term.chinese, self.env.current_document.docname)
        span = nodes.inline("", "", link, classes=["term-link"], names=[anchor("first", term)])
        before, after = text[:at], text[at + len(term.chinese) :]
        pieces = [nodes.Text(before), span, nodes.Text(after)]
        text.parent.replace(text, [piece for piece in pieces if piece.astext()])
        self.document.note_explicit_target(span)

    def link_rows(self, terms):
        """术语表：每一行一个锚点，首现的章号指回章里。"""
        known = {term.chinese: term for term in terms}
        for row in self.document.findall(nodes.row):
            if not (term := known.get(row[0].astext())):
                continue
            row["names"].append(anchor("term", term))
            self.document.note_explicit_target(row)
            if term.chapter is not None:
                link = link_to(anchor("first", term), str(term.chapter), GLOSSARY)
                row[-1][0].children = []
                row[-1][0] += link


def keep_last_anchor(app, doctree, docname):
    """印成 PDF 用的单页里，`#document-terms#term-token` 只留最后的锚点（Sphinx 9.0 不再处理）。"""
    if app.builder.name == "singlehtml":
        for link in doctree.findall(nodes.reference):
            if link.get("refuri", "").startswith("#document-"):
                link["refuri"] = "#" + link["refuri"].rsplit("#", 1)[1]


def setup(app):
    """登记变换；单页的锚点要在全部链接解析之后改。"""
    app.add_transform(LinkTerms)
    app.connect("doctree-resolved", keep_last_anchor, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
