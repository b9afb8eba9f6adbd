// <rnn-trellis>：晴雨与带伞。改概率，改记录，看前向后向算法怎样算。

import { LineChart } from "../core/charts.js";
import { button, controls, liveLine, slider } from "../core/controls.js";
import { el, number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { enumeratePaths, forwardBackward } from "../core/hmm.js";

const NAMES = ["不带", "带"];
const [FEWEST, MOST] = [2, 8]; // 天数

class Trellis extends InteractiveFigure {
  build({ first, stay, dry, wet, observed }) {
    this.observed = [...observed];
    const share = { min: 0.01, max: 0.99, step: 0.01, format: number, onInput: () => this.draw() };
    this.first = slider({ label: "第一天下雨", value: first, ...share });
    this.stay = slider({ label: "天气与前一天相同", value: stay, ...share });
    this.dry = slider({ label: "晴天带伞", value: dry, ...share });
    this.wet = slider({ label: "雨天带伞", value: wet, ...share });
    this.days = el("div", { class: "controls", role: "group", "aria-label": "每天的记录" });
    this.fewer = button("少一天", () => this.resize(this.observed.length - 1));
    this.more = button("多一天", () => this.resize(this.observed.length + 1));
    this.line = liveLine();
    this.chart = new LineChart({ height: 200 });
    this.body = el("tbody");
    this.draw();
    const head = ["", "α（晴，雨）", "β（晴，雨）", "只看前文：雨", "前后都看：雨"];
    const row = el(
      "tr",
      {},
      head.map((name) => (name ? el("th", { scope: "col" }, name) : el("td"))),
    );
    const table = el(
      "table",
      {},
      el("caption", {}, "逐日的 α、β 与下雨的概率"),
      el("thead", {}, row),
      this.body,
    );
    const scroll = { class: "scroll", tabindex: "0", role: "group", "aria-label": "逐日的表，可横向滚动" };
    return [
      controls(this.first, this.stay, this.dry, this.wet),
      controls(this.days, this.fewer, this.more),
      this.line.node,
      this.chart.node,
      el("div", scroll, table),
    ];
  }

  resize(days) {
    this.observed.length = days;
    this.observed[days - 1] ??= 0;
    this.draw();
  }

  toggle(t) {
    this.observed[t] = 1 - this.observed[t];
    this.draw();
    this.days.children[t].focus();
  }

  get parameters() {
    const [first, stay, dry, wet] = [this.first, this.stay, this.dry, this.wet].map(({ value }) => value);
    return {
      pi: [1 - first, first],
      A: [
        [stay, 1 - stay],
        [1 - stay, stay],
      ],
      B: [
        [1 - dry, dry],
        [1 - wet, wet],
      ],
    };
  }

  draw() {
    const { observed } = this;
    const found = forwardBackward(this.parameters, observed);
    const slow = enumeratePaths(this.parameters, observed);
    const days = observed.map((x, t) =>
      button(`第 ${t + 1} 天：${NAMES[x]}`, () => this.toggle(t), { "aria-pressed": String(x === 1) }),
    );
    this.days.replaceChildren(...days);
    this.fewer.disabled = observed.length <= FEWEST;
    this.more.disabled = observed.length >= MOST;
    const gap = Math.abs(found.logLikelihood - slow.logLikelihood);
    const agree = gap < 1e-9 ? "相同" : `相差 ${gap.toExponential(1)}`;
    this.line.say(
      `这份记录的概率是 ${number(Math.exp(found.logLikelihood), 4)}；列出全部 ${slow.count} 种天气序列来加，结果${agree}。`,
    );
    this.drawChart(found);
    const pair = (row) => row.map((value) => number(Math.exp(value), 4)).join("，");
    const rows = observed.map((x, t) => {
      const cells = [
        pair(found.alpha[t]),
        pair(found.beta[t]),
        number(found.filtered[t][1]),
        number(found.smoothed[t][1]),
      ];
      const name = el("th", { scope: "row" }, `第 ${t + 1} 天（${NAMES[x]}）`);
      return el(
        "tr",
        {},
        name,
        cells.map((cell) => el("td", {}, cell)),
      );
    });
    this.body.replaceChildren(...rows);
  }

  drawChart({ filtered, smoothed }) {
    const xs = filtered.map((_, t) => t + 1);
    const rain = (rows) => rows.map((row) => row[1]);
    this.chart.update({
      series: [
        { name: "只看前文", xs, ys: rain(filtered), color: "orange", dash: "6 3" },
        { name: "前后都看", xs, ys: rain(smoothed), color: "blue" },
      ],
      x: { label: "第几天", whole: true, domain: [1, xs.length] },
      y: { label: "下雨的概率", domain: [0, 1] },
      label: `逐日下雨的概率。只看前文：${rain(filtered)
        .map((p) => number(p))
        .join("、")}；前后都看：${rain(smoothed)
        .map((p) => number(p))
        .join("、")}`,
    });
  }
}

define("rnn-trellis", Trellis);
