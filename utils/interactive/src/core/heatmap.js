// 热图，与两种配色。颜色用 CSS 变量，换主题时不必重画。

import { el, svg, visible } from "./dom.js";

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
