// <rnn-beam-lab>：束搜索的树。一种是翻译模型，一种是第 6 章的那张概率表。

import { beamSearch, pathOf, ranking, scoreOf } from "../core/beam.js";
import { BeamTree, fateName, pathSet } from "../core/beam-tree.js";
import { ProbabilityBars } from "../core/charts.js";
import { button, choice, controls, liveLine, slider, textField } from "../core/controls.js";
import { el, number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { Translator } from "../core/models.js";
import { topProbabilities } from "../core/sampling.js";
import { TableModel } from "../core/table-model.js";
import { checkSentence, detokenize, tokenize } from "../core/tokenize.js";

const LIMIT = 25; // 源句最多几个词元
const MAX_LENGTH = 20; // 译文最多几个词元
const PAUSE = 900; // 播放时每步停留的毫秒数

class BeamLab extends InteractiveFigure {
  build({ model, table, examples, width, alpha }) {
    this.models = { sentence: new Translator(model), table: new TableModel(table) };
    this.makeControls(examples, width, alpha);
    const word = (id) => this.words[id];
    this.tree = new BeamTree({ onFocus: (node) => this.select(node), word });
    this.line = liveLine();
    this.bars = new ProbabilityBars({ caption: "它后面的词元" });
    this.list = el("tbody");
    this.search();
    const head = ["名次", "完成的候选", "log P", "L", "分数"].map((name, i) =>
      el("th", { scope: "col", class: i > 1 ? "number" : null }, name),
    );
    const caption = el("caption", {}, "完成名单（分数是 log P 除以 L 的 α 次方）");
    const list = el("table", {}, caption, el("thead", {}, el("tr", {}, head)), this.list);
    return [
      controls(this.mode),
      this.field.node,
      controls(this.width, this.alpha),
      controls(this.step, this.back, this.forward, this.play),
      legend(),
      this.tree.node,
      this.line.node,
      el("div", { class: "columns" }, list, this.bars.node),
    ];
  }

  makeControls(examples, width, alpha) {
    const options = [
      ["sentence", "翻译一句英文"],
      ["table", "正文里的例子"],
    ];
    this.mode = choice({ label: "看什么", options, value: "sentence", onChange: () => this.changeMode() });
    const known = (token) => this.models.sentence.ids.has(token);
    const check = (text) => checkSentence(text, { known, limit: LIMIT });
    this.field = textField({
      label: "英文句子",
      value: examples[0],
      examples,
      check,
      onInput: () => this.search(),
    });
    this.width = slider({ label: "束宽 k", min: 1, max: 6, value: width, onInput: () => this.search() });
    const format = (value) => number(value);
    const range = { min: 0, max: 1.5, step: 0.05, value: alpha, format };
    this.alpha = slider({ label: "归一化指数 α", ...range, onInput: () => this.draw() });
    this.step = slider({ label: "第几步", min: 1, max: 1, value: 1, onInput: () => this.draw() });
    this.back = button("上一步", () => this.move(-1));
    this.forward = button("下一步", () => this.move(1));
    this.play = button("播放", () => (this.timer ? this.stop() : this.begin()));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.timer) this.stop();
  }

  get model() {
    return this.models[this.mode.value];
  }

  get words() {
    return this.model.target;
  }

  changeMode() {
    const table = this.mode.value === "table";
    this.field.node.hidden = table;
    this.width.set(table ? 1 : 3);
    if (table) this.alpha.set(0);
    this.search();
  }

  /** 从第一步起一步步放给读者看。 */
  begin() {
    this.step.set(1);
    this.draw();
    this.play.textContent = "停";
    this.timer = setInterval(() => {
      if (this.step.value === this.found.levels.length) this.stop();
      else this.move(1);
    }, PAUSE);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.play.textContent = "播放";
  }

  move(by) {
    this.step.set(this.step.value + by);
    this.draw();
  }

  /** 运行模型；步数与 α 改变时只重画，不重算。 */
  search() {
    const { model } = this;
    const width = this.width.value;
    if (this.mode.value === "table") {
      this.found = beamSearch(model, model.start(), { width, maxLength: 4, bos: model.bos, eos: model.eos });
    } else {
      const start = model.start(model.encodeTokens(tokenize(this.field.value)));
      this.found = beamSearch(model, start, { width, maxLength: MAX_LENGTH, ...model.special });
    }
    this.step.set(this.found.levels.length, this.found.levels.length);
    this.focus = null;
    this.draw();
  }

  draw() {
    const { root, levels, finished } = this.found;
    const step = this.step.value;
    const shown = finished.filter(({ depth }) => depth <= step);
    this.ranked = ranking(shown, this.alpha.value, this.width.value);
    const best = this.ranked[0];
    if (!this.focus || this.focus.depth > step) this.focus = best ?? levels[step - 1][0];
    this.back.disabled = step === 1;
    this.forward.disabled = step === levels.length;
    const end = best ? `眼下第一名是“${this.text(best)}”` : "还没有完成的候选";
    this.tree.update({
      root,
      levels: levels.slice(0, step),
      best: pathSet(best, root),
      focus: this.focus,
      label: `束宽 ${this.width.value} 的搜索树，走到第 ${step} 步，${end}。用方向键走动。`,
    });
    this.list.replaceChildren(...this.ranked.map((node, i) => this.row(node, i)));
    this.describe();
  }

  row(node, i) {
    const numbers = [number(node.logProb), node.depth, number(scoreOf(node, this.alpha.value), 3)];
    const cells = numbers.map((value) => el("td", { class: "number" }, String(value)));
    return el(
      "tr",
      { class: i ? null : "emphasis" },
      el("td", {}, String(i + 1)),
      el("td", {}, this.text(node)),
      cells,
    );
  }

  text(node) {
    const words = pathOf(node).map(({ id }) => this.words[id]);
    return detokenize(words.at(-1) === "<eos>" ? words.slice(0, -1) : words) || "（空）";
  }

  select(node) {
    this.focus = node;
    this.draw();
  }

  describe() {
    const node = this.focus;
    const probability = `P = ${number(Math.exp(node.logProb), 3)}，log P = ${number(node.logProb)}`;
    const place = this.found.levels[node.depth - 1]?.indexOf(node) + 1;
    const status = `第 ${node.depth} 步第 ${place} 名，${fateName(node)}`;
    this.line.say(
      node.parent ? `“${this.text(node)}”：${probability}，${status}。` : "起点：什么也还没有写。",
    );
    this.bars.node.hidden = !node.next;
    const top = node.next ? topProbabilities(node.next, 5) : [];
    this.bars.update(top.map(({ id, value }) => ({ name: this.words[id], value })));
  }
}

/** 图例：线的样式与颜色各表示什么。 */
function legend() {
  const items = [
    ["kept", "保留"],
    ["finished", "完成（圆角）"],
    ["pruned", "剪掉（虚线，每步至多画三个）"],
    ["best", "眼下第一名（粗线）"],
  ];
  return el(
    "div",
    { class: "legend" },
    items.map(([kind, name]) => el("span", { class: "key" }, el("i", { class: `swatch ${kind}` }), name)),
  );
}

define("rnn-beam-lab", BeamLab);
