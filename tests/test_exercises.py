"""练习、提示、解答、检查与自测：每章都齐全、互相对得上；`check` 本身的行为。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from nbpair import chapters, is_solution

from utils.exercises import EXERCISES, check
from utils.exercises.core import WrongAnswerError, call, expect_close, expect_number, expect_tensor
from utils.questions import Question, load_questions

CHAPTERS = [path for path in chapters() if not is_solution(path)]
TITLE = re.compile(
    r"^\((ex|sol)-([a-z0-9]+)-(\d+)\)=\n(#{2,3}) 练习 (\d+)（(思考|编程)）：(.+)$", re.MULTILINE
)
HINT = re.compile(r"^:::\{admonition\} 提示\n:class: dropdown\n\n(.+?)\n:::$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Item:
    """一道题，或者它的解答。"""

    prefix: str
    number: int
    kind: str
    title: str
    body: str

    @property
    def name(self) -> str:
        return f"{self.prefix}-{self.number}"


def items(path: Path, label: str, level: str) -> list[Item]:
    """一个文件里的全部题目（或解答），标签与编号要一致。"""
    text = path.read_text(encoding="utf-8").split("\n## 延伸阅读")[0]
    found = list(TITLE.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    result = []
    for match, end in zip(found, ends, strict=True):
        assert (match[1], match[4]) == (label, level) and match[3] == match[5], match[0]
        result.append(Item(match[2], int(match[3]), match[6], match[7], text[match.end() : end]))
    return result


def solutions_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}_solutions.md")


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request) -> Path:
    return request.param


def test_chapter_has_enough_exercises_of_both_kinds(chapter):
    exercises = items(chapter, "ex", "###")
    assert [item.number for item in exercises] == list(range(1, len(exercises) + 1))
    assert len({item.prefix for item in exercises}) == 1 and len(exercises) >= 5
    code = sum(item.kind == "编程" for item in exercises)
    assert 0.35 <= code / len(exercises) <= 0.6


def test_exercise_has_a_hint_and_a_link_to_its_solution(chapter):
    page = solutions_of(chapter).with_suffix(".ipynb").name
    for item in items(chapter, "ex", "###"):
        hints = HINT.findall(item.body)
        assert len(hints) == 1 and len(hints[0]) >= 10, item.name
        assert item.body.rstrip().endswith(f"[解答]({page}#sol-{item.name})"), item.name


def test_code_exercise_can_be_checked(chapter):
    for item in items(chapter, "ex", "###"):
        mentioned = f'check("{item.name}"' in item.body
        assert mentioned == (item.name in EXERCISES), item.name
        assert mentioned or item.kind == "思考", item.name


def test_every_exercise_has_a_solution_with_the_same_title(chapter):
    exercises = items(chapter, "ex", "###")
    solutions = items(solutions_of(chapter), "sol", "##")
    heads = [[(i.name, i.kind, i.title) for i in group] for group in (exercises, solutions)]
    assert heads[0] == heads[1]
    for item in solutions:
        link = f"[题目]({chapter.stem}.ipynb#ex-{item.name})"
        assert item.body.lstrip().startswith(link), item.name
        assert len(item.body) > len(link) + 60, item.name
        if item.name in EXERCISES:
            assert f'check("{item.name}", ' in item.body, item.name


def test_chapter_has_a_self_test(chapter):
    prefix = items(chapter, "ex", "###")[0].prefix
    assert f'self_test("{prefix}")' in chapter.read_text(encoding="utf-8")
    assert 3 <= len(load_questions(prefix)) <= 6


def all_questions() -> list[Question]:
    prefixes = [items(path, "ex", "###")[0].prefix for path in CHAPTERS]
    return [question for prefix in prefixes for question in load_questions(prefix)]


def test_questions_are_well_formed():
    questions = all_questions()
    assert len({question.text for question in questions}) == len(questions)
    for question in questions:
        texts = [text for text, _, _ in question.options()]
        assert 3 <= len(texts) <= 4 and len(set(texts)) == len(texts), question.text
        assert sum(right for *_, right in question.options()) == 1
        assert all(why.strip() and text.strip() for text, why, _ in question.options())
        pieces = [question.text, *texts, *(why for _, why, _ in question.options())]
        assert all(piece.count("`") % 2 == 0 and "$" not in piece for piece in pieces), question.text


def test_right_answer_is_not_given_away_by_place_or_length():
    questions = all_questions()
    places = [[right for *_, right in question.options()].index(True) for question in questions]
    assert max(places.count(place) for place in range(4)) < 0.5 * len(questions)
    longest = sum(len(q.right[0]) > max(len(text) for text, _ in q.wrong) for q in questions)
    assert longest < 0.5 * len(questions)


def test_unknown_questions_are_refused():
    with pytest.raises(ValueError, match="没有名为 nothing 的自测题"):
        load_questions("nothing")


@pytest.mark.parametrize("name", EXERCISES)
def test_no_answer_and_nonsense_are_refused(name):
    for missing in (None, ...):
        verdict = check(name, missing)
        assert not verdict and EXERCISES[name].expects in verdict.reason
    for nonsense in ("答案", object(), lambda *a, **k: None, lambda *a, **k: 1 / 0):
        verdict = check(name, nonsense)
        assert not verdict and len(verdict.reason) > 5, (name, nonsense)
        assert repr(verdict).startswith("× 还不对。")


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="没有可以检查的题 gru-99.*gru-1"):
        check("gru-99", 1)


def test_check_leaves_the_random_state_alone():
    torch.manual_seed(0)
    before = torch.get_rng_state()
    check("gru-4", lambda *arguments: torch.randn(2))
    assert torch.equal(torch.get_rng_state(), before)


def test_call_copies_tensors_and_reports_errors():
    X = torch.zeros(2)
    assert torch.equal(call(lambda X: X.add_(1), X), torch.ones(2)) and not X.any()
    with pytest.raises(WrongAnswerError, match=r"ZeroDivisionError"):
        call(lambda: 1 / 0)
    with pytest.raises(WrongAnswerError, match="可以调用的函数或类，得到的是 int"):
        call(3)


def test_expectations_say_what_is_wrong():
    with pytest.raises(WrongAnswerError, match="应当是张量，得到的是 list"):
        expect_tensor([1], (1,))
    with pytest.raises(WrongAnswerError, match=r"形状应当是 \(2,\)，得到的是 \(3,\)"):
        expect_tensor(torch.zeros(3), (2,))
    with pytest.raises(WrongAnswerError, match="NaN"):
        expect_tensor(torch.full((2,), torch.nan), (2,))
    with pytest.raises(WrongAnswerError, match="不相等"):
        expect_close(torch.zeros(2), torch.ones(2), "不相等")
    for value in (True, "1", float("nan"), torch.zeros(2)):
        with pytest.raises(WrongAnswerError, match="应当是一个数"):
            expect_number(value)
    assert expect_number(torch.tensor(2.0)) == 2.0
