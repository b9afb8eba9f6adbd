// <rnn-gru-lab>：训练好的字符 GRU。

import { CharacterLab } from "../core/character-lab.js";
import { define } from "../core/element.js";

class GruLab extends CharacterLab {
  quantities = [
    { key: "z", name: "更新门 Z" },
    { key: "r", name: "重置门 R" },
    { key: "h", name: "隐状态 H", signed: true },
  ];

  gates = this.quantities.slice(0, 2).reverse();
}

define("rnn-gru-lab", GruLab);
