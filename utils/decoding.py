"""解码：适用于任何步进函数的贪心搜索、束搜索与采样，以及语言模型的续写。

步进函数 `step(tokens, state) -> (log_probs, state)` 走一步：`tokens` 形状 `(n,)`，是各行上一步的词元编号；
`log_probs` 形状 `(n, vocab_size)`，是下一个词元的对数概率；`state` 是张量或张量的元组，第一维都是行。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from utils.cells import State
from utils.text import Vocab

Step = Callable[[Tensor, State], tuple[Tensor, State]]
Pick = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Hypothesis:
    """解码得到的一个候选序列。"""

    tokens: tuple[int, ...]  # 词元编号，不含 <bos>；正常结束的以 <eos> 收尾
    log_prob: float  # 各步对数概率之和（奈特）
    score: float  # 排序用的分数：log_prob 除以词元数的 alpha 次方


@dataclass(frozen=True)
class Limits:
    """解码从哪个词元开始，到哪个词元或多长为止。"""

    bos: int  # 起始词元的编号
    eos: int  # 结束词元的编号
    max_length: int  # 最多生成的词元数，含 <eos>

    def __post_init__(self):
        if self.max_length < 1:
            raise ValueError(f"max_length 至少为 1，得到的是 {self.max_length}。")


def num_rows(state: State) -> int:
    """状态有几行，也就是同时解码几个序列。"""
    return len(state[0] if isinstance(state, tuple) else state)


@torch.no_grad()
def decode_with(step: Step, state: State, limits: Limits, pick: Pick) -> list[Hypothesis]:
    """逐步解码，每一步由 `pick` 从对数概率里挑出词元；各行同时进行，遇到 `<eos>` 就停。

    参数：`step` 为步进函数；`state` 为初始状态；`pick` 由 `(n, vocab_size)` 的对数概率得到 `(n,)` 的编号，
    例如 `Sampler`。
    返回：每行一个 `Hypothesis`，分数等于对数概率。
    """
    n = num_rows(state)
    tokens, paths, values = torch.full((n,), limits.bos), [], []
    alive = torch.ones(n, dtype=torch.bool)
    for _ in range(limits.max_length):
        log_probs, state = step(tokens, state)
        tokens = pick(log_probs)
        values.append(torch.where(alive, log_probs.gather(1, tokens[:, None])[:, 0], 0.0))
        paths.append(tokens.masked_fill(~alive, -1))  # 结束之后的记作 −1
        alive = alive & (tokens != limits.eos)
        if not alive.any():
            break
    log_prob = torch.stack(values, 1).sum(1).tolist()
    rows = torch.stack(paths, 1).tolist()
    return [
        Hypothesis(tuple(t for t in row if t >= 0), value, value)
        for row, value in zip(rows, log_prob, strict=True)
    ]


def greedy_search(step: Step, state: State, limits: Limits) -> list[Hypothesis]:
    """贪心搜索：每一步都取概率最大的词元。参数与返回同 `decode_with`。"""
    return decode_with(step, state, limits, lambda log_probs: log_probs.argmax(1))


def _check_positive(name: str, value: float) -> None:
    """数不是正数时报错。"""
    if value <= 0:
        raise ValueError(f"{name} 要大于 0，得到的是 {value}。")


@dataclass(frozen=True)
class Sampler:
    """按概率抽取词元，可以只从前 k 个或累积概率达到 p 的最少几个里抽。

    异常：`ValueError`，参数不在允许的范围内。
    来源：top-k 见 Fan 等，Hierarchical Neural Story Generation, 2018；核采样见 Holtzman 等，
    The Curious Case of Neural Text Degeneration, 2020。
    """

    generator: torch.Generator  # 随机数生成器
    temperature: float = 1.0  # 温度，大于 0，越低越接近贪心
    top_k: int | None = None  # 只留概率最大的几个，None 表示不限
    top_p: float = 1.0  # 按概率从大到小留，直到累积概率达到它；在 0 与 1 之间，1 表示不限

    def __post_init__(self):
        if self.temperature <= 0:
            raise ValueError(f"temperature 要大于 0，得到的是 {self.temperature}；想要确定的结果请用贪心。")
        if self.top_k is not None:
            _check_positive("top_k", self.top_k)
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p 要大于 0，不超过 1，得到的是 {self.top_p}。")

    def probabilities(self, log_probs: Tensor) -> Tensor:
        """抽取时各词元的概率。

        参数：`log_probs` 形状 `(n, vocab_size)`，对数概率或未归一化的 logits 都可以。
        返回：同样形状的概率，每行的和为 1。
        """
        logits, order = (log_probs / self.temperature).sort(dim=1, descending=True, stable=True)
        p = torch.softmax(logits, 1)
        dropped = p.cumsum(1) - p >= self.top_p  # 排在它前面的已经凑够
        dropped[:, 0] = False
        if self.top_k is not None:
            dropped[:, self.top_k :] = True
        p = p.masked_fill(dropped, 0.0)
        return torch.zeros_like(p).scatter(1, order, p / p.sum(1, keepdim=True))

    def __call__(self, log_probs: Tensor) -> Tensor:
        """抽一次；返回 `(n,)` 的编号。"""
        return torch.multinomial(self.probabilities(log_probs), 1, generator=self.generator)[:, 0]


@torch.no_grad()
def continue_with(model: nn.Module, vocab: Vocab, prefix: str, num_tokens: int, pick: Pick) -> str:
    """让语言模型接着前缀写下去，每一步由 `pick` 挑下一个字符。

    参数：`model` 为 `utils.models.LanguageModel`；`vocab` 为字符词表；`prefix` 为前缀；
    `num_tokens` 为续写的字符数；`pick` 由 `(1, vocab_size)` 的 logits 得到 `(1,)` 的编号。
    返回：前缀加续写的文本。
    异常：`utils.text.UnknownTokenError`，前缀里有词表之外的字符；`ValueError`，前缀为空。
    """
    if not prefix:
        raise ValueError("前缀不能为空：模型至少要读一个字符才能开始预测。")
    logits, state = model(torch.tensor([vocab.encode_known(prefix)]))
    ids = []
    for _ in range(num_tokens):
        token = pick(logits[:, -1])
        ids.append(int(token))
        logits, state = model(token[:, None], state)
    return prefix + "".join(vocab.decode(ids))


def continue_greedy(model: nn.Module, vocab: Vocab, prefix: str, num_tokens: int) -> str:
    """贪心续写：每一步都取概率最大的字符。参数、返回与异常同 `continue_with`。"""
    return continue_with(model, vocab, prefix, num_tokens, lambda logits: logits.argmax(1))


def continue_sampled(
    model: nn.Module,
    vocab: Vocab,
    prefix: str,
    num_tokens: int,
    temperature: float,
    generator: torch.Generator,
) -> str:
    """采样续写：按 softmax（logits / 温度）抽取下一个字符。

    参数：`temperature` 为温度，须大于 0，越低越接近贪心；`generator` 为随机数生成器；
    其余同 `continue_with`。
    返回：前缀加续写的文本。
    异常：`ValueError`，温度不是正数；其余同 `continue_with`。
    """
    return continue_with(model, vocab, prefix, num_tokens, Sampler(generator, temperature))
