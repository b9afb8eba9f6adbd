// 多音字的注音模型：嵌入、一个或两个方向的 LSTM、输出层，同第 4 章的 Annotator。这里不碰页面。

import { affine, concat, logSoftmax, row, runLayer, Stack, unpackTensors } from "./numerics.js";

export class Reader {
  /** `labels` 的每项是 `[字，读音]`，次序同输出层；`tokens` 是词表。 */
  constructor({ tensors, directions }, { tokens, labels }) {
    this.tensors = unpackTensors(tensors);
    this.labels = labels;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.unknown = this.ids.get("<unk>");
    this.stacks = Object.fromEntries(
      [...directions].map((d) => [d, new Stack(this.tensors, `layers.${d}`, "lstm")]),
    );
  }

  encode(characters) {
    return characters.map((character) => this.ids.get(character) ?? this.unknown);
  }

  /** 位置 `index` 的字是 `character` 时，它各个读音的概率，每项是 `{reading, value}`，次序同 `labels`。 */
  predict(ids, index, character) {
    const embedding = this.tensors["embedding.weight"];
    const inputs = ids.map((id) => row(embedding, id));
    const parts = [];
    if (this.stacks.f) parts.push(runLayer(this.stacks.f, 0, inputs.slice(0, index + 1)).at(-1).h);
    if (this.stacks.b) parts.push(runLayer(this.stacks.b, 0, inputs.slice(index).toReversed()).at(-1).h);
    const scores = affine(this.tensors["output.weight"], concat(...parts), this.tensors["output.bias"]);
    const own = this.labels.map((label, i) => ({ label, i })).filter(({ label }) => label[0] === character);
    const logProbs = logSoftmax(Float32Array.from(own, ({ i }) => scores[i]));
    return own.map(({ label }, k) => ({ reading: label[1], value: Math.exp(logProbs[k]) }));
  }

  /** 逐个遮住别的字（换成未知字），看 `reading` 的概率各降多少；该字自己那里是 0。 */
  occlude(ids, index, character, reading) {
    const probability = (changed) =>
      this.predict(changed, index, character).find((item) => item.reading === reading).value;
    const whole = probability(ids);
    return ids.map((_, t) => (t === index ? 0 : whole - probability(ids.with(t, this.unknown))));
  }
}
