"""第 4 章练习的检查：接受任何正确的写法，拒绝错误的写法并说明理由。自测题的数字也在这里核对。"""

from __future__ import annotations

import itertools

import pytest
import torch
from answers import answer_tests
from torch import nn

from utils.chapters import load_chapter
from utils.exercises import check
from utils.exercises.birnn_paths import best_path, path_score

BIRNN = load_chapter("04_birnn")
PATHS, DEEP, UNEVEN = "birnn-6", "birnn-7", "birnn-2"


def uneven(flip=BIRNN.reverse_padded, back=True, swap=False, fill=0.0):
    def read(forward_cell, backward_cell, inputs, lengths):
        H_f, _ = BIRNN.unroll(forward_cell, inputs, lengths)
        H_b, _ = BIRNN.unroll(backward_cell, flip(inputs, lengths), lengths)
        H_b = flip(H_b, lengths) if back else H_b
        outputs = torch.cat([H_b, H_f] if swap else [H_f, H_b], -1)
        return outputs.masked_fill((torch.arange(6) >= lengths[:, None])[..., None], fill)

    return read


def uneven_one_by_one(forward_cell, backward_cell, inputs, lengths):
    """逐句、逐步，后向直接从句末往回走，不翻转。"""
    h = forward_cell.num_hiddens
    outputs = inputs.new_zeros(*inputs.shape[:2], h + backward_cell.num_hiddens)
    for row, length in enumerate(lengths.tolist()):
        for cell, steps, part in (
            (forward_cell, range(length), slice(None, h)),
            (backward_cell, range(length - 1, -1, -1), slice(h, None)),
        ):
            state = cell.initial_state(inputs[:1, 0])
            for t in steps:
                state = cell(inputs[row : row + 1, t], state)
                outputs[row, t, part] = state[0][0]
    return outputs


def whole_flip(X, lengths):
    return X.flip(1)


def no_mask_flip(forward_cell, backward_cell, inputs, lengths):
    full = torch.full_like(lengths, inputs.shape[1])
    return uneven(whole_flip)(forward_cell, backward_cell, inputs, full)


def viterbi(log_pi, log_A, log_B, observed, last=True, turn=True):
    score, sources = log_pi + log_B[:, observed[0]], []
    states = [score.argmax().item()]
    for x in observed[1:]:
        best, source = (score[:, None] + log_A).max(0)
        score = best + log_B[:, x]
        sources.append(source)
        states.append(score.argmax().item())
    if not last:
        return states
    path = [states[-1]]
    for source in reversed(sources):
        path.append(source[path[-1]].item())
    return path[::-1] if turn else path


def viterbi_keeping_paths(log_pi, log_A, log_B, observed):
    """每个状态都带着整条路走，返回张量。"""
    k = len(log_pi)
    routes = [(log_pi[j] + log_B[j, observed[0]], [j]) for j in range(k)]
    for x in observed[1:]:
        routes = [
            max(((s + log_A[p[-1], j] + log_B[j, x], [*p, j]) for s, p in routes), key=lambda r: r[0])
            for j in range(k)
        ]
    return torch.tensor(max(routes, key=lambda route: route[0])[1])


def viterbi_without_logs(log_pi, log_A, log_B, observed):
    pi, A, B = log_pi.exp(), log_A.exp(), log_B.exp()
    score, sources = pi * B[:, observed[0]], []
    for x in observed[1:]:
        best, source = (score[:, None] * A).max(0)
        score = best * B[:, x]
        sources.append(source)
    path = [score.argmax().item()]
    for source in reversed(sources):
        path.append(source[path[-1]].item())
    return path[::-1]


def enumerate_paths(log_pi, log_A, log_B, observed):
    tables = log_pi.tolist(), log_A.tolist(), log_B.tolist()

    def score(path):
        pi, A, B = tables
        total = pi[path[0]] + sum(B[h][x] for h, x in zip(path, observed, strict=True))
        return total + sum(A[i][j] for i, j in itertools.pairwise(path))

    return list(max(itertools.product(range(len(log_pi)), repeat=len(observed)), key=score))


def posterior_path(*arguments):
    return BIRNN.posterior(*arguments).argmax(1).tolist()


