// 建节点的小函数。文字一律作为文本节点放进去，从不解析成标记。

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

/** HTML 元素；属性值是函数的当作事件处理（`onInput` 监听 input），是 true 的当作布尔属性。 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** SVG 元素，用法同 `el`。 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** 数字写成固定的小数位数，负号用 U+2212。 */
export function number(value, digits = 2) {
  return value.toFixed(digits).replace("-", "−");
}

/** 让空格看得见。 */
export function visible(token) {
  return token.replaceAll(" ", "␣");
}

let count = 0;

/** 一个没有用过的 id，用来把标签、说明与控件连起来。 */
export function uniqueId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}
