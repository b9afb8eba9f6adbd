// <rnn-translator-lab>：英译中的翻译模型。逐步看编码器的状态与解码器的预测，再打开错误博物馆里的开关。

import { ProbabilityBars } from "../core/charts.js";
import { diverging, Heatmap } from "../core/heatmap.js";
import { button, choice, controls, liveLine, slider, textField } from "../core/controls.js";
import { el, number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { Translator } from "../core/models.js";
import { liveliest, topProbabilities } from "../core/sampling.js";
import { checkSentence, detokenize, tokenize } from "../core/tokenize.js";
import { BUGS, translateGreedily } from "../core/translate.js";

const LIMIT = 25; // 源句最多几个词元
const MAX_LENGTH = 20; // 译文最多几个词元
const SHOWN = 12; // 热图画几个单元

class TranslatorLab extends InteractiveFigure {
  build({ model, examples }) {
    this.model = new Translator(model);
    this.makeControls(examples);
    this.heatmap = new Heatmap({ name: "编码器的状态", cell: 46 });
    this.bars = new ProbabilityBars({ caption: "下一个词元的概率" });
    this.line = liveLine();
    this.why = el("p", { class: "muted" });
    this.results = el("tbody");
    this.read(examples[0]);
    const head = ["写法", "译文", "log P"].map((name, i) =>
      el("th", { scope: "col", class: i > 1 ? "number" : null }, name),
    );
    const left = el("div", {}, controls(this.step, this.back, this.forward), this.line.node, this.bars.node);
    const right = el("div", {}, controls(this.bug, this.padding), this.why, [
      el("table", {}, el("caption", {}, "译文"), el("thead", {}, el("tr", {}, head)), this.results),
    ]);
    const caption = el("p", { class: "muted" }, `编码器读每个词之后的状态（变化最大的 ${SHOWN} 个单元）`);
    return [this.field.node, caption, this.heatmap.node, el("div", { class: "columns" }, left, right)];
  }

  makeControls(examples) {
    const known = (token) => this.model.ids.has(token);
    const check = (text) => checkSentence(text, { known, limit: LIMIT });
    const onInput = (text) => this.read(text);
    this.field = textField({ label: "英文句子", value: examples[0], examples, check, onInput });
    const options = BUGS.map(({ key, name }) => [key, name]);
    this.bug = choice({ label: "错误", options, value: "none", onChange: () => this.run() });
    const onPad = () => this.run();
    this.padding = slider({ label: "填充几个", min: 1, max: 20, value: 8, onInput: onPad });
    const onStep = () => this.drawStep();
    this.step = slider({ label: "解码第几步", min: 1, max: 1, value: 1, onInput: onStep });
    this.back = button("上一步", () => this.move(-1));
    this.forward = button("下一步", () => this.move(1));
  }

  move(by) {
    this.step.set(this.step.value + by);
    this.drawStep();
  }

  read(text) {
    this.tokens = tokenize(text);
    this.step.set(1);
    this.run();
  }

  run() {
    const [bug, padding] = [this.bug.value, this.padding.value];
    const { padded, why, name } = BUGS.find(({ key }) => key === bug);
    this.padding.node.hidden = !padded;
    this.why.textContent = why;
    const right = translateGreedily(this.model, this.tokens, { maxLength: MAX_LENGTH });
    const options = { bug, padding, maxLength: MAX_LENGTH };
    this.shown = bug === "none" ? right : translateGreedily(this.model, this.tokens, options);
    const rows = [["没有错", right], ...(bug === "none" ? [] : [[name, this.shown]])];
    this.results.replaceChildren(...rows.map(([label, found]) => this.row(label, found)));
    this.step.set(this.step.value, this.shown.steps.length);
    this.drawEncoder();
    this.drawStep();
  }

  row(label, { ids, logProb }) {
    const cells = [el("td", {}, this.text(ids)), el("td", { class: "number" }, number(logProb))];
    return el("tr", {}, el("th", { scope: "row" }, label), cells);
  }

  /** 译文；末尾的 <eos> 不写，中间的照写。 */
  text(ids) {
    const words = ids.map((id) => this.model.target[id]);
    return detokenize(words.at(-1) === "<eos>" ? words.slice(0, -1) : words) || "（空）";
  }

  drawEncoder() {
    const { encoder, source } = this.shown;
    const { hiddens } = encoder.at(-1);
    const units = liveliest(hiddens, Math.min(SHOWN, hiddens[0].length));
    const columns = source.map((id) => this.model.source[id]);
    const values = units.map((i) => hiddens.map((h) => h[i]));
    const label = `编码器读 ${columns.join(" ")} 时 ${units.length} 个单元的状态`;
    this.heatmap.update({ rows: units.map(String), columns, values, color: diverging, selected: -1, label });
  }

  drawStep() {
    const at = this.step.value - 1;
    const { steps, ids } = this.shown;
    this.back.disabled = at === 0;
    this.forward.disabled = at === steps.length - 1;
    const { logProbs, id } = steps[at];
    const written = at ? `已经写了“${this.text(ids.slice(0, at))}”，` : "从 <bos> 开始，";
    const token = this.model.target[id];
    this.line.say(
      `${written}第 ${at + 1} 步取概率最大的“${token}”（${number(Math.exp(logProbs[id]), 3)}）。`,
    );
    const top = topProbabilities(logProbs, 6);
    const items = top.map((item) => ({
      ...item,
      name: this.model.target[item.id],
      emphasis: item.id === id,
    }));
    this.bars.update(items);
  }
}

define("rnn-translator-lab", TranslatorLab);
