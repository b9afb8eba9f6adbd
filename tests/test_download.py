"""经典文件的缓存与下载：好镜像、坏镜像、断网、坏缓存。"""

import hashlib
import os
import socket
import tempfile

import pytest
from mirrors import GOOD, LOGIN, cached_names, cut, hang, put_in_cache, register

from utils import download, text


@pytest.mark.parametrize(
    "bodies",
    [(GOOD,), (LOGIN, GOOD), (GOOD[:-7], GOOD), (GOOD + b"!", GOOD), (cut, GOOD), (hang, GOOD), (None, GOOD)],
    ids=["第一个就好", "登录页", "少几个字节", "多一个字节", "中途断开", "不回答", "404"],
)
def test_first_good_mirror_wins(mirror, bodies):
    asked = mirror(*bodies, None)
    assert download.fetch("time_machine").read_bytes() == GOOD
    assert asked == list(range(len(bodies)))
    assert cached_names() == ["timemachine.txt"]
    assert text.load_corpus("time_machine") == GOOD.decode()
    assert len(asked) == len(bodies)  # 第二次用缓存，不再下载


@pytest.mark.parametrize(
    ("body", "reason"),
    [(LOGIN, "登录页"), (None, "服务器回答 404"), (cut, "中断"), (hang, "超时"), (GOOD + b"!", "SHA-1")],
    ids=["登录页", "404", "中途断开", "不回答", "多一个字节"],
)
def test_all_mirrors_bad(mirror, body, reason):
    asked = mirror(body, body)
    with pytest.raises(download.DownloadError, match=f"(?s)下载不到 timemachine.txt.*{reason}.*{reason}"):
        download.fetch("time_machine")
    assert asked == [0, 1]
    assert cached_names() == []


def test_offline_says_which_file_goes_where(mirror, monkeypatch):
    with socket.socket() as closed:  # 占住一个没有人监听的端口，连接必然被拒绝
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/timemachine.txt"
        register(monkeypatch, url)
        with pytest.raises(download.DownloadError) as caught:
            download.fetch("time_machine")
    message = str(caught.value)
    for part in ("timemachine.txt", url, hashlib.sha1(GOOD).hexdigest(), str(download.cache_dir()), "放进"):
        assert part in message
    assert cached_names() == []


def test_too_large(mirror, monkeypatch):
    monkeypatch.setattr(download, "_MAX_BYTES", 100)
    mirror(GOOD)
    with pytest.raises(download.DownloadError, match="内容超过"):
        download.fetch("time_machine")
    assert cached_names() == []


def test_interrupted_download_leaves_nothing(mirror, monkeypatch):
    mirror(GOOD)

    def interrupt(descriptor):
        assert len(cached_names()) == 1  # 临时文件正在那里
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        download.fetch("time_machine")
    assert cached_names() == []


def test_read_only_cache_needs_no_network(mirror):
    asked = mirror(GOOD)
    path = put_in_cache(GOOD)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert download.fetch("time_machine") == path
        assert asked == [] and cached_names() == ["timemachine.txt"]
    finally:
        path.parent.chmod(0o755)


def test_wrong_cached_file_is_never_used(mirror):
    asked = mirror(GOOD)
    path = put_in_cache(LOGIN)
    with pytest.raises(download.DownloadError, match="timemachine.txt 不是原来的文件.*请删除它"):
        download.fetch("time_machine")
    assert asked == [] and path.read_bytes() == LOGIN
    path.unlink()
    assert download.fetch("time_machine").read_bytes() == GOOD


def test_folder_in_place_of_the_file(mirror):
    mirror(GOOD)
    (download.cache_dir() / "timemachine.txt").mkdir(parents=True)
    with pytest.raises(download.DownloadError, match="读不出来.*请删除它"):
        download.fetch("time_machine")


def test_downloaded_file_can_be_read_by_others(mirror):
    mirror(GOOD)
    assert download.fetch("time_machine").stat().st_mode & 0o777 == 0o644


def test_cache_folder_not_writable(mirror, monkeypatch):
    mirror(GOOD)

    def refuse(*args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)  # 超级用户不受权限位约束，只好这样模拟
    with pytest.raises(download.DownloadError, match="timemachine.txt，但缓存.*无法写入.*RNN_BOOK_CACHE"):
        download.fetch("time_machine")
    assert cached_names() == []


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
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert download.cache_dir() == tmp_path / "home" / ".cache" / "modern-rnn-book"


def test_list_of_classic_files():
    assert {name: (f.filename, f.sha1) for name, f in download.CLASSIC_FILES.items()} == {
        "time_machine": ("timemachine.txt", "090b5e7e70c295757f55df93cb0a180b9691891a"),
        "fra_eng": ("fra-eng.zip", "94646ad1522d915e7b0f9296181140edcf86a4f5"),
    }
    for file in download.CLASSIC_FILES.values():
        assert len(set(file.urls)) >= 2 and all(url.endswith(f"/{file.filename}") for url in file.urls)
