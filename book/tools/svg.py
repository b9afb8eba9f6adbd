"""画插图用的小画布：矩形、箭头、运算符与带下标的符号，写成随明暗主题变色的 SVG。"""

from __future__ import annotations

import re
from html import escape

# 颜色都是 CSS 变量，网页按主题给值；单独打开时用括号里的浅色值
COLORS = {
    "bg": "#ffffff",
    "ink": "#1f2933",
    "muted": "#6b7785",
    "line": "#9aa5b1",
    "panel": "#f3f5f8",
    "blue": "#0072b2",
    "orange": "#d55e00",
    "green": "#009e73",
    "purple": "#aa4499",
    "sky": "#56b4e9",
    "yellow": "#e69f00",
}
SANS = "'PingFang SC','Hiragino Sans GB','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif"
SERIF = "'STIX Two Text','Times New Roman',Times,'Noto Serif CJK SC',serif"
_SYMBOL = re.compile(r"([A-Za-zσ]\u0303?)_\{([^}]*)\}")


def color(name: str) -> str:
    """颜色名换成 CSS 变量的写法；`none` 原样返回。"""
    return name if name == "none" else f"var(--fig-{name},{COLORS[name]})"


def _symbol(base: str, index: str, size: int) -> str:
    """斜体的符号加下标（字母斜、数字正）；末尾的零宽字符把基线移回来。"""
    italic = f'font-family="{SERIF}" font-style="italic"'
    letters, digits = re.fullmatch(r"([a-z]*)(.*)", index.replace("-", "−")).groups()
    pieces = [(letters, italic), (digits, f'font-family="{SERIF}"')]
    small, lowered = max(12, round(size * 0.76)), ' dy="4"'
    for piece, style in pieces:
        if piece:
            base += f'</tspan><tspan {style} font-size="{small}"{lowered}>{piece}'
            lowered = ""
    return f'<tspan {italic}>{base}</tspan><tspan dy="-4">\u200b</tspan>'


class Canvas:
    """一张插图；各方法按调用次序叠放，返回自身以便连写。"""

    def __init__(self, width: int, height: int, title: str, desc: str):
        """参数：宽与高（像素）；`title`、`desc` 为给读屏软件的标题与说明。"""
        self.size, self.title, self.desc, self.parts, self.opacity = (width, height), title, desc, [], 1.0

    def add(self, tag: str, body: str = "", **attributes) -> Canvas:
        """加一个元素；属性名里的下划线换成连字符。"""
        if self.opacity < 1:
            attributes["opacity"] = self.opacity
        text = " ".join(f'{key.replace("_", "-")}="{value}"' for key, value in attributes.items())
        self.parts.append(f"<{tag} {text}>{body}</{tag}>" if body else f"<{tag} {text}/>")
        return self

    def rect(self, x, y, w, h, fill="panel", stroke="line", radius=6, **more) -> Canvas:
        """圆角矩形。"""
        return self.add(
            "rect", x=x, y=y, width=w, height=h, rx=radius, fill=color(fill), stroke=color(stroke), **more
        )

    def text(self, x, y, content, size=15, anchor="middle", fill="ink", weight="normal") -> Canvas:
        """一行文字；`H_{t-1}` 这样的写法排成斜体的符号加下标。"""
        body = _SYMBOL.sub(lambda m: _symbol(m[1], m[2], size), escape(content, quote=False))
        return self.add(
            "text", body, x=x, y=y, font_size=size, text_anchor=anchor, fill=color(fill), font_weight=weight
        )

    def line(self, *points, stroke="ink", width=1.6, arrow=False, dash=None) -> Canvas:
        """折线；`arrow` 为真时末端画箭头。"""
        more = {"stroke_dasharray": dash} if dash else {}
        path = "M" + " L".join(f"{x} {y}" for x, y in points)
        self.add("path", d=path, fill="none", stroke=color(stroke), stroke_width=width, **more)
        return self._head(points[-2], points[-1], stroke) if arrow else self

    def _head(self, start, end, fill) -> Canvas:
        """在 `end` 画一个沿 `start` → `end` 方向的箭头。"""
        (x0, y0), (x, y) = start, end
        length = ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
        ux, uy = (x - x0) / length, (y - y0) / length
        corners = [(x, y), (x - 9 * ux - 4.5 * uy, y - 9 * uy + 4.5 * ux)]
        corners.append((x - 9 * ux + 4.5 * uy, y - 9 * uy - 4.5 * ux))
        return self.add("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), fill=color(fill))

    def op(self, x, y, symbol, stroke="ink") -> Canvas:
        """圆圈里的运算符。"""
        self.add("circle", cx=x, cy=y, r=13, fill=color("bg"), stroke=color(stroke), stroke_width=1.6)
        return self.text(x, y + 5, symbol, size=15, fill=stroke)

    def dot(self, x, y, fill="ink") -> Canvas:
        """分叉点。"""
        return self.add("circle", cx=x, cy=y, r=3.4, fill=color(fill))

    def scissors(self, x, y, stroke="orange") -> Canvas:
        """剪刀：刀口在 (x, y)，朝上剪。"""
        for side in (-1, 1):
            self.line((x + 5 * side, y + 20), (x - 4 * side, y - 2), stroke=stroke, width=2.4)
            ring = {"cx": x + 7 * side, "cy": y + 24, "r": 4.4, "fill": color("bg"), "stroke": color(stroke)}
            self.add("circle", **ring, stroke_width=2.2)
        return self

    def layer(self, x, y, label, fill="panel", stroke="blue") -> Canvas:
        """带激活函数的全连接层：宽 64、高 40，左上角在 (x, y)。"""
        self.rect(x, y, 64, 40, fill=fill, stroke=stroke, stroke_width=1.8)
        return self.text(x + 32, y + 25, label, size=16, fill=stroke, weight="bold")

    def cell(self, x, y, letter, fill="panel", stroke="line", size=24) -> Canvas:
        """字符带里的一格。"""
        self.rect(x, y, size, size, fill=fill, stroke=stroke, radius=3)
        return self.text(x + size / 2, y + size * 0.7, "␣" if letter == " " else letter, size=15)

    def render(self) -> str:
        """整张图的 SVG 文本。"""
        width, height = self.size
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" font-family="{SANS}">'
        )
        back = f'<rect width="{width}" height="{height}" rx="8" fill="{color("bg")}"/>'
        lines = [head, f"<title>{escape(self.title)}</title>", f"<desc>{escape(self.desc)}</desc>", back]
        return "\n".join([*lines, *self.parts, "</svg>"]) + "\n"
