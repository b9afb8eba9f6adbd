"""注入网页的代码不能运行，也不能往外发东西；每一种办法都另在没有策略的页面上试过，确实会成功。"""

from __future__ import annotations

import http.server
import threading

import pytest
from browser import violations, watched_page

pytestmark = pytest.mark.browser
ADD = "document.body.append(Object.assign(document.createElement"
SCRIPTS = {  # 各种运行脚本的办法，成功了就会让 window.pwned 等于 1
    "script": f"{ADD}('script'), {{ textContent: 'pwned = 1' }}))",
    "handler": "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"pwned = 1\">')",
    "link": f"{ADD}('a'), {{ href: 'javascript:void(pwned = 1)' }})); document.body.lastChild.click()",
    "string": "setTimeout('pwned = 1')",
    "data": f"{ADD}('script'), {{ src: 'data:text/javascript,pwned = 1' }}))",
}
REMOTE = {  # 各种往外（OUTSIDE）发请求的办法，与管它们的那一条
    "image": ("img-src", "new Image().src = 'OUTSIDE/a.png'"),
    "fetch": ("connect-src", "fetch('OUTSIDE/a').catch(() => 0)"),
    "beacon": ("connect-src", "navigator.sendBeacon('OUTSIDE/a')"),
    "script": ("script-src-elem", f"{ADD}('script'), {{ src: 'OUTSIDE/a.js' }}))"),
    "style": ("style-src-elem", f"{ADD}('link'), {{ rel: 'stylesheet', href: 'OUTSIDE/a.css' }}))"),
    "frame": ("frame-src", f"{ADD}('iframe'), {{ src: 'OUTSIDE/' }}))"),
    "object": ("object-src", f"{ADD}('object'), {{ data: 'OUTSIDE/' }}))"),
    "form": ("form-action", f"{ADD}('form'), {{ action: 'OUTSIDE/' }})); document.body.lastChild.submit()"),
    "base": ("base-uri", "document.head.innerHTML = `<base href='OUTSIDE/'>` + document.head.innerHTML"),
}


@pytest.fixture(scope="module")
def tab(context):
    """记下违反策略之处的标签页。"""
    return watched_page(context)


def attempt(tab, address: str, code: str) -> None:
    """打开一页，运行一段注入的代码，稍等片刻。"""
    tab.goto(f"{address}index.html", wait_until="load")
    tab.evaluate(f"() => {{ {code} }}")
    tab.wait_for_timeout(200)


@pytest.fixture
def bare(chromium):
    """对照：不理会策略的标签页，同样的办法在这里会成功。"""
    page = chromium.new_page(bypass_csp=True)
    yield page
    page.close()


@pytest.mark.parametrize("attack", SCRIPTS.values(), ids=SCRIPTS)
def test_injected_scripts_do_not_run(tab, bare, bases, mode, attack):
    attempt(tab, bases[mode], attack)
    assert tab.evaluate("window.pwned") is None
    assert [v for v in violations(tab) if v[0].startswith("script-src")]
    attempt(bare, bases[mode], attack)
    assert bare.evaluate("window.pwned") == 1


@pytest.fixture(scope="module")
def outside():
    """另一个来源的服务器：给出它的地址，与收到的请求。"""
    received = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            received.append(self.path)
            self.send_error(404)

        def do_POST(self):
            self.do_GET()

        def log_message(self, *args):
            """不写日志。"""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("directive", "attack"), REMOTE.values(), ids=REMOTE)
def test_nothing_is_sent_elsewhere(tab, bare, bases, mode, outside, directive, attack):
    address, received = outside
    received.clear()
    attempt(tab, bases[mode], attack.replace("OUTSIDE", address))
    assert directive in [v[0] for v in violations(tab)]
    assert tab.evaluate("document.baseURI").startswith(bases[mode]) and received == []
    attempt(bare, bases[mode], attack.replace("OUTSIDE", address))
    assert received or bare.evaluate("document.baseURI").startswith(address)
