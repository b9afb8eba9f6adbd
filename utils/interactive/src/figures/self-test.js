// <rnn-self-test>：一章末尾的单选题。选项用原生的单选按钮，方向键换选项，Tab 换题。

import { el, uniqueId } from "../core/dom.js";
import { InteractiveFigure, define } from "../core/element.js";

/** 题目里的文字：反引号之间的是代码。 */
function rich(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

class SelfTest extends InteractiveFigure {
  build({ questions }) {
    this.first = new Map(); // 题号 → 第一次选的对不对
    this.score = el("p", { class: "live", role: "status" });
    this.total = questions.length;
    const items = questions.map((question, index) => this.question(question, index));
    this.show();
    return [...items, this.score];
  }

  question({ text, options }, index) {
    const name = uniqueId("question");
    const feedback = el("p", { class: "why", role: "status" });
    const rows = options.map((option, number) => {
      const id = `${name}-${number}`;
      const input = el("input", { type: "radio", id, name, onChange: () => choose(option, row) });
      const row = el("div", { class: "option" }, input, el("label", { for: id }, ...rich(option.text)));
      return row;
    });
    const choose = (option, row) => {
      for (const other of rows) other.classList.remove("right", "wrong");
      row.classList.add(option.right ? "right" : "wrong");
      feedback.replaceChildren(el("b", {}, option.right ? "✓ 对。" : "× 不对。"), ...rich(option.why));
      if (!this.first.has(index)) this.first.set(index, option.right);
      this.show();
    };
    const legend = el("legend", {}, `${index + 1}. `, ...rich(text));
    return el("fieldset", { class: "question" }, legend, ...rows, feedback);
  }

  /** 只算每题第一次的选择。 */
  show() {
    const right = [...this.first.values()].filter(Boolean).length;
    this.score.textContent = this.first.size
      ? `做了 ${this.first.size} 题（共 ${this.total} 题），第一次就选对的有 ${right} 题。`
      : `共 ${this.total} 题，选一个选项就有解释。`;
  }
}

define("rnn-self-test", SelfTest);
