// 字符语言模型的实验室：输入文字，看每个字符处的门与状态；固定某个门，看续写怎样变。GRU 与 LSTM 共用。

import { ProbabilityBars } from "./charts.js";
import { diverging, Heatmap, sequential } from "./heatmap.js";
import { button, choice, controls, liveLine, slider, textField } from "./controls.js";
import { el, number, visible } from "./dom.js";
import { InteractiveFigure } from "./element.js";
import { LanguageModel } from "./models.js";
import { continueFrom, liveliest, readIds, topProbabilities } from "./sampling.js";
import { checkEnglish, normalizeEnglish } from "./texts.js";

const LIMIT = 60; // 最多读几个字符
const SHOWN = 12; // 一次画几个单元
const WRITTEN = 80; // 续写几个字符
const FREEZE = [
  ["", "照常"],
  ["0", "固定为 0"],
  ["0.5", "固定为 0.5"],
  ["1", "固定为 1"],
];

/**
 * 子类给出 `quantities`（可以画的量：{key, name, signed}）与 `gates`（可以固定的门：{key, name}）；
 * 还可以用 `extras()` 加节点，用 `drawExtras(units)` 更新它们。
 */
export class CharacterLab extends InteractiveFigure {
  build({ model, text, examples }) {
    this.model = new LanguageModel(model);
    this.seed = 1;
    this.makeControls(text, examples);
    this.heatmap = new Heatmap({ name: "各单元随字符变化的热图", onSelect: (t) => this.moveTo(t) });
    this.bars = new ProbabilityBars({ caption: "下一个字符" });
    this.written = el("p", { class: "prose" });
    this.line = liveLine();
    const extras = this.extras();
    this.read(text);
    const title = el("p", { class: "muted" }, "接着写");
    const writing = el("div", {}, title, controls(this.temperature, this.again), this.written);
    return [
      this.field.node,
      controls(...Object.values(this.freeze)),
      controls(this.quantity, this.units),
      this.heatmap.node,
      controls(this.position),
      this.line.node,
      ...extras,
      el("div", { class: "columns" }, this.bars.node, writing),
    ];
  }

  extras() {
    return [];
  }

  drawExtras() {}

  makeControls(text, examples) {
    const check = (value) => checkEnglish(value, LIMIT);
    const onInput = (value) => this.read(value);
    this.field = textField({ label: "让模型读一段英文", value: text, examples, check, onInput });
    const freeze = { options: FREEZE, value: "", onChange: () => this.run() };
    const entries = this.gates.map(({ key, name }) => [key, choice({ label: name, ...freeze })]);
    this.freeze = Object.fromEntries(entries);
    const options = this.quantities.map(({ key, name }) => [key, name]);
    const onChange = () => this.draw();
    this.quantity = choice({ label: "热图画", options, value: options[0][0], onChange });
    this.units = choice({ label: "单元", options: this.unitGroups(), value: "lively", onChange });
    this.position = slider({ label: "位置", min: 1, max: 1, value: 1, onInput: onChange });
    const format = (value) => (value ? number(value, 1) : "0（取最大的）");
    const temperature = { min: 0, max: 1.5, step: 0.1, value: 0.5, format, onInput: () => this.write() };
    this.temperature = slider({ label: "温度", ...temperature });
    this.again = button("换一个种子", () => {
      this.seed += 1;
      this.write();
    });
  }

  unitGroups() {
    const size = this.model.stack.start()[0].h.length;
    const groups = Array.from({ length: Math.ceil(size / SHOWN) }, (_, g) => {
      const [first, last] = [g * SHOWN, Math.min(size, (g + 1) * SHOWN) - 1];
      return [String(g), `第 ${first} 到 ${last} 个`];
    });
    return [["lively", `变化最大的 ${SHOWN} 个`], ...groups];
  }

  /** 被固定的门：{门的名字: 值}。 */
  get frozen() {
    const set = Object.entries(this.freeze).filter(([, { value }]) => value !== "");
    return Object.fromEntries(set.map(([key, { value }]) => [key, Number(value)]));
  }

  read(text) {
    this.characters = [...normalizeEnglish(text)];
    this.position.set(this.characters.length, this.characters.length);
    this.run();
  }

  /** 重新读一遍，再画、再写。 */
  run() {
    this.steps = readIds(this.model, this.model.encode(this.characters.join("")), this.frozen);
    this.draw();
    this.write();
  }

  moveTo(t) {
    this.position.set(t + 1);
    this.draw();
  }

  draw() {
    const at = this.position.value - 1;
    const { key, name, signed } = this.quantities.find((quantity) => quantity.key === this.quantity.value);
    const series = this.steps.map(({ state }) => state[0][key]);
    const units = this.chosenUnits(series);
    this.heatmap.update({
      rows: units.map(String),
      columns: this.characters,
      values: units.map((i) => series.map((values) => values[i])),
      color: signed ? diverging : sequential,
      selected: at,
      label: `${name}在 ${units.length} 个单元、${series.length} 个字符上的热图`,
    });
    this.describe(at, name, series[at]);
    this.drawExtras(units);
  }

  describe(at, name, values) {
    const mean = values.reduce((a, b) => a + b) / values.length;
    const top = topProbabilities(this.steps[at].logProbs, 6);
    const likeliest = visible(this.model.vocab[top[0].id]);
    this.line.say(
      `读完第 ${at + 1} 个字符“${visible(this.characters[at])}”：${name} 平均 ${number(mean)}，` +
        `最可能的下一个字符是“${likeliest}”，概率 ${number(top[0].value)}。`,
    );
    this.bars.update(top.map(({ id, value }) => ({ name: visible(this.model.vocab[id]), value })));
  }

  chosenUnits(series) {
    if (this.units.value === "lively") return liveliest(series, SHOWN);
    const first = Number(this.units.value) * SHOWN;
    return Array.from({ length: Math.min(SHOWN, series[0].length - first) }, (_, i) => first + i);
  }

  write() {
    const [temperature, { seed, frozen }] = [this.temperature.value, this];
    const ids = continueFrom(this.model, this.steps.at(-1), { length: WRITTEN, temperature, seed, frozen });
    const written = ids.map((id) => this.model.vocab[id]).join("");
    this.written.replaceChildren(el("strong", {}, this.characters.join("")), written);
  }
}
