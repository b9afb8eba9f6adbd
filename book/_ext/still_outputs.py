"""电子书（EPUB）与 PDF 里没有脚本：交互图换成静态的图，自测题换成题目与答案。

交互图的输出里有 text/html 与 image/png 两种，选哪一种由 conf.py 的 nb_mime_priority_overrides 决定。
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

BUILDERS = ("epub", "singlehtml")
NOTE = "交互图的静态样子；要动手操作，请打开网页版或笔记本。"
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
ADVICE = re.compile(r"<p><em>[^<]*JavaScript[^<]*</em></p>")
ELEMENT = re.compile(r"<(/?)rnn-([\w-]+)[^>]*>")


def is_bundle(node):
    """节点是否是 MyST-NB 的一份多种格式的输出。"""
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def still(html):
    """去掉脚本与“请启用 JavaScript”的建议，把自定义元素换成普通的 <div>。"""
    html = ADVICE.sub("", SCRIPT.sub("", html))
    return ELEMENT.sub(lambda m: "</div>" if m[1] else f'<div class="rnn-{m[2]}">', html)


class LabelStills(SphinxPostTransform):
    """在选定输出的格式之前，给交互图的静态图加一句说明。"""

    default_priority = 3
    builders = BUILDERS

    def run(self, **kwargs):
        """处理一篇文档里的全部输出。"""
        for bundle in self.document.findall(is_bundle):
            parts = {part["mime_type"]: part for part in bundle.children}
            if "<rnn-" in parts.get("text/html", nodes.Text("")).astext() and "image/png" in parts:
                parts["image/png"] += nodes.paragraph("", NOTE, classes=["still-note"])


class RemoveScripts(SphinxPostTransform):
    """去掉原样写进页面的脚本。"""

    default_priority = 850
    builders = BUILDERS

    def run(self, **kwargs):
        """处理一篇文档里的全部 HTML。"""
        for raw in list(self.document.findall(nodes.raw)):
            if "html" in raw.get("format", "").split() and "<" in raw.astext():
                raw.replace_self(nodes.raw("", still(raw.astext()), format="html"))


def setup(app):
    """登记两个后期变换。"""
    app.add_post_transform(LabelStills)
    app.add_post_transform(RemoveScripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
