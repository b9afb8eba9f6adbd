"""术语链接与索引页：建成的页面里两头的锚点都在，拼音分组正确；用小文档检查扩展会抓住错误。"""

from __future__ import annotations

import ast
import importlib
import io
import re
import sys
from functools import cache, reduce
from urllib.parse import unquote

import pytest
import torch
from browser import ROOT, SITE
from sitepage import Element, ids_of, read_page
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from terms import hide_longer, load_terms

sys.path.insert(0, str(ROOT / "book" / "_ext"))
import api_index  # noqa: E402
from term_index import pinyin_of  # noqa: E402
from term_links import anchor, chapter_of  # noqa: E402

TERMS = load_terms()
FIRST = [term for term in TERMS if term.chapter is not None]
PAGES = {n: p.stem for p in (ROOT / "notebooks").glob("*.ipynb") if (n := chapter_of(p.stem)) is not None}


def page(name: str) -> Element:
    return read_page(SITE / f"{name}.html")


def target(href: str) -> tuple[str, str]:
    """一个链接指向的页与锚点。"""
    name, _, fragment = unquote(href).partition("#")
    return name.removesuffix(".html"), fragment


# ── 章里的链接与术语表 ──


@pytest.mark.parametrize("term", FIRST, ids=lambda term: term.chinese)
def test_term_is_linked_once_in_its_chapter(term):
    spans = [
        (name, span)
        for name in PAGES.values()
        for span in page(name).find("span", "term-link")
        if span.text == term.chinese
    ]
    ((name, span),) = spans
    (link,) = span.find("a")
    assert (name, span.attributes["id"]) == (PAGES[term.chapter], anchor("first", term))
    assert target(link.attributes["href"]) == ("terms", anchor("term", term))
    around = next(p for p in reversed(page(name).find("p")) if span in p.walk()).text
    assert re.search(rf"{term.chinese}”?（[^）]*{re.escape(term.english)}", around, re.IGNORECASE)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.chinese)
def test_row_of_the_glossary_links_back(term):
    row = page("terms").by_id(anchor("term", term))
    cells = row.find("td")
    assert row.tag == "tr" and cells[0].text.strip() == term.chinese
    links = [link.attributes["href"] for link in cells[-1].find("a")]
    if term.chapter is None:
        assert links == []
        return
    assert [target(link) for link in links] == [(PAGES[term.chapter], anchor("first", term))]
    assert anchor("first", term) in ids_of(SITE / f"{PAGES[term.chapter]}.html")
    assert cells[-1].text.strip() == str(term.chapter)


def test_only_registered_terms_are_linked():
    linked = [s.text for path in SITE.glob("*.html") for s in links_of_terms(path.stem)]
    assert sorted(linked) == sorted(term.chinese for term in FIRST)


def links_of_terms(name: str) -> list[Element]:
    """一页里的术语链接；不是正文的页（如搜索）没有。"""
    return page(name).find("span", "term-link") if (ROOT / "notebooks" / f"{name}.md").exists() else []


def test_anchors_differ():
    assert len({anchor("term", term) for term in TERMS}) == len(TERMS)


# ── 索引 ──


def groups(section: str) -> dict[str, list[Element]]:
    """索引的一部分：首字母到各行。"""
    (found,) = [part for part in page("index_of_terms").find("section") if head(part) == section]
    letters = [p.text for p in found.find("p", "rubric")]
    lists = [ul.find("li") for ul in found.find("ul", "index-list")]
    assert letters == sorted(set(letters)), "字母没有排好，或者有重复"
    return dict(zip(letters, lists, strict=True))


def head(section: Element) -> str:
    """二级标题的那一节的标题；其他的节给出空串。"""
    titles = [child.text for child in section.children if isinstance(child, Element) and child.tag == "h2"]
    return titles[0].removesuffix("#") if titles else ""


def entries(section: str) -> dict[str, tuple[str, list[Element]]]:
    """索引的一部分：每一项的名字到（首字母，各章的链接）。"""
    found = {}
    for letter, items in groups(section).items():
        for item in items:
            name, links = item.find("code") or item.find("a"), item.find("a")
            found[name[0].text] = (letter, [link for link in links if link is not name[0]])
    return found


@pytest.mark.parametrize("section", ["术语", "函数与类"])
def test_every_link_of_the_index_has_its_anchor(section):
    checked = 0
    for name, (_, links) in entries(section).items():
        assert links, name
        for link in links:
            where, fragment = target(link.attributes["href"])
            assert fragment and fragment in ids_of(SITE / f"{where}.html"), (name, link.attributes["href"])
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("section", ["术语", "函数与类"])
def test_linked_section_contains_the_entry(section):
    for name, (_, links) in entries(section).items():
        for link in links:
            where, fragment = target(link.attributes["href"])
            place = page(where).by_id(fragment)
            assert name.rsplit(".", 1)[-1] in place.text, (name, where, fragment)
            assert place.find("h1") or place.find("h2") or place.find("h3") or place.find("h4")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.chinese)
