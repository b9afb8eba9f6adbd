"""数据的各种故障：结局只有清楚的中文错误或正确的文件两种，缓存里绝不留下错的。"""

from __future__ import annotations

import errno
import gzip
import io
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from mirrors import FILENAMES, GOOD, LOGIN, cached_names

from utils import download, parallel
from utils.text import CorpusError

ROOT = Path(__file__).resolve().parents[1]
NAME = FILENAMES["time_machine"]
LIMIT = 1.5  # 测滴流时的总时限（秒），比每次读取的时限长
GZIP_BOMB = gzip.compress(bytes(2**26))

# ── 服务器的各种坏法 ──


def stall_midway(mirror):
    """送出一半就停顿，连接不断。"""
    mirror.answer(GOOD[: len(GOOD) // 2], length=len(GOOD))
    mirror.released.wait(10)


def drip(mirror, line=b"x"):
    """每隔 0.1 秒送一点，每次都在读取的时限之内，却没有尽头。"""
    while not mirror.released.wait(0.1):
        mirror.wfile.write(line)


def drip_body(mirror):
    """内容慢慢滴流。"""
    mirror.answer(b"", length=len(GOOD))
    drip(mirror)


def drip_headers(mirror):
    """响应头慢慢滴流，内容总也不开始。"""
    mirror.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(mirror)


def cut_chunks(mirror):
    """分块传输，说好的一块没有送完就断开。"""
    mirror.answer(b"ff\r\n" + GOOD[:10], length=-1, Transfer_Encoding="chunked")


def bare_close(mirror):
    """不说长度，送出一半就断开，看起来像是正常结束。"""
    mirror.answer(GOOD[: len(GOOD) // 2], length=-1)


def short_length(mirror):
    """声称的长度比内容短。"""
    mirror.answer(GOOD, length=len(GOOD) - 7)


def not_http(mirror):
    """回答的不是 HTTP。"""
    mirror.wfile.write(b"220 ftp ready\r\n")


def gzip_bomb(mirror):
    """传输时压缩，解开来是 64 MiB。"""
    mirror.answer(GZIP_BOMB, Content_Encoding="gzip")


def bad_gzip(mirror):
    """声称压缩过，其实没有。"""
    mirror.answer(GOOD, Content_Encoding="gzip")


def redirect(location, status=302):
    """转到别处。"""
    return lambda mirror: mirror.answer(b"", status=status, Location=location)


SERVER_FAULTS = {
    "读到一半停顿": (stall_midway, "超时"),
    "内容滴流": (drip_body, f"超时，过了 {LIMIT} 秒还没有下载完"),
    "响应头滴流": (drip_headers, f"超时，过了 {LIMIT} 秒还没有下载完"),
    "分块传输中断": (cut_chunks, "中断"),
    "不说长度就断开": (bare_close, "登录页"),
    "声称的长度太短": (short_length, "登录页"),
    "不是 HTTP": (not_http, "中断"),
    "传输压缩炸弹": (gzip_bomb, "内容超过 32 MiB"),
    "传输压缩坏了": (bad_gzip, "中断"),
    "别的文件": (b"alice was beginning to get very tired\n" * 80, "登录页"),
    "空文件": (b"", "登录页"),
    "服务器出错": (lambda mirror: mirror.answer(LOGIN, status=503), "服务器回答 503"),
    "循环重定向": (redirect("/0"), "重定向没有尽头"),
    "重定向到登录页": (redirect("/2"), "登录页"),
    "重定向到坏地址": (redirect("http://["), "连接失败或中断"),
    "重定向到空主机": (redirect("http://.example/"), "连接失败或中断"),
    "重定向到本机文件": (redirect("file:///etc/passwd"), "连接失败或中断"),
    "重定向却没有去处": (lambda mirror: mirror.answer(b"", status=302), "登录页"),
}


@pytest.fixture(params=SERVER_FAULTS)
def fault(request, mirror, monkeypatch):
    """一种坏法：给出服务器的回答与应有的说明；滴流没有尽头，把总时限缩短。"""
    body, reason = SERVER_FAULTS[request.param]
    monkeypatch.setattr(download, "_MAX_SECONDS", LIMIT if "滴流" in request.param else 60)
    return body, reason


def test_bad_mirror_alone(mirror, fault):
    """只有坏镜像：说得出毛病和该怎么办，缓存里什么也没有。"""
    body, reason = fault
    mirror(body, GOOD, LOGIN, count=1)
    with pytest.raises(download.DownloadError, match=rf"(?s)下载不到 {NAME}.*{reason}.*请从别的机器取得"):
        download.fetch("time_machine")
    assert cached_names() == []


def test_bad_mirror_then_a_good_one(mirror, fault):
    """后面有好镜像：得到正确的文件。"""
    mirror(fault[0], GOOD, LOGIN, count=2)
    assert download.fetch("time_machine").read_bytes() == GOOD
    assert cached_names() == [NAME]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_the_file(mirror, status):
    asked = mirror(redirect("/1", status), redirect("/2", status), GOOD, count=1)
    assert download.fetch("time_machine").read_bytes() == GOOD
    assert asked == [0, 1, 2] and cached_names() == [NAME]


def test_late_answer_does_not_touch_the_cache(mirror, monkeypatch):
    """已经放弃的下载后来才送完，也不会写进缓存。"""
    resume, done = threading.Event(), threading.Event()

    def late(mirror):
        mirror.answer(GOOD[:100], length=len(GOOD))
        resume.wait(10)
        mirror.wfile.write(GOOD[100:])
        done.set()

    monkeypatch.setattr(download, "_MAX_SECONDS", 0.2)
    mirror(late)
    before = set(threading.enumerate())
    with pytest.raises(download.DownloadError, match="超时"):
        download.fetch("time_machine")
    (worker,) = [t for t in set(threading.enumerate()) - before if t.daemon and "work" in t.name]
    resume.set()
    worker.join(10)
    assert done.wait(10) and not worker.is_alive() and cached_names() == []


# ── 磁盘、两个进程、被杀死 ──

CHILD = """
import os, resource, signal, sys
from utils import download
sha1, *urls = sys.argv[1:]
download.CLASSIC_FILES["time_machine"] = download.ClassicFile("timemachine.txt", sha1, tuple(urls))
{first}
try:
    print(download.fetch("time_machine"))
except download.DownloadError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def child(mirror):
    """另一个进程里的下载；返回一个函数，启动它，`first` 是开始下载之前执行的语句。"""
    started = []

    def start(first=""):
        wanted = download.CLASSIC_FILES["time_machine"]
        command = [sys.executable, "-c", CHILD.format(first=first), wanted.sha1, *wanted.urls]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | {"encoding": "utf-8"}
        started.append(subprocess.Popen(command, env=environment, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_two_processes_at_once(mirror, child):
    """服务器等两边都来要了才送，两边各自得到完整的文件。"""
    both = threading.Barrier(2)

    def together(mirror):
        both.wait(30)
        mirror.answer(GOOD)

    asked = mirror(together)
    processes = [child(), child()]
    for process in processes:
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert Path(output.strip()).read_bytes() == GOOD
    assert asked == [0, 0] and cached_names() == [NAME]


def test_one_process_fails_while_the_other_succeeds(mirror, child):
    """同时下载，一边拿到登录页：它报错，不会弄坏另一边的文件。"""
    both, turn = threading.Barrier(2), iter([LOGIN, GOOD])

    def together(mirror):
        body = next(turn)
        both.wait(30)
        mirror.answer(body)

    mirror(together)
    processes = [child(), child()]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 1]
    assert "可能是登录页" in max(errors) and min(errors) == ""
    assert cached_names() == [NAME] and (download.cache_dir() / NAME).read_bytes() == GOOD


def test_another_process_finishes_first(mirror, child):
    """一边写到一半，另一边从头到尾下载好了：临时文件各用各的，先写的那一边也照常完成。"""
    mirror(GOOD)
    process = child("os.fsync = lambda *arguments: (print('写到一半', flush=True), sys.stdin.readline())")
    assert process.stdout.readline() == "写到一半\n" and len(cached_names()) == 1
    assert download.fetch("time_machine").read_bytes() == GOOD
    output, errors = process.communicate("\n", timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert cached_names() == [NAME] and Path(output.strip()).read_bytes() == GOOD


def test_file_size_limit(mirror, child):
    """磁盘写到一半就写不下：错误说的是磁盘，不去试别的镜像，也不留下残缺的文件。"""
    asked = mirror(GOOD, GOOD)
    process = child("resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.search(rf"{NAME}，但缓存文件夹 .*无法写入（超过了允许的文件大小）.*RNN_BOOK_CACHE", errors)
    assert asked == [0] and cached_names() == []


@pytest.mark.parametrize(
    ("code", "reason"), [(errno.ENOSPC, "磁盘满了"), (errno.EDQUOT, "配额"), (errno.EROFS, "只读")]
)
def test_disk_errors_are_in_chinese(mirror, monkeypatch, code, reason):
    asked = mirror(GOOD, GOOD)

    def refuse(descriptor):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(download.DownloadError, match=f"无法写入（.*{reason}.*）。请检查磁盘空间与权限"):
        download.fetch("time_machine")
    assert asked == [0] and cached_names() == []


def test_killed_while_receiving(mirror, child):
    """内容收到一半时被杀死：缓存里什么也没有，下一次照常。"""
    halfway = threading.Event()

    def stall(mirror):
        mirror.answer(GOOD[: len(GOOD) // 2], length=len(GOOD))
        halfway.set()
        mirror.released.wait(30)

    mirror(stall)
    process = child("download._TIMEOUT = (10, 60)")
    assert halfway.wait(30)
    process.kill()
    assert process.wait(30) == -signal.SIGKILL
    assert cached_names() == []
    mirror(GOOD)
    assert download.fetch("time_machine").read_bytes() == GOOD and cached_names() == [NAME]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_killed_while_saving(mirror, child, moment):
    """写缓存时被杀死：留下的临时文件既不会被当成缓存，也不妨碍下一次。"""
    mirror(GOOD)
    process = child(f"os.{moment} = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    (left,) = cached_names()
    assert left.startswith(f"{NAME}.") and left.endswith(".part")
    (download.cache_dir() / left).write_bytes(LOGIN)  # 无论里面是什么
    asked = mirror(GOOD)
    assert download.fetch("time_machine").read_bytes() == GOOD
    assert asked[-1:] == [0] and cached_names() == [NAME, left]


# ── 压缩包的各种坏法 ──

MEMBER, TABLE = "fra-eng/fra.txt", b"Go.\tVa !\nHi.\tSalut !\n"
PAIRS = [(("go", "."), ("va", "!")), (("hi", "."), ("salut", "!"))]
# 各字段在两种文件头里的位置：(本地文件头, 中央目录)
FLAGS, METHOD, CRC, SIZE = (6, 8), (8, 10), (14, 16), (22, 24)


def packed(content=TABLE, member=MEMBER, method=zipfile.ZIP_DEFLATED):
    """只有一个成员的压缩包。"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(member, content)
    return buffer.getvalue()


def patched(archive, field, layout, value):
    """把两种文件头里的同一个字段都改掉。"""
    data = bytearray(archive)
    for header, offset in zip((b"PK\3\4", b"PK\1\2"), field, strict=True):
        struct.pack_into(layout, data, data.rindex(header) + offset, value)
    return bytes(data)


def overwritten(archive, marker, replacement):
    """从标记处起改掉几个字节。"""
    at = archive.rindex(marker)
    return archive[:at] + replacement + archive[at + len(replacement) :]


BROKEN, HUGE = "不是完好的压缩包", "解压后超过 64 MiB"
ZIP_FAULTS = {
    "空文件": (b"", BROKEN),
    "网页": (LOGIN, BROKEN),
    "只有前一半": (packed()[: len(packed()) // 2], BROKEN),
    "中央目录坏": (overwritten(packed(), b"PK\1\2", b"PK\0\0"), BROKEN),
    "本地文件头坏": (overwritten(packed(), b"PK\3\4", b"PK\0\0"), BROKEN),
    "目录的位置不对": (overwritten(packed(), b"PK\5\6", b"PK\5\6" + bytes(8) + b"\xff" * 8), BROKEN),
    "两处文件名不同": (packed().replace(MEMBER.encode(), b"fra-eng/xxx.txt", 1), BROKEN),
    "CRC 错": (patched(packed(), CRC, "<I", 12345), BROKEN),
    "内容改了一个字节": (packed(method=zipfile.ZIP_STORED).replace(b"Va", b"Vb"), BROKEN),
    "压缩数据坏": (overwritten(packed(), MEMBER.encode(), MEMBER.encode() + b"\xff" * 9), BROKEN),
    "加密": (patched(packed(), FLAGS, "<H", 1), BROKEN),
    "不认识的压缩方法": (patched(packed(), METHOD, "<H", 99), BROKEN),
    "LZMA": (packed(method=zipfile.ZIP_LZMA), BROKEN),
    "声明的大小是零": (patched(packed(), SIZE, "<I", 0), BROKEN),
    "声明的大小太小": (patched(packed(), SIZE, "<I", 5), BROKEN),
    "声明的大小极大": (patched(packed(), SIZE, "<I", 2**31), HUGE),
    "压缩包里还是压缩包": (packed(packed(bytes(10**6))), BROKEN),
    "不是 UTF-8": (packed("Go.\tÇa va !\n".encode("latin-1")), BROKEN),
    "上一级文件夹": (packed(member="../" + MEMBER), BROKEN),
    "绕一圈的路径": (packed(member="fra-eng/../" + MEMBER), BROKEN),
    "绝对路径": (packed(member="/" + MEMBER), BROKEN),
    "成员是空的": (packed(b""), "一对句子也没有"),
}


@pytest.fixture
def classic(mirror, tmp_path):
    """让服务器给出任意的压缩包，并当作正确的英法句对读它；读完检查磁盘上没有多出文件。"""

    def load(archive):
        mirror(archive, name="fra_eng", good=archive)
        try:
            return parallel.load_pairs("fra_eng")
        finally:
            assert [p.name for p in tmp_path.rglob("*")] == ["cache", "fra-eng.zip"]

    return load


@pytest.mark.parametrize("fault", ZIP_FAULTS)
def test_zip_faults(classic, fault):
    archive, reason = ZIP_FAULTS[fault]
    with pytest.raises(CorpusError, match=f"{reason}.*请"):
        classic(archive)


@pytest.mark.parametrize(
    "archive",
    [packed(), packed(method=zipfile.ZIP_STORED), patched(packed(), SIZE, "<I", len(TABLE) + 10)],
    ids=["完好", "没有压缩", "声明的大小偏大"],
)
def test_zip_with_the_right_content(classic, archive):
    """内容与 CRC 对得上，就读得出来；声明得大一点也不要紧。"""
    assert classic(archive) == PAIRS


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2], ids=["deflate", "bzip2"])
@pytest.mark.parametrize("claimed", [None, 20], ids=["如实声明", "谎报很小"])
def test_bombs_take_little_memory(classic, method, claimed):
    """解压后是 96 MiB 的零：不论声明多大，都不真的解压出来。"""
    archive = packed(bytes(96 * 2**20), method=method)
    if claimed:
        archive = patched(archive, SIZE, "<I", claimed)
    assert len(archive) < 2**17
    tracemalloc.start()
    try:
        with pytest.raises(CorpusError, match=f"({BROKEN}|{HUGE}).*请删除它"):
            classic(archive)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
