// 图表：热图、概率条与曲线。颜色用 CSS 变量，换主题时不必重画；宽度随容器变化。

import { el, number, svg, visible } from "./dom.js";

/** 0 到 1 的值配的颜色：从底色到蓝色。 */
export function sequential(value) {
  const percent = Math.round(100 * Math.min(1, Math.max(0, value)));
  return `color-mix(in srgb, var(--blue) ${percent}%, var(--paper))`;
}

/** −1 到 1 的值配的颜色：负的橙色，正的蓝色，零是底色。 */
export function diverging(value) {
  const percent = Math.round(100 * Math.min(1, Math.abs(value)));
  return `color-mix(in srgb, var(--${value < 0 ? "orange" : "blue"}) ${percent}%, var(--paper))`;
}

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

/**
 * 热图：每列一个时间步，每行一个单元。列太多时横向滚动；选中的列有框，点一列就选它。
 * `update({rows, columns, values, color, selected, label})`：`values[row][column]` 是数，`color` 由数得到颜色，
 * `label` 是给读屏软件的说明。
 */
export class Heatmap {
  constructor({ onSelect = () => {}, cell = 18, rowHeight = 14, name }) {
    Object.assign(this, { onSelect, cell, rowHeight });
    this.node = el("div", {
      class: "scroll",
      tabindex: "0",
      role: "group",
      "aria-label": `${name}，可横向滚动`,
    });
  }

  update({ rows, columns, values, color, selected, label }) {
    const { cell, rowHeight } = this;
    const left =
      8 +
      7.5 * Math.max(...rows.map((row) => [...row].length + (row.match(/[\u3000-\u9fff]/g)?.length ?? 0)));
    const [width, height] = [left + columns.length * cell + 2, rows.length * rowHeight + 22];
    const cells = values.flatMap((row, i) =>
      Array.from(row, (value, j) => {
        const style = `fill:${color(value)}`;
        return svg("rect", {
          x: left + j * cell,
          y: i * rowHeight,
          width: cell - 1,
          height: rowHeight - 1,
          style,
        });
      }),
    );
    const names = rows.map((row, i) =>
      svg("text", { x: left - 4, y: i * rowHeight + rowHeight - 3, class: "small end" }, row),
    );
    const marks = columns.map((column, j) =>
      svg("text", { x: left + (j + 0.5) * cell, y: height - 7, class: "mid" }, visible(column)),
    );
    const frame = svg("rect", {
      class: "frame",
      x: left + selected * cell - 1,
      y: 0,
      width: cell + 1,
      height: height - 1,
      visibility: selected >= 0 && selected < columns.length ? "visible" : "hidden",
    });
    const select = (event) => {
      const x = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
      const column = Math.floor(x / cell);
      if (column >= 0 && column < columns.length) this.onSelect(column);
    };
    const attributes = { width, height, role: "img", "aria-label": label, onClick: select };
    this.node.replaceChildren(svg("svg", attributes, cells, names, marks, frame));
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

/** 坐标轴上大约 `count` 个好看的刻度。 */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((factor) => factor * unit >= rough);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * 曲线图。`update({series, x, y, label, markers})`：`series` 的每项是 {name, xs, ys, color, dash}，颜色是变量名；
 * `x`、`y` 是 {label, domain: [低, 高], format}；`markers` 的每项是 {x, y, name}。
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
      ...ticks(...x.domain, Math.max(3, width / 110)).flatMap((value) => [
        svg("line", { class: "grid", x1: toX(value), x2: toX(value), y1: top, y2: this.height - bottom }),
        svg("text", { class: "small mid", x: toX(value), y: this.height - bottom + 15 }, axisText(x, value)),
      ]),
      ...ticks(...y.domain, 5).flatMap((value) => [
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
