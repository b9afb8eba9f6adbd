// <rnn-depth-lab>：多层的字符模型。看每一层的状态；改一个字符，看影响在各层里走多远。

import { LineChart, ProbabilityBars } from "../core/charts.js";
import { choice, controls, liveLine, slider, textField } from "../core/controls.js";
import { el, number, visible } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { diverging, Heatmap } from "../core/heatmap.js";
import { LanguageModel } from "../core/models.js";
import { liveliest, readIds, topProbabilities } from "../core/sampling.js";
import { checkEnglish, normalizeEnglish } from "../core/texts.js";

const LIMIT = 60; // 最多读几个字符
const SHOWN = 8; // 每层画几个单元
const COLORS = ["blue", "orange", "green", "purple"];
const DASHES = [undefined, "7 3", "2 3", "9 3 2 3"];

class DepthLab extends InteractiveFigure {
  build({ model, text, examples }) {
    this.model = new LanguageModel(model);
    const depth = this.model.stack.layers.length;
    const check = (value) => checkEnglish(value, LIMIT);
    const onInput = (value) => this.read(value);
    this.field = textField({ label: "让模型读一段英文", value: text, examples, check, onInput });
    this.position = slider({ label: "改第几个字符", min: 1, max: 1, value: 1, onInput: () => this.draw() });
    const letters = this.model.vocab.filter((token) => /^[a-z ]$/.test(token)).sort();
    const options = letters.map((letter) => [letter, visible(letter)]);
    this.letter = choice({ label: "换成", options, value: "z", onChange: () => this.draw() });
    this.line = liveLine();
    const layers = Array.from({ length: depth }, (_, l) => [String(l), `第 ${l + 1} 层`]);
    this.layer = choice({ label: "热图画", options: layers, value: "0", onChange: () => this.drawHeatmap() });
    this.heatmap = new Heatmap({ name: "一层的状态", onSelect: (t) => this.moveTo(t) });
    this.chart = new LineChart({ height: 220 });
    this.bars = [
      new ProbabilityBars({ caption: "原文的下一个字符" }),
      new ProbabilityBars({ caption: "改后的下一个字符" }),
    ];
    this.read(text);
    return [
      this.field.node,
      controls(this.layer),
      this.heatmap.node,
      controls(this.position, this.letter),
      this.line.node,
      this.chart.node,
      el(
        "div",
        { class: "columns" },
        this.bars.map(({ node }) => node),
      ),
    ];
  }

  read(text) {
    this.characters = [...normalizeEnglish(text)];
    this.original = readIds(this.model, this.model.encode(this.characters.join("")));
    const { length } = this.characters;
    this.position.set(Math.min(this.position.value, length), length);
    this.draw();
  }

  moveTo(t) {
    this.position.set(t + 1);
    this.draw();
  }

  draw() {
    const at = this.position.value - 1;
    const changed = this.characters.with(at, this.letter.value);
    this.altered = readIds(this.model, this.model.encode(changed.join("")));
    this.drawHeatmap();
    this.drawInfluence(at);
    for (const [i, steps] of [this.original, this.altered].entries()) {
      const top = topProbabilities(steps.at(-1).logProbs, 5);
      this.bars[i].update(top.map(({ id, value }) => ({ name: visible(this.model.vocab[id]), value })));
    }
  }

  drawHeatmap() {
    const layer = Number(this.layer.value);
    const series = this.original.map(({ state }) => state[layer].h);
    const units = liveliest(series, Math.min(SHOWN, series[0].length));
    this.heatmap.update({
      rows: units.map(String),
      columns: this.characters,
      values: units.map((i) => series.map((h) => h[i])),
      color: diverging,
      selected: this.position.value - 1,
      label: `第 ${layer + 1} 层变化最大的 ${units.length} 个单元在 ${series.length} 个字符上的状态`,
    });
  }

  /** 各层隐状态的相对变化：改动之后与之前的差，除以之前的范数。 */
  drawInfluence(at) {
    const depth = this.model.stack.layers.length;
    const change = (l, t) => distance(this.altered[t].state[l].h, this.original[t].state[l].h);
    const xs = this.characters.map((_, t) => t + 1);
    const series = Array.from({ length: depth }, (_, l) => ({
      name: `第 ${l + 1} 层`,
      color: COLORS[l % 4],
      dash: DASHES[l % 4],
      xs,
      ys: xs.map((t) => change(l, t - 1)),
    }));
    const ends = series.map(({ name, ys }) => `${name} ${number(ys.at(-1))}`).join("，");
    const same = this.characters[at] === this.letter.value ? "（与原来相同，没有改动）" : "";
    const edit = `第 ${at + 1} 个字符“${visible(this.characters[at])}”换成“${visible(this.letter.value)}”${same}`;
    this.line.say(`${edit}：读到最后一个字符时，隐状态的相对变化是${ends}。`);
    this.chart.update({
      series,
      x: { label: "第几个字符", whole: true, domain: [1, Math.max(2, xs.length)] },
      y: { label: "隐状态的相对变化", domain: [0, Math.max(0.5, ...series.flatMap(({ ys }) => ys))] },
      label: `${edit}之后，各层隐状态的相对变化随字符的曲线。最后：${ends}。`,
    });
  }
}

function distance(a, b) {
  return Math.hypot(...a.map((value, i) => value - b[i])) / Math.hypot(...b);
}

define("rnn-depth-lab", DepthLab);
