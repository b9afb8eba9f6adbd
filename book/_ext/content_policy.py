"""内容安全策略（CSP）：建成的每个网页只许用本站的文件，内联脚本逐段按散列放行，别的一律不运行。

<head> 由模板写出，里面的脚本都放行；<body> 里有来自笔记本的内容，只放行与交互图的脚本包逐字相同的脚本，
遇到别的就停止构建。只管网页；EPUB 没有脚本，印 PDF 的单页不发布。
"""

import base64
import hashlib
import re
from pathlib import Path

from sphinx.errors import ExtensionError

BUNDLES = Path(__file__).resolve().parents[2] / "utils" / "interactive" / "bundles"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",  # 后面接上本页内联脚本的散列
    # 公式（KaTeX）与插图（SVG）靠 style 属性定位，每页几千处，散列管不到属性；没有远程来源，样式也送不出数据
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",  # 交互图的静态图是 data:
    "font-src": "'self'",
    "connect-src": "'self'",  # 搜索页读各页的正文，写出摘要
    # 搜索框。直接打开文件（file://）时，Firefox 的 'self' 对表单不起作用，所以另写 file:；别的几条只写 'self'
    # 就够：Chromium 的 'self' 含本机文件，Firefox 载入本机文件时不看策略
    "form-action": "'self' file:",
    "base-uri": "'none'",
    "object-src": "'none'",
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
IS_CODE = re.compile(r"^(?!.*\bsrc=)(?!.*\btype=[\"']?application/json\b)", re.DOTALL | re.IGNORECASE)
CHARSET = '<meta charset="utf-8" />'
OLD = re.compile(r'\n\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
PLURAL = re.compile(r"new Function\(\s*\"n\",\s*`return \(\$\{catalog\.plural_expr\}\)`,?\s*\)")
# 主题写死在按钮里的事件处理器，换成记号，由 print.js 处理
PRINT = (' onclick="window.print()"', ' data-action="print"')


def digest(script):
    """一段内联脚本在策略里的写法。"""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def inline_scripts(html):
    """一段 HTML 里的内联脚本，依次；数据（application/json）不算。"""
    return [body for attributes, body in SCRIPT.findall(html) if IS_CODE.match(attributes)]


def protect(html, bundles):
    """在一页里写上它的策略。

    参数：html 为整页；bundles 为正文里允许出现的脚本。返回：新的一页；重复处理，结果不变。
    异常：正文里有来历不明的脚本，或者找不到写策略的地方，抛出 ExtensionError。
    """
    html = OLD.sub("", html).replace(*PRINT)
    head, mark, body = html.partition("</head>")
    if not mark or head.count(CHARSET) != 1:
        raise ExtensionError("页面的 <head> 与预期不同，无处写内容安全策略。")
    own = inline_scripts(body)
    if strangers := [script for script in own if script not in bundles]:
        raise ExtensionError(f"正文里有来历不明的内联脚本：{strangers[0][:80]!r}")
    hashes = dict.fromkeys(map(digest, [*inline_scripts(head), *own]))
    sources = POLICY | {"script-src": " ".join([POLICY["script-src"], *hashes])}
    policy = "; ".join(f"{name} {value}" for name, value in sources.items())
    meta = f'\n    <meta http-equiv="Content-Security-Policy" content="{policy}" />'
    return head.replace(CHARSET, CHARSET + meta) + mark + body


def drop_eval(site):
    """把 doctools.js 里由字符串造函数的一处换成定值：中文只有一种复数形式，而策略不许 eval。"""
    path = site / "_static" / "doctools.js"
    before = path.read_text("utf-8")
    after = PLURAL.sub("() => 0", before)
    if "new Function" in after or "PLURAL_EXPR = () => 0" not in after:
        raise ExtensionError("doctools.js 与预期不同，请对照新版改写 content_policy.py。")
    path.write_text(after, "utf-8")


def protect_site(app, error):
    """构建结束后：处理网站的每一页。"""
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    bundles = {path.read_text("utf-8").strip() for path in BUNDLES.glob("*.js")}
    drop_eval(site)
    for path in site.rglob("*.html"):
        try:
            path.write_text(protect(path.read_text("utf-8"), bundles), "utf-8")
        except ExtensionError as problem:
            raise ExtensionError(f"{path.name}：{problem}") from problem


def setup(app):
    """登记事件；要排在删掉多余文件之后。"""
    app.connect("build-finished", protect_site, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
