"""解答页：网页里每一题的解答折叠起来，点开才看得到；打印、EPUB 与 JupyterLab 里照常显示。"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SUFFIX = "_solutions"  # 解答页的文件名以此结尾


class Fold(nodes.General, nodes.Element):
    """折叠的一段。"""


class FoldSolutions(SphinxPostTransform):
    """把每题里“题目”链接之后的内容放进折叠的一段。"""

    default_priority = 850
    formats = ("html",)

    def run(self, **kwargs):
        """处理一篇文档；不是网页或不是解答页，就什么也不做。"""
        if self.app.builder.name != "html" or not self.env.docname.endswith(SUFFIX):
            return
        for chapter in self.document.findall(lambda n: isinstance(n, nodes.section)):
            for section in [child for child in chapter if isinstance(child, nodes.section)]:
                kept = 2  # 标题，以及指回题目的一行
                fold = Fold("", *section[kept:])
                section[:] = [*section[:kept], fold]


def visit(self, node):
    """开始折叠的一段。"""
    self.body.append('<details class="solution"><summary>看解答</summary>\n')


def depart(self, node):
    """结束折叠的一段。"""
    self.body.append("</details>\n")


def setup(app):
    """登记节点与变换。"""
    app.add_node(Fold, html=(visit, depart))
    app.add_post_transform(FoldSolutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
