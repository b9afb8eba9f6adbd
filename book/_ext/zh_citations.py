"""中文的引文写法：Cho 等（2014）、（Cho 等，2014；Chung 等，2014）。"""

from dataclasses import dataclass, field

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


def brackets():
    """全角圆括号，多篇之间用分号。"""
    return BracketStyle(left="（", right="）", sep="；")


def people():
    """两位作者用「与」，三位以上用「等」。"""
    return PersonStyle(sep="、", sep2=" 与 ", last_sep=" 与 ", other=" 等")


@dataclass
class ChineseReferenceStyle(AuthorYearReferenceStyle):
    """按作者与年份引用，标点用中文。"""

    bracket_textual: BracketStyle = field(default_factory=brackets)
    bracket_parenthetical: BracketStyle = field(default_factory=brackets)
    person: PersonStyle = field(default_factory=people)
    author_year_sep: str = "，"
    text_reference_sep: str = ""


class TrimAroundBrackets(SphinxPostTransform):
    """来源里引文的前后有空格，排出来是全角括号：括号外侧不要空格。"""

    default_priority = 900  # 引文已经换成文字

    def run(self, **kwargs):
        """处理一篇文档里的全部引文。"""
        for citation in self.document.findall(is_citation):
            shown, parent = citation.astext(), citation.parent
            where = parent.index(citation)
            if shown.startswith("（") and where:
                trim(parent[where - 1], str.rstrip)
            if shown.endswith("）"):
                for after in parent[where + 1 : where + 2]:
                    trim(after, str.lstrip)


def is_citation(node):
    """是不是一处排好的引文。"""
    return isinstance(node, nodes.inline) and "bibtex-citation" in node["classes"]


def trim(node, strip):
    """去掉一段文字一端的空格；不是文字的节点不动。"""
    if isinstance(node, nodes.Text):
        node.parent.replace(node, nodes.Text(strip(node)))


def setup(app):
    """登记名为 zh 的引文样式，与括号外侧的空格。"""
    app.add_post_transform(TrimAroundBrackets)
    register_plugin("sphinxcontrib.bibtex.style.referencing", "zh", ChineseReferenceStyle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
