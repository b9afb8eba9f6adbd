// 用一张概率表当模型：键是已经写出的词元，用逗号相连。第 6 章的例子就是这样一张表。这里不碰页面。

export class TableModel {
  constructor({ tokens, table, others, eos }) {
    Object.assign(this, { target: tokens, table, others, eos, bos: tokens.length });
  }

  start() {
    return [];
  }

  /** 步进函数，接口同 Translator；状态是已经写出的词元。 */
  step(id, path) {
    const state = id === this.bos ? path : [...path, id];
    const row = this.table[state.join(",")] ?? this.others;
    return { logProbs: row.map(Math.log), state };
  }
}
