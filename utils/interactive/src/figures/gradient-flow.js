// <rnn-gradient-flow>：训练之前，梯度往回走多少步还剩多少；拖动遗忘门的偏置与权重的大小，曲线当场重算。

import { LineChart } from "../core/charts.js";
import { controls, liveLine, slider } from "../core/controls.js";
import { number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { meanFlow, slope } from "../core/gradient-flow.js";
import { unpackTensor } from "../core/numerics.js";

const KINDS = [
  { key: "rnn", name: "RNN", color: "orange", dash: "2 3" },
  { key: "gru", name: "GRU", color: "green", dash: "7 3" },
  { key: "lstm", name: "LSTM", color: "blue" },
];
const LOWEST = -14; // 纵轴的下端：10 的 −14 次方
const HIGHEST = 4;

class GradientFlow extends InteractiveFigure {
  build({ texts, direction, weights, std }) {
    this.texts = texts;
    this.direction = unpackTensor(direction);
    const unpack = ({ w_ih, w_hh }) => ({ w_ih: unpackTensor(w_ih), w_hh: unpackTensor(w_hh) });
    this.normals = Object.fromEntries(Object.entries(weights).map(([kind, pair]) => [kind, unpack(pair)]));
    const onInput = () => this.draw();
    const bias = { min: -2, max: 4, step: 0.1, value: 0, format: (value) => number(value, 1) };
    this.bias = slider({ label: "遗忘门的偏置", ...bias, onInput });
    const scale = { min: -2, max: -0.3, step: 0.05, value: Math.log10(std) };
    const format = (value) => number(10 ** value, 3);
    this.std = slider({ label: "权重的标准差", ...scale, format, onInput });
    this.line = liveLine();
    this.chart = new LineChart({ height: 280 });
    this.draw();
    return [controls(this.bias, this.std), this.line.node, this.chart.node];
  }

  /** 标准正态的权重乘以标准差；只有遗忘门有偏置。 */
  weightsOf(kind) {
    const std = 10 ** this.std.value;
    const scaled = (W) => ({
      rows: W.shape[0],
      columns: W.shape[1],
      values: Float64Array.from(W, (v) => v * std),
    });
    const { w_ih, w_hh } = this.normals[kind];
    const b = new Float64Array(w_hh.shape[0]);
    const size = w_hh.shape[1];
    if (kind === "lstm") b.fill(this.bias.value, size, 2 * size);
    return { w_ih: scaled(w_ih), w_hh: scaled(w_hh), b };
  }

  draw() {
    const flows = KINDS.map(({ key }) => meanFlow(key, this.weightsOf(key), this.texts, this.direction));
    const slopes = flows.map((flow, i) => `${KINDS[i].name} ${number(slope(flow))}`).join("，");
    const summary = `每往回走一步，梯度的自然对数平均变化：${slopes}。`;
    this.line.say(summary);
    const series = KINDS.map(({ name, color, dash }, i) => {
      const powers = flows[i].map((value) => (value - flows[i][0]) / Math.LN10);
      const end = powers.findIndex((value) => value < LOWEST || value > HIGHEST);
      const ys = end < 0 ? powers : powers.slice(0, end);
      return { name, color, dash, xs: ys.map((_, k) => k), ys };
    });
    this.chart.update({
      series,
      x: { label: "往回走的步数 k", whole: true, domain: [0, flows[0].length - 1] },
      y: { label: "梯度是原来的 10 的几次方", domain: [LOWEST, HIGHEST] },
      label: `三种网络的梯度随往回走的步数变化的曲线。${summary}`,
    });
  }
}

define("rnn-gradient-flow", GradientFlow);
