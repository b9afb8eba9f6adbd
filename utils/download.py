"""经典数据文件：先找本地缓存，没有再下载，校验之后才使用。"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import requests
from urllib3.exceptions import ReadTimeoutError

from utils.reasons import reason_of

_BUCKETS = (
    "https://d2l-data.s3-accelerate.amazonaws.com/",
    "http://d2l-data.s3-accelerate.amazonaws.com/",
    "https://d2l-data.s3.amazonaws.com/",
)
_TIMEOUT = (10, 30)  # 连接与两次读取之间的时限（秒）
_MAX_SECONDS = 300  # 一个镜像的总时限：慢慢滴流的服务器每次读取都不超时
_MAX_BYTES = 32 * 2**20  # 经典文件都远小于它；超过说明拿到的不是这个文件


class DownloadError(RuntimeError):
    """经典文件既不在缓存里，又下载不到；或者缓存里的文件不对。"""


@dataclass(frozen=True)
class ClassicFile:
    """一个经典数据文件：文件名、SHA-1，以及可以下载它的地址。"""

    filename: str
    sha1: str
    urls: tuple[str, ...]


def _classic(filename: str, sha1: str) -> ClassicFile:
    """放在各个镜像根目录下的文件。"""
    return ClassicFile(filename, sha1, tuple(bucket + filename for bucket in _BUCKETS))


CLASSIC_FILES = {
    "time_machine": _classic("timemachine.txt", "090b5e7e70c295757f55df93cb0a180b9691891a"),
    "fra_eng": _classic("fra-eng.zip", "94646ad1522d915e7b0f9296181140edcf86a4f5"),
}


def cache_dir() -> Path:
    """经典文件的缓存文件夹；不保证已经存在。

    返回：环境变量 `RNN_BOOK_CACHE` 所指的文件夹；没有设置时是用户缓存文件夹里的 `modern-rnn-book`。
    """
    if chosen := os.environ.get("RNN_BOOK_CACHE"):
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "modern-rnn-book"


def _sha1(path: Path) -> str:
    """文件的 SHA-1，十六进制。"""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha1").hexdigest()


def _reason(error: Exception) -> str:
    """用中文说明一个镜像为什么失败。"""
    if isinstance(error, DownloadError):
        return str(error)
    if isinstance(error, requests.HTTPError):
        return f"服务器回答 {error.response.status_code}"
    if isinstance(error, requests.TooManyRedirects):
        return "重定向没有尽头"
    if any(isinstance(e, (requests.Timeout, ReadTimeoutError)) for e in (error, *error.args)):
        return "超时"  # 读到一半停顿时，requests 把它包在 ConnectionError 里
    return f"连接失败或中断（{type(error).__name__}）"


def _receive(url: str) -> bytes:
    """取得一个地址的内容，放在内存里。

    异常：`DownloadError`，内容过大；`OSError`（包括 `requests` 的各种错误）或 `ValueError`，连接失败、超时、
    状态码不对，或重定向到不成样子的地址。
    """
    chunks, size = [], 0
    with requests.get(url, stream=True, timeout=_TIMEOUT) as response:
        response.raise_for_status()
        for chunk in response.iter_content(2**16):
            size += len(chunk)
            if size > _MAX_BYTES:
                raise DownloadError(f"内容超过 {_MAX_BYTES // 2**20} MiB")
            chunks.append(chunk)
    return b"".join(chunks)


def _receive_in_time(url: str) -> bytes:
    """同 `_receive`，但总共最多等 `_MAX_SECONDS` 秒，超过就抛出 `DownloadError`。

    下载放在另一个线程里，解析域名、握手、响应头、重定向都算在内；到时间就不再等它，它只碰内存，不碰缓存。
    """
    result: Future[bytes] = Future()

    def work() -> None:
        try:
            result.set_result(_receive(url))
        except BaseException as error:  # 原样交给等待的线程
            result.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        return result.result(_MAX_SECONDS)
    except TimeoutError:
        raise DownloadError(f"超时，过了 {_MAX_SECONDS} 秒还没有下载完") from None


def _from_mirrors(wanted: ClassicFile) -> bytes:
    """逐个镜像下载，返回第一份 SHA-1 对得上的内容。

    异常：`DownloadError`，全部镜像都失败，说明里有各个镜像的原因。
    """
    failures = []
    for url in wanted.urls:
        try:
            content = _receive_in_time(url)
        except (OSError, ValueError, DownloadError) as error:
            failures.append(f"{url}：{_reason(error)}")
            continue
        if (found := hashlib.sha1(content).hexdigest()) == wanted.sha1:
            return content
        failures.append(f"{url}：下载到的不是这个文件（SHA-1 为 {found}，可能是登录页）")
    raise DownloadError(
        f"下载不到 {wanted.filename}：\n  " + "\n  ".join(failures) + "\n请从别的机器取得这个文件"
        f"（SHA-1 为 {wanted.sha1}），放进文件夹 {cache_dir()}，再运行一次；"
        "也可以改用随书附带的语料，它们不需要网络。"
    )


def _save(content: bytes, target: Path) -> None:
    """先写进临时名字，写完才改成正式的名字，中途被打断也不会留下残缺的文件。"""
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)  # 临时文件只有自己可读，缓存则可能与别人共用
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _cached(wanted: ClassicFile, target: Path) -> bool:
    """缓存里有没有这个文件；有就校验，不对就报错，绝不使用。"""
    try:
        found = _sha1(target)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise DownloadError(f"缓存里的 {target} 读不出来（{reason_of(error)}）。请删除它再试。") from error
    if found != wanted.sha1:
        raise DownloadError(f"缓存里的 {target} 不是原来的文件（SHA-1 不符）。请删除它再试。")
    return True


def fetch(name: str) -> Path:
    """取得一个经典文件：缓存里有就用缓存，没有就下载。

    参数：`name` 为 `CLASSIC_FILES` 里的名字。
    返回：通过 SHA-1 校验的文件的路径。
    异常：`DownloadError`，名字不对、缓存里的文件不对、缓存文件夹不可写，或全部镜像都失败。
    """
    if name not in CLASSIC_FILES:
        raise DownloadError(f"没有名为“{name}”的经典文件。可用的名字有：{'、'.join(CLASSIC_FILES)}。")
    wanted = CLASSIC_FILES[name]
    target = cache_dir() / wanted.filename
    if _cached(wanted, target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _save(_from_mirrors(wanted), target)
    except OSError as error:
        raise DownloadError(
            f"要下载 {wanted.filename}，但缓存文件夹 {target.parent} 无法写入"
            f"（{reason_of(error)}）。"
            "请检查磁盘空间与权限，或用环境变量 RNN_BOOK_CACHE 另指一个文件夹。"
        ) from error
    return target