def test_index_lists_each_term_in_every_chapter_that_uses_it(term):
    _, links = entries("术语").get(term.chinese, ("", []))
    listed = [target(link.attributes["href"])[0] for link in links]
    used = [n for n in sorted(PAGES.values()) if term.chinese in hide_longer(body(n), term, TERMS)]
    assert listed == used and (term.chapter is None or PAGES[term.chapter] in used)


def test_index_lists_only_terms():
    assert set(entries("术语")) <= {term.chinese for term in TERMS}


@cache
def body(name: str) -> str:
    """一章各段的文字，不含预告性的两节与代码单元的输出。"""
    outputs = page(name).find("div", "cell_output")
    previews = [s for s in page(name).find("section") if is_preview(s)]
    skipped = {id(p) for part in previews + outputs for p in part.find("p")}
    return "\n".join(p.text for p in page(name).find("p") if id(p) not in skipped)


def is_preview(section: Element) -> bool:
    """一节是不是只有预告。"""
    return head(section).startswith(("你将学到", "前置知识与用时"))


def test_bold_chapter_is_the_first():
    items = [item for members in groups("术语").values() for item in members]
    bold = {item.find("a")[0].text: [link.text for link in item.find("strong")] for item in items}
    for term in TERMS:
        if term.chinese in bold:
            assert bold[term.chinese] == ([f"第 {term.chapter} 章"] if term.chapter is not None else [])


# ── 拼音 ──

# GB 2312 一级字按拼音排列：各字母的第一个字
_STARTS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
POLYPHONES = {
    "重置门": "chong2 zhi4 men2",
    "长短期记忆网络": "chang2 duan3",
    "长度归一化": "chang2 du4",
    "更新门": "geng1 xin1",
    "单周期学习率": "dan1 zhou1",
    "分离": "fen1 li2",
    "残差连接": "can2 cha1",
    "核采样": "he2 cai3",
    "强制教学": "qiang2 zhi4",
    "嵌入": "qian4 ru4",
    "解码器": "jie3 ma3",
    "超参数": "chao1 can1",
    "填充": "tian2 chong1",
}


def letter_by_code(word: str) -> str | None:
    """由首字在 GB 2312 里的位置得出拼音首字母；二级字不按拼音排，返回 None。"""
    code = word[0].encode("gb2312")
    starts = [start.encode("gb2312") for start in _STARTS]
    return _LETTERS[sum(start <= code for start in starts) - 1] if code < b"\xd8\xa1" else None


@pytest.mark.parametrize("word", POLYPHONES)
def test_polyphones_are_read_correctly(word):
    assert f"{pinyin_of(word)} ".startswith(f"{POLYPHONES[word]} ")
    letter, _ = entries("术语").get(word, (POLYPHONES[word][0].upper(), []))
    assert letter == POLYPHONES[word][0].upper()


def test_groups_agree_with_the_order_of_characters():
    listed = {name: letter for name, (letter, _) in entries("术语").items()}
    wrong = {n: letter for n, letter in listed.items() if letter_by_code(n) not in (None, letter)}
    assert set(wrong) == {"重置门"}  # 编码表把“重”排在 zhòng
    assert sum(letter_by_code(name) is not None for name in listed) > 50
    readings = [pinyin_of(name) for name in listed]
    assert readings == sorted(readings)


# ── 函数与类 ──

SHORT = {"nn": torch.nn, "F": torch.nn.functional, "torch": torch}


def test_listed_names_exist():
    for name, (letter, _) in entries("函数与类").items():
        first, *rest = name.split(".")
        found = reduce(getattr, rest, SHORT.get(first) or importlib.import_module(f"utils.{first}"))
        assert callable(found) and not any(part.startswith("_") for part in rest), name
        assert letter == rest[-1][0].upper(), name


def test_important_names_are_listed():
    wanted = {"nn.GRU", "nn.LSTM", "nn.utils.rnn.pack_padded_sequence", "torch.logsumexp", "F.cross_entropy"}
    wanted |= {"training.train_step", "data.SequentialLoader", "beam.beam_search", "nn.utils.clip_grad_norm_"}
    assert wanted <= set(entries("函数与类"))


def test_names_in_code_are_resolved():
    code = "from torch.nn import functional as F\nfrom utils import data\nx = F.relu(data.pad_ids(y).sum())\n"
    names = api_index.Names({"utils.data.pad_ids", "utils.data.Loader"}, [code, "class Loader: pass", "1 +"])
    assert names.used == {"torch.nn.functional.relu", "utils.data.pad_ids", "utils.data.Loader"}
    told = [
        "data.pad_ids(x)",
        "data.absent",
        "pad_ids",
        "torch.nn.GRU(2, 3)",
        "x.sum",
        "nn._private.x",
        "a b",
    ]
    found = [names.mentioned(inline) for inline in told]
    expected = [{"utils.data.pad_ids"}, set(), {"utils.data.pad_ids"}, {"torch.nn.GRU"}, set(), set(), set()]
    assert found == expected


