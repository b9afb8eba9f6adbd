"""修补正文里几处不合无障碍规则的标记：文献的过时角色，表格左上角的空表头。"""

import re

CHANGES = [
    (re.compile(r' role="doc-biblioentry"'), ""),  # 这个角色已废弃
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r'<th class="head[^"]*">(?:<p></p>)?</th>'), "<td></td>"),  # 空的表头
]


def mend(app, pagename, templatename, context, doctree):
    """在写出网页之前改正文。"""
    body = context.get("body", "")
    for pattern, replacement in CHANGES:
        body = pattern.sub(replacement, body)
    context["body"] = body


def setup(app):
    """登记事件。"""
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
