"""全书的无障碍：每一页在浅色与深色下都没有 axe 违规，标题不跳级。"""

from __future__ import annotations

import pytest
from interactive import axe_violations

pytestmark = pytest.mark.browser
LEVELS = '() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((h) => Number(h.localName[1]))'


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(request, chromium):
    """一个标签页，浅色或深色。"""
    session = chromium.new_context(viewport={"width": 1366, "height": 900}, color_scheme=request.param)
    yield session.new_page()
    session.close()


def test_no_page_violates_a_rule(tab, bases, names):
    found = {}
    for name in names:
        tab.goto(bases["http"] + name, wait_until="load")
        found[name] = axe_violations(tab)
    assert not {name: rules for name, rules in found.items() if rules}


def test_headings_do_not_skip_levels(tab, bases, names):
    for name in names:
        tab.goto(bases["http"] + name, wait_until="load")
        levels = tab.evaluate(LEVELS)
        assert levels.count(1) == 1 and levels[0] == 1, (name, levels)
        steps = [after - before for before, after in zip(levels, levels[1:], strict=False)]
        assert max(steps, default=0) <= 1, (name, levels)
