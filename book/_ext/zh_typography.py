"""中文排版：行内公式之后的标点不落到下一行的行首。"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

CLOSING = "，。；：、！？）】》」』”’…％"
LONG_FORMULA = 60  # 更长的公式（TeX 字符数）允许断行


class KeepPunctuation(SphinxPostTransform):
    """把「行内公式 + 其后的中文标点」包进不换行的 span。

    浏览器不理会 inline-block 旁的 U+2060，只有 `white-space: nowrap` 可靠。
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        """处理一篇文档里的全部行内公式。"""
        for math in list(self.document.findall(nodes.math)):
            after = math.next_node(descend=False, siblings=True)
            closes = isinstance(after, nodes.Text) and after[:1] in tuple(CLOSING)
            if closes and len(math.astext()) <= LONG_FORMULA:
                bind(math, after)


def bind(math, text):
    """把公式与其后文本的第一个字符放进同一个不换行的节点。"""
    parent = math.parent
    where = parent.index(math)
    parent.remove(text)
    parent.remove(math)
    wrapper = nodes.inline("", "", classes=["nobr"])
    wrapper += [math, nodes.Text(text[0])]
    parent.insert(where, [wrapper, nodes.Text(text[1:])])


def share_html_handlers(app):
    """让 singlehtml 构建器也用各扩展为 html 登记的节点处理函数。

    有的扩展只登记了一部分 singlehtml 处理函数，Sphinx 便不再回退到 html 的那些。
    """
    handlers = app.registry.translation_handlers
    for name, handler in handlers.get("html", {}).items():
        handlers.setdefault("singlehtml", {}).setdefault(name, handler)


def setup(app):
    """登记后期变换。"""
    app.add_post_transform(KeepPunctuation)
    app.connect("builder-inited", share_html_handlers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
