"""找出书里讲到的函数与类，以及它们在各章出现的地方，供索引页使用。

收哪些：正文（或速查表、记号、差异三页）的行内代码提到，并且在某一章的代码里真正用到的
`torch` 的名字（`nn.*`、`F.*` 等都算），以及 `utils` 各模块的公开函数与类。各章的代码都执行过，
所以前一种名字一定存在；后一种用 ast 从源码读出。
"""

import ast
from collections import Counter

from docutils import nodes
from prose import ROOT
from term_links import in_output, passages, section_of

REFERENCE_PAGES = ("cheatsheet", "notation", "differences")
SHORT = (("torch.nn.functional.", "F."), ("torch.nn.", "nn."), ("utils.", ""))
BASE = {"torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "utils": "utils"}


def public_names(folder=ROOT / "utils"):
    """utils 各模块的公开函数、类，以及写进 `__all__` 的名字，如 `utils.text.Vocab`。"""
    found = set()
    for path in sorted(folder.glob("[a-z]*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            names = []
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names = [node.name]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                names = ast.literal_eval(node.value)
            found |= {f"utils.{path.stem}.{name}" for name in names if not name.startswith("_")}
    return found


def parsed(source):
    """语法树；不是 Python 代码时返回空的模块。"""
    try:
        return ast.parse(source.strip())
    except SyntaxError:
        return ast.Module([], [])


def imports_of(tree):
    """代码里各个导入的名字指什么，如 `F` 指 `torch.nn.functional`。"""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def chains(node):
    """代码里的各串名字，如 `nn.utils.clip_grad_norm_`；只取最长的，不含赋值的目标。"""
    parts, inner = [], node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
        return [[inner.id, *reversed(parts)]]
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return [[node.name], *(found for child in ast.iter_child_nodes(node) for found in chains(child))]
    return [found for child in ast.iter_child_nodes(node) for found in chains(child)]


class Names:
    """把一章（或一页）里的名字变成全名。"""

    def __init__(self, public, codes=()):
        self.public, trees = public, [parsed(code) for code in codes]
        last = Counter(name.rsplit(".", 1)[-1] for name in public)
        self.unique = {n.rsplit(".", 1)[-1]: n for n in public if last[n.rsplit(".", 1)[-1]] == 1}
        modules = {name.split(".")[1]: name.rsplit(".", 1)[0] for name in public}
        self.known = modules | BASE
        for tree in trees:
            self.known |= imports_of(tree)
        self.used = {name for tree in trees for chain in chains(tree) if (name := self.full(chain))}
        self.short = {name.rsplit(".", 1)[-1]: name for name in sorted(self.used)}

    def full(self, chain):
        """一串名字的全名；不是 torch 或 utils 的公开名字时返回 None。"""
        head = self.known.get(chain[0], "")
        parts = [*head.split("."), *chain[1:]]
        if any(part.startswith("_") for part in parts):
            return None
        if parts[0] == "utils":
            name = ".".join(parts[:3])
            return name if name in self.public else None
        return ".".join(parts) if parts[0] == "torch" and len(parts) > 1 else self.own(chain)

    def own(self, chain):
        """单独的一个名字：书里讲过、又放进 utils 的定义（含大写字母或下划线，免得与普通的词相混）。"""
        name = chain[0]
        distinctive = len(chain) == 1 and (name != name.lower() or "_" in name)
        return self.unique.get(name) if distinctive else None

    def mentioned(self, inline):
        """一段行内代码提到的全名；整段就是一个名字时，也可以是本章代码里用到的名字的最后一段。"""
        tree = parsed(inline)
        found = {self.full(chain) for chain in chains(tree) if len(chain) > 1}
        root = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
        root = root.func if isinstance(root, ast.Call) else root
        if isinstance(root, ast.Name):
            found.add(self.full([root.id]) or self.short.get(root.id))
        return found - {None}


def cells_of(doctree):
    """代码单元的源码节点，不含输出。"""
    for block in doctree.findall(nodes.literal_block):
        if "cell_input" in block.parent.get("classes", ()) and not in_output(block):
            yield block


def chapter_places(doctree, public):
    """一章里，行内代码提到的全名的集合，以及每个名字第一次出现的那一节（正文优先，其次是代码）。"""
    cells = list(cells_of(doctree))
    names, mentioned, places = Names(public, [cell.astext() for cell in cells]), set(), {}
    for paragraph in passages(doctree):
        for literal in paragraph.findall(nodes.literal):
            for name in names.mentioned(literal.astext()):
                mentioned.add(name)
                places.setdefault(name, section_of(paragraph))
    for cell in cells:
        for chain in chains(parsed(cell.astext())):
            if name := names.full(chain):
                places.setdefault(name, section_of(cell))
    return mentioned, places, names.used


def shortened(name):
    """书里的写法：`torch.nn.GRU` 写作 `nn.GRU`，`utils.text.Vocab` 写作 `text.Vocab`。"""
    for long, short in SHORT:
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def api_places(env, chapters):
    """书里讲到的函数与类：{书里的写法: {文档名: 第一次出现的那一节}}。

    参数：env 为 Sphinx 的环境；chapters 为各章的文档名。
    """
    public, mentioned, used, places = public_names(), set(), set(), {}
    for docname in chapters:
        told, where, code = chapter_places(env.get_doctree(docname), public)
        mentioned, used = mentioned | told, used | code
        for name, section in where.items():
            places.setdefault(name, {})[docname] = section
    for page in env.found_docs & set(REFERENCE_PAGES):
        names = Names(public)
        names.short = {name.rsplit(".", 1)[-1]: name for name in sorted(used)}
        for literal in env.get_doctree(page).findall(nodes.literal):
            mentioned |= names.mentioned(literal.astext())
    modules = {name for name in used if any(other.startswith(f"{name}.") for other in used)}
    real = (public | used) - modules
    return {shortened(name): places[name] for name in mentioned & real & set(places)}
