"""EPUB 构建器：公式是 MathML，插图是 SVG 文件，没有脚本，清单里写明每一页用到什么。

Sphinx 自带的 EPUB 构建器不写清单的 properties，也不保证写进去的 HTML 是格式良好的 XML；这里补上。
"""

import html
import re
import shutil
import xml.etree.ElementTree as ET
from html.entities import name2codepoint
from pathlib import Path

from epub_cover import draw_cover
from sphinx.builders.epub3 import Epub3Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.util import logging

LOG = logging.getLogger(__name__)
SOURCE = Path(__file__).resolve().parents[1] / "epub"
FONT = Path(__file__).resolve().parents[2] / "utils" / "fonts" / "RNNBookSans-Regular.otf"
COVER = "cover.png"
STATIC = ("pygments.css", "epub.css", COVER)
PROPERTIES = {"{http://www.w3.org/1998/Math/MathML}math": "mathml", "{http://www.w3.org/2000/svg}svg": "svg"}
VOID = re.compile(r"<(br|hr|img|input|col|source|wbr)\b((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?)\s*/?>")
TAG = re.compile(r"<[a-z][\w-]*\b(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
BOOLEAN = re.compile(r"\"[^\"]*\"|'[^']*'|\b(open|checked|disabled|hidden|selected|reversed)(?=[\s/>])")
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)(\w+);")
UNUSED = re.compile(r"<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>\s*", re.DOTALL)


def xhtml(text):
    """把一段 HTML 改成格式良好的 XML：空元素自行关闭，布尔属性有值，实体换成字符；实数集不靠属性显示。"""
    text = VOID.sub(r"<\1\2 />", text)
    text = TAG.sub(lambda tag: BOOLEAN.sub(lambda m: f'{m[1]}="{m[1]}"' if m[1] else m[0], tag[0]), text)
    text = text.replace('<mi mathvariant="double-struck">R</mi>', "<mi>ℝ</mi>")
    return ENTITY.sub(lambda m: chr(name2codepoint[m[1]]) if m[1] in name2codepoint else m[0], text)


def clean_svg(text):
    """去掉 Matplotlib 写出、EPUB 不允许的东西：外部的文档类型、重复的 id、没有 d 的路径。"""
    text = re.sub(r'(<image\b[^>]*?) id="[^"]*"', r"\1", UNUSED.sub("", text))
    return re.sub(r"<path\b(?![^>]*\sd=)", '<path d=""', text)


def properties_of(path):
    """一页用到的特性（mathml、svg），即清单里 properties 的值；不是格式良好的 XML 则报警告。"""
    try:
        found = {PROPERTIES.get(node.tag) for node in ET.parse(path).iter()}
    except ET.ParseError as error:
        LOG.warning("%s 不是格式良好的 XML：%s", path.name, error, type="epub")
        return ""
    return " ".join(sorted(found - {None}))


class BookEpub(Epub3Builder):
    """本书的 EPUB。"""

    guide_titles = {"toc": "目录", "cover": "封面"}

    def init_highlighter(self):
        """代码的颜色与网页的浅色主题相同。"""
        self.highlighter = PygmentsBridge("html", self.config.html_theme_options["pygments_light_style"])
        self.dark_highlighter = None

    def handle_page(self, pagename, addctx, templatename="page.html", **options):
        """每一页都用本书的 XHTML 模板。"""
        template = "epub.html" if templatename == "page.html" else templatename
        super().handle_page(pagename, addctx, template, **options)

    def copy_static_files(self):
        """只要样式与封面。"""
        static = Path(self.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        self.create_pygments_style_file()
        shutil.copy(SOURCE / "epub.css", static)
        draw_cover(static / COVER, FONT)

    def copy_image_files(self):
        """复制插图，并清理其中的 SVG。"""
        super().copy_image_files()
        for path in Path(self.outdir, self.imagedir).glob("*.svg"):
            path.write_text(clean_svg(path.read_text("utf-8")), "utf-8")

    def build_content(self):
        """写清单：先删掉各扩展放进来的脚本与样式，再给每一项补上 properties。"""
        for path in Path(self.outdir, "_static").iterdir():
            if path.name not in STATIC:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        super().build_content()
        opf = Path(self.outdir, "content.opf")
        text, values = opf.read_text("utf-8"), {f"_static/{COVER}": "cover-image"}
        pages = Path(self.outdir).glob("*.xhtml")
        values.update({path.name: properties_of(path) for path in pages if path.name != "nav.xhtml"})
        for href, value in values.items():
            item = f'href="{html.escape(href)}" media-type='
            text = text.replace(item, f'properties="{value}" {item}' if value else item)
        opf.write_text(text, "utf-8")

    def toc_metadata(self, level, navpoints):
        """旧式目录（toc.ncx）里的标识要与清单里的相同。"""
        return super().toc_metadata(level, navpoints) | {"uid": html.escape(self.config.epub_identifier)}


def make_xhtml(app, pagename, templatename, context, doctree):
    """在其余扩展都改过正文之后，把正文变成 XHTML。"""
    if app.builder.name == "epub":
        context["body"] = xhtml(context.get("body", ""))


def setup(app):
    """换掉 Sphinx 自带的 EPUB 构建器。"""
    app.add_builder(BookEpub, override=True)
    app.connect("html-page-context", make_xhtml, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
