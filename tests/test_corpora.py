"""随书语料的测试：与 README 所述相符，两张表能由脚本逐字节重新生成。"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import utils
from utils import text

CORPORA = Path(utils.__file__).parent / "corpora"


def rows(name: str) -> list[list[str]]:
    with (CORPORA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_time_traveller():
    story = text.load_corpus("time_traveller")
    assert len(story) == 74_806 and story.isascii()
    assert text.normalize_english(story).count("time traveller") >= 266
    assert text.normalize_english(story)[:10_000].count("time traveller") >= 37


def test_polyphone_columns():
    table = rows("polyphone.tsv")
    assert len(table) == 3_189
    for sentence, index, reading, side, _group in table:
        assert 0 <= int(index) < len(sentence)
        assert reading[:-1].isalpha() and reading[-1].isdigit() and side in {"L", "R", "B"}


def test_en_zh_columns():
    table = rows("en_zh.tsv")
    assert len(table) == 5_142 and len({english for english, _ in table}) == 4_131
    assert max(len(english.split()) for english, _ in table) <= 11


@pytest.mark.parametrize(
    ("script", "table"),
    [("make_polyphone.py", "polyphone.tsv"), ("en_zh/make_en_zh.py", "en_zh.tsv")],
)
def test_tables_are_reproducible(tmp_path, script, table):
    shutil.copytree(CORPORA / "make", tmp_path / "make")
    target = tmp_path / table
    subprocess.run(
        [sys.executable, str(tmp_path / "make" / script), str(target)], check=True, capture_output=True
    )
    assert target.read_bytes() == (CORPORA / table).read_bytes()
