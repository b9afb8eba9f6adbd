"""文字规范的测试：全书的标点、空格与用语，以及检查规则自身（每条规则都给出一个该被抓住的例子）。"""

from __future__ import annotations

import re
from pathlib import Path

import prose
import prosefix
import prosemask
import pytest
import terms as glossary
from nbpair import chapters, is_solution

TERMS = glossary.load_terms()
CHAPTERS = [path for path in chapters() if not is_solution(path)]


def rules(text: str) -> set[str]:
    return {finding.rule for finding in prose.typography(prosemask.mask_markdown(text))}


@pytest.mark.parametrize("path", prose.prose_files(), ids=lambda path: path.name)
def test_typography_of_the_book(path: Path):
    assert prose.check_file(path) == []


@pytest.mark.parametrize("path", prose.prose_files(), ids=lambda path: path.name)
def test_terms_of_the_book(path: Path):
    masked = prosemask.mask_file(path)
    if path == glossary.PAGE:  # 术语表自己要列出“不写作”的词
        masked = "\n".join(line for line in masked.splitlines() if not line.startswith("|"))
    assert [str(finding) for finding in glossary.forbidden_words(masked, TERMS)] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_first_use_of_each_term_gives_its_english(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [str(f) for f in glossary.first_uses(text, int(path.stem[:2]), TERMS)] == []


PLANTED = {
    "重置门,更新门": "中文旁边用了半角标点",
    "形状为 `X`,以后不变": "中文旁边用了半角标点",
    "共有 `a`; `b` 两项": "中文旁边用了半角标点",
    "这是结论.": "中文旁边用了半角标点",
    "![曲线图,两条](figures/a.svg)": "中文旁边用了半角标点",
    ":alt: 曲线图,两条": "中文旁边用了半角标点",
    "| 甲,乙 | 1 |": "中文旁边用了半角标点",
    "# 实验:两个门": "中文旁边用了半角标点",
    "循环单元(GRU)": "中文旁边用了半角括号",
    "两个门 ，一个状态": "全角标点旁边有空格",
    "两个门， 一个状态": "全角标点旁边有空格",
    "说完了。。": "标点重复",
    '所谓"门"': "中文里用了直引号",
    "等等...": "省略号应写作……",
    "门--开关": "破折号应写作——",
    "用 ＧＲＵ 训练": "全角的字母或数字",
    "用GRU训练": "中文与英文、数字之间的空格不对",
    "用 `nn.GRU`训练": "中文与英文、数字之间的空格不对",
    "输入$X_t$ 之后": "中文与英文、数字之间的空格不对",
    "共 3个门": "中文与英文、数字之间的空格不对",
}


@pytest.mark.parametrize("text", PLANTED)
def test_each_rule_catches_a_planted_error(text: str):
    assert PLANTED[text] in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "重置门（reset gate）与更新门，各有一组参数：$W_{xr},b_r$；见[上一节](01_gru.ipynb#a,b)。",
        "形状 `(n, h)` 的张量，参见 {ref}`a` 与 {cite:p}`cho,chung`。",
        "- **更新门**：接近 1 时“复制”旧状态……\n\n| 甲 | `a,b` |\n|---|---|\n",
        "```python\nx = '中文,abc'  # 注释,abc\n```",
        "$$\n\\text{中文,b}\n$$ (eq)\n",
        ":::{figure} figures/a,b.svg\n:name: fig-a,b\n:alt: 一张图\n\n图注。\n:::",
        "(标签:a)=\n",
        'English only, "quoted" (fine).',
    ],
)
def test_correct_text_and_code_are_left_alone(text: str):
    assert rules(text) == set() and prosefix.fix_markdown(text) == text


def test_python_strings_are_checked_but_code_is_not():
    assert "半角标点" in str(
        prose.typography(prosemask.mask_python('def f(a,b):\n    """求和,返回。"""\n'))[0]
    )
    assert prose.typography(prosemask.mask_python('x = {"a":1,"b":2}  # 中文,不查注释\n')) == []


@pytest.mark.parametrize(
    "source",
    ['say("求和,返回");', "// 求和,返回\n", "/** 求和,返回 */", "const s = `共 ${f({ a: 1 })} 个GRU`;"],
)
def test_javascript_is_checked(source: str):
    assert prose.typography(prosemask.mask_javascript(f"const n = 1;\n{source}\n"))[0].line == 2


def test_javascript_code_is_not_checked():
    source = 'const a = {"b":1,"c":2};  // 中文，`a,b` 不算\nsay(`第 ${a, b} 步`, "完");\n'
    assert prose.typography(prosemask.mask_javascript(source)) == []


@pytest.mark.parametrize("path", [Path("page.md"), Path("code.py")], ids=str)
def test_check_file_reports_the_line(tmp_path: Path, path: Path):
    (tmp_path / path).write_text('"""\n好。\n\n错,了。\n"""\n', encoding="utf-8")
    assert prose.check_file(tmp_path / path)[0].startswith(f"{path} 第 4 行：")


def test_fix_corrects_punctuation_and_keeps_code():
    text = "用GRU(门控),形状`(n,h)`的张量;见[图,一](a.md#b,c) 。"
    fixed = prosefix.fix_markdown(text)
    assert fixed == "用 GRU（门控），形状 `(n,h)` 的张量；见[图，一](a.md#b,c)。"
    assert rules(fixed) == set()
    assert prosefix.fix_python("f(a,b)  # 甲,乙\n") == "f(a,b)  # 甲，乙\n"


ROWS = "| 中文 | English | 释义 | 不写作 | 首现 |\n|---|---|---|---|---|\n"
SMALL = glossary.read_terms(
    ROWS + "| 隐状态 | hidden state | 状态 | 隐藏状态 | 1 |\n"
    "| 候选隐状态 | candidate hidden state | 新内容 | — | — |\n"
)


def test_forbidden_word_is_found_outside_code_only():
    text = "好。\n这个隐藏状态不对，`隐藏状态` 可以。\n"
    found = glossary.forbidden_words(prosemask.mask_markdown(text), SMALL)
    assert [(f.line, f.text) for f in found] == [(2, "隐藏状态")] and "应写作“隐状态”" in str(found[0])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# 隐状态\n\n## 你将学到\n\n隐状态。\n\n## 动机\n\n候选隐状态与隐状态（hidden state）。", None),
        ("# 甲\n\n隐状态（Hidden State，记作 $H$）。后来的隐状态。", None),
        ("# 甲\n\n先用了隐状态，后来才写隐状态（hidden state）。", "首次出现时要写作"),
        ("# 甲\n\n隐状态（state）。", "首次出现时要写作"),
        ("# 甲\n\n只有候选隐状态。", "正文里却没有"),
    ],
)
def test_first_use_rule(text: str, problem: str | None):
    found = glossary.first_uses(text, 1, SMALL)
    assert (found == []) if problem is None else (problem in found[0].rule)
    assert glossary.first_uses(text, 2, SMALL) == []


@pytest.mark.parametrize(
    "row", ["| 甲 | a | 释义 | — |", "| 隐状态 | b | 释义 | — | 1 |", "| 乙 | b | 释义 | 甲、甲 | 1 |"]
)
def test_bad_rows_of_the_glossary_are_rejected(row: str):
    with pytest.raises(ValueError, match="五列|重复"):
        glossary.read_terms(ROWS + "| 隐状态 | hidden state | 状态 | — | 1 |\n" + row + "\n")


def test_glossary_page_is_read_completely():
    rows = re.findall(r"^\| (?!中文)", glossary.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(TERMS) == len(rows) >= 60
