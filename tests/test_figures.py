"""插图的测试：与画图程序一致，结构规范，只用随主题变化的颜色，文字不出界。"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import draw_figures
import pytest
from svg import COLORS, SANS, Canvas

FIGURES = sorted(draw_figures.FOLDER.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=FIGURES, ids=lambda path: path.stem)
def figure(request) -> str:
    return request.param.read_text(encoding="utf-8")


def width_of(text: str, size: float) -> float:
    """估计一行文字的宽度：全角字占一个字号，其余占六成。"""
    return sum(size if ord(c) > 0x2E00 else 0.6 * size for c in text.replace("\u200b", ""))


def problems(source: str) -> list[str]:
    """一幅插图里的毛病。"""
    root, found = ElementTree.fromstring(source), []
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    if width > 760 or root.get("role") != "img":
        found.append("宽度或 role")
    if not (root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc")):
        found.append("标题或说明")
    background = root.find(f"{SVG}rect")
    if (
        background is None
        or float(background.get("width")) != width
        or "--fig-bg" not in background.get("fill")
    ):
        found.append("底色")
    ids = re.findall(r'\bid="([^"]*)"', source)
    found += [f"重复的 id：{name}" for name in sorted(set(ids)) if ids.count(name) > 1]
    if root.get("font-family") != SANS or not ("Noto Sans CJK SC" in SANS and SANS.endswith("sans-serif")):
        found.append("字体")
    allowed = {f"var(--fig-{name},{value})" for name, value in COLORS.items()} | {"none"}
    found += [c for c in re.findall(r'(?:fill|stroke)="([^"]*)"', source) if c not in allowed]
    for text in root.iter(f"{SVG}text"):
        content, size, x = "".join(text.itertext()), float(text.get("font-size")), float(text.get("x"))
        length = width_of(content, size)
        left = {"start": x, "middle": x - length / 2, "end": x - length}[text.get("text-anchor")]
        if size < 13 or left < 0 or left + length > width or not 0 < float(text.get("y")) < height:
            found.append(f"文字出界或太小：{content}")
    return found


def test_figures_are_up_to_date():
    assert FIGURES and draw_figures.stale() == []


def test_figure_is_well_formed(figure: str):
    assert problems(figure) == []


def test_every_figure_is_used_and_every_used_figure_exists():
    texts = "".join(p.read_text(encoding="utf-8") for p in draw_figures.FOLDER.parent.glob("*.md"))
    assert set(re.findall(r"figures/([\w-]+)\.svg", texts)) == {path.stem for path in FIGURES}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<desc>说明</desc>", ""),
        ("var(--fig-ink,#1f2933)", "#000000"),
        ('x="50"', 'x="390"'),
        ('font-size="15"', 'font-size="9"'),
        ("--fig-bg", "--fig-panel"),
        ("'Noto Sans CJK SC',", ""),
        ("<text ", '<g id="a"/><g id="a"/><text '),
    ],
)
def test_planted_faults_are_found(old, new):
    good = Canvas(400, 100, "标题", "说明").text(50, 40, "文字").render()
    assert problems(good) == [] and old in good
    assert problems(good.replace(old, new, 1)) != []


def test_check_mode_reports_a_changed_file(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(draw_figures, "FOLDER", tmp_path)
    assert draw_figures.main([]) == 0 and draw_figures.main(["--check"]) == 0
    (tmp_path / "gru_cell.svg").write_text("<svg/>", encoding="utf-8")
    assert draw_figures.main(["--check"]) == 1
