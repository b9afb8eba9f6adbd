"""随书附带的字体：该有的字形都有，换过名字，Matplotlib 用得上。"""

from __future__ import annotations

import sys
from pathlib import Path

import make_font
import prose
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager, ft2font

TEXTS = prose.prose_files()
GB2312_HANZI = 6763


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(make_font.TARGET)


def missing(font: TTFont, characters: str) -> str:
    """字体里没有字形的字符；控制字符不算。"""
    return "".join(sorted(c for c in set(characters) if c.isprintable() and ord(c) not in font.getBestCmap()))


def test_gb2312(font: TTFont):
    characters = make_font.characters()
    hanzi = [c for c in characters if "\u4e00" <= c <= "\u9fff"]
    assert len(hanzi) == GB2312_HANZI
    assert missing(font, "".join(c for c in characters if c.encode("gb2312", "ignore"))) == ""


@pytest.mark.parametrize(
    "characters",
    [
        "".join(map(chr, range(0x20, 0x7F))),
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        "←→↑↓↔⇒⇔",
        "−×÷±·∈∉∀∃∑∏∫√∞≈≠≤≥≪≫⊙⊕⊗∂∇‖∧∨∝",
        "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü",
        "，。；：？！、“”‘’（）《》【】…—␣✓°²³",
    ],
    ids=["ASCII", "希腊字母", "箭头", "数学运算符", "拼音", "标点与杂项"],
)
def test_symbols(font: TTFont, characters: str):
    assert missing(font, characters) == ""


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_character_of_the_book(font: TTFont, path: Path):
    assert missing(font, path.read_text(encoding="utf-8")) == ""


def test_missing_glyphs_are_noticed(font: TTFont):
    assert missing(font, "门\n龘😀") == "龘😀"


def test_renamed(font: TTFont):
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == make_font.FAMILY and names[6] == "RNNBookSans-Regular"
    assert not any("noto" in name.lower() for name in names.values())
    cff = font["CFF "].cff
    top = cff.topDictIndex[0]
    inner = [*cff.fontNames, top.FamilyName, top.FullName, *(part.FontName for part in top.FDArray)]
    assert not any("noto" in name.lower() for name in inner)


def test_licence(font: TTFont):
    licence = (make_font.TARGET.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.startswith(font["CFF "].cff.topDictIndex[0].Notice)
    assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_matplotlib_draws_with_it():
    name = font_manager.FontProperties(fname=make_font.TARGET).get_name()
    assert name == make_font.FAMILY
    face = ft2font.FT2Font(str(make_font.TARGET))
    shapes = set()
    for character in ("门", "0", "A"):
        face.load_char(ord(character))
        vertices, _ = face.get_path()
        assert len(vertices) > 3, character
        shapes.add(vertices.tobytes())
    assert len(shapes) == 3


def test_small_enough():
    assert make_font.TARGET.stat().st_size < 1.6 * 2**20


def test_making_is_deterministic(font: TTFont, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """从成品里裁出几个字，裁两次：字节相同，字符不多不少，名字也换好了。"""
    source = TTFont(make_font.TARGET)
    source["name"].setName("Noto Sans CJK SC", 1, 3, 1, 0x409)
    collection = make_font.TTCollection()
    collection.fonts = [source]
    collection.save(tmp_path / "source.ttc")
    monkeypatch.setattr(make_font, "characters", lambda: "门控 GRU")
    made = [tmp_path / "a.otf", tmp_path / "b.otf"]
    for path in made:
        monkeypatch.setattr(make_font, "TARGET", path)
        make_font.main(str(tmp_path / "source.ttc"))
    assert made[0].read_bytes() == made[1].read_bytes()
    small = TTFont(made[0])
    assert set(map(chr, small.getBestCmap())) == set("门控 GRU")
    assert small["name"].getDebugName(1) == font["name"].getDebugName(1)


def test_usage(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["make_font.py"])
    with pytest.raises(SystemExit, match="NotoSansCJK-Regular.ttc"):
        make_font.command()
