// <rnn-perplexity-die>：一枚灌过铅的骰子，与一个猜它的模型。

import { LineChart, ProbabilityBars } from "../core/charts.js";
import { controls, liveLine, slider } from "../core/controls.js";
import { el, number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { crossEntropy, loadedDie } from "../core/perplexity.js";

const BELIEFS = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
const CEILING = 20; // 纵轴的上限

class PerplexityDie extends InteractiveFigure {
  build({ faces, truth, belief }) {
    this.faces = faces;
    const share = { min: 0.01, max: 0.99, step: 0.01, format: number, onInput: () => this.draw() };
    this.truth = slider({ label: "骰子掷出一点的概率", value: truth, ...share });
    this.belief = slider({ label: "模型预测一点的概率", value: belief, ...share });
    this.line = liveLine();
    this.chart = new LineChart();
    this.bars = new ProbabilityBars({ caption: "模型的预测" });
    this.draw();
    const parts = [this.chart.node, this.bars.node];
    return [controls(this.truth, this.belief), this.line.node, el("div", { class: "columns" }, parts)];
  }

  draw() {
    const { faces } = this;
    const truth = loadedDie(faces, this.truth.value);
    const belief = loadedDie(faces, this.belief.value);
    const nats = crossEntropy(truth, belief);
    const perplexity = Math.exp(nats);
    const least = Math.exp(crossEntropy(truth, truth));
    const summary = `平均负对数似然 ${number(nats, 3)} 奈特，困惑度 ${number(perplexity)}；最好能到 ${number(least)}。`;
    this.line.say(summary);
    const ys = BELIEFS.map((q) => Math.exp(crossEntropy(truth, loadedDie(faces, q))));
    const shown = BELIEFS.filter((_, i) => ys[i] <= CEILING);
    this.chart.update({
      series: [{ xs: shown, ys: ys.filter((value) => value <= CEILING), color: "blue" }],
      x: { label: "模型预测一点的概率", domain: [0, 1] },
      y: { label: "困惑度", domain: [1, CEILING] },
      markers: perplexity <= CEILING ? [{ x: this.belief.value, y: perplexity }] : [],
      label: `困惑度随模型的预测变化的曲线，最低处在两个概率相等的地方。${summary}`,
    });
    this.bars.update(belief.map((value, i) => ({ name: `${i + 1} 点`, value })));
  }
}

define("rnn-perplexity-die", PerplexityDie);
