"""各章笔记本的测试：与文本一致、输出干净、写法合乎规则；并用小例子证明每条规则抓得住错误。"""

from __future__ import annotations

from pathlib import Path

import nbcheck
import nbformat
import nbrules
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbpair import chapters, is_solution
from nbtimes import FIRST_APPENDIX

CHAPTERS = chapters()


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_there_are_chapters_and_each_notebook_has_a_text():
    stems = {path.stem for path in CHAPTERS}
    assert {"00_prelude", "01_gru"} <= stems
    assert {path.stem for path in CHAPTERS[0].parent.glob("*.ipynb")} == stems


def test_pair_is_in_sync_fresh_and_clean(chapter: Path):
    assert nbcheck.problems(chapter) == []


@pytest.mark.parametrize("rule", nbrules.RULES, ids=lambda rule: rule.__name__)
def test_notebook_follows_the_rule(chapter: Path, rule):
    assert rule(nbformat.read(chapter.with_suffix(".ipynb"), 4)) == []


def test_sections_are_complete_and_in_order(chapter: Path):
    required = nbrules.required_sections(chapter.stem)
    assert nbrules.sections(nbformat.read(chapter.with_suffix(".ipynb"), 4), required) == []


def test_chapter_has_cells_to_compare_and_to_export(chapter: Path):
    cells = nbformat.read(chapter.with_suffix(".ipynb"), 4).cells
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    if int(chapter.stem[:2]) < FIRST_APPENDIX and not is_solution(
        chapter
    ):  # 附录只用前面各章已经检查过的代码
        assert "nbval-check-output" in tags and "export" in tags


def text(value: str = "42\n") -> list:
    return [new_output("stream", name="stdout", text=value)]


def image() -> list:
    return [new_output("display_data", {"image/svg+xml": "<svg/>", "text/plain": "<Figure>"})]


def book(*cells) -> nbformat.NotebookNode:
    return new_notebook(cells=list(cells))


def lines(*counts: int) -> list:
    return [new_code_cell("\n".join(f"x{i} = {i}" for i in range(count))) for count in counts]


CHECK = {"tags": ["nbval-check-output"]}
ALT = {"mystnb": {"image": {"alt": "曲线图：困惑度随轮数下降。"}}}
GOOD = book(
    new_markdown_cell("# 章\n\n![流程图：两步](a.svg)\n\n:::{figure} b.svg\n:alt: 结构图\n\n图注。\n:::"),
    new_code_cell("import torch\n\nfrom utils.text import Vocab"),
    new_code_cell("print(42)", metadata=CHECK, outputs=text()),
    new_markdown_cell("文字。"),
    new_code_cell("plt.show()", metadata=ALT, outputs=image()),
)


@pytest.mark.parametrize("rule", nbrules.RULES, ids=lambda rule: rule.__name__)
def test_good_notebook_passes(rule):
    assert rule(GOOD) == []


PLANTED = [
    (nbrules.sizes, book(*lines(41, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)), "超过 40 行"),
    (nbrules.sizes, book(*lines(9, 9, 9)), "中位数是 9"),
    (nbrules.sizes, book(*lines(26, 26, 1, 1, 1, 1, 1, 1, 1, 1)), "现在是 26"),
    (nbrules.prose_between, book(*lines(1, 1, 1)), "连续三个代码单元"),
    (nbrules.first_cell, book(*lines(13)), "超过 12 行"),
    (nbrules.first_cell, book(new_markdown_cell("文字。")), "没有代码单元"),
    (nbrules.first_cell, book(new_code_cell("%pip install torch")), "不该有"),
    (nbrules.first_cell, book(new_code_cell("import torch\n!ls")), "不该有 '!'"),
    (nbrules.first_cell, book(new_code_cell("import sys\nsys.path.append('..')")), "不该有 'sys.path'"),
    (nbrules.first_cell, book(new_code_cell("urlretrieve('x')")), "不该有 'urlretrieve'"),
    (nbrules.checked_outputs, book(new_code_cell("x = 1", metadata=CHECK)), "却没有输出"),
    (nbrules.checked_outputs, book(new_code_cell("print()", metadata=CHECK, outputs=text("\n"))), "空白"),
    (nbrules.plot_alt, book(new_code_cell("plt.show()", outputs=image())), "没有替代文字"),
    (nbrules.plot_alt, book(new_markdown_cell("![](a.svg)")), "a.svg 没有替代文字"),
    (
        nbrules.plot_alt,
        book(new_markdown_cell(":::{figure} b.svg\n:name: b\n\n图注。\n:::")),
        "b.svg 没有 :alt:",
    ),
    (nbrules.imports, book(new_code_cell("from torch import *")), "星号导入"),
    (nbrules.imports, book(new_code_cell("from notebooks import x")), "别的笔记本"),
    (nbrules.imports, book(new_code_cell("%run 00_prelude.ipynb")), "别的笔记本"),
    (nbrules.imports, book(new_code_cell("m = importlib.import_module('00_prelude')")), "别的笔记本"),
]


@pytest.mark.parametrize(("rule", "notebook", "message"), PLANTED, ids=[message for _, _, message in PLANTED])
def test_each_rule_catches_a_planted_error(rule, notebook, message: str):
    assert message in "\n".join(rule(notebook))


def chapter_with(names: list[str]) -> nbformat.NotebookNode:
    return book(
        new_markdown_cell("# 章\n\n```text\n## 不是标题\n```\n\n" + "\n\n".join(f"## {n}" for n in names))
    )


def test_sections_may_have_longer_titles_and_others_between():
    names = [f"{name}：细节" for name in nbrules.SECTIONS]
    names.insert(5, "补充")
    assert nbrules.sections(chapter_with(names), nbrules.SECTIONS) == []


@pytest.mark.parametrize("name", nbrules.SECTIONS)
def test_a_missing_section_is_found(name: str):
    rest = [n for n in nbrules.SECTIONS if n != name]
    assert nbrules.sections(chapter_with(rest), nbrules.SECTIONS) == [f"缺少“{name}”一节"]


def test_sections_in_the_wrong_order_are_found():
    names = nbrules.PRELUDE_SECTIONS.copy()
    names[2], names[3] = names[3], names[2]
    found = nbrules.sections(chapter_with(names), nbrules.PRELUDE_SECTIONS)
    assert found == ["“小结”应在“常见错误”之后"]
