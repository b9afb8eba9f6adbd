// 图表：概率条与曲线。颜色用 CSS 变量，换主题时不必重画；曲线的宽度随容器变化。

import { el, number, svg } from "./dom.js";

/** 随容器的宽度重画的一块地方；`paint(width)` 返回要显示的节点。 */
class Canvas {
  constructor(attributes) {
    this.node = el("div", attributes);
    this.width = 0;
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width && width !== this.width) {
        this.width = width;
        this.redraw();
      }
    }).observe(this.node);
  }

  redraw() {
    if (this.width && this.data) this.node.replaceChildren(this.paint(this.width));
  }

  /** 换数据并重画。 */
  update(data) {
    this.data = data;
    this.redraw();
  }
}

/** 概率条：一张表，每行一个名字、一条、一个数。`update([{name, value}])`，`value` 在 0 与 1 之间。 */
export class ProbabilityBars {
  constructor({ caption }) {
    this.body = el("tbody");
    this.node = el("table", { class: "bars" }, el("caption", {}, caption), this.body);
  }

  update(items) {
    const rows = items.map(({ name, value, emphasis = false }) =>
      el(
        "tr",
        { class: emphasis ? "emphasis" : null },
        el("th", { scope: "row" }, name),
        el("td", { class: "bar" }, el("i", { style: `width:${100 * value}%` })),
        el("td", { class: "number" }, number(value, 3)),
      ),
    );
    this.body.replaceChildren(...rows);
  }
}

const MARGIN = { left: 48, right: 12, top: 22, bottom: 34 };

/** 坐标轴上大约 `count` 个好看的刻度；`whole` 表示只要整数。 */
function ticks({ domain: [low, high], whole = false }, count) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(whole ? 1 : 0, unit * [1, 2, 5, 10].find((factor) => factor * unit >= rough));
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * 曲线图。`update({series, x, y, label, markers})`：`series` 的每项是 `{name, xs, ys, color, dash}`，颜色是变量名；
 * `x`、`y` 是 `{label, domain: [low, high], format, whole}`；`markers` 的每项是 `{x, y}`。
 */
export class LineChart extends Canvas {
  constructor({ height = 240 } = {}) {
    super({ class: "chart" });
    this.height = height;
  }

  paint(width) {
    const { series, x, y, label, markers = [] } = this.data;
    const { left, right, top, bottom } = MARGIN;
    const scale =
      ([low, high], from, to) =>
      (value) =>
        from + ((value - low) / (high - low)) * (to - from);
    const [toX, toY] = [scale(x.domain, left, width - right), scale(y.domain, this.height - bottom, top)];
    const grid = [
      ...ticks(x, Math.max(3, width / 110)).flatMap((value) => [
        svg("line", { class: "grid", x1: toX(value), x2: toX(value), y1: top, y2: this.height - bottom }),
        svg("text", { class: "small mid", x: toX(value), y: this.height - bottom + 15 }, axisText(x, value)),
      ]),
      ...ticks(y, 5).flatMap((value) => [
        svg("line", { class: "grid", x1: left, x2: width - right, y1: toY(value), y2: toY(value) }),
        svg("text", { class: "small end", x: left - 5, y: toY(value) + 4 }, axisText(y, value)),
      ]),
    ];
    const lines = series.map(({ xs, ys, color, dash }) => {
      const points = Array.from(xs, (value, i) => `${toX(value).toFixed(1)},${toY(ys[i]).toFixed(1)}`).join(
        " ",
      );
      return svg("polyline", {
        points,
        class: "line",
        style: `stroke:var(--${color})`,
        "stroke-dasharray": dash,
      });
    });
    const dots = markers.map((mark) =>
      svg("circle", { class: "dot", cx: toX(mark.x), cy: toY(mark.y), r: 5 }),
    );
    const names = [
      svg("text", { class: "small end", x: width - right, y: this.height - 3 }, x.label),
      svg("text", { class: "small", x: 2, y: 11 }, y.label),
    ];
    const legend = series.filter(({ name }) => name);
    const keys = legend.map(({ name, color, dash }) =>
      el(
        "span",
        { class: "key" },
        el("i", { style: `border-color:var(--${color})`, class: dash ? "dashed" : null }),
        name,
      ),
    );
    const picture = svg(
      "svg",
      { width, height: this.height, role: "img", "aria-label": label },
      grid,
      lines,
      dots,
      names,
    );
    return el("div", {}, keys.length ? el("div", { class: "legend" }, keys) : null, picture);
  }
}

function axisText({ format = (value) => number(value, Number.isInteger(value) ? 0 : 1) }, value) {
  return format(Number(value.toPrecision(12)));
}
