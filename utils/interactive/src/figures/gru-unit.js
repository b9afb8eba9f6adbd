// <rnn-gru-unit>：一个 GRU 单元。拖动两个门与输入，看新隐状态落在哪里。

import { LineChart } from "../core/charts.js";
import { button, controls, liveLine, slider } from "../core/controls.js";
import { el, number, svg } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { traceUnit, unitStep } from "../core/gru-unit.js";

const STEPS = 12;
const EXTREMES = [
  { name: "照搬旧状态（Z = 1）", r: 1, z: 1 },
  { name: "朴素循环网络（R = 1，Z = 0）", r: 1, z: 0 },
  { name: "只看输入（R = 0，Z = 0）", r: 0, z: 0 },
];

class GruUnit extends InteractiveFigure {
  build(spec) {
    const onInput = () => this.draw();
    const gate = { min: 0, max: 1, step: 0.05, format: number, onInput };
    this.r = slider({ label: "重置门 R", value: spec.r, ...gate });
    this.z = slider({ label: "更新门 Z", value: spec.z, ...gate });
    this.h = slider({ ...gate, label: "旧隐状态 H", value: spec.h, min: -1 });
    this.x = slider({ ...gate, label: "输入的贡献 X", value: spec.x, min: -2, max: 2 });
    this.line = liveLine();
    this.formulas = el("div", { class: "prose" });
    this.axis = el("div", { class: "chart" });
    this.chart = new LineChart({ height: 200 });
    this.draw();
    const samples = EXTREMES.map(({ name, r, z }) => button(name, () => this.setGates(r, z)));
    return [
      controls(this.r, this.z, this.h, this.x),
      el("div", { class: "controls", role: "group", "aria-label": "门的极端取值" }, samples),
      this.line.node,
      el("div", { class: "columns" }, el("div", {}, this.formulas, this.axis), this.chart.node),
    ];
  }

  setGates(r, z) {
    this.r.set(r);
    this.z.set(z);
    this.draw();
  }

  draw() {
    const [r, z, h, x] = [this.r, this.z, this.h, this.x].map((control) => control.value);
    const { candidate, next } = unitStep({ r, z, x }, h);
    const n = (value) => number(value);
    this.formulas.textContent =
      `候选 = tanh(X + R·H) = tanh(${n(x)} + ${n(r)} × ${n(h)}) = ${n(candidate)}\n` +
      `新的 = Z·H + (1 − Z)·候选 = ${n(z)} × ${n(h)} + ${n(1 - z)} × ${n(candidate)} = ${n(next)}`;
    this.line.say(
      `新隐状态 ${n(next)}：从候选隐状态 ${n(candidate)} 向旧隐状态 ${n(h)} 走 ${n(100 * z).replace(/\.00$/, "")}%。`,
    );
    this.axis.replaceChildren(numberLine({ h, candidate, next }));
    const path = traceUnit({ r, z, x }, h, STEPS);
    this.chart.update({
      series: [{ xs: path.map((_, t) => t), ys: path, color: "blue" }],
      x: { label: "时间步（门与输入不变）", whole: true, domain: [0, STEPS] },
      y: { label: "隐状态", domain: [-1, 1] },
      markers: path.map((value, t) => ({ x: t, y: value })),
      label: `门与输入不变时，隐状态 ${STEPS} 步的变化：从 ${n(h)} 到 ${n(path.at(-1))}。`,
    });
  }
}

/** 数轴：旧隐状态、候选隐状态与新隐状态。 */
function numberLine({ h, candidate, next }) {
  const at = (value) => 20 + ((value + 1) / 2) * 240;
  const mark = (value, name, shape, y) => [
    shape,
    svg("text", { x: Math.min(246, Math.max(30, at(value))), y, class: "mid" }, name),
  ];
  const label = `数轴：旧隐状态 ${number(h)}，候选隐状态 ${number(candidate)}，新隐状态 ${number(next)}。`;
  const dots = [
    ...mark(
      h,
      "旧",
      svg("rect", { x: at(h) - 5, y: 31, width: 10, height: 10, style: "fill:var(--purple)" }),
      22,
    ),
    ...mark(
      candidate,
      "候选",
      svg("circle", { cx: at(candidate), cy: 36, r: 5, style: "fill:var(--green)" }),
      22,
    ),
    ...mark(next, "新", svg("path", { d: `M${at(next)} 44l6 10h-12z`, style: "fill:var(--orange)" }), 68),
  ];
  const ticks = [-1, -0.5, 0, 0.5, 1].map((value) =>
    svg("text", { x: at(value), y: 88, class: "small mid" }, number(value, 1)),
  );
  const line = svg("line", { x1: at(-1), x2: at(1), y1: 36, y2: 36, class: "grid" });
  const move = svg("line", {
    x1: at(h),
    x2: at(candidate),
    y1: 36,
    y2: 36,
    class: "line",
    style: "stroke:var(--rule)",
  });
  return svg("svg", { width: 280, height: 92, role: "img", "aria-label": label }, line, move, dots, ticks);
}

define("rnn-gru-unit", GruUnit);
