"""补全主题的中文界面文字：主题自带的译文缺几条，个别译法也不自然。"""

import gettext

from sphinx import locale

MESSAGES = {
    "Color mode": "配色",
    "Light": "浅色",
    "Dark": "深色",
    "System Settings": "跟随系统",
    "Search": "搜索",
    "Error": "错误",
    "Home": "首页",
    "Breadcrumb": "所在位置",
    "Back to top": "回到顶部",
    "On this page": "本页目录",
    "Contents": "本页目录",
    "Skip to main content": "跳到正文",
    "Section Navigation": "章节导航",
    "Site navigation": "全书导航",
    "previous": "上一页",
    "next": "下一页",
    "previous page": "上一页",
    "next page": "下一页",
    "Collapse Sidebar": "收起侧栏",
    "Expand Sidebar": "展开侧栏",
    "Toggle primary sidebar": "显示或隐藏全书目录",
    "Toggle secondary sidebar": "显示或隐藏本页目录",
    "Download this page": "下载本页",
    "Download notebook file": "下载笔记本",
    "Download source file": "下载笔记本（含输出）",
    "Print to PDF": "打印或存为 PDF",
    "Copyright %(copyright)s": "© %(copyright)s",
    "© Copyright %(copyright)s.": "© %(copyright)s",
    "Link to this heading": "本节的永久链接",
    "Link to this image": "本图的永久链接",
    "Link to this equation": "本式的永久链接",
    "Link to this table": "本表的永久链接",
    "Link to this code": "此段代码的永久链接",
    "Link to this term": "此词的永久链接",
}


class Messages(gettext.NullTranslations):
    """先查本书的译文，再查原有的译文。"""

    def gettext(self, message):
        """返回一条界面文字的译文。"""
        return MESSAGES.get(message) or super().gettext(message)


def install(catalog):
    """把本书的译文放到消息目录 catalog 的最前面，返回新的译文对象。"""
    ours, key = Messages(), ("general", catalog)
    if key in locale.translators:
        ours.add_fallback(locale.translators[key])
    locale.translators[key] = ours
    return ours


def translate_body(app, pagename, templatename, context, doctree):
    """译出 MyST-NB 写死在正文里的一条说明。"""
    if "body" in context:
        context["body"] = context["body"].replace('"Toggle hidden content"', '"展开或收起"')


def setup(app):
    """在主题载入之前安装译文。"""
    app.connect("html-page-context", translate_body)
    app.translator = install("sphinx")
    install("booktheme")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
