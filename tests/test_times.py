"""各章用时：阅读的估算、README 的表，以及各章写的分钟数。"""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbtimes
import pytest
from browser import SITE
from nbpair import NOTEBOOKS, ROOT, chapters
from reading import reading_minutes
from tinybook import CODE, HEADER

TOLERANCE = 5  # 分钟
PATHS = [path for path in chapters() if nbtimes.is_chapter(path)]
SECONDS = json.loads(nbtimes.TIMES.read_text(encoding="utf-8"))["chapters"]
TABLE = nbtimes.chapter_table(PATHS, SECONDS)


def estimate(folder: Path, body: str) -> int:
    path = folder / "00_made.md"
    path.write_text(HEADER + body, encoding="utf-8")
    return reading_minutes(path)


def test_reading_time_counts_text_code_formulas_and_figures(tmp_path):
    assert estimate(tmp_path, "") == 5
    assert estimate(tmp_path, "字" * 3500) == 10
    assert estimate(tmp_path, CODE % ("export", "x = 1\n\n" * 300)) == 10  # 空行不算
    assert estimate(tmp_path, "\n\n$$\nx\n$$\n" * 40) == 20
    assert estimate(tmp_path, "\n\n:::{figure} a.svg\n:alt: " + "字" * 3500 + "\n:::\n" * 20) == 5
    assert estimate(tmp_path, "\n\n:::{figure} a.svg\n图。\n:::\n" * 20) == 10


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_minutes_in_the_chapter_agree_with_the_estimate(path):
    (written,) = re.findall(r"阅读约 (\d+) 分钟", path.read_text(encoding="utf-8"))
    estimated = reading_minutes(path)
    assert abs(int(written) - estimated) <= TOLERANCE, f"{path.name} 写的是 {written}，估算是 {estimated}"


def test_readme_table_is_up_to_date():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert TABLE in readme, "README 的章节表过时了，请运行 .venv/bin/python book/tools/nbtimes.py"


def test_solutions_are_recorded_apart():
    paths = [NOTEBOOKS / "01_gru.md", NOTEBOOKS / "01_gru_solutions.md"]
    found = nbtimes.record(paths, {"01_gru": 60, "01_gru_solutions": 5})
    assert found["chapters"] == {"01_gru": 60} and found["solutions"] == {"01_gru_solutions": 5}


@pytest.mark.browser
def test_home_page_shows_the_same_times():
    html = (SITE / "index.html").read_text(encoding="utf-8")
    table = html.split('<table class="run-times')[1].split("</table>")[0]
    shown = [re.sub(r"<[^>]+>|\s", " ", row).split()[-4:] for row in table.split("<tr")[2:]]
    assert shown == [re.sub(r"[|]", " ", row).split()[-4:] for row in TABLE.splitlines()[2:]]
