"""笔记本的写法规则：每条规则是一个函数，返回不合规则之处的说明，没有则为空列表。"""

from __future__ import annotations

import ast
import re
import statistics

from nbformat import NotebookNode
from nbtimes import FIRST_APPENDIX

MAX_LINES, P90_LINES, MEDIAN_LINES, FIRST_LINES = 40, 25, 8, 12
# 每章必有的节，按此次序；标题以这些字开头即可，例如“动机：开头的一个词”
SECTIONS = [
    "你将学到",
    "前置知识与用时",
    "动机",
    "公式",
    "从零实现",
    "对拍",
    "训练与预测",
    "简洁实现",
    "实验",
    "交互图",
    "常见错误",
    "小结",
    "自测",
    "练习",
    "延伸阅读",
]
PRELUDE_SECTIONS = ["你将学到", "前置知识与用时", "常见错误", "小结", "自测", "练习", "延伸阅读"]
APPENDIX_SECTIONS = ["你将学到", "前置知识与用时", "小结", "自测", "练习", "延伸阅读"]
_FORBIDDEN_FIRST = re.compile(
    r"^\s*[!%](?!config)|\bpip\b|\b(?:urlopen|urlretrieve|requests|fetch|download)\b|sys\.path|os\.chdir|\bPath\(",
    re.MULTILINE,
)


def code_cells(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """代码单元及其序号（从 1 数起）。"""
    return [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]


def count_lines(source: str) -> int:
    """代码行数，空行与整行的注释不算。"""
    return sum(1 for line in source.splitlines() if line.strip() and not line.strip().startswith("#"))


def sizes(notebook: NotebookNode) -> list[str]:
    """单元不宜太长：中位数、九成分位数与上限。"""
    lengths = {n: count_lines(cell.source) for n, cell in code_cells(notebook)}
    found = [
        f"第 {n} 个单元有 {size} 行代码，超过 {MAX_LINES} 行"
        for n, size in lengths.items()
        if size > MAX_LINES
    ]
    ordered = sorted(lengths.values())
    if ordered and (median := statistics.median(ordered)) > MEDIAN_LINES:
        found.append(f"代码行数的中位数是 {median}，超过 {MEDIAN_LINES}")
    if ordered and (p90 := ordered[-(-len(ordered) * 9 // 10) - 1]) > P90_LINES:
        found.append(f"九成单元的代码行数应不超过 {P90_LINES}，现在是 {p90}")
    return found


def prose_between(notebook: NotebookNode) -> list[str]:
    """最多连续两个代码单元，然后要有文字。"""
    found, run = [], 0
    for number, cell in enumerate(notebook.cells, 1):
        run = run + 1 if cell.cell_type == "code" else 0
        if run == 3:
            found.append(f"到第 {number} 个单元为止连续三个代码单元，中间没有文字")
    return found


def first_cell(notebook: NotebookNode) -> list[str]:
    """第一个代码单元只做导入、种子与绘图设置，要短，没有安装、下载与路径。"""
    if not code_cells(notebook):
        return ["没有代码单元"]
    source = code_cells(notebook)[0][1].source
    found = [f"第一个代码单元超过 {FIRST_LINES} 行"] if count_lines(source) > FIRST_LINES else []
    if match := _FORBIDDEN_FIRST.search(source):
        found.append(f"第一个代码单元里不该有 {match[0].strip()!r}")
    return found


def checked_outputs(notebook: NotebookNode) -> list[str]:
    """要比较输出的单元必须有文字输出，否则等于没有比较。"""
    found = []
    for number, cell in code_cells(notebook):
        kinds = [k for output in cell.outputs for k in output.get("data", {"text/plain": 0})]
        if "nbval-check-output" in cell.metadata.get("tags", []) and not any(
            k.startswith("text/") for k in kinds
        ):
            found.append(f"第 {number} 个单元标了 nbval-check-output，却没有输出")
        if "text/plain" in kinds and all(output.get("text", "x").strip() == "" for output in cell.outputs):
            found.append(f"第 {number} 个单元的输出是空白")
    return found


def plot_alt(notebook: NotebookNode) -> list[str]:
    """画图的单元要在元数据 mystnb.image.alt 里给出替代文字，Markdown 里的图片也要有。"""
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            drawn = any(k.startswith("image/") for output in cell.outputs for k in output.get("data", {}))
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            if drawn and len(alt.strip()) < 8:
                found.append(f"第 {number} 个单元画了图，却没有替代文字（mystnb.image.alt，至少八个字）")
            continue
        plain = re.sub(r"(`{3,}).*?\1|`[^`\n]*`", "", cell.source, flags=re.DOTALL)
        for match in re.finditer(r"!\[([^\]]*)\]\(([^)]+)\)", plain):
            if not match[1].strip():
                found.append(f"第 {number} 个单元的图片 {match[2]} 没有替代文字")
        for match in re.finditer(
            r"^(:{3,})\{(?:figure|image)\} (\S+)\n(.*?)^\1\s*$", plain, re.MULTILINE | re.DOTALL
        ):
            if not re.search(r"^:alt: \S", match[3], re.MULTILINE):
                found.append(f"第 {number} 个单元的插图 {match[2]} 没有 :alt:")
    return found


def headings(notebook: NotebookNode) -> list[str]:
    """全部二级标题，按次序。"""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            plain = re.sub(r"^(`{3,}).*?^\1", "", cell.source, flags=re.MULTILINE | re.DOTALL)
            found += re.findall(r"^## +(.+?)\s*$", plain, re.MULTILINE)
    return found


def sections(notebook: NotebookNode, required: list[str]) -> list[str]:
    """必有的节是否齐全、次序是否正确。"""
    titles, places, found = headings(notebook), [], []
    for name in required:
        place = next(
            (i for i, title in enumerate(titles) if title.removeprefix("★").strip().startswith(name)), None
        )
        if place is None:
            found.append(f"缺少“{name}”一节")
        else:
            places.append((place, name))
    for (here, name), (after, following) in zip(places, places[1:], strict=False):
        if here > after:
            found.append(f"“{following}”应在“{name}”之后")
    return found


def imports(notebook: NotebookNode) -> list[str]:
    """笔记本之间互不导入，也不用星号导入。"""
    found = []
    for number, cell in code_cells(notebook):
        source = re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.MULTILINE)
        for node in ast.walk(ast.parse(source)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = getattr(node, "module", None) if names else None
            if "*" in names:
                found.append(f"第 {number} 个单元用了星号导入")
            if any(re.match(r"\d|notebooks\b|chapter_", str(name)) for name in [*names, module or ""]):
                found.append(f"第 {number} 个单元导入了别的笔记本")
        if re.search(r"import_module\(|^\s*%run\b|\.ipynb\b", cell.source, re.MULTILINE):
            found.append(f"第 {number} 个单元导入了别的笔记本")
    return found


def required_sections(stem: str) -> list[str]:
    """一份笔记本必有的节：第 0 章、正文各章与附录各不相同；解答页另有规矩，见 test_exercises.py。"""
    if stem.endswith("_solutions"):
        return []
    if stem == "00_prelude":
        return PRELUDE_SECTIONS
    return APPENDIX_SECTIONS if int(stem[:2]) >= FIRST_APPENDIX else SECTIONS


RULES = [sizes, prose_between, first_cell, checked_outputs, plot_alt, imports]
