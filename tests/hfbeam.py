"""把任意步进函数接到 transformers 的束搜索上，作独立的核对；只有测试用它。"""

from __future__ import annotations

import torch
from torch import nn
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast


class StateCache:
    """transformers 重排候选时会调用 `reorder_cache`；循环网络的状态就放在这里。"""

    is_compileable = False

    def __init__(self):
        self.state, self.seen = None, 0

    def get_seq_length(self, *_):
        return self.seen

    def reorder_cache(self, rows):
        self.state = tuple(part[rows] for part in self.state)


class StepModel(PreTrainedModel, GenerationMixin):
    """一步一步调用步进函数的“语言模型”。"""

    config_class = PretrainedConfig
    main_input_name = "input_ids"

    def __init__(self, vocab_size, step):
        sizes = {"num_hidden_layers": 1, "hidden_size": 1, "num_attention_heads": 1}
        super().__init__(PretrainedConfig(vocab_size=vocab_size, is_encoder_decoder=False, **sizes))
        self.step, self.placeholder = step, nn.Parameter(torch.zeros(1))

    @classmethod
    def _supports_default_dynamic_cache(cls):
        return False

    def prepare_inputs_for_generation(  # 参数的名字由 transformers 规定
        self, input_ids, past_key_values=None, context=None, hidden=None, attention_mask=None, **_
    ):
        names = {"context": context, "hidden": hidden, "past_key_values": past_key_values}
        return {"input_ids": input_ids[:, -1:], **names}

    def forward(self, input_ids, attention_mask=None, context=None, hidden=None, past_key_values=None, **_):
        cache = past_key_values
        state = (context, hidden) if cache.state is None else cache.state
        log_probs, cache.state = self.step(input_ids[:, -1], state)
        cache.seen += 1
        return CausalLMOutputWithPast(logits=log_probs[:, None], past_key_values=cache)


def search(step, state, limits, rule, vocab_size):
    """用 transformers 做束搜索；`rule` 是（束宽，alpha）。

    返回：每个句子一列 `(词元, 分数)`，从好到坏，截到第一个结束词元为止。
    """
    k, alpha = rule
    config = GenerationConfig(
        num_beams=k,
        num_return_sequences=k,
        length_penalty=alpha,
        early_stopping=True,
        max_new_tokens=limits.max_length,
        eos_token_id=limits.eos,
        pad_token_id=limits.eos,
        bos_token_id=limits.bos,
        do_sample=False,
        return_dict_in_generate=True,
        output_scores=True,
    )
    context, hidden = state
    begin = torch.full((len(context), 1), limits.bos)
    inputs = {"context": context, "hidden": hidden, "past_key_values": StateCache()}
    found = StepModel(vocab_size, step).generate(
        begin, generation_config=config, attention_mask=torch.ones_like(begin), **inputs
    )
    rows = [
        (tuple(r[: r.index(limits.eos) + 1] if limits.eos in r else r), score)
        for r, score in zip(found.sequences[:, 1:].tolist(), found.sequences_scores.tolist(), strict=True)
    ]
    return [rows[i : i + k] for i in range(0, len(rows), k)]
