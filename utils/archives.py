"""压缩包：在内存里读出一个文本文件，不往任何文件夹里解压。"""

from __future__ import annotations

import zipfile
from pathlib import Path

from utils.text import CorpusError

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # 只有这两种能边解压边限制大小


def read_zip_text(path: Path, member: str, max_bytes: int) -> str:
    """读出压缩包里的一个 UTF-8 文本文件。

    占用的内存不超过声明的大小，声明的大小又不超过上限，所以压缩炸弹无论怎样谎报都不起作用。

    参数：`path` 为压缩包；`member` 为里面的文件名；`max_bytes` 为解压后的上限（字节）。
    返回：文件的内容。
    异常：`CorpusError`，压缩包坏了、加了密、压缩方法不支持、里面没有这个文件、它太大或不是 UTF-8 编码。
    """
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(member)
            if info.compress_type not in _METHODS:
                raise NotImplementedError(f"压缩方法 {info.compress_type}")
            if info.file_size <= max_bytes:
                with archive.open(info) as file:
                    return file.read(info.file_size + 1).decode("utf-8")  # 多要一个字节，才会核对 CRC
    except Exception as error:  # 对坏的压缩包，zipfile 与 zlib 会抛出十来种异常
        raise CorpusError(
            f"“{path.name}”不是完好的压缩包，或里面没有 {member}，或者它读不出来。请删除它，重新下载。"
        ) from error
    raise CorpusError(
        f"“{path.name}”解压后超过 {max_bytes // 2**20} MiB，不像是原来的文件。请删除它，重新下载。"
    )
