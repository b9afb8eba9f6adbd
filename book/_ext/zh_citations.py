"""中文的引文写法：Cho 等（2014）、（Cho 等，2014；Chung 等，2014）。"""

from dataclasses import dataclass, field

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


def setup(app):
    """登记名为 zh 的引文样式。"""
    register_plugin("sphinxcontrib.bibtex.style.referencing", "zh", ChineseReferenceStyle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
