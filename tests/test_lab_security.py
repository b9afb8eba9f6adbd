"""make lab 的服务器：只听本机，要口令，不理会别的网站（跨站请求与 DNS 重绑定）。"""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlsplit

import psutil
import pytest
from labserver import recipe, running_lab

EVIL = "http://evil.example"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
PRIVATE = ("api/contents", "api/kernels", "api/sessions", "api/terminals", "api/status", "files/a.txt")


class Lab:
    """一个运行中的服务器：地址、口令、进程号，浏览器登录之后的 cookie，与一个内核。"""

    def __init__(self, url: str, token: str, pid: int):
        self.host, self.token, self.server = urlsplit(url).netloc, token, psutil.Process(pid)
        self.allowed = {"Authorization": f"token {token}"}
        cookies = self.ask("GET", f"lab?token={token}")[1].get_all("Set-Cookie")
        self.cookie = {"Cookie": "; ".join(cookie.partition(";")[0] for cookie in cookies)}
        self.kernel = json.loads(self.ask("POST", "api/kernels", self.allowed)[2])["id"]

    def ask(self, method: str, path: str, headers: dict | None = None):
        """发一个请求，不跟随跳转；返回 (状态码, 头, 正文)。"""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, f"/{path}", headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, b"" if answer.status == 101 else answer.read()
        finally:
            connection.close()

    def status(self, method: str, path: str, headers: dict | None = None) -> int:
        """只要状态码。"""
        return self.ask(method, path, headers)[0]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """用 make lab 的命令启动的服务器；口令是它自己生成的。"""
    home = tmp_path_factory.mktemp("lab")
    (home / "notebooks").mkdir()
    (home / "notebooks" / "a.txt").write_text("甲", "utf-8")
    with running_lab(home, home / "notebooks") as (url, token):
        (record,) = (home / "runtime").glob("jpserver-*.json")
        yield Lab(url, token, json.loads(record.read_text("utf-8"))["pid"])


def listening(process: psutil.Process) -> set[str]:
    """一个进程在哪些地址上监听。"""
    found = process.net_connections("inet")
    return {c.laddr.ip for c in found if c.status == psutil.CONN_LISTEN}


def test_the_recipe_keeps_the_defaults():
    """命令里只有这三项设置：没有放宽口令、来源、跨站检查与远程访问的。"""
    names = [argument.partition("=")[0] for argument in recipe()]
    assert sorted(names) == ["--LabApp.app_settings_dir", "--ServerApp.ip", "--ServerApp.root_dir"]


def test_only_the_loopback_is_listened_on(lab):
    deadline = time.monotonic() + 30
    while not (kernels := [p for p in lab.server.children(recursive=True) if listening(p)]):
        assert time.monotonic() < deadline, "内核没有启动"
        time.sleep(0.2)
    assert listening(lab.server) == {"127.0.0.1"}
    assert set().union(*map(listening, kernels)) <= {"127.0.0.1", "::1"}


def test_the_token_is_long_and_random(lab):
    assert len(lab.token) >= 40 and len(set(lab.token)) > 8


@pytest.mark.parametrize("token", ["", "0" * 48])
def test_without_the_token_nothing_is_given(lab, token):
    headers = {"Authorization": f"token {token}"} if token else {}
    for path in PRIVATE:
        status, answer, body = lab.ask("GET", path, headers)
        assert status == 403 or (status == 302 and "/login" in answer["Location"]), path
        assert "甲" not in body.decode("utf-8"), path
        assert lab.status("GET", path, lab.allowed) == 200, path
    status, answer, _ = lab.ask("GET", "lab", headers)
    assert status == 302 and answer["Location"].startswith("/login")
    for path in ("api/kernels", "api/terminals", "api/shutdown"):
        assert lab.status("POST", path, headers) == 403, path
    assert lab.status("GET", f"api/kernels/{lab.kernel}/channels", headers | UPGRADE) == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8888", "127.0.0.1.evil.example", "8.8.8.8"])
def test_other_host_names_are_refused(lab, host):
    """DNS 重绑定：攻击者的域名指向 127.0.0.1，浏览器发来的 Host 仍是那个域名；口令对也不行。"""
    for path in ("lab", "api/contents", "login"):
        assert lab.status("GET", path, {"Host": host} | lab.allowed) == 403, path
    assert lab.status("GET", "api/contents", {"Host": lab.host} | lab.allowed) == 200


def test_other_sites_cannot_use_the_cookie(lab):
    """跨站请求：浏览器替别的网站带上登录的 cookie，也读不到、改不了，连不上内核。"""
    foreign, own = lab.cookie | {"Origin": EVIL}, lab.cookie | {"Origin": f"http://{lab.host}"}
    channel = f"api/kernels/{lab.kernel}/channels"
    assert lab.status("GET", "api/contents", own) == 200
    status, headers, body = lab.ask("GET", "api/contents", foreign)
    assert status in (403, 404) and b"a.txt" not in body and "Access-Control-Allow-Origin" not in headers
    for path in ("api/kernels", "api/terminals", "api/shutdown"):
        assert lab.status("POST", path, foreign) in (403, 404), path
        assert lab.status("POST", path, lab.cookie) == 403, f"{path} 没有防跨站伪造"
    assert lab.status("GET", channel, own | UPGRADE) == 101
    assert lab.status("GET", channel, foreign | UPGRADE) in (403, 404)


def test_other_sites_cannot_frame_it(lab):
    _, headers, _ = lab.ask("GET", "lab", lab.cookie)
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
