"""`:::{run-times}`：各章用时的表格。运行的秒数取自生成的 run_times.json，阅读的分钟数由篇幅算出。"""

import json
import re
from pathlib import Path

from docutils import nodes
from reading import reading_minutes
from sphinx.util.docutils import SphinxDirective

CHAPTER = re.compile(r"\d\d_(?!.*_solutions$)")
NOTE = "阅读的用时按篇幅估算，不含做练习的时间；运行的用时是实测的"
MISSING = "未测量"


class RunTimesNode(nodes.General, nodes.Element):
    """占位节点：全部标题读完之后换成表格。"""


class RunTimes(SphinxDirective):
    """插入用时表。没有参数，也没有内容。"""

    def run(self):
        """返回占位节点，并登记对 run_times.json 与各章文本的依赖。"""
        self.env.note_dependency(str(source_of(self.env)))
        for path in filter(None, map(lambda name: text_of(self.env, name), chapters_of(self.env))):
            self.env.note_dependency(str(path))
        return [RunTimesNode()]


def source_of(env):
    """用时文件的路径。"""
    return Path(env.srcdir, "run_times.json")


def chapters_of(env):
    """各章的文档名，按次序，不含解答页。"""
    return sorted(name for name in env.found_docs if CHAPTER.match(name))


def text_of(env, docname):
    """一章的文本笔记本；没有时返回 None。"""
    path = Path(env.srcdir, f"{docname}.md")
    return path if path.exists() else None


def spoken(seconds):
    """把秒数写成「N 秒」；没有测量时写「未测量」。"""
    return MISSING if seconds is None else f"{seconds:.0f} 秒"


def row_of(*cells):
    """一行表格；每格是一个行内节点。"""
    row = nodes.row()
    row += [nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells]
    return row


def table_of(app, docname, times):
    """三列的表：章的标题（带链接）、阅读与运行的用时。"""
    env = app.env
    body = nodes.tbody()
    for chapter in chapters_of(env):
        link = nodes.reference("", env.titles[chapter].astext(), internal=True)
        link["refuri"] = app.builder.get_relative_uri(docname, chapter)
        path = text_of(env, chapter)
        minutes = f"{reading_minutes(path)} 分钟" if path else MISSING
        body += row_of(link, nodes.Text(minutes), nodes.Text(spoken(times.get(chapter))))
    head = nodes.thead("", row_of(*map(nodes.Text, ("章", "阅读", "运行"))))
    columns = [nodes.colspec(colwidth=width) for width in (3, 1, 1)]
    group = nodes.tgroup("", *columns, head, body, cols=3)
    return nodes.table("", group, classes=["run-times"])


def resolve(app, doctree, docname):
    """把占位节点换成表格与一句说明。"""
    places = list(doctree.findall(RunTimesNode))
    if not places:
        return
    source = source_of(app.env)
    data = json.loads(source.read_text("utf-8")) if source.exists() else {}
    for place in places:
        parts = [table_of(app, docname, data.get("chapters", {}))]
        machine = f"（{data['machine']}，{data.get('threads', 1)} 个线程）" if "machine" in data else ""
        parts.append(nodes.paragraph("", f"{NOTE}{machine}。", classes=["run-times-note"]))
        place.replace_self(nodes.container("", *parts))


def setup(app):
    """登记指令。"""
    app.add_node(RunTimesNode)
    app.add_directive("run-times", RunTimes)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
