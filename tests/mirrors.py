"""本机上的下载镜像，以及坏法各异的内容；测试下载的几个文件共用。"""

from __future__ import annotations

import hashlib
import http.server
import os
import threading
from collections.abc import Callable

import pytest

from utils import download

GOOD = b"the time machine by h g wells\n" * 100
LOGIN = b"<!doctype html><title>please log in</title>"
FILENAMES = {"time_machine": "timemachine.txt", "fra_eng": "fra-eng.zip"}


class Mirror(http.server.BaseHTTPRequestHandler):
    """按编号给出内容：字节串原样送出，None 是 404，函数则由它自己回答。"""

    bodies: tuple[bytes | None | Callable[[Mirror], None], ...] = ()
    asked: list[int]
    released: threading.Event

    def do_GET(self):
        index = int(self.path[1:])
        self.asked.append(index)
        body = self.bodies[index]
        if callable(body):
            body(self)
        elif body is None:
            self.answer(b"", status=404)
        else:
            self.answer(body)

    def answer(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        """送出状态、响应头和内容；`length` 是声称的长度，默认是真的，负数表示不说。"""
        self.send_response(status)
        if length is None or length >= 0:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *args):
        pass


def hang(mirror: Mirror) -> None:
    """不回答。"""
    mirror.released.wait(10)


def cut(mirror: Mirror) -> None:
    """答应了整个文件，只送出一半就断开。"""
    mirror.answer(GOOD[: len(GOOD) // 2], length=len(GOOD))


class QuietServer(http.server.ThreadingHTTPServer):
    """客户端不等了就走，服务器不必报错。"""

    def handle_error(self, *args):
        pass


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """本机上的镜像，缓存在临时文件夹里。

    返回一个函数：登记各个地址给出的内容，前 `count` 个地址是镜像；`good` 是对的内容。
    它的返回值是服务器先后被问过的编号。
    """
    handler = type("Handler", (Mirror,), {"asked": [], "released": threading.Event()})
    server = QuietServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("RNN_BOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "_TIMEOUT", (1, 0.5))

    def serve(*bodies, count=None, name="time_machine", good=GOOD):
        handler.bodies = bodies
        urls = tuple(f"http://127.0.0.1:{server.server_port}/{i}" for i in range(len(bodies)))
        register(monkeypatch, *urls[:count], name=name, good=good)
        return handler.asked

    yield serve
    handler.released.set()
    server.shutdown()
    server.server_close()


def register(monkeypatch, *urls, name="time_machine", good=GOOD):
    """登记一个经典文件：它的地址与 SHA-1。"""
    file = download.ClassicFile(FILENAMES[name], hashlib.sha1(good).hexdigest(), urls)
    monkeypatch.setitem(download.CLASSIC_FILES, name, file)


def put_in_cache(content: bytes):
    """把一份内容放进缓存，冒充《时间机器》。"""
    download.cache_dir().mkdir(parents=True)
    path = download.cache_dir() / FILENAMES["time_machine"]
    path.write_bytes(content)
    return path


def cached_names() -> list[str]:
    """缓存里有哪些文件。"""
    return sorted(os.listdir(download.cache_dir()))
