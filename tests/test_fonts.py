"""绘图字体的测试：覆盖书里用到的字符，Matplotlib 能用，名字合乎许可证。"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont

import utils
from utils import plotting

ROOT = Path(__file__).resolve().parents[1]
FONTS = Path(utils.__file__).parent / "fonts"


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(FONTS / "RNNBookSans-Regular.otf")


def test_covers_gb2312_hanzi(font):
    hanzi = (
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    missing = [c for c in hanzi if c and ord(c) not in font.getBestCmap()]
    assert missing == []


def test_covers_every_character_of_the_notebooks(font):
    texts = [p.read_text(encoding="utf-8") for p in (ROOT / "notebooks").glob("[0-9][0-9]_*.md")]
    used = {c for text in texts for c in text if unicodedata.category(c)[0] in "LNPS"}
    assert {c for c in used if ord(c) not in font.getBestCmap()} <= {"★", "ᵀ", "̃"}


def test_no_reserved_name_and_licence_is_shipped(font):
    names = [r.toUnicode() for r in font["name"].names if r.nameID in (1, 3, 4, 6)]
    assert names and not any("noto" in name.lower() for name in names)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_matplotlib_draws_chinese_without_warning(recwarn):
    plotting.use_book_style()
    figure, ax = plt.subplots()
    ax.set_title("困惑度与隐状态，时间步 −1")
    figure.canvas.draw()
    plt.close(figure)
    assert [str(w.message) for w in recwarn if "Glyph" in str(w.message)] == []