def deep(order="layer", flip=BIRNN.reverse_padded, back=True, separate=False, state_from="all"):
    def read(pairs, inputs, lengths):
        states, H_f = [], inputs
        for cells in pairs:
            H_f, state_f = BIRNN.unroll(cells[0], H_f if separate else inputs, lengths)
            H_b, state_b = BIRNN.unroll(cells[1], flip(inputs, lengths), lengths)
            inputs = torch.cat([H_f, flip(H_b, lengths) if back else H_b], -1)
            states += [state_f, state_b]
        if order == "direction":
            states = states[::2] + states[1::2]
        H, C = (torch.stack(parts) for parts in zip(*states, strict=True))
        return inputs, (H, H if state_from == "H" else C)

    return read


def deep_with_torch(pairs, inputs, lengths):
    """逐层搬进单层的 nn.LSTM，再打包。"""
    parts = []
    for cells in pairs:
        layer = nn.LSTM(inputs.shape[-1], cells[0].num_hiddens, batch_first=True, bidirectional=True)
        for cell, suffix in zip(cells, ("_l0", "_l0_reverse"), strict=True):
            for kind, symbol in (("weight_ih", "W_x"), ("weight_hh", "W_h"), ("bias_ih", "b_")):
                blocks = [getattr(cell, symbol + name).t() for name in "ifco"]
                getattr(layer, kind + suffix).data = torch.cat(blocks).detach().clone()
            getattr(layer, "bias_hh" + suffix).data = torch.zeros_like(
                getattr(layer, "bias_ih" + suffix).data
            )
        inputs, state = BIRNN.run_packed(layer, inputs, lengths)
        parts.append(state)
    return inputs.detach(), [torch.cat(each).detach() for each in zip(*parts, strict=True)]


@torch.no_grad()
def by_changing(model, X):
    for t in range(1, X.shape[1]):
        changed = torch.cat([X[:, :t], torch.randn_like(X[:, t:])], 1)
        if not torch.allclose(model(changed)[:, :t], model(X)[:, :t], atol=1e-6):
            return True
    return False


def by_prefix(model, X):
    """只给前缀，最后一个位置的输出应当与给整段时相同；返回张量。"""
    whole = model(X)
    gaps = [(model(X[:, :t]) - whole[:, :t]).abs().amax() for t in range(1, X.shape[1])]
    return torch.stack(gaps).amax() > 1e-8


def by_gradient(model, X):
    X = X.clone().requires_grad_()
    outputs = model(X)
    found = False
    for t in range(X.shape[1] - 1):
        (gradient,) = torch.autograd.grad((outputs[:, t] * (1 + torch.rand(6))).sum(), X, retain_graph=True)
        found = found or bool(gradient[:, t + 1 :].abs().amax() > 1e-12)
    return found


def only_next(model, X):
    """每次只改后一个输入，看不出隔了一步的。"""
    for t in range(X.shape[1] - 1):
        changed = X.clone()
        changed[:, t + 1] += 1
        if not torch.equal(model(changed)[:, t], model(X)[:, t]):
            return True
    return False


def only_first_output(model, X):
    changed = torch.cat([X[:, :1], X[:, 1:] + 1], 1)
    return not torch.equal(model(changed)[:, 0], model(X)[:, 0])


def only_last_change(model, X):
    changed = torch.cat([X[:, :-1], X[:, -1:] + 1], 1)
    return not torch.equal(model(changed)[:, :-1], model(X)[:, :-1])


def any_change(model, X):
    return not torch.equal(model(X + 1), model(X))


