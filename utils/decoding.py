"""解码：让语言模型接着前缀写下去。"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from utils.text import Vocab


def _warm_up(model: nn.Module, vocab: Vocab, prefix: str) -> tuple[Tensor, object]:
    """读完前缀，返回最后一步的 logits（形状 `(vocab_size,)`）与状态。"""
    if not prefix:
        raise ValueError("前缀不能为空：模型至少要读一个字符才能开始预测。")
    ids = torch.tensor([vocab.encode_known(prefix)])  # （1，前缀长度）
    logits, state = model(ids)
    return logits[0, -1], state


@torch.no_grad()
def continue_greedy(model: nn.Module, vocab: Vocab, prefix: str, num_tokens: int) -> str:
    """贪心续写：每一步都取概率最大的字符。

    参数：`model` 为 `utils.models.LanguageModel`；`vocab` 为字符词表；`prefix` 为前缀；
    `num_tokens` 为续写的字符数。
    返回：前缀加续写的文本。
    异常：`utils.text.UnknownTokenError`，前缀里有词表之外的字符；`ValueError`，前缀为空。
    """
    logits, state = _warm_up(model, vocab, prefix)
    ids = []
    for _ in range(num_tokens):
        ids.append(int(logits.argmax()))
        out, state = model(torch.tensor([ids[-1:]]), state)
        logits = out[0, -1]
    return prefix + "".join(vocab.decode(ids))


@torch.no_grad()
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
    其余同 `continue_greedy`。
    返回：前缀加续写的文本。
    异常：`ValueError`，温度不是正数或前缀为空；`utils.text.UnknownTokenError` 同上。
    """
    if temperature <= 0:
        raise ValueError(
            f"temperature 要大于 0，得到的是 {temperature}；想要确定的结果请用 continue_greedy。"
        )
    logits, state = _warm_up(model, vocab, prefix)
    ids = []
    for _ in range(num_tokens):
        weights = torch.softmax(logits / temperature, 0)
        ids.append(int(torch.multinomial(weights, 1, generator=generator)))
        out, state = model(torch.tensor([ids[-1:]]), state)
        logits = out[0, -1]
    return prefix + "".join(vocab.decode(ids))
