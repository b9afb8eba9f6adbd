"""测试笔记本工具时用的小笔记本。"""

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# 小笔记本

一段文字。
"""
CODE = "\n```{code-cell} ipython3\n:tags: [%s]\n\n%s\n```\n"
GOOD = (
    HEADER
    + CODE % ("export", "def double(x):\n    return 2 * x")
    + CODE % ("nbval-check-output", "print(double(21))")
)