RIGHT = {
    "birnn-1": [(176, 320), [176, torch.tensor(320)]],
    UNEVEN: [uneven(), uneven_one_by_one],
    PATHS: [viterbi, viterbi_keeping_paths],
    DEEP: [deep(), deep_with_torch],
    "birnn-8": [by_changing, by_prefix, by_gradient],
}
WRONG = [
    ("birnn-1", (160, 320), "前向与后向都读到了"),
    ("birnn-1", (112, 320), "只数了前向"),
    ("birnn-1", (320, 320), "分开想"),
    ("birnn-1", (176, 176), "两层的个数不对"),
    ("birnn-1", 176, "一对整数"),
    (UNEVEN, no_mask_flip, "整行翻转"),
    (UNEVEN, uneven(back=False), "没有翻回来"),
    (UNEVEN, uneven(swap=True), "次序反了"),
    (UNEVEN, uneven(fill=1.0), "填充处却不是 0"),
    (UNEVEN, lambda f, b, X, lengths: uneven()(f, f, X, lengths), "4, 6, 7"),
    (UNEVEN, lambda f, b, X, lengths: 2 * uneven()(f, b, X, lengths), "前向的输出不对"),
    (UNEVEN, lambda f, b, X: X, "出错"),
    (PATHS, posterior_path, "每一步各取最可能"),
    (PATHS, lambda *arguments: viterbi(*arguments, last=False), "往回找"),
    (PATHS, lambda *arguments: viterbi(*arguments, turn=False), "倒着"),
    (PATHS, lambda pi, A, B, x: viterbi(pi, A.T, B, x), "下标反了"),
    (PATHS, lambda pi, A, B, x: [0] * len(x), "不是概率最大的序列"),
    (PATHS, lambda pi, A, B, x: viterbi(pi, A, B, x)[:-1], "每步一个"),
    (PATHS, lambda pi, A, B, x: [5] * len(x), "编号应当是 0 到 2"),
    (PATHS, lambda pi, A, B, x: ["晴"] * len(x), "编号应当是 0 到 2"),
    (PATHS, enumerate_paths, "太慢"),
    (PATHS, viterbi_without_logs, "全程要用对数"),
    (PATHS, lambda *arguments: 1 / 0, "ZeroDivisionError"),
    (DEEP, deep(separate=True), "两个方向的拼接"),
    (DEEP, deep(order="direction"), "次序反了"),
    (DEEP, deep(back=False), "占满的那一句就错了"),
    (DEEP, deep(flip=whole_flip), "短句错了"),
    (DEEP, deep(state_from="H"), "`C` 不对"),
    (DEEP, lambda pairs, X, lengths: deep()(pairs, X, lengths)[0], "(outputs, (H, C))"),
    (DEEP, lambda pairs, X, lengths: deep()(pairs[:1], X, lengths), "形状"),
    ("birnn-8", only_next, "后向少读一步"),
    ("birnn-8", only_first_output, "漏掉了"),
    ("birnn-8", only_last_change, "漏掉了"),
    ("birnn-8", any_change, "冤枉了单向"),
    ("birnn-8", lambda model, X: model(X), "True"),
    ("birnn-8", "双向", "函数"),
]


test_right_answers_pass, test_wrong_answers_are_refused = answer_tests(
    [(n, a) for n, answers in RIGHT.items() for a in answers], WRONG
)


@pytest.mark.parametrize("name", RIGHT)
def test_no_answer_yet(name):
    assert "还没有答案" in check(name, ...).reason


def test_the_reference_path_equals_enumeration():
    for seed in range(5):
        generator = torch.Generator().manual_seed(seed)
        model = BIRNN.random_model(3, 4, generator)
        observed = torch.randint(4, (6,), generator=generator).tolist()
        best = enumerate_paths(*model, observed)
        assert best_path(*model, observed) == best
        assert path_score(model, observed, best) == pytest.approx(
            max(path_score(model, observed, p) for p in itertools.product(range(3), repeat=6))
        )


def test_numbers_in_the_self_test():
    assert (30 / 10) ** 2 * (200 / 100) == 18
    row, length = torch.tensor([[5, 6, 7, 0, 0]]), torch.tensor([3])
    assert BIRNN.reverse_padded(row, length).tolist() == [[7, 6, 5, 0, 0]]
    assert row.flip(1).tolist() == [[0, 0, 7, 6, 5]]


def test_only_the_final_states_have_read_the_whole_sentence():
    torch.manual_seed(0)
    layer, lengths = nn.LSTM(3, 4, batch_first=True, bidirectional=True), torch.tensor([5, 3])
    X = torch.randn(2, 5, 3)
    outputs, (H, _) = BIRNN.run_packed(layer, X, lengths)
    assert not outputs[1, -1].any()  # 短句的最后一个位置是填充
    assert torch.equal(outputs[0, -1, :4], H[0, 0]) and torch.equal(outputs[0, 0, 4:], H[1, 0])
    for changed, part, at in ((0, slice(4, 8), -1), (4, slice(0, 4), 0)):  # 只读了一个词元的那一半
        other = X.clone()
        other[0, changed] += 1
        again, (H_again, _) = BIRNN.run_packed(layer, other, lengths)
        assert torch.equal(again[0, at, part], outputs[0, at, part])
        assert not torch.equal(H_again[0, 0], H[0, 0]) and not torch.equal(H_again[1, 0], H[1, 0])
