// 控件：滑块、选择、开关、文字框与按钮。都用原生的表单元素，键盘与读屏软件自然可用。

import { el, uniqueId } from "./dom.js";

/** 滑块，旁边写着当前的值。返回 {node, value, set}：`value` 是数，`set(v)` 改值而不触发 `onInput`。 */
export function slider({ label, min, max, step = 1, value, format = String, onInput }) {
  const id = uniqueId("slider");
  const output = el("output", { for: id });
  const input = el("input", { id, type: "range", min, max, step, value });
  const show = () => {
    output.value = format(Number(input.value));
    input.setAttribute("aria-valuetext", output.value);
  };
  input.addEventListener("input", () => {
    show();
    onInput(Number(input.value));
  });
  show();
  return {
    node: el("div", { class: "control" }, el("label", { for: id }, label), input, output),
    input,
    get value() {
      return Number(input.value);
    },
    /** 改值；`limit` 若给出，同时改上限。 */
    set(next, limit = input.max) {
      input.max = limit;
      input.value = next;
      show();
    },
  };
}

/** 下拉选择；`options` 的每项是 `[值, 文字]`。返回 {node, value, set}。 */
export function choice({ label, options, value, onChange }) {
  const id = uniqueId("choice");
  const items = options.map(([key, text]) => el("option", { value: key, selected: key === value }, text));
  const select = el("select", { id, onChange: () => onChange(select.value) }, items);
  return {
    node: el("div", { class: "control" }, el("label", { for: id }, label), select),
    input: select,
    get value() {
      return select.value;
    },
    set(next) {
      select.value = next;
    },
  };
}

/** 开关（复选框）。返回 {node, checked, set}。 */
export function toggle({ label, checked = false, onChange }) {
  const id = uniqueId("toggle");
  const input = el("input", { id, type: "checkbox", checked, onChange: () => onChange(input.checked) });
  return {
    node: el("div", { class: "control" }, input, el("label", { for: id }, label)),
    input,
    get checked() {
      return input.checked;
    },
    set(next) {
      input.checked = next;
    },
  };
}

/** 按钮。返回按钮元素本身。 */
export function button(label, onClick, attributes = {}) {
  return el("button", { type: "button", onClick, ...attributes }, label);
}

/**
 * 文字框。`check(text)` 返回 {error} 或 {note}：有 error 时不调用 `onInput`，图保持原样；note 只是提醒。
 * `examples` 若给出，列成可以直接点的按钮。返回 {node, value, set}。
 */
export function textField({ label, value, check = () => ({}), onInput, examples = [] }) {
  const id = uniqueId("text");
  const message = el("p", { id: `${id}-note`, class: "note", role: "status" });
  const input = el("input", {
    id,
    type: "text",
    value,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-note`,
  });
  const update = () => {
    const { error, note } = check(input.value);
    message.textContent = error ?? note ?? "";
    message.classList.toggle("problem", Boolean(error));
    input.setAttribute("aria-invalid", String(Boolean(error)));
    if (!error) onInput(input.value);
  };
  const set = (next) => {
    input.value = next;
    update();
  };
  input.addEventListener("input", (event) => event.isComposing || update());
  input.addEventListener("compositionend", update); // 输入法选完字之后
  const samples = examples.map((text) => button(text, () => set(text), { class: "sample" }));
  return {
    node: el(
      "div",
      { class: "field" },
      el("label", { for: id }, label),
      input,
      examples.length ? el("div", { class: "samples", role: "group", "aria-label": "例句" }, samples) : null,
      message,
    ),
    input,
    get value() {
      return input.value;
    },
    set,
  };
}

/** 一行控件。 */
export function controls(...parts) {
  return el("div", { class: "controls" }, ...parts.map((part) => part.node ?? part));
}

/** 一句随操作变化的话；读屏软件会念出来。返回 {node, say}。 */
export function liveLine() {
  const node = el("p", { class: "live", role: "status", "aria-live": "polite" });
  return {
    node,
    say(text) {
      if (node.textContent !== text) node.textContent = text;
    },
  };
}
