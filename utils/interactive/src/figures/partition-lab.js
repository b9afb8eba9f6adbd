// <rnn-partition-lab>：把一段文字切成小批量。顺序分区与随机采样，偏移可以拖动。

import { button, choice, controls, liveLine, slider, textField } from "../core/controls.js";
import { el, svg, visible } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { randomBatches, sequentialBatches, unused } from "../core/partition.js";
import { checkText } from "../core/texts.js";

const CELL = 18; // 一个字符的宽
const SHORTEST = 12; // 文字最少几个字符
const LIMIT = 80;
const COLORS = ["blue", "orange", "green", "purple"];

class PartitionLab extends InteractiveFigure {
  build({ text, batch_size: batchSize, num_steps: numSteps }) {
    this.seed = 1;
    const onInput = () => this.draw();
    const check = (value) => this.check(value);
    this.characters = [...text];
    const read = (value) => {
      this.characters = [...value];
      this.draw();
    };
    this.field = textField({ label: "要切分的文字", value: text, check, onInput: read });
    const options = [
      ["sequential", "顺序分区"],
      ["random", "随机采样"],
    ];
    this.mode = choice({ label: "切法", options, value: "sequential", onChange: onInput });
    this.again = button("重新打乱", () => {
      this.seed += 1;
      this.draw();
    });
    this.batchSize = slider({ label: "批量大小", min: 1, max: 4, value: batchSize, onInput });
    this.numSteps = slider({ label: "时间步数", min: 2, max: 8, value: numSteps, onInput });
    this.offset = slider({ label: "偏移", min: 0, max: numSteps - 1, value: 0, onInput });
    this.which = slider({ label: "第几个小批量", min: 1, max: 1, value: 1, onInput });
    this.line = liveLine();
    this.strip = el("div", {
      class: "scroll",
      tabindex: "0",
      role: "group",
      "aria-label": "文字，可横向滚动",
    });
    this.body = el("tbody");
    this.draw();
    const head = ["行", "输入 X", "目标 Y"].map((name) => el("th", { scope: "col" }, name));
    const table = el(
      "table",
      {},
      el("caption", {}, "这个小批量"),
      el("thead", {}, el("tr", {}, head)),
      this.body,
    );
    return [
      this.field.node,
      controls(this.mode, this.again),
      controls(this.batchSize, this.numSteps, this.offset, this.which),
      this.line.node,
      this.strip,
      table,
    ];
  }

  check(text) {
    const found = checkText(text, { limit: LIMIT, known: () => true });
    const { length } = [...text];
    const short = !found.error && length < SHORTEST;
    return short ? { error: `至少要 ${SHORTEST} 个字符，现在有 ${length} 个，请写长一些。` } : found;
  }

  get batches() {
    const length = this.characters.length;
    const [batchSize, numSteps] = [this.batchSize.value, this.numSteps.value];
    const options = { length, batchSize, numSteps, offset: this.offset.value, seed: this.seed };
    return this.mode.value === "random" ? randomBatches(options) : sequentialBatches(options);
  }

  draw() {
    const [length, numSteps] = [this.characters.length, this.numSteps.value];
    const random = this.mode.value === "random";
    this.again.hidden = !random;
    const most = Math.min(numSteps - 1, length - 1 - this.batchSize.value * numSteps);
    this.offset.set(Math.max(0, Math.min(this.offset.value, most)), Math.max(0, most));
    const { batches } = this;
    this.strip.hidden = !batches.length;
    if (!batches.length) {
      this.line.say("文字太短，一个小批量也凑不满：写长一些，或把批量大小、时间步数调小。");
      this.body.replaceChildren();
      return;
    }
    this.which.set(Math.min(this.which.value, batches.length), batches.length);
    const index = this.which.value - 1;
    const { head, tail } = unused(batches, { length, numSteps, offset: this.offset.value });
    const link = random
      ? "前后两个小批量不相接，隐状态要清零"
      : index
        ? "每一行都接着上一个小批量的同一行，隐状态可以接着用"
        : "这是第一个，隐状态从零开始";
    this.line.say(
      `共 ${batches.length} 个小批量；${link}。没有当过输入的：开头 ${head} 个，行末与结尾 ${tail} 个。`,
    );
    this.drawStrip(batches, index);
    const slice = (start) =>
      this.characters
        .slice(start, start + numSteps)
        .map(visible)
        .join("");
    const rows = batches[index].map((start, r) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, String(r + 1)),
        [start, start + 1].map((at) => el("td", {}, slice(at))),
      ),
    );
    this.body.replaceChildren(...rows);
  }

  drawStrip(batches, index) {
    const numSteps = this.numSteps.value;
    const starts = batches[index];
    const letters = this.characters.map((c, i) =>
      svg("text", { x: (i + 0.5) * CELL, y: 18, class: "mid" }, visible(c)),
    );
    const windows = starts.flatMap((start, r) => [
      ...this.window(start, r, 24, `X${r + 1}`, false),
      ...this.window(start + 1, r, 46, `Y${r + 1}`, true),
    ]);
    const used = batches.slice(0, index).flat();
    const past = used.map((start) =>
      svg("rect", { x: start * CELL, y: 2, width: numSteps * CELL, height: 20, class: "past" }),
    );
    const [width, height] = [this.characters.length * CELL, 70];
    const where = starts.map((start, r) => `第 ${r + 1} 行从第 ${start + 1} 个字符起`).join("，");
    const label = `${this.characters.length} 个字符；这个小批量的输入：${where}。`;
    const handlers = {
      onPointerdown: (event) => this.grab(event),
      onPointermove: (event) => this.drag(event),
    };
    const attributes = { width, height, role: "img", "aria-label": label, class: "drag", ...handlers };
    this.strip.replaceChildren(svg("svg", attributes, past, windows, letters));
  }

  /** 一行的窗口：实线是 X，虚线是 Y。 */
  window(start, r, y, name, dashed) {
    const color = `var(--${COLORS[r % COLORS.length]})`;
    const size = { x: start * CELL + 1, y, width: this.numSteps.value * CELL - 2, height: 20, rx: 4 };
    const style = `fill:color-mix(in srgb, ${color} ${dashed ? 0 : 14}%, var(--paper));stroke:${color}`;
    return [
      svg("rect", { ...size, style, "stroke-dasharray": dashed ? "4 3" : null }),
      svg("text", { x: size.x + size.width / 2, y: y + 14, class: "small mid" }, name),
    ];
  }

  grab(event) {
    this.grabbed = { x: event.clientX, offset: this.offset.value };
  }

  /** 按住拖动：移动几格，偏移就改几个。 */
  drag(event) {
    if (!event.buttons || !this.grabbed) return;
    const offset = this.grabbed.offset + Math.round((event.clientX - this.grabbed.x) / CELL);
    if (offset === this.offset.value) return;
    this.offset.set(offset);
    this.draw();
  }
}

define("rnn-partition-lab", PartitionLab);
