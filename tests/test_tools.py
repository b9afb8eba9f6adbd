"""笔记本工具 book/tools/nb.py、utils/chapters.py 与 nbval 修补的测试，都在临时文件夹里的小笔记本上进行。"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nb
import nbcheck
import nbformat
import nbtimes
import pytest
from nbpair import ROOT, chapters, read_text, source_hash
from tinybook import CODE, GOOD, HEADER

from utils.chapters import load_path


def found(path: Path) -> str:
    return "\n".join(nbcheck.problems(path, path.parent / "utils"))


def test_build_is_clean_and_repeatable(pair: Path):
    target = pair.with_suffix(".ipynb")
    first = target.read_bytes()
    assert found(pair) == "" and "42" in nbformat.read(target, 4).cells[2].outputs[0].text
    nb.build(pair, pair.parent / "utils")
    assert target.read_bytes() == first
    assert not list(pair.parent.glob("*.part"))


def test_failing_cell_keeps_the_old_file(pair: Path):
    target = pair.with_suffix(".ipynb")
    before = target.read_bytes()
    pair.write_text(HEADER + CODE % ("export", "a = 1\nb = a / 0\nc = 2"), encoding="utf-8")
    line = 1 + pair.read_text(encoding="utf-8").splitlines().index("b = a / 0")
    with pytest.raises(
        nb.NotebookError, match=rf"第 {line} 行（第 2 个单元的第 2 行）[\s\S]*ZeroDivisionError"
    ):
        nb.build(pair, pair.parent / "utils")
    assert target.read_bytes() == before


@pytest.mark.parametrize("suffix", [".py", ".txt"])
def test_changed_utils_make_outputs_stale(pair: Path, suffix: str):
    deep = pair.parent / "utils" / "deep"
    deep.mkdir()
    (deep / f"b{suffix}").write_text("y\n", encoding="utf-8")
    assert "已过期" in found(pair)


def test_changed_bundles_make_outputs_stale_but_their_sources_do_not(pair: Path):
    for folder in ("interactive/src/core", "interactive/bundles"):
        target = pair.parent / "utils" / folder
        target.mkdir(parents=True)
        (target / "a.js").write_text("1;\n", encoding="utf-8")
        assert ("已过期" in found(pair)) == folder.endswith("bundles")


def test_the_training_command_makes_only_its_users_stale(pair: Path):
    command = pair.parent / "utils" / "train" / "run.py"
    command.parent.mkdir()
    uses = "utils.training.History", "from utils.train import load_run", "from utils import text, train"
    for use in uses:
        notebook = read_text(pair)
        notebook.cells[-1] = nbformat.v4.new_code_cell(use)
        hashes = set()
        for content in ("1\n", "2\n"):
            command.write_text(content, encoding="utf-8")
            hashes.add(source_hash(notebook, pair.parent / "utils"))
        assert len(hashes) == (1 if "training" in use else 2), use


def test_missing_notebook_is_reported(pair: Path):
    pair.with_suffix(".ipynb").unlink()
    assert "缺少 00_tiny.ipynb" in found(pair)


def test_changed_text_is_reported(pair: Path):
    pair.write_text(GOOD.replace("一段文字", "另一段文字"), encoding="utf-8")
    assert "输入不同（从第 1 个单元起）" in found(pair) and "make run" in found(pair)


def test_changed_tags_are_reported(pair: Path):
    pair.write_text(GOOD.replace("[export]", "[export, hide-input]"), encoding="utf-8")
    assert "输入不同（从第 2 个单元起）" in found(pair)


def test_unusual_spelling_of_the_text_is_reported_and_fixed(pair: Path):
    pair.write_text(GOOD.replace("一段文字。\n", "一段文字。\n\n\n\n"), encoding="utf-8")
    assert "不是规范写法" in found(pair)
    assert nb.run_format([pair]) == 0 and pair.read_text(encoding="utf-8") == GOOD


def stderr(book):
    book.cells[2].outputs = [nbformat.v4.new_output("stream", name="stderr", text="oops")]


def printed(text: str):
    def plant(book):
        book.cells[2].outputs[0].text = text

    return plant


FAULTS = {
    "标准错误": stderr,
    "内存地址": printed("<object at 0x7f12ab34cd56>"),
    "绝对路径": printed("saved to " + "/".join(["", "home", "me", "x.txt"])),
    "警告": printed("FutureWarning: soon gone"),
    "进度条": printed(" 50%|#####     | 5/10"),
    "异常": lambda book: book.cells[2].outputs.append(
        nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
    ),
    "执行序号": lambda book: book.cells[2].update(execution_count=None),
    "第 2 个单元：有多余的元数据 scrolled": lambda book: book.cells[1].metadata.update(scrolled=True),
    "有多余的元数据 widgets": lambda book: book.metadata.update(widgets={}),
}


@pytest.mark.parametrize("message", FAULTS)
def test_check_catches_each_planted_fault(pair: Path, message: str):
    target = pair.with_suffix(".ipynb")
    book = nbformat.read(target, 4)
    FAULTS[message](book)
    nbformat.write(book, target)
    assert message in found(pair)


def test_unknown_chapter_is_named_in_the_error(pair: Path):
    with pytest.raises(FileNotFoundError, match="没有 07_magic 这一章。现有的章：00_tiny"):
        chapters(["07_magic"], pair.parent)
    assert chapters(["00_tiny"], pair.parent) == chapters([], pair.parent) == [pair]


def test_readme_table_needs_both_markers(tmp_path: Path, pair: Path):
    readme = tmp_path / "README.md"
    solutions = pair.with_stem("00_tiny_solutions")  # 解答页不进表
    table = nbtimes.chapter_table([pair, solutions], {"00_tiny": 3})
    assert table.splitlines()[2:] == ["| 0 | [小笔记本](notebooks/00_tiny.ipynb) | 5 分钟 | 3 秒 |"]
    assert nbtimes.chapter_table([pair], {}).endswith("| 5 分钟 | 未测量 |")
    readme.write_text(
        "甲\n<!-- 章节表：由 make times 生成 -->\n旧\n<!-- 章节表结束 -->\n乙\n", encoding="utf-8"
    )
    assert nbtimes.update_readme(readme, table) and nbtimes.update_readme(readme, table)
    text = readme.read_text(encoding="utf-8")
    assert (
        text.count("小笔记本") == 1 and "旧" not in text and text.startswith("甲\n") and text.endswith("乙\n")
    )
    readme.write_text("没有标记\n", encoding="utf-8")
    assert not nbtimes.update_readme(readme, table) and readme.read_text(encoding="utf-8") == "没有标记\n"


def test_chapters_run_exported_cells_with_true_line_numbers(pair: Path):
    module = load_path(pair)
    assert module.double(4) == 8
    line = 1 + pair.read_text(encoding="utf-8").splitlines().index("def double(x):")
    assert module.double.__code__.co_firstlineno == line and module.double.__code__.co_filename == str(pair)
    pair.write_text(GOOD.replace("[export]", "[remove-input]"), encoding="utf-8")
    with pytest.raises(ValueError, match="没有标 export"):
        load_path(pair)


def test_metadata_survives_opening_and_saving_in_jupyterlab(pair: Path):
    """用 JupyterLab 所用的内容管理器打开再保存：.md 一字不差，.ipynb 仍通过检查。"""
    from jupyter_server.services.contents.largefilemanager import LargeFileManager
    from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

    code = "---\nmystnb:\n  image:\n    alt: 一张图。\ntags: [nbval-check-output]\n---\nprint(1)"
    pair.write_text(HEADER + f"\n```{{code-cell}} ipython3\n{code}\n```\n", encoding="utf-8")
    nb.build(pair, pair.parent / "utils")
    shutil.copy(ROOT / "pyproject.toml", pair.parent)
    os.utime(pair, (0, 0))  # .ipynb 比 .md 新得多，这正是 make run 之后的情形
    text = pair.read_bytes()
    manager = build_sync_jupytext_contents_manager_class(LargeFileManager)(root_dir=str(pair.parent))
    manager.save(manager.get("00_tiny.ipynb"), "00_tiny.ipynb")
    assert pair.read_bytes() == text and found(pair) == ""
    assert read_text(pair).cells[1].metadata.mystnb.image.alt == "一张图。"


def test_timing_cells_keep_their_outputs_until_the_code_changes(pair: Path):
    def build(code: str) -> str:
        pair.write_text(HEADER + CODE % ("timing", code), encoding="utf-8")
        nb.build(pair, pair.parent / "utils")
        return nbformat.read(pair.with_suffix(".ipynb"), 4).cells[-1].outputs[0].text

    clock = "import time\nprint(time.perf_counter_ns())"
    first = build(clock)
    assert build(clock) == first
    assert build(clock + "  # 改动") != first
