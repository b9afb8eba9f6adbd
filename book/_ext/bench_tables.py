"""`:::{bench-table} 名字 线程数`：基准测试结果的一张表，数字取自 results/bench.json。"""

from bench_summary import RESULTS, TABLES, read_bench
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective


def row_of(cells):
    """一行表格。"""
    row = nodes.row()
    row += [nodes.entry("", nodes.paragraph("", cell)) for cell in cells]
    return row


class BenchTable(SphinxDirective):
    """插入一张结果表；参数是表的名字，选项 `threads` 是线程数，默认 1。"""

    required_arguments = 1
    option_spec = {"threads": directives.positive_int}

    def run(self):
        """返回表格，并登记对结果文件的依赖。"""
        self.env.note_dependency(str(RESULTS))
        rows = TABLES[self.arguments[0]](read_bench(), str(self.options.get("threads", 1)))
        group = nodes.tgroup("", cols=len(rows[0]))
        group += [nodes.colspec(colwidth=1) for _ in rows[0]]
        group += nodes.thead("", row_of(rows[0]))
        group += nodes.tbody("", *map(row_of, rows[1:]))
        return [nodes.table("", group, classes=["bench-table"])]


def setup(app):
    """登记指令。"""
    app.add_directive("bench-table", BenchTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
