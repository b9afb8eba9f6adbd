"""图、表与公式按「章.序号」编号；章号取自文件名 NN_name。

Sphinx 只会从 toctree 的位置推出章号，而本书从第 0 章开始。
"""

import re

from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector

CHAPTER = re.compile(r"(\d\d)_")


def number_by_chapter(app, env):
    """在 Sphinx 编号之后重新编号，返回编号有变化的文档。"""
    headings = dict(env.toc_secnumbers)
    for docname in env.found_docs:
        if found := CHAPTER.match(docname):
            env.toc_secnumbers[docname] = {"": (int(found[1]),)}
    before = {name: dict(numbers) for name, numbers in env.toc_fignumbers.items()}
    changed = TocTreeCollector().assign_figure_numbers(env)
    env.toc_secnumbers = headings  # 标题本身不带编号
    return [name for name in changed if env.toc_fignumbers.get(name) != before.get(name)]


def label_equations(app, doctree):
    """让公式的标签能从其他页用 `[文字](01_gru.ipynb#标签)` 引用（MyST 只认标题与图表的标签）。"""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for block in doctree.findall(nodes.math_block):
        if block.get("label") and block["ids"]:
            slugs.setdefault(block["label"], (0, block["ids"][0], block["label"]))


def setup(app):
    """编号排在目录收集之后；标签在读完每篇文档时登记。"""
    app.connect("doctree-read", label_equations)
    app.connect("env-get-updated", number_by_chapter, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
