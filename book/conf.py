"""Sphinx 配置：把 notebooks/ 里执行过的笔记本做成中文 HTML 书。

构建时不执行任何代码，页面不引用任何外部地址。本地扩展见 _ext/，样式见 _static/book.css。
"""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE / "tools")]

# -- 书 ----------------------------------------------------------------------
project = "现代循环神经网络"
author = "《现代循环神经网络》作者"
project_copyright = "2026，正文采用 CC BY 4.0，代码采用 MIT 许可"
language = "zh_CN"
version = release = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
html_title = project

extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
    # 本地扩展
    "zh_citations",
    "zh_messages",
    "zh_typography",
    "zh_search",
    "chapter_numbers",
    "katex_prerender",
    "inline_svg",
    "run_times",
    "bench_tables",
    "solutions",
    "term_links",
    "term_index",
    "still_outputs",
    "epub_book",
    "slim_theme",
    "accessible",
    "content_policy",
]

# 章的文本孪生（NN_*.md）不是 HTML 的来源：带输出的 .ipynb 才是。
exclude_patterns = ["[0-9][0-9]_*.md", "**/.ipynb_checkpoints", "README.md"]

# -- 笔记本与 MyST -------------------------------------------------------------
nb_execution_mode = "off"
nb_merge_streams = True
nb_ipywidgets_js = {}  # 默认值会从 CDN 载入脚本
# 电子书与 PDF 里没有脚本：同一份输出有图有 HTML 时选图
nb_mime_priority_overrides = [
    (builder, mime, priority)
    for builder in ("epub", "singlehtml")
    for mime, priority in (("image/svg+xml", 1), ("image/png", 2))
]
nb_code_prompt_show = "展开代码"
nb_code_prompt_hide = "收起代码"
myst_enable_extensions = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
]
myst_heading_anchors = 3

# -- 编号、练习、文献 ----------------------------------------------------------
numfig = True
numfig_format = {"figure": "图 %s", "table": "表 %s", "code-block": "代码 %s", "section": "%s"}
math_numfig = True
math_eqref_format = "({number})"
bibtex_bibfiles = [str(HERE / "references.bib")]
bibtex_default_style = "unsrt"
bibtex_reference_style = "zh"
copybutton_selector = "div.highlight:not(.cell_output div.highlight) pre"
togglebutton_hint = "点击展开"
togglebutton_hint_hide = "点击收起"

# -- 公式：构建时由 node 渲染 ----------------------------------------------------
html_math_renderer = "katex"
katex_dist = str(HERE / "node_modules" / "katex" / "dist")
katex_macros = {
    r"\R": r"\mathbb{R}",
    r"\sigmoid": r"\operatorname{sigmoid}",
    r"\softmax": r"\operatorname{softmax}",
}

# -- HTML --------------------------------------------------------------------
html_theme = "sphinx_book_theme"
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = [("print.js", {"defer": "defer"})]
html_favicon = "_static/favicon.svg"
html_search_language = "zh"
html_use_index = False
html_copy_source = True
html_last_updated_fmt = None
html_context = {"default_mode": "auto"}
html_theme_options = {
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "navbar_persistent": [],
    "search_bar_text": "搜索全书",
    "toc_title": "本页目录",
    "use_download_button": True,
    "use_fullscreen_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "github-dark-high-contrast",
    "footer_content_items": ["copyright.html"],
}

# -- EPUB --------------------------------------------------------------------
epub_basename = "modern-rnn"
epub_title = project
epub_author = epub_publisher = epub_contributor = author
epub_description = "可执行的中文教材：GRU、LSTM、深度与双向循环神经网络、序列到序列学习、束搜索。"
epub_copyright = "正文 CC BY 4.0，代码 MIT，语料 CC0 1.0"
epub_language = "zh-CN"
epub_uid = "BookId"
epub_scheme = "UUID"
epub_identifier = "urn:uuid:5c2c8f0e-5d0b-5a43-9d3e-6f4e2f0b7a11"  # 各版相同，不要改
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_tocscope = "includehidden"
epub_tocdepth = 2
epub_tocdup = False
epub_show_urls = "no"
