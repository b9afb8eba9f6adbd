// 交互图的基类：一幅图是一个自定义元素。
//
// 页面里是 <rnn-x>静态图<script type="application/json">数据</script></rnn-x>。脚本没有运行时，读者看到静态图；
// 运行之后，影子树盖住静态图。元素可能在子节点解析完之前就升级，也可能被 JupyterLab 摘下再装上。

import { el } from "./dom.js";
import styles from "./style.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

const alive = new Set(); // 页面上的全部交互图，换主题时一起换

/** 页面现在是不是深色：书的网页、JupyterLab 与系统的设置，依次看。 */
function isDark() {
  const lab = { true: "light", false: "dark" }[document.body.dataset.jpThemeLight];
  const theme = document.documentElement.dataset.theme ?? lab;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function paint() {
  for (const figure of alive) figure.toggleAttribute("dark", isDark());
}

let watching = false;

function watchTheme() {
  if (watching) return;
  watching = true;
  const observer = new MutationObserver(paint);
  const attributeFilter = ["data-theme", "data-jp-theme-light"];
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, { attributes: true, attributeFilter });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

/** 交互图的基类。子类实现 `build(spec)`，返回放进影子树的节点；出错时显示静态图与原因。 */
export class InteractiveFigure extends HTMLElement {
  connectedCallback() {
    this.dataset.lmSuppressShortcuts = "true"; // 否则在输入框里按 dd 会删掉 JupyterLab 的单元
    alive.add(this);
    watchTheme();
    if (this.shadowRoot) {
      paint();
    } else if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.start(), { once: true });
    } else {
      this.start();
    }
  }

  disconnectedCallback() {
    alive.delete(this);
  }

  /** 读出数据、建好界面；所花的毫秒数记在 data-ready 里。 */
  start() {
    const data = this.querySelector(':scope > script[type="application/json"]');
    if (this.shadowRoot || !data) return;
    const began = performance.now();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.addEventListener("keydown", keepKeys);
    paint();
    try {
      root.append(...this.build(JSON.parse(data.textContent)));
      this.dataset.ready = (performance.now() - began).toFixed(1);
    } catch (error) {
      const reason = `这幅交互图没有启动（${error.message}），下面是静态的图。`;
      root.replaceChildren(el("p", { class: "problem", role: "alert" }, reason), el("slot"));
      console.error(error);
    }
  }
}

/** 图里的按键不传给页面，免得触发网页与笔记本的快捷键；Esc 与带修饰键的照常。 */
function keepKeys(event) {
  if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}

/** 登记一个自定义元素；同一页里可以有几份脚本，先到的算数。 */
export function define(tag, constructor) {
  if (!customElements.get(tag)) customElements.define(tag, constructor);
}
