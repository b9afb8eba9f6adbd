"""全部测试共用的设置：执行环境、公用模块的搜索路径，以及对 nbval 0.11 的修补。"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import zmq
from jupyter_client import KernelManager
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbFile

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["browser", "interactive", "mirrors"]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "book" / "tools")]

import nb  # noqa: E402
import nbpair  # noqa: E402
from tinybook import GOOD  # noqa: E402

# 不比较图片：字体渲染的细节可能因机器而异，图里的数据由单元里的断言检查。
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
_SCRATCH = nbpair.set_environment()  # 与 make run 相同的环境变量；临时文件夹在测试结束时删除
_set_up, _client = IPyNbFile.setup, KernelManager.client


def _set_up_without_images(self):
    """准备一个笔记本的检查，并把图片列入不比较的类型。"""
    self.skip_compare = (*self.skip_compare, *_IMAGES)
    _set_up(self)


def _execute(self, cell_input, allow_stdin=None):
    """执行一个单元并记入历史，这样行末的分号与 `Out[n]` 才和 JupyterLab 里一样。"""
    return self.kc.execute(cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


def _client_without_limit(self, **options):
    """建立内核的客户端，接收队列不设上限，免得输出很多时丢掉“已空闲”的消息。"""
    client = _client(self, **options)
    client.context.setsockopt(zmq.RCVHWM, 0)
    return client


IPyNbFile.setup = _set_up_without_images
RunningKernel.execute_cell_input = _execute
KernelManager.client = _client_without_limit


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """一个文件夹，里面有一对刚生成的笔记本文件和一个假的 utils。"""
    folder = tmp_path_factory.mktemp("template")
    (folder / "00_tiny.md").write_text(GOOD, encoding="utf-8")
    (folder / "utils").mkdir()
    (folder / "utils" / "a.py").write_text("x = 1\n", encoding="utf-8")
    nb.build(folder / "00_tiny.md", folder / "utils")
    return folder


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Path:
    """上述文件夹的一份副本；返回其中 .md 的路径。"""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path / "00_tiny.md"
