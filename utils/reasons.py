"""把操作系统的错误说成中文：文件为什么打不开、写不进去。"""

from __future__ import annotations

import errno

_KNOWN = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "超过了允许的文件大小",
    errno.ENAMETOOLONG: "名字太长",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """用中文说明读写文件时的异常。

    参数：`error` 为读写文件时的异常。返回：一句话，不认识的给出错误号。
    """
    return _KNOWN.get(error.errno, f"错误号 {error.errno}")
