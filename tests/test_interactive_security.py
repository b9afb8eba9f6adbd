"""交互图不把数据当标记：例句、词元、读音、标题里写着标签与脚本，也只当文字显示，什么都不运行。"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
import torch
from browser import ROOT
from torch import nn

from utils import interactive, models, seq2seq, text
from utils.chapters import load_chapter
from utils.interactive.element import _PAGE, InteractiveFigure
from utils.interactive.selftest import SelfTest
from utils.parallel import BOS, EOS, PAD, Vocabs
from utils.questions import Question

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from still_outputs import still  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:constrained_layout")  # 很长的词元画不下
MARK = "onerror=p=1"  # 真的变成标签，就会让 window.p 等于 1
SHORT = f"<img src=x {MARK}>"
EVIL = f"'\"></script><script>p=1</script>{SHORT}<!--"
LETTERS = "abcdefghijklmnopqrstuvwxyz "
TAGS = {"img", "p", "em", "script", "ol", "li", "details", "summary", "code"}
PAGE_TAGS = {"html", "meta", "link", "title", "body", "main", "h1"}
# 影子树里的全部文字（连同文字框与替代文字），以及不该有的东西
LOOK = """(tag) => {
  const root = document.querySelector(tag).shadowRoot, nodes = [...root.querySelectorAll("*")];
  const spoken = ["aria-label", "title", "value"].flatMap((name) => nodes.map((n) => n.getAttribute(name)));
  return {
    text: [root.textContent, ...spoken, ...nodes.map((n) => n.value)].join("\\n"),
    ran: window.p,
    handlers: nodes.flatMap((n) => n.getAttributeNames().filter((name) => name.startsWith("on"))),
    elements: nodes.map((n) => n.localName).filter((n) => ["script", "img", "iframe", "base"].includes(n)),
  };
}"""


class Markup(HTMLParser):
    """一段 HTML 里的标签、属性与文字。"""

    def __init__(self, html: str):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """记录一个起始标签。"""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        """记录文字，脚本里的不算。"""
        self.text += data if self.tags[-1:] != ["script"] else ""

    def dangers(self) -> list[str]:
        """事件处理器与 javascript: 链接。"""
        return [k for k, v in self.attributes if k.startswith("on") or (v or "").startswith("javascript:")]


def character_model(kind: type, layers: int) -> tuple[models.LanguageModel, text.Vocab]:
    """一个总是想写 EVIL 的小语言模型与它的词表。"""
    torch.manual_seed(0)
    vocab = text.Vocab(LETTERS, reserved_tokens=[EVIL])
    model = models.LanguageModel(kind(len(vocab), 8, layers, batch_first=True), len(vocab), 8)
    with torch.no_grad():
        model.output.bias[vocab[EVIL]] += 5
    return model.eval(), vocab


def translator() -> tuple[seq2seq.Translator, Vocabs]:
    """一个随机的翻译模型，两种语言的词元都是 EVIL 之类的。"""
    torch.manual_seed(0)
    vocabs = Vocabs(*(text.Vocab([EVIL, SHORT], reserved_tokens=(PAD, BOS, EOS)) for _ in range(2)))
    return seq2seq.Translator.build(vocabs, seq2seq.Sizes(embed_size=4, num_hiddens=4)).eval(), vocabs


def polyphones() -> InteractiveFigure:
    """读者的名字、词表、读音与例句都带着标签。"""
    vocab, labels = (
        text.Vocab(f"长{SHORT}", reserved_tokens=["<pad>"]),
        [("长", f"{EVIL}5"), ("长", "chang2")],
    )
    mask = torch.zeros(len(vocab), len(labels))
    torch.manual_seed(0)
    reader = load_chapter("04_birnn").Annotator((len(vocab), 4, 4), "fb", mask).eval()
    return interactive.polyphone_lab({EVIL: reader}, vocab, labels, [f"{SHORT}长"])


def beam() -> InteractiveFigure:
    """概率表的词元与例句都带着标签。"""
    table = interactive.pack_table([EVIL, SHORT, "<eos>"], {(): (0.5, 0.3, 0.2)}, (0.4, 0.3, 0.3))
    return interactive.beam_lab(*translator(), [SHORT], table)


def quiz() -> SimpleNamespace:
    """题目、选项与解释都带着标签。"""
    question = Question(f"{EVIL} `{EVIL}`", (EVIL, EVIL), ((f"{EVIL}甲", EVIL), (f"{EVIL}乙", f"`{EVIL}`")))
    html = SelfTest((question,)).to_html()
    page = _PAGE.format(title="自测", figure=html)
    return SimpleNamespace(to_html=lambda: html, to_page=lambda: page, tag="rnn-self-test")


FIGURES: dict[str, Callable] = {  # 收文字的各幅图
    "partition-lab": lambda: interactive.partition_lab(EVIL),
    "gru-lab": lambda: interactive.gru_lab(*character_model(nn.GRU, 1), [SHORT]),
    "lstm-lab": lambda: interactive.lstm_lab(*character_model(nn.LSTM, 1), [SHORT]),
    "depth-lab": lambda: interactive.depth_lab(*character_model(nn.GRU, 2), [SHORT]),
    "polyphone-lab": polyphones,
    "translator-lab": lambda: interactive.translator_lab(*translator(), [SHORT]),
    "beam-lab": beam,
    "self-test": quiz,
}
SILENT = {"perplexity-die", "gru-unit", "gradient-flow", "receptive-field", "trellis"}  # 只收数字


@pytest.fixture(scope="module", params=FIGURES)
def figure(request):
    return FIGURES[request.param]()


def test_every_figure_is_covered():
    sources = ROOT / "utils" / "interactive" / "src" / "figures"
    assert set(FIGURES) | SILENT == {path.stem for path in sources.glob("*.js")}


def test_markup_is_escaped(figure):
    if isinstance(figure, InteractiveFigure):
        figure = dataclasses.replace(figure, alt=EVIL)
        assert ("alt", EVIL) in Markup(figure.to_html()).attributes
    for html, more in ((figure.to_html(), set()), (figure.to_page(), PAGE_TAGS)):
        markup = Markup(html)
        assert markup.tags.count("script") == 2 and not markup.dangers()
        assert set(markup.tags) <= TAGS | more | {figure.tag}
        assert len(re.findall(r"<img\b", html)) == isinstance(figure, InteractiveFigure)
    assert MARK in Markup(figure.to_page()).text


def test_still_versions_are_escaped(figure):
    """电子书与 PDF 里的静态后备。"""
    if isinstance(figure, InteractiveFigure):
        figure = dataclasses.replace(figure, alt=EVIL)
    markup = Markup(still(figure.to_html()))
    assert set(markup.tags) <= TAGS - {"script"} | {"div"} and not markup.dangers()


@pytest.mark.browser
def test_nothing_runs(open_figure, figure):
    tab = open_figure(figure)
    seen = [tab.evaluate(LOOK, figure.tag)]
    assert MARK in seen[0]["text"]
    for field in tab.locator("input[type=text], textarea").all():
        field.fill(SHORT)
    for button in tab.locator("button:enabled:visible, input[type=radio]:visible").all()[:8]:
        button.click()
    tab.wait_for_timeout(100)
    seen.append(tab.evaluate(LOOK, figure.tag))
    for look in seen:
        assert look["ran"] is None and not look["handlers"] and not look["elements"]


@pytest.mark.browser
def test_the_same_text_would_run_as_markup(chromium):
    """对照：这些文字真的当成标记插进网页，就会运行。"""
    tab = chromium.new_page()
    tab.evaluate("(html) => { document.body.innerHTML = html; }", EVIL)
    tab.wait_for_function("window.p === 1")
    tab.close()
