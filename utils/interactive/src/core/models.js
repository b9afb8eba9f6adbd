// 书里的模型：字符语言模型与翻译模型，由打包的参数重建。

import { affine, concat, logSoftmax, row, runLayer, Stack, unpackTensors } from "./numerics.js";

/** 字符语言模型：独热编码 → 循环层 → 输出层，同 utils.models.LanguageModel。 */
export class LanguageModel {
  constructor({ tensors, kind, vocab }) {
    this.tensors = unpackTensors(tensors);
    this.stack = new Stack(this.tensors, "rnn", kind);
    this.vocab = vocab;
    this.ids = new Map(vocab.map((token, id) => [token, id]));
  }

  /** 文字换成编号，不认识的字符换成 `<unk>`。 */
  encode(text) {
    return [...text].map((character) => this.ids.get(character) ?? this.ids.get("<unk>"));
  }

  /** 读一个字符，给出下一个字符的对数概率、新状态与各层的门；`frozen` 固定某些门。 */
  step(id, state = this.stack.start(), frozen = {}) {
    const layers = this.stack.step(id, state, frozen);
    const logits = affine(this.tensors["output.weight"], layers.at(-1).h, this.tensors["output.bias"]);
    return { logProbs: logSoftmax(logits), state: layers };
  }
}

/** 翻译模型，同 utils.seq2seq.Translator；编码器单向、双向都可以，层数任意。 */
export class Translator {
  constructor({ tensors, source, target, special }) {
    const T = (this.tensors = unpackTensors(tensors));
    this.forward = new Stack(T, "encoder.rnn", "gru");
    this.backward = new Stack(T, "encoder.rnn", "gru", "_reverse");
    this.decoder = new Stack(T, "decoder.rnn", "gru");
    Object.assign(this, { source, target, special });
    this.ids = new Map(source.map((token, id) => [token, id]));
  }

  /** 源句的词元换成编号，不认识的换成 `<unk>`，末尾加 `<eos>`。 */
  encodeTokens(tokens) {
    return [...tokens, "<eos>"].map((token) => this.ids.get(token) ?? this.ids.get("<unk>"));
  }

  /** 读完源句：返回解码的初始状态，与编码器每一步的隐状态。 */
  start(ids) {
    const inputs = ids.map((id) => row(this.tensors["encoder.embedding.weight"], id));
    const read = this.readLayers(inputs);
    const states = read.map(({ last }) => {
      const bridged = affine(
        this.tensors["encoder.bridge.weight"],
        last,
        this.tensors["encoder.bridge.bias"],
      );
      return { h: bridged.map(Math.tanh) };
    });
    return { context: states.at(-1).h, states, encoder: read };
  }

  /** 逐层读：双向时，下一层的输入是两个方向拼起来的隐状态。 */
  readLayers(inputs) {
    const both = this.backward.layers.length > 0;
    return this.forward.layers.map((_, l) => {
      const ahead = runLayer(this.forward, l, inputs);
      const back = both ? runLayer(this.backward, l, inputs.toReversed()) : [];
      const last = concat(...[ahead, back].filter((steps) => steps.length).map((steps) => steps.at(-1).h));
      inputs = both ? ahead.map(({ h }, t) => concat(h, back.at(-1 - t).h)) : ahead.map(({ h }) => h);
      return { hiddens: inputs, last };
    });
  }

  /** 步进函数：读上一个词元，给出下一个词元的对数概率与新状态；上下文变量始终不变。 */
  step(id, { context, states }) {
    const T = this.tensors;
    const embedding = T["decoder.embedding.weight"];
    const layers = this.decoder.step(concat(row(embedding, id), context), states);
    const hidden = concat(layers.at(-1).h, context);
    const features = affine(T["decoder.readout.weight"], hidden, T["decoder.readout.bias"]);
    const logProbs = logSoftmax(affine(embedding, features, T["decoder.bias"]));
    return { logProbs, state: { context, states: layers } };
  }
}
