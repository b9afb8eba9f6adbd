"""文本笔记本（.md）与执行过的笔记本（.ipynb）这一对文件：读取、定位、指纹与执行环境。"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
NUM_THREADS = 1  # 书中的模型很小，多线程几乎不加快，机器忙时反而慢得多
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
# jupytext 一项与 JupyterLab 保存时写进去的相同，因此打开再保存不会改动文件。
NOTEBOOK_METADATA = {
    "jupytext": {"default_lexer": "ipython3"},
    "kernelspec": KERNEL,
    "language_info": LANGUAGE,
}
CELL_METADATA = ("tags", "mystnb")
# 执行笔记本时固定的环境变量，使输出不取决于谁在哪个终端里运行；nbval 也用这一份。
ENVIRONMENT = {
    "OMP_NUM_THREADS": str(NUM_THREADS),
    "MKL_NUM_THREADS": str(NUM_THREADS),
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "default",
    "TQDM_DISABLE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_UTILS_SUFFIXES = {".py", ".txt", ".tsv", ".otf", ".ttf"}
_TRAIN = r"\butils\.train\b|from utils import [^\n]*\btrain\b"
_BUNDLES = "interactive/bundles/*.js"  # 交互图打包好的脚本会写进输出；它们的源码（src）不直接影响输出


def set_environment() -> tempfile.TemporaryDirectory:
    """设好执行笔记本所用的环境变量；Matplotlib 与 IPython 的配置放进一个临时文件夹。

    返回：临时文件夹，调用者须一直持有它，直到执行结束。
    """
    scratch = tempfile.TemporaryDirectory(prefix="notebooks-")
    os.environ.update(ENVIRONMENT)
    if os.environ.get("BOOK_SCRATCH"):  # 由另一个已经设好环境的进程启动
        return scratch
    os.environ["BOOK_SCRATCH"] = scratch.name
    os.environ["MPLCONFIGDIR"] = os.path.join(scratch.name, "matplotlib")
    os.environ["IPYTHONDIR"] = os.path.join(scratch.name, "ipython")
    # 先建好字体缓存，免得“正在建立字体缓存”的提示混进笔记本的输出。
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True, capture_output=True)
    return scratch


def chapters(names: list[str] | None = None, folder: Path = NOTEBOOKS) -> list[Path]:
    """找出要处理的文本笔记本。

    参数：`names` 为章名（`01_gru`）或路径，空则取 `folder` 里的全部章节。
    返回：已存在的 .md 文件的路径，按名字排序。
    异常：`FileNotFoundError`，没有这一章。
    """
    found = [folder / f"{Path(name).stem}.md" for name in names or []]
    found = found or sorted(folder.glob("[0-9][0-9]_*.md"))
    for path in found:
        if not path.is_file():
            have = "、".join(p.stem for p in sorted(folder.glob("[0-9][0-9]_*.md")))
            raise FileNotFoundError(f"没有 {path.stem} 这一章。现有的章：{have or '无'}。")
    return found


def is_solution(path: Path) -> bool:
    """一个笔记本是不是解答页（文件名以 `_solutions` 结尾）。"""
    return path.stem.endswith("_solutions")


def read_text(path: Path) -> NotebookNode:
    """把文本笔记本读成尚未执行的笔记本；单元编号由内容算出，因此每次都相同。

    参数：`path` 为 .md 文件。返回：笔记本，元数据只留本书允许的几项。
    """
    notebook = jupytext.read(path, fmt="md:myst")
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        cell.metadata = nbformat.from_dict({k: cell.metadata[k] for k in CELL_METADATA if k in cell.metadata})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    return notebook


def cell_key(cell: NotebookNode) -> tuple[str, str, str]:
    """一个单元的输入：类型、源码与允许的元数据；两个单元的键相等就算输入相同。"""
    metadata = {k: cell.metadata[k] for k in CELL_METADATA if k in cell.metadata}
    return cell.cell_type, cell.source, json.dumps(metadata, sort_keys=True, ensure_ascii=False)


def source_hash(notebook: NotebookNode, utils: Path = ROOT / "utils") -> str:
    """输出所依赖的全部来源的指纹：各单元的输入，以及 `utils` 里的代码、语料、字体与交互图的脚本。

    训练命令（`utils.train`）不算：笔记本不用它，用了才算。
    参数：`notebook` 为 `read_text` 的结果；`utils` 为公用代码所在的文件夹。
    返回：16 位十六进制字符串。
    """
    digest = hashlib.sha256()
    for cell in notebook.cells:
        digest.update("\0".join((*cell_key(cell), "")).encode())
    sources = {p for p in utils.rglob("*") if p.suffix in _UTILS_SUFFIXES} | set(utils.glob(_BUNDLES))
    if not any(re.search(_TRAIN, cell.source) for cell in notebook.cells if cell.cell_type == "code"):
        sources -= set((utils / "train").rglob("*"))
    for path in sorted(sources):
        digest.update(path.relative_to(utils).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def title_of(notebook: NotebookNode) -> str:
    """取出笔记本的标题，也就是第一个一级标题的文字；没有标题则为空串。"""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (match := re.search(r"^# (.+)$", cell.source, re.MULTILINE)):
            return match[1].strip()
    return ""


def write_text(path: Path, text: str) -> None:
    """先写到临时名字，再改名，免得中途停下时留下半个文件。"""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
