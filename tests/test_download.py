"""经典文件的缓存与下载：好镜像、坏镜像、断网、坏缓存。"""

import functools
import hashlib
import http.server
import os
import threading

import pytest

from utils import download, text

GOOD = b"the time machine by h g wells\n" * 100
LOGIN = b"<!doctype html><title>please log in</title>"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """本机上的镜像；返回一个函数，用来登记各个镜像给出的内容。"""
    root = tmp_path / "mirror"
    root.mkdir()
    handler = functools.partial(Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "_TIMEOUT", (1, 1))

    def serve(*bodies):
        urls = []
        for i, body in enumerate(bodies):
            if body is not None:
                (root / str(i)).write_bytes(body)
            urls.append(f"http://127.0.0.1:{server.server_port}/{i}")
        file = download.ClassicFile("timemachine.txt", hashlib.sha1(GOOD).hexdigest(), tuple(urls))
        monkeypatch.setitem(download.CLASSIC_FILES, "time_machine", file)

    yield serve
    server.shutdown()
    server.server_close()


def cached_names():
    return sorted(os.listdir(download.cache_dir()))


@pytest.mark.parametrize(
    "bodies",
    [(GOOD,), (LOGIN, GOOD), (GOOD[:-7], GOOD), (None, GOOD)],
    ids=["第一个就好", "登录页", "截断", "404"],
)
def test_good_mirror_wins(mirror, bodies):
    mirror(*bodies)
    assert download.fetch("time_machine").read_bytes() == GOOD
    assert cached_names() == ["timemachine.txt"]
    assert text.load_corpus("time_machine") == GOOD.decode()


@pytest.mark.parametrize(
    "bodies", [(LOGIN,), (None, None), (GOOD + b"!",)], ids=["登录页", "404", "多一个字节"]
)
def test_all_mirrors_bad(mirror, bodies):
    mirror(*bodies)
    with pytest.raises(download.DownloadError, match=r"(?s)下载不到 timemachine.txt.*放进文件夹"):
        download.fetch("time_machine")
    assert cached_names() == []


def test_too_large(mirror, monkeypatch):
    monkeypatch.setattr(download, "_MAX_BYTES", 100)
    mirror(GOOD)
    with pytest.raises(download.DownloadError, match="下载不到"):
        download.fetch("time_machine")
    assert cached_names() == []


def test_cached_file_needs_no_network(mirror):
    mirror(None)
    download.cache_dir().mkdir(parents=True)
    (download.cache_dir() / "timemachine.txt").write_bytes(GOOD)
    assert download.fetch("time_machine").read_bytes() == GOOD


def test_wrong_cached_file_is_never_used(mirror):
    mirror(GOOD)
    download.cache_dir().mkdir(parents=True)
    (download.cache_dir() / "timemachine.txt").write_bytes(LOGIN)
    with pytest.raises(download.DownloadError, match="请删除它"):
        download.fetch("time_machine")


def test_unusable_cache_folder(mirror, monkeypatch, tmp_path):
    mirror(GOOD)
    (tmp_path / "file").write_text("这里是文件，不是文件夹")
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(download.DownloadError, match="RNN_BOOK_CACHE"):
        download.fetch("time_machine")


def test_unknown_name():
    with pytest.raises(download.DownloadError, match="time_machine、fra_eng"):
        download.fetch("time-machine")


def test_default_cache_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("RNN_BOOK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert download.cache_dir() == tmp_path / "modern-rnn-book"
    assert all(url.endswith(f.filename) for f in download.CLASSIC_FILES.values() for url in f.urls)
