// <rnn-receptive-field>：层 × 时间步的网格。选一个格子，看它依赖哪些格子、从某个输入到它有几条路。

import { controls, liveLine, slider } from "../core/controls.js";

import { el, svg } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { dependsOn, pathsTo } from "../core/paths.js";

const [GAP_X, GAP_Y, RADIUS] = [52, 54, 15];

class ReceptiveField extends InteractiveFigure {
  build({ layers, steps, layer, step, source }) {
    const onInput = () => this.draw();
    this.layers = slider({ label: "共几层", min: 1, max: 5, value: layers, onInput });
    this.steps = slider({ label: "共几步", min: 2, max: 10, value: steps, onInput });
    this.layer = slider({ label: "看第几层", min: 1, max: layers, value: layer, onInput });
    this.step = slider({ label: "看第几步", min: 1, max: steps, value: step, onInput });
    this.source = slider({ label: "从第几个输入来", min: 1, max: steps, value: source, onInput });
    this.line = liveLine();
    this.grid = el("div", {
      class: "scroll",
      tabindex: "0",
      role: "group",
      "aria-label": "网格，可横向滚动",
    });
    this.draw();
    return [
      controls(this.layers, this.steps),
      controls(this.layer, this.step, this.source),
      this.line.node,
      this.grid,
    ];
  }

  draw() {
    const [layers, steps] = [this.layers.value, this.steps.value];
    this.layer.set(Math.min(this.layer.value, layers), layers);
    this.step.set(Math.min(this.step.value, steps), steps);
    this.source.set(Math.min(this.source.value, steps), steps);
    const target = { layer: this.layer.value, step: this.step.value };
    const source = this.source.value;
    const { count, length } = pathsTo(target, source);
    const where = `第 ${target.layer} 层第 ${target.step} 步`;
    const paths = count
      ? `从第 ${source} 个输入到它有 ${count} 条路，每条经过 ${length} 条边`
      : `第 ${source} 个输入在它后面，到不了`;
    const summary = `${where}依赖 ${target.layer * target.step} 个格子与 ${target.step} 个输入；${paths}。`;
    this.line.say(summary);
    const cells = [];
    for (let l = 0; l <= layers; l++) for (let t = 1; t <= steps; t++) cells.push({ l, t });
    const at = ({ l, t }) => [30 + (t - 0.5) * GAP_X, 20 + (layers - l) * GAP_Y];
    const [width, height] = [40 + steps * GAP_X, 40 + layers * GAP_Y];
    const past = ({ l, t }) => dependsOn(target, l, t);
    const onPath = ({ l, t }) => past({ l, t }) && t >= source && (l > 0 || t === source);
    const edges = cells.flatMap((cell) => this.edges(cell, { layers, steps, at, onPath, past }));
    const nodes = cells.map((cell) => this.cell(cell, { at, past, onPath, target }));
    const names = Array.from({ length: layers + 1 }, (_, l) =>
      svg("text", { x: 0, y: at({ l, t: 1 })[1] + 4, class: "small" }, l ? `${l} 层` : "输入"),
    );
    const label = `${layers} 层 ${steps} 步的网格。${summary}`;
    this.grid.replaceChildren(
      svg("svg", { width, height, role: "img", "aria-label": label }, edges, nodes, names),
    );
  }

  /** 从一个格子出发的边：向上到上一层，向右到下一步（输入没有向右的边）。 */
  edges(from, { layers, steps, at, onPath, past }) {
    const up = from.l < layers ? [{ l: from.l + 1, t: from.t }] : [];
    const right = from.l > 0 && from.t < steps ? [{ l: from.l, t: from.t + 1 }] : [];
    return [...up, ...right].map((to) => {
      const [[x1, y1], [x2, y2]] = [at(from), at(to)];
      const kind = onPath(from) && onPath(to) ? "best" : past(from) && past(to) ? "kept" : "grid";
      return svg("line", { x1, y1, x2, y2, class: kind === "grid" ? "grid" : `edge ${kind}` });
    });
  }

  cell({ l, t }, { at, past, onPath, target }) {
    const [x, y] = at({ l, t });
    const chosen = l === target.layer && t === target.step;
    const kind = onPath({ l, t }) ? "best" : past({ l, t }) ? "kept" : "pruned";
    const box = { x: x - RADIUS, y: y - RADIUS, width: 2 * RADIUS, height: 2 * RADIUS, rx: l ? 4 : RADIUS };
    const attributes = { class: `node ${kind}`, "data-selected": chosen, onClick: () => this.choose(l, t) };
    return svg(
      "g",
      attributes,
      svg("rect", box),
      svg("text", { x, y: y + 4, class: "small mid" }, l ? "H" : `x${t}`),
    );
  }

  /** 点输入就从它来，点别的格子就看它。 */
  choose(l, t) {
    if (l) {
      this.layer.set(l);
      this.step.set(t);
    } else {
      this.source.set(t);
    }
    this.draw();
  }
}

define("rnn-receptive-field", ReceptiveField);
