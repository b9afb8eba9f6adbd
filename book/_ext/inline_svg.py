"""把 SVG 图写进页面：随主题变色，朗读替代文本，且不多发请求。

自绘图与 matplotlib 输出都变成内联 `<svg>`：id 加上每图不同的前缀，样式表限定在本图之内，
固定的几种颜色换成 CSS 变量（浅色与深色的取值见 book.css）。EPUB 里的图仍是单独的文件，只检查替代文本。
"""

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

LOG = logging.getLogger(__name__)
COLOURS = {
    "#1f2933": "ink",
    "#6b7785": "muted",
    "#9aa5b1": "line",
    "#f3f5f8": "panel",
    "#0072b2": "blue",
    "#d55e00": "orange",
    "#009e73": "green",
    "#aa4499": "purple",
    "#56b4e9": "sky",
    "#e69f00": "yellow",
}
PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def themed(svg):
    """把字面颜色换成带回退值的 CSS 变量；matplotlib 的白色底板换成背景色。"""
    white = r'(<g id="[^"]*patch_\d+">\s*<path\b[^>]*?fill: )#ffffff'
    svg = re.sub(white, r"\1var(--fig-bg, #ffffff)", svg)
    for colour, name in COLOURS.items():
        plain = re.compile(rf"(?<!, )(?<!,){colour}\b", re.IGNORECASE)
        svg = plain.sub(f"var(--fig-{name}, {colour})", svg)
    return svg


def prefixed(svg, prefix):
    """给所有 id 与对它们的引用加上前缀。"""
    names = set(re.findall(r'\bid="([^"]+)"', svg))
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', svg)
    svg = re.sub(r"url\((['\"]?)#([^)'\"]+)\1\)", rf"url(#{prefix}\2)", svg)

    def link(match):
        return f'{match[1]}"#{prefix}{match[2]}"' if match[2] in names else match[0]

    return re.sub(r'((?:xlink:)?href=)"#([^"]+)"', link, svg)


def scoped(svg, root):
    """把 <style> 里的选择器限定在 id 为 root 的图之内。"""

    def rule(match):
        parts = (part.strip() for part in match[1].split(","))
        return ", ".join(f"#{root}" if p in ("svg", ":root") else f"#{root} {p}" for p in parts) + " {"

    def sheet(match):
        css = re.sub(r"/\*.*?\*/|<!\[CDATA\[|\]\]>", "", match[1], flags=re.DOTALL)
        return "<style>" + re.sub(r"([^{}@;]+)\{", rule, css).strip() + "</style>"

    return re.sub(r"<style[^>]*>(.*?)</style>", sheet, svg, flags=re.DOTALL)


def width_of(tag):
    """从 <svg> 起始标签得到原始宽度（像素）；没有宽度时取 viewBox 的宽。"""
    if found := re.search(r'\bwidth="([\d.]+)([a-z]*)"', tag):
        return float(found[1]) * PX.get(found[2], 1.0)
    found = re.search(r'\bviewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)', tag)
    return float(found[1]) if found else 760.0


def inline(svg, alt, prefix):
    """把一个 SVG 文件的内容变成可以写进 HTML 的 <svg> 元素。

    参数：svg 文件内容；alt 替代文本；prefix 本图独有的 id 前缀。
    返回：HTML 字符串。异常：没有 <svg> 标签时抛出 ValueError。
    """
    found = re.search(r"<svg\b[^>]*>", svg)
    if not found:
        raise ValueError("文件里没有 <svg> 标签")
    body = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg[found.end() :], flags=re.DOTALL)
    body = re.sub(r"<(title|desc)\b[^>]*>.*?</\1>", "", body, flags=re.DOTALL)
    view = re.search(r'\bviewBox="[^"]+"', found[0])
    opening = (
        f'<svg id="{prefix}svg" class="book-svg" role="img" aria-label="{escape(alt)}" '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{view[0] if view else ""} style="max-width: {width_of(found[0]):.0f}px">'
    )
    drawing = opening + themed(scoped(prefixed(body, prefix), f"{prefix}svg")).strip()
    return f'<div class="book-figure">{drawing}</div>'


class InlineSvg(SphinxPostTransform):
    """HTML 里的每一幅 SVG 图都写进页面；任何缺少替代文本的图都是一条警告。"""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs):
        """处理一篇文档里的全部图。"""
        for index, image in enumerate(list(self.document.findall(nodes.image))):
            alt = " ".join(image.get("alt", "").split())
            if not alt:
                LOG.warning("图缺少替代文本：%s", image["uri"], location=image, type="inline_svg")
            if image["uri"].endswith(".svg") and self.app.builder.name != "epub":
                self.replace(image, alt, index)

    def replace(self, image, alt, index):
        """用内联 <svg> 换掉一个图节点；保留它的名字与链接目标。"""
        path = Path(self.env.srcdir, image["uri"])
        prefix = re.sub(r"\W", "-", f"{self.env.docname}-{index}-")
        try:
            html = inline(path.read_text("utf-8"), alt, f"fig-{prefix}")
        except (OSError, ValueError) as error:
            LOG.warning("无法写入 SVG：%s（%s）", image["uri"], error, location=image, type="inline_svg")
            return
        raw = nodes.raw("", html, format="html")
        raw["alt"] = alt
        target = [nodes.target("", "", ids=image["ids"])] if image["ids"] else []
        image.replace_self([*target, raw])


def setup(app):
    """登记后期变换。"""
    app.add_post_transform(InlineSvg)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
