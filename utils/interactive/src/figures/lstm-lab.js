// <rnn-lstm-lab>：训练好的字符 LSTM，外加一个单元的门与记忆元随字符变化的曲线。

import { CharacterLab } from "../core/character-lab.js";
import { LineChart } from "../core/charts.js";
import { choice, controls } from "../core/controls.js";
import { number } from "../core/dom.js";
import { define } from "../core/element.js";

const CURVES = [
  { key: "f", name: "遗忘门 F", color: "blue" },
  { key: "i", name: "输入门 I", color: "green" },
  { key: "o", name: "输出门 O", color: "purple" },
  { key: "c", name: "记忆元 C", color: "orange" },
];

class LstmLab extends CharacterLab {
  quantities = [
    { key: "f", name: "遗忘门 F" },
    { key: "i", name: "输入门 I" },
    { key: "o", name: "输出门 O" },
    { key: "c", name: "记忆元 C", signed: true },
    { key: "h", name: "隐状态 H", signed: true },
  ];

  gates = this.quantities.slice(0, 3);

  extras() {
    const size = this.model.stack.start()[0].h.length;
    const options = Array.from({ length: size }, (_, i) => [String(i), `第 ${i} 个`]);
    this.unit = choice({ label: "跟踪一个单元", options, value: "0", onChange: () => this.drawCurves() });
    this.followed = false;
    this.chart = new LineChart({ height: 220 });
    return [controls(this.unit), this.chart.node];
  }

  /** 读者没有挑过单元时，跟踪热图里的第一个。 */
  drawExtras(units) {
    if (!this.followed) this.unit.set(String(units[0]));
    this.followed = true;
    this.drawCurves();
  }

  drawCurves() {
    const unit = Number(this.unit.value);
    const layers = this.steps.map(({ state }) => state[0]);
    const series = CURVES.map(({ key, name, color }) => ({
      name,
      color,
      dash: key === "c" ? "6 3" : undefined,
      xs: layers.map((_, t) => t + 1),
      ys: layers.map((layer) => layer[key][unit]),
    }));
    const memory = series.at(-1).ys;
    const high = Math.max(1, ...memory.map(Math.abs));
    this.chart.update({
      series,
      x: { label: "第几个字符", whole: true, domain: [1, Math.max(2, layers.length)] },
      y: { label: "取值", domain: [memory.some((value) => value < 0) ? -high : 0, high] },
      label: `第 ${unit} 个单元的三个门与记忆元随字符变化的曲线，最后的记忆元是 ${number(memory.at(-1))}`,
    });
  }
}

define("rnn-lstm-lab", LstmLab);
