"""自测题的元素：选了就有解释，只用键盘也能做，没有脚本时有静态的题目与答案。"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from interactive import axe_violations

from utils.interactive import self_test
from utils.interactive.element import _PAGE
from utils.interactive.selftest import SelfTest
from utils.questions import Question

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def quiz():
    questions = self_test("gru")
    return SimpleNamespace(
        questions=questions.questions,
        to_page=lambda: _PAGE.format(title="自测", figure=questions.to_html()),
        tag="rnn-self-test",
    )


def place(question: Question, right: bool) -> int:
    """第一个对（或不对）的选项的位置。"""
    return [ok for *_, ok in question.options()].index(right)


def test_choosing_explains_and_counts_first_choices(open_figure, quiz, way):
    tab = open_figure(quiz, way)
    first, second = quiz.questions[:2]
    groups = tab.get_by_role("group")
    assert groups.count() == len(quiz.questions)
    groups.nth(0).get_by_role("radio").nth(place(first, False)).check()
    assert "× 不对。" in groups.nth(0).inner_text()
    assert first.options()[place(first, False)][1].replace("`", "") in groups.nth(0).inner_text()
    groups.nth(0).get_by_role("radio").nth(place(first, True)).check()
    assert "✓ 对。" in groups.nth(0).inner_text() and "×" not in groups.nth(0).inner_text()
    groups.nth(1).get_by_role("radio").nth(place(second, True)).check()
    total = len(quiz.questions)
    assert tab.get_by_text(f"做了 2 题（共 {total} 题），第一次就选对的有 1 题。").is_visible()
    assert axe_violations(tab, quiz.tag) == []


def test_keyboard_alone_is_enough(open_figure, quiz):
    tab = open_figure(quiz)
    for number in range(len(quiz.questions)):
        tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        tab.keyboard.press("ArrowDown")
        group = tab.get_by_role("group").nth(number)
        assert group.get_by_role("radio").nth(1).is_checked()
        assert "对。" in group.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_and_both_schemes(open_figure, quiz, scheme):
    tab = open_figure(quiz, width=390, scheme=scheme)
    for group in tab.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    assert axe_violations(tab, quiz.tag) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_there_are_questions_and_folded_answers(chromium, quiz, tmp_path):
    (tmp_path / "quiz.html").write_text(quiz.to_page(), "utf-8")
    session = chromium.new_context(java_script_enabled=False)
    tab = session.new_page()
    tab.goto((tmp_path / "quiz.html").as_uri())
    text = tab.locator("rnn-self-test").inner_text()
    assert all(question.text.replace("`", "") in text for question in quiz.questions)
    assert quiz.questions[0].right[1].replace("`", "") not in text
    tab.get_by_text("答案").first.click()
    assert quiz.questions[0].right[1].replace("`", "") in tab.locator("rnn-self-test").inner_text()
    session.close()


def test_text_of_a_question_is_never_markup(open_figure):
    nasty = Question(
        "<img src=x onerror=alert(1)> 与 `<b>`？", ("</script>", "对"), (("甲", "错"), ("乙", "错"))
    )
    html = SelfTest((nasty,)).to_html()
    assert "<img" not in html and html.count("</script>") == 2
    page = SimpleNamespace(to_page=lambda: _PAGE.format(title="自测", figure=html), tag="rnn-self-test")
    tab = open_figure(page)
    assert tab.locator("rnn-self-test img").count() == 0
    assert tab.locator("legend").get_by_text("<img src=x onerror=alert(1)>").is_visible()
