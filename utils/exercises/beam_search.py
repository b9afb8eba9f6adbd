"""第 6 章练习的检查：改停止条件，用束搜索续写。"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from utils import decoding
from utils.exercises.core import WrongAnswerError, call, exercise, expect_number
from utils.models import LanguageModel
from utils.text import Vocab

Found = tuple[tuple[int, ...], float]


def _model(seed: int) -> tuple[decoding.Step, tuple[Tensor, Tensor], list[int]]:
    """随机的小模型；状态的第二项数走了几步，返回的列表记下最多走了几步。"""
    draw = torch.Generator().manual_seed(seed)
    E, W, O, H = (torch.randn(*s, generator=draw).double() for s in ((5, 4), (4, 4), (4, 5), (1, 4)))
    deepest = [0]

    def step(tokens: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        H, depth = torch.tanh(E[tokens] + state[0] @ W), state[1] + 1
        deepest[0] = max(deepest[0], int(depth.max()))
        return torch.log_softmax(1.5 * H @ O, 1), (H, depth)

    return step, (H, torch.zeros(1, 1, dtype=torch.int64)), deepest


def _search_until_sure(step: decoding.Step, state: tuple, limits: decoding.Limits, k: int) -> Found:
    """α 为 0 的束搜索，完成的里面最好的不低于还在生长的，就停。"""
    growing, best = [((), 0.0, state)], ((), -math.inf)
    for t in range(1, limits.max_length + 1):
        candidates = []
        for path, total, current in growing:
            log_probs, new = step(torch.tensor([path[-1] if path else limits.bos]), current)
            candidates += [((*path, i), total + v, new) for i, v in enumerate(log_probs[0].tolist())]
        candidates.sort(key=lambda c: -c[1])
        done = [c[:2] for c in candidates[:k] if t == limits.max_length or c[0][-1] == limits.eos]
        best = max([best, *done], key=lambda c: c[1])
        growing = [c for c in candidates if c[0][-1] != limits.eos][:k]
        if best[1] >= growing[0][1]:
            break
    return best


def _compare_search(value: object, wanted: Found, steps: tuple[int, int], where: str) -> None:
    """比较一次搜索的结果；`steps` 是读者与参照各走了几步。"""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise WrongAnswerError(f"要返回一对（词元，对数概率），得到的是 {value!r}。")
    log_prob = expect_number(value[1], "对数概率")
    if log_prob > wanted[1] + 1e-6:
        raise WrongAnswerError(f"{where}找到的比束搜索还好，多半是剪枝时留下的多于 k 个，或对数概率算错了。")
    if log_prob < wanted[1] - 1e-6:
        if steps[0] < steps[1]:
            raise WrongAnswerError(f"{where}停早了：走了 {steps[0]} 步就停，再走下去还有更好的。")
        raise WrongAnswerError(f"{where}没有找到最好的。完成的每一句都比过了吗？写满最大长度的也算完成。")
    if tuple(int(token) for token in value[0]) != wanted[0]:
        raise WrongAnswerError(f"{where}对数概率对了，词元不对。词元不含 `<bos>`，含 `<eos>`。")
    if steps[0] > steps[1]:
        raise WrongAnswerError(f"{where}第 {steps[1]} 步就可以停了，却还在展开，一直走到第 {steps[0]} 步。")


@exercise("beam-4", "函数 `search_until_sure(step, state, limits, k)`，返回（词元，对数概率）")
def stop_when_sure(answer: object) -> str:
    """结果与步数都要和参照一致。"""
    for seed in range(40):
        k, limits = 1 + seed % 4, decoding.Limits(bos=0, eos=1, max_length=2 + seed % 6)
        step, state, deepest = _model(seed)
        wanted = _search_until_sure(step, state, limits, k)
        enough, deepest[0] = deepest[0], 0
        value = call(answer, step, state, limits, k)
        _compare_search(value, wanted, (deepest[0], enough), f"束宽 {k}、最多 {limits.max_length} 步时，")
    return "停下的那一刻，剩下的怎么写也赶不上了。"


def _plain(model: nn.Module, vocab: Vocab, texts: tuple[str, str], num_tokens: int, k: int) -> str:
    """不用状态、每步从头算的束搜索；`texts` 是（显示的前缀，模型读到的前缀）。"""
    rows = [(vocab.encode_known(texts[1]), 0.0)]
    for _ in range(num_tokens):
        logits, _ = model(torch.tensor([ids for ids, _ in rows]))
        values = torch.log_softmax(logits[:, -1], 1).tolist()
        longer = [
            (ids + [i], total + v)
            for (ids, total), row in zip(rows, values, strict=True)
            for i, v in enumerate(row)
        ]
        rows = sorted(longer, key=lambda pair: -pair[1])[:k]
    return texts[0] + "".join(vocab.decode(rows[0][0][len(texts[1]) :]))


def _writer(seed: int) -> tuple[LanguageModel, Vocab]:
    """参数随机的字符级语言模型。"""
    vocab, draw = Vocab("abcde"), torch.Generator().manual_seed(seed)
    model = LanguageModel(nn.GRU(len(vocab), 8, batch_first=True), len(vocab), 8).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, generator=draw)
    nn.init.constant_(model.output.bias[:1], -20.0)  # 不写 <unk>
    return model.requires_grad_(False), vocab


Case = tuple[nn.Module, Vocab, str, int]  # 模型、词表、前缀、束宽
NUM_TOKENS = 7


def _written(case: Case, read: str) -> str:
    """束搜索续写的结果；`read` 是模型真正读到的前缀。"""
    model, vocab, prefix, k = case
    return _plain(model, vocab, (prefix, read), NUM_TOKENS, k)


def _explain_continuation(values: list[str], cases: list[Case]) -> str:
    """续写得不对，猜一猜错在哪里：某种错法要能解释每一次的结果。"""
    wrongs = {
        "前缀的最后一个字符读了两遍：状态停在它之前，再由束搜索读它。": lambda prefix: prefix + prefix[-1],
        "状态里没有前缀：先读完前缀，再开始搜索。": lambda prefix: prefix[-1],
    }
    for reason, read in wrongs.items():
        if values == [_written(case, read(case[2])) for case in cases]:
            return reason
    if values == [_written((*case[:3], 1), case[2]) for case in cases]:
        return "不管束宽多大，写得都与贪心一样，好像只留了一个候选。"
    pairs = zip(values, cases, strict=True)
    k = next(case[3] for value, case in pairs if value != _written(case, case[2]))
    if k > 1:
        return f"k = 1 对了，k = {k} 不对：剪枝之后，状态有没有跟着候选一起换？"
    return "k = 1 应当与贪心续写一样。"


@exercise("beam-7", "函数 `continue_beam(model, vocab, prefix, num_tokens, k)`，返回前缀加续写的文字")
def continue_with_beam(answer: object) -> str:
    """与不用状态、从头算的束搜索比较。"""
    settings = [(prefix, k) for k in (1, 2, 3, 5) for prefix in ("a", "bad", "deed")]
    cases = [(*_writer(seed), prefix, k) for seed, (prefix, k) in enumerate(settings)]
    values = []
    for model, vocab, prefix, k in cases:
        value = call(answer, model, vocab, prefix, NUM_TOKENS, k)
        if not isinstance(value, str) or not value.startswith(prefix):
            raise WrongAnswerError(f"要返回以前缀“{prefix}”开头的文字，得到的是 {value!r}。")
        if len(value) != len(prefix) + NUM_TOKENS:
            extra = len(value) - len(prefix)
            raise WrongAnswerError(f"要续写 {NUM_TOKENS} 个字符，得到的是 {extra} 个。")
        values.append(value)
    if values != [_written(case, case[2]) for case in cases]:
        raise WrongAnswerError(_explain_continuation(values, cases))
    return "与从头算的束搜索一致，状态跟对了。"
