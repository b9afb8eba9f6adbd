"""交互图的外壳：数据、脚本与静态图合成一段 HTML，在 JupyterLab 与网页里都能用，不需要内核与网络。"""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from utils.plotting import book_style

COLOURS = 64  # 静态图用调色板，文件只有真彩色的三分之一
BUNDLES = resources.files("utils") / "interactive" / "bundles"
ADVICE = "这是静态的样子。要动手操作，请启用 JavaScript；在 JupyterLab 里请先信任这份笔记本。"
_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<body>
<main><h1>{title}</h1>
{figure}
</main>
</body>
</html>
"""


def _json(spec: Mapping) -> str:
    """可以安全地放进 `<script>` 的 JSON；键排好序，同样的数据总得到同样的文字。"""
    text = json.dumps(spec, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def draw_picture(paint: Callable[[Figure], None], size: tuple[float, float] = (6.0, 2.8)) -> bytes:
    """画交互图的静态图，用全书的样式；同样的图总得到同样的字节。

    参数：`paint` 在给它的 `Figure` 上画；`size` 为宽与高（英寸）。
    返回：PNG 文件的内容。
    """
    buffer = io.BytesIO()
    with mpl.rc_context(book_style()):
        figure = Figure(figsize=size)
        paint(figure)
        figure.savefig(buffer, format="png", dpi=110)
    small = io.BytesIO()
    Image.open(buffer).convert("RGB").quantize(COLOURS).save(small, format="png", optimize=True)
    return small.getvalue()


def wrap(name: str, spec: Mapping, fallback: str) -> str:
    """把数据、脚本与静态的替身合成一段 HTML。

    参数：`name` 为图的名字；`spec` 为数据；`fallback` 为没有脚本时显示的 HTML，由调用者保证安全。
    异常：`FileNotFoundError`，没有这幅图的脚本。
    """
    script = (BUNDLES / f"{name}.js").read_text("utf-8").strip().replace("</script", "<\\/script")
    data = f'<script type="application/json">{_json(spec)}</script>'
    return f"<rnn-{name}>{fallback}{data}</rnn-{name}>\n<script>{script}</script>"


@dataclass(frozen=True)
class InteractiveFigure:
    """一幅交互图。放在笔记本单元的最后一行，就显示在输出里。"""

    name: str  # 图的名字，自定义元素是 rnn-名字，脚本是 bundles/名字.js
    spec: Mapping  # 交给脚本的数据，能写成 JSON
    picture: bytes  # 静态图，PNG
    alt: str  # 静态图的替代文字

    @property
    def tag(self) -> str:
        """自定义元素的标签。"""
        return f"rnn-{self.name}"

    def to_html(self) -> str:
        """返回一段自成一体的 HTML。

        异常：`FileNotFoundError`，没有这幅图的脚本。
        """
        source = f"data:image/png;base64,{base64.b64encode(self.picture).decode('ascii')}"
        image = f'<img src="{source}" alt="{html.escape(self.alt)}" style="max-width:100%">'
        return wrap(self.name, self.spec, f"{image}<p><em>{ADVICE}</em></p>")

    def to_page(self) -> str:
        """返回只有这幅图的一个完整网页，可以存成文件单独打开。"""
        return _PAGE.format(title=html.escape(self.alt), figure=self.to_html())

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self.to_html(),
            "image/png": self.picture,
            "text/plain": f"交互图：{self.alt}",
        }