def test_public_names_are_those_of_the_modules():
    names = api_index.public_names()
    assert {"utils.training.train_step", "utils.training.Settings", "utils.text.Vocab"} <= names
    assert not [name for name in names if name.split(".")[2].startswith("_")]
    assert api_index.chains(ast.parse("a.b.c(d)")) == [["a", "b", "c"], ["d"]]


# ── 小文档 ──

HEADER = "# 术语表\n\n| 中文 | English | 释义 | 不写作 | 首现 |\n|---|---|---|---|---|\n"
ROWS = "| 隐状态 | hidden state | 状态 | — | 1 |\n| 候选隐状态 | candidate hidden state | 新内容 | — | — |\n"
INDEX = "# 书\n\n```{toctree}\n:maxdepth: 1\n\nterms\n01_a\n01_a_solutions\nwords\n```\n"
WORDS = "# 索引\n\n:::{term-index}\n:::\n\n:::{api-index}\n:::\n"
GOOD = "## 动机\n\n先写**隐状态**（hidden state），再用 `nn.GRU`。\n\n## 后来\n\n候选隐状态与隐状态。\n"


def build(folder, chapter: str, rows: str = ROWS, builder: str = "html") -> tuple[str, dict[str, str]]:
    """建一本只有一章的书；返回警告与各页的 HTML。"""
    pages = {"index": INDEX, "words": WORDS, "terms": HEADER + rows, "01_a": f"# 甲\n\n{chapter}"}
    pages["01_a_solutions"] = "# 解答\n\n隐状态（hidden state）在这里不算。\n"
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    warnings = io.StringIO()
    settings = {
        "extensions": ["myst_parser", "term_links", "term_index"],
        "myst_enable_extensions": ["colon_fence"],
        "nitpicky": True,
        "root_doc": "index",
        "html_theme": "basic",
    }
    places = (folder, None, folder / "out", folder / "doctrees", builder)
    with docutils_namespace():
        Sphinx(*places, confoverrides=settings, status=None, warning=warnings).build()
    return warnings.getvalue(), {p.stem: p.read_text("utf-8") for p in (folder / "out").glob("*.html")}


def test_small_book_links_both_ways(tmp_path):
    warnings, pages = build(tmp_path, GOOD)
    assert warnings == ""
    assert pages["01_a"].count('class="term-link" id="first-hidden-state"') == 1
    assert '<strong><span class="term-link"' in pages["01_a"]
    assert 'href="terms.html#term-hidden-state"' in pages["01_a"]
    assert re.search(r'<tr[^>]* id="term-candidate-hidden-state"', pages["terms"])
    assert re.search(
        r'id="term-hidden-state">.*?href="01_a.html#first-hidden-state"', pages["terms"], re.DOTALL
    )
    assert "term-link" not in pages["01_a_solutions"]
    assert re.search(r'候选隐状态.*?href="01_a.html#id3" title="后来"', pages["words"])
    assert 'href="01_a.html#id2" title="动机"' in pages["words"]
    assert "nn.GRU" not in pages["words"]  # 没有代码用到它


@pytest.mark.parametrize(
    "chapter",
    [
        "没有这个词。\n",
        "只有隐状态，没有英文。\n",
        "只有候选隐状态（candidate hidden state）。\n",
        "## 隐状态（hidden state）\n\n只在标题里。\n",
        "## 你将学到\n\n隐状态（hidden state）。\n",
        "`隐状态`（hidden state）在代码里。\n",
        "[隐状态](terms.md)（hidden state）已经是链接。\n",
        "```\n隐状态（hidden state）\n```\n",
    ],
)
def test_missing_link_is_a_warning(tmp_path, chapter):
    warnings, _ = build(tmp_path, chapter)
    assert "术语“隐状态”规定在本章首次出现" in warnings


def test_missing_chapter_is_a_warning(tmp_path):
    warnings, _ = build(tmp_path, GOOD, ROWS.replace("新内容 | — | — |", "新内容 | — | 7 |"))
    assert "first-candidate-hidden-state" in warnings


def test_chapter_is_read_again_when_the_glossary_changes(tmp_path):
    build(tmp_path, GOOD)
    warnings, _ = build(tmp_path, GOOD, ROWS.replace("新内容 | — | — |", "新内容 | — | 1 |"))
    assert "术语“候选隐状态”规定在本章首次出现" in warnings


def test_index_is_written_again_when_a_chapter_changes(tmp_path):
    _, before = build(tmp_path, GOOD)
    _, after = build(tmp_path, GOOD.replace("，再用", "与候选隐状态，再用"))
    assert before["words"].count('title="后来"') == 1 and after["words"].count('title="动机"') == 2


def test_single_page_links_resolve(tmp_path):
    warnings, pages = build(tmp_path, GOOD, builder="singlehtml")
    links = [unquote(link) for link in re.findall(r'href="#([^"]+)"', pages["index"])]
    assert warnings == "" and {"term-hidden-state", "first-hidden-state"} <= set(links)
    assert set(links) <= set(re.findall(r'\bid="([^"]+)"', pages["index"]))
