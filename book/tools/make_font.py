"""由 Noto Sans CJK SC 裁出绘图用的字体 RNN Book Sans。

用法：python book/tools/make_font.py NotoSansCJK-Regular.ttc

字体文件来自 Debian 的软件包 fonts-noto-cjk。裁剪后只留 GB 2312 的字符与绘图常用的符号。Noto 是商标，
OFL 1.1 又不许改动过的字体使用保留名，因此改名。同样的输入得到同样的字节。
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).resolve().parents[2] / "utils" / "fonts" / "RNNBookSans-Regular.otf"
FAMILY = "RNN Book Sans"
NAMES = {1: FAMILY, 2: "Regular", 3: "RNNBookSans-Regular", 4: f"{FAMILY} Regular", 6: "RNNBookSans-Regular"}
KEPT_NAMES = {0, 5, 13, 14}  # 版权、版本、许可证及其网址
# GB 2312 之外的整块符号；源字体里没有的码位会被略去
BLOCKS = {
    "ASCII": range(0x20, 0x7F),
    "拉丁文补充": range(0xA0, 0x100),
    "标点": range(0x2010, 0x2040),
    "箭头与数学运算符": range(0x2190, 0x2300),
    "几何图形": range(0x25A0, 0x2600),
}
EXTRA = "€␣✓"


def characters() -> str:
    """要保留的字符：GB 2312 的全部字符、`BLOCKS` 与 `EXTRA`。"""
    kept = {chr(code) for block in BLOCKS.values() for code in block} | set(EXTRA)
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                kept.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:  # 这一格没有字符
                continue
    return "".join(sorted(kept))


def rename(font: TTFont) -> None:
    """换掉字体的名字，只留版权与许可证。"""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in KEPT_NAMES and record.langID == 0x409]
    for name_id, value in NAMES.items():
        table.setName(value, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [NAMES[6]]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, NAMES[4]
    for part in top.FDArray:  # 字体内部各分组的名字，形如“原名-分组”
        part.FontName = f"{NAMES[6]}-{part.FontName.rpartition('-')[2]}"


def main(source: str) -> None:
    """裁剪、改名、写出。"""
    fonts = TTCollection(source).fonts
    font = next(f for f in fonts if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=False, notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "BASE"]
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    rename(font)
    font.recalcTimestamp = False
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)
    print(f"写出 {TARGET.name}：{len(font.getGlyphOrder())} 个字形，{TARGET.stat().st_size / 2**20:.2f} MiB")


def command() -> None:
    """命令行入口。"""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])


if __name__ == "__main__":
    command()
