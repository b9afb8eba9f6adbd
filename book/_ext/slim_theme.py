"""页面瘦身与下载按钮：去掉用不到的主题文件与样式，给每章加上文本孪生（.md）的下载。"""

import shutil
import subprocess
from pathlib import Path

from katex_prerender import find_node
from sphinx.errors import ExtensionError

PURGE = Path(__file__).resolve().parents[1] / "tools" / "purge.mjs"
UNUSED = ("**/*.map", "**/*.LICENSE.txt", "*-macros.html", "images/logo_*", "locales")


def twin_of(app, pagename):
    """一章的文本孪生；不存在时返回 None。"""
    path = Path(app.srcdir, pagename + ".md")
    is_notebook = Path(app.srcdir, pagename + ".ipynb").exists()
    return path if is_notebook and path.exists() else None


def add_twin_button(app, pagename, templatename, context, doctree):
    """在下载菜单里加上文本孪生。"""
    if not twin_of(app, pagename):
        return
    button = {
        "type": "link",
        "url": context["pathto"](f"_sources/{pagename}.md", 1),
        "text": ".md",
        "tooltip": "下载文本版（MyST）",
        "icon": "fas fa-file-lines",
        "label": "download-twin-button",
    }
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            group["buttons"].insert(1, button)


def purge_styles(site):
    """删掉主题样式里全书用不到的规则（40 万字节减到 10 万）；失败时抛出 ExtensionError。"""
    command = [find_node(), str(PURGE), site]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=300)
    if done.returncode:
        raise ExtensionError(f"精简主题样式失败：{done.stderr.strip()}")


def restore(app):
    """构建开始前：删掉上次精简过的样式，让 myst_nb 重新复制（它发现文件变了会报警告）。"""
    for path in Path(app.outdir, "_static").glob("mystnb.*.css"):
        path.unlink()


def slim(app, error):
    """构建结束后：清空 1.5 MB 的 fontawesome.js（图标由字体显示），删掉用不到的文件与样式，复制文本孪生。"""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    static = Path(app.outdir, "_static")
    icons = static / "scripts" / "fontawesome.js"
    if icons.exists():
        icons.write_text("")
    for pattern in UNUSED:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    purge_styles(app.outdir)
    for docname in app.env.found_docs:
        if (twin := twin_of(app, docname)) and (target := Path(app.outdir, "_sources")).is_dir():
            shutil.copy(twin, target)


def setup(app):
    """登记三个事件；按钮要排在主题建立下载菜单之后，删除要排在 myst_nb 复制之前。"""
    app.connect("builder-inited", restore, priority=100)
    app.connect("html-page-context", add_twin_button, priority=900)
    app.connect("build-finished", slim)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
