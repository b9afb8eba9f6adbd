"""中文搜索：索引与查询都按二字切分，任意两字以上的子串都能搜到。

Sphinx 9.0 自带的中文搜索在浏览器里报 ChineseStemmer 未定义（sphinx-doc/sphinx#14229），而且查询不分词。
"""

import re

from sphinx.search.en import SearchEnglish

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{CJK}]+|[a-zA-Z0-9_]+")
IS_CJK = re.compile(rf"[{CJK}]")
SPLIT_QUERY = rf"""
var splitQuery = (query) =>
  (query.match(/[{CJK}]+|[a-zA-Z0-9_]+/g) || []).flatMap((token) => {{
    if (token.length < 3 || !/[{CJK}]/.test(token)) return [token];
    return Array.from({{ length: token.length - 1 }}, (_, i) => token.slice(i, i + 2));
  }});
"""


class BigramSearch(SearchEnglish):
    """中文按单字与二字切分，西文沿用英文规则。"""

    lang = "zh"
    language_name = "English"  # 浏览器端使用 EnglishStemmer
    js_splitter_code = SPLIT_QUERY

    def split(self, text):
        """切分索引文本：汉字串给出全部单字与相邻二字，西文给出整词。"""
        tokens = []
        for token in TOKEN.findall(text):
            if IS_CJK.match(token):
                tokens += token
                tokens += (token[i : i + 2] for i in range(len(token) - 1))
            else:
                tokens.append(token)
        return tokens

    def word_filter(self, word):
        """汉字全部进入索引。"""
        return bool(IS_CJK.match(word)) or super().word_filter(word)


def setup(app):
    """替换 Sphinx 自带的中文搜索。"""
    app.add_search_language(BigramSearch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
