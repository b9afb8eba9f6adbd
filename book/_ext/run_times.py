"""`:::{run-times}`：各章实测用时的表格，数字来自生成的 run_times.json，不手写。"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

CHAPTER = re.compile(r"\d\d_")
MISSING = "未测量"


class RunTimesNode(nodes.General, nodes.Element):
    """占位节点：全部标题读完之后换成表格。"""


class RunTimes(SphinxDirective):
    """插入用时表。没有参数，也没有内容。"""

    def run(self):
        """返回占位节点，并登记对 run_times.json 的依赖。"""
        self.env.note_dependency(str(source_of(self.env)))
        return [RunTimesNode()]


def source_of(env):
    """用时文件的路径。"""
    return Path(env.srcdir, "run_times.json")


def spoken(seconds):
    """把秒数写成「N 秒」；没有测量时写「未测量」。"""
    return MISSING if seconds is None else f"{seconds:.0f} 秒"


def row_of(*cells):
    """一行表格；每格是一个行内节点。"""
    row = nodes.row()
    row += [nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells]
    return row


def table_of(app, docname, times):
    """两列的表：章的标题（带链接）与实测用时。"""
    env = app.env
    body = nodes.tbody()
    for chapter in sorted(name for name in env.found_docs if CHAPTER.match(name)):
        link = nodes.reference("", env.titles[chapter].astext(), internal=True)
        link["refuri"] = app.builder.get_relative_uri(docname, chapter)
        body += row_of(link, nodes.Text(spoken(times.get(chapter))))
    head = nodes.thead("", row_of(nodes.Text("章"), nodes.Text("实测用时")))
    group = nodes.tgroup("", nodes.colspec(colwidth=3), nodes.colspec(colwidth=1), head, body, cols=2)
    return nodes.table("", group, classes=["run-times"])


def resolve(app, doctree, docname):
    """把占位节点换成表格与一句测量条件。"""
    places = list(doctree.findall(RunTimesNode))
    if not places:
        return
    source = source_of(app.env)
    data = json.loads(source.read_text("utf-8")) if source.exists() else {}
    for place in places:
        parts = [table_of(app, docname, data.get("chapters", {}))]
        if "machine" in data:
            text = f"测量环境：{data['machine']}，{data.get('threads', 1)} 个线程。"
            parts.append(nodes.paragraph("", text, classes=["run-times-note"]))
        place.replace_self(nodes.container("", *parts))


def setup(app):
    """登记指令。"""
    app.add_node(RunTimesNode)
    app.add_directive("run-times", RunTimes)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
