"""把整本书打印成一个带书签的 PDF：singlehtml 构建结果交给 Chromium 打印。

用法：python book/tools/pdf.py [输出文件]。默认写到 book/_build/modern-rnn.pdf。
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "book" / "_build"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FOOTER = (
    '<div style="width:100%;font-size:8px;color:#6b7785;text-align:center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
WORDS = ["现代循环神经网络", "可执行的中文教材", "正文 CC BY 4.0 · 代码 MIT · 数据 CC0"]
COVER = """([title, subtitle, note]) => {
  const cover = document.createElement("section");
  cover.className = "book-cover";
  const add = (tag, text) => cover.appendChild(document.createElement(tag)).textContent = text;
  add("div", title); add("p", subtitle); add("p", note);
  document.querySelector("article").prepend(cover);
}"""
# 单页里各章的标题从三级起：改成一级，书签才分得出章、节与小节。折叠的内容全部展开。
PREPARE = """() => {
  document.documentElement.dataset.theme = "light";
  document.querySelectorAll("details").forEach((node) => { node.open = true; });
  document.querySelectorAll(".toggle-hidden").forEach((node) => node.classList.remove("toggle-hidden"));
  for (const chapter of document.querySelectorAll(".toctree-wrapper > section")) {
    const headings = [...chapter.querySelectorAll("h1, h2, h3, h4, h5, h6")];
    const shift = Number(headings[0].localName[1]) - 1;
    for (const old of headings) {
      const heading = document.createElement(`h${Number(old.localName[1]) - shift}`);
      for (const { name, value } of old.attributes) heading.setAttribute(name, value);
      heading.append(...old.childNodes);
      old.replaceWith(heading);
    }
  }
}"""
TITLES = """() => [...document.querySelectorAll("article :is(h1, h2)")].map((heading) => {
  const copy = heading.cloneNode(true);
  copy.querySelectorAll(".headerlink").forEach((link) => link.remove());
  return copy.textContent;
})"""
STYLE = """
* { animation: none !important; transition: none !important; }
.book-cover { height: 240mm; display: flex; flex-direction: column; justify-content: center; }
.book-cover div { font-size: 30pt; font-weight: 700; margin-bottom: 8mm; }
.book-cover p { font-size: 12pt; color: #52606d; margin: 2mm 0; }
.book-cover { text-align: center; break-after: page; }
.toctree-wrapper > section { break-before: page; }
.toctree-wrapper > .caption { display: none; }
article.bd-article .toctree-wrapper > section > h1 { border: 0; margin-top: 0; font-size: 22pt; }
"""


def build() -> Path:
    """构建 singlehtml，返回首页的路径。"""
    target = BUILD / "singlehtml"
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "--keep-going", "-c", str(ROOT / "book")]
    subprocess.run([*sphinx, "-b", "singlehtml", str(ROOT / "notebooks"), str(target)], check=True)
    return target / "index.html"


def font_style() -> str:
    """随书附带的中文字体，供没有中文字体的机器打印时使用。"""
    fonts = sorted((ROOT / "utils" / "fonts").glob("*.[ot]tf"))
    faces = [f'@font-face {{ font-family: "book-cjk"; src: url("{f.as_uri()}"); }}' for f in fonts[:1]]
    base = (
        "html[data-theme] { --pst-font-family-base: system-ui, 'Noto Sans CJK SC', 'book-cjk', sans-serif; }"
    )
    return "\n".join([*faces, base] if faces else [])


def print_page(chromium: Browser, page_path: Path, output: Path) -> list[str]:
    """用已经启动的 Chromium 把单页打印成 PDF，返回书里应当成为书签的标题（章与节）。"""
    page = chromium.new_page(color_scheme="light", locale="zh-CN")
    page.goto(page_path.as_uri(), wait_until="load")
    page.add_style_tag(content=STYLE + font_style())
    page.evaluate(COVER, WORDS)
    page.evaluate(PREPARE)
    page.evaluate("document.fonts.ready")
    titles = page.evaluate(TITLES)
    page.pdf(
        path=output,
        format="A4",
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        margin={"top": "18mm", "bottom": "18mm", "left": "17mm", "right": "17mm"},
    )
    page.close()
    return titles


def print_pdf(page_path: Path, output: Path) -> list[str]:
    """启动 Chromium，把单页打印成 PDF；返回值同 `print_page`。"""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        sys.exit("没有找到 Chromium。Debian 或 Ubuntu：sudo apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        titles = print_page(chromium, page_path, output)
        chromium.close()
    return titles


def bookmarks(pdf: bytes) -> list[str]:
    """读出 PDF 的书签标题（Chromium 把它们写成未压缩的字符串）。"""
    found = []
    for hexa, text in re.findall(rb"/Title\s*(?:<([0-9A-Fa-f\s]*)>|\(((?:\\.|[^\\)])*)\))", pdf, re.DOTALL):
        raw = bytes.fromhex(hexa.decode()) if hexa else re.sub(rb"\\(.)", rb"\1", text, flags=re.DOTALL)
        found.append(raw.decode("utf-16") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1"))
    return found


def missing_bookmarks(titles: list[str], pdf: bytes) -> list[str]:
    """没有书签的标题；同名的标题（例如各章的“练习”）要有同样多的书签。"""
    spare = Counter(map(plain, bookmarks(pdf)))
    missing = []
    for title in titles:
        spare[plain(title)] -= 1
        if spare[plain(title)] < 0:
            missing.append(title)
    return missing


def main() -> None:
    """构建、打印并检查书签；缺少书签时以非零状态退出。"""
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILD / "modern-rnn.pdf"
    output.parent.mkdir(parents=True, exist_ok=True)
    titles = print_pdf(build(), output)
    missing = missing_bookmarks(titles, output.read_bytes())
    if missing or not titles:
        sys.exit(f"PDF 缺少书签：{json.dumps(missing, ensure_ascii=False)}")
    size = output.stat().st_size / 1e6
    print(f"已写出 {output.name}：{size:.1f} MB，{len(titles)} 个标题都有书签。")


def plain(text: str) -> str:
    """去掉空白，便于比较。"""
    return re.sub(r"\s+", "", text)


if __name__ == "__main__":
    main()
