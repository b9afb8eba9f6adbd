// 束搜索的树：每步一列，从上到下按对数概率排名；方向键在树上走动。

import { pathOf } from "./beam.js";
import { el, number, svg, uniqueId } from "./dom.js";

const BOX = { width: 62, height: 34 };
const GAP = { x: 96, y: 42 };
const FATES = { kept: "保留", finished: "完成", pruned: "剪掉" };

/** 候选的去处，中文。 */
export const fateName = (node) => FATES[node.fate];

export class BeamTree {
  /** `onFocus(node)` 在读者点中或走到一个候选时调用；`word(id)` 给出词元。 */
  constructor({ onFocus, word }) {
    Object.assign(this, { onFocus, word });
    this.prefix = uniqueId("node");
    this.node = el("div", { class: "scroll", role: "group", "aria-label": "搜索树，可横向滚动" });
    this.picture = svg("svg", { role: "tree", tabindex: "0", onKeydown: (event) => this.walk(event) });
    this.node.append(this.picture);
  }

  /** `levels` 是要显示的各步候选，`best` 是眼下第一名的那条路（节点的集合），`focus` 是选中的节点。 */
  update({ root, levels, best, focus, label }) {
    const columns = [[root], ...levels];
    Object.assign(this, { columns, focus });
    this.at = new Map(columns.flatMap((column, x) => column.map((node, y) => [node, { x, y }])));
    const width = 8 + (columns.length - 1) * GAP.x + BOX.width;
    const height = 8 + Math.max(...columns.map((column) => column.length)) * GAP.y;
    for (const [name, value] of Object.entries({ width, height, "aria-label": label })) {
      this.picture.setAttribute(name, value);
    }
    const nodes = columns.flat();
    const edges = nodes.filter(({ parent }) => parent).map((node) => this.edge(node, best));
    const boxes = nodes.map((node, i) => this.box(node, i, best));
    this.picture.setAttribute("aria-activedescendant", `${this.prefix}-${nodes.indexOf(focus)}`);
    this.picture.replaceChildren(svg("g", { "aria-hidden": "true" }, edges), ...boxes);
  }

  corner(node) {
    const { x, y } = this.at.get(node);
    return [4 + x * GAP.x, 4 + y * GAP.y];
  }

  edge(node, best) {
    const [[x0, y0], [x1, y1]] = [this.corner(node.parent), this.corner(node)];
    const [start, middle] = [x0 + BOX.width, (x0 + BOX.width + x1) / 2];
    const [from, to] = [y0 + BOX.height / 2, y1 + BOX.height / 2];
    const kind = best.has(node) ? "best" : node.fate;
    return svg("path", {
      d: `M${start} ${from}C${middle} ${from} ${middle} ${to} ${x1} ${to}`,
      class: `edge ${kind}`,
    });
  }

  box(node, i, best) {
    const [x, y] = this.corner(node);
    const kind = best.has(node) ? `${node.fate} best` : node.fate;
    const [token, value] = node.parent ? [this.word(node.id), number(node.logProb)] : ["<bos>", "起点"];
    const frame = { width: BOX.width, height: BOX.height, rx: node.fate === "finished" ? 16 : 5 };
    return svg(
      "g",
      {
        id: `${this.prefix}-${i}`,
        class: `node ${kind}`,
        role: "treeitem",
        transform: `translate(${x} ${y})`,
        "aria-label": `${token} ${value}，${fateName(node)}`,
        "aria-level": node.depth + 1,
        "aria-selected": String(node === this.focus),
        onClick: () => this.onFocus(node),
      },
      svg("rect", frame),
      svg("text", { x: BOX.width / 2, y: 15, class: "mid" }, token),
      svg("text", { x: BOX.width / 2, y: 29, class: "small mid" }, value),
    );
  }

  /** 左边是父节点，右边是最好的后续，上下是同一步的别的候选。 */
  walk(event) {
    const { focus, columns } = this;
    const column = columns[focus.depth];
    const place = column.indexOf(focus);
    const target = {
      ArrowLeft: focus.parent,
      ArrowRight: columns[focus.depth + 1]?.find(({ parent }) => parent === focus),
      ArrowUp: column[place - 1],
      ArrowDown: column[place + 1],
      Home: columns[0][0],
    }[event.key];
    if (/^(Arrow|Home)/.test(event.key)) event.preventDefault();
    if (target) this.onFocus(target);
  }
}

/** 一条路上的节点，含起点，放进集合。 */
export function pathSet(node, root) {
  return new Set(node ? [root, ...pathOf(node)] : []);
}
