(()=>{function E(e,t,a){for(let[r,o]of Object.entries(t))typeof o=="function"?e.addEventListener(r.slice(2).toLowerCase(),o):o===!0?e.setAttribute(r,""):o!==!1&&o!=null&&e.setAttribute(r,o);return e.append(...a.flat().filter(r=>r!=null)),e}function i(e,t={},...a){return E(document.createElement(e),t,a)}var b=0;function w(e){return b+=1,`${e}-${b}`}var v=`:host {
  --paper: #ffffff;
  --panel: #f3f5f8;
  --ink: #1f2933;
  --muted: #52606d;
  --rule: #8794a1;
  --faint: #d9e0e7;
  --blue: #0072b2;
  --orange: #b84e00;
  --green: #007a5a;
  --purple: #aa4499;
  --focus: #0b5c8f;
  --problem: #b3261e;
  display: block;
  box-sizing: border-box;
  max-width: 100%;
  margin: 0.6em 0;
  padding: 0.9em 1em;
  border: 1px solid var(--faint);
  border-radius: 8px;
  background: var(--paper);
  color: var(--ink);
  font:
    15px/1.6 system-ui,
    -apple-system,
    "Segoe UI",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    sans-serif;
  font-variant-numeric: tabular-nums;
  text-align: left;
}

:host([dark]) {
  --paper: #151b21;
  --panel: #222c35;
  --ink: #d8dee6;
  --muted: #9aa8b5;
  --rule: #6b7b8a;
  --faint: #36424e;
  --blue: #5cb3f0;
  --orange: #ff9248;
  --green: #3fd0a4;
  --purple: #dd8bd0;
  --focus: #7cc0f2;
  --problem: #ff9aa2;
  color-scheme: dark;
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

h3 {
  margin: 0 0 0.4em;
  font-size: 1.05em;
  line-height: 1.4;
}

p {
  margin: 0.4em 0;
}

.muted,
.live {
  color: var(--muted);
}

.live {
  min-height: 1.6em;
}

/* ---- 控件 ---- */
.controls {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4em 1.4em;
  align-items: center;
  margin: 0.4em 0;
}

.control {
  display: flex;
  gap: 0.5em;
  align-items: center;
  min-height: 2.2em;
  max-width: 100%;
}

.control :is(label, output) {
  flex: none;
  white-space: nowrap;
}

.control output {
  min-width: 2.6em;
}

input,
select,
button {
  font: inherit;
  color: inherit;
  accent-color: var(--blue);
}

input[type="range"] {
  flex: 0 1 13em;
  min-width: 4em;
  min-height: 28px;
  margin: 0;
}

input[type="checkbox"] {
  width: 1.2em;
  height: 1.2em;
  margin: 0;
}

input[type="text"],
select,
button {
  min-height: 2.2em;
  max-width: 100%;
  padding: 0.15em 0.6em;
  border: 1px solid var(--rule);
  border-radius: 6px;
  background: var(--paper);
}

button {
  cursor: pointer;
}

button:hover:not(:disabled) {
  background: var(--panel);
}

button:disabled {
  color: var(--muted);
  cursor: default;
}

button[aria-pressed="true"] {
  border-color: var(--blue);
  background: color-mix(in srgb, var(--blue) 14%, var(--paper));
}

:focus-visible {
  outline: 2px solid var(--focus);
  outline-offset: 2px;
}

.field {
  display: grid;
  gap: 0.25em;
  margin: 0.4em 0;
}

.field input {
  width: 100%;
}

.samples {
  display: flex;
  flex-wrap: wrap;
  gap: 0.35em;
}

.sample {
  padding: 0 0.5em;
  font-size: 0.88em;
}

.note {
  min-height: 1.6em;
  margin: 0;
  color: var(--muted);
  font-size: 0.9em;
}

.problem {
  color: var(--problem);
}

fieldset {
  min-width: 0;
  margin: 0.4em 0;
  padding: 0.3em 0.8em 0.5em;
  border: 1px solid var(--faint);
  border-radius: 6px;
}

legend {
  padding: 0 0.3em;
  color: var(--muted);
}

/* ---- 图与表 ---- */
.columns {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(18em, 100%), 1fr));
  gap: 0.6em 1.6em;
  align-items: start;
}

.scroll {
  max-width: 100%;
  overflow-x: auto;
}

.scroll table {
  white-space: nowrap;
}

svg {
  display: block;
  max-width: none;
}

svg text {
  fill: var(--ink);
  font-size: 13px;
}

svg .small {
  fill: var(--muted);
  font-size: 11px;
}

svg .mid {
  text-anchor: middle;
}

svg .end {
  text-anchor: end;
}

svg .grid {
  stroke: var(--faint);
}

svg .line {
  fill: none;
  stroke-width: 2;
}

svg .dot {
  fill: var(--orange);
  stroke: var(--paper);
}

svg .frame {
  fill: none;
  stroke: var(--ink);
  stroke-width: 1.5;
}

.legend {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2em 1.2em;
  font-size: 0.88em;
}

.key {
  display: inline-flex;
  gap: 0.4em;
  align-items: center;
}

.key i {
  width: 1.6em;
  border-top: 3px solid;
}

.key i.dashed {
  border-top-style: dashed;
}

table {
  width: 100%;
  border-collapse: collapse;
  font-size: 0.92em;
}

caption {
  padding-bottom: 0.2em;
  color: var(--muted);
  text-align: left;
}

th,
td {
  padding: 0.1em 0.5em;
  border-bottom: 1px solid var(--faint);
  font-weight: 400;
  text-align: left;
}

thead th {
  color: var(--muted);
  white-space: nowrap;
}

.number {
  text-align: right;
  white-space: nowrap;
}

.bars th {
  width: 1%;
  white-space: nowrap;
}

.bars .number {
  width: 1%;
}

.bars i {
  display: block;
  height: 0.75em;
  border-radius: 2px;
  background: var(--blue);
}

.emphasis {
  font-weight: 650;
}

.emphasis th,
.emphasis td {
  font-weight: inherit;
}

.prose {
  padding: 0.5em 0.7em;
  border-radius: 6px;
  background: var(--panel);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

@media (prefers-reduced-motion: no-preference) {
  button {
    transition: background-color 0.15s;
  }
}

[hidden] {
  display: none !important;
}

svg .past {
  fill: var(--faint);
}

.drag {
  cursor: ew-resize;
  touch-action: pan-y;
}

/* ---- 搜索树 ---- */
.node {
  cursor: pointer;
}

.node rect {
  fill: var(--paper);
  stroke: var(--blue);
  stroke-width: 1.5;
}

.node.finished rect {
  stroke: var(--green);
}

.node.pruned rect {
  stroke: var(--rule);
  stroke-dasharray: 4 3;
}

.node.best rect {
  stroke: var(--orange);
  stroke-width: 2.5;
}

.node:is([aria-selected="true"], [data-selected]) rect {
  fill: color-mix(in srgb, var(--blue) 16%, var(--paper));
}

.edge {
  fill: none;
  stroke: var(--blue);
}

.edge.pruned {
  stroke: var(--rule);
  stroke-dasharray: 4 3;
}

.edge.finished {
  stroke: var(--green);
}

.edge.best {
  stroke: var(--orange);
  stroke-width: 2.5;
}

.key .swatch {
  border-color: var(--blue);
}

.key .swatch.finished {
  border-color: var(--green);
}

.key .swatch.pruned {
  border-color: var(--rule);
  border-top-style: dashed;
}

.key .swatch.best {
  border-color: var(--orange);
  border-top-width: 4px;
}

/* ---- 自测 ---- */
.question {
  margin: 0 0 1em;
  padding: 0;
  border: 0;
  min-width: 0;
}

.question legend {
  padding: 0;
  color: var(--ink);
  font-weight: 600;
}

.option {
  display: flex;
  gap: 0.5em;
  align-items: baseline;
  padding: 0.25em 0.5em;
  border-left: 3px solid transparent;
}

.option label {
  flex: 1;
  min-width: 0;
  overflow-wrap: anywhere;
}

.option.right {
  border-color: var(--green);
  background: color-mix(in srgb, var(--green) 12%, var(--paper));
}

.option.wrong {
  border-color: var(--problem);
  background: color-mix(in srgb, var(--problem) 10%, var(--paper));
}

.question .why {
  min-height: 1.6em;
  margin: 0.2em 0.5em;
}
`;var k=new CSSStyleSheet;k.replaceSync(v);var m=new Set;function $(){let e={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],t=document.documentElement.dataset.theme??e;return t?t==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function d(){for(let e of m)e.toggleAttribute("dark",$())}var x=!1;function q(){if(x)return;x=!0;let e=new MutationObserver(d),t=["data-theme","data-jp-theme-light"];for(let a of[document.documentElement,document.body])e.observe(a,{attributes:!0,attributeFilter:t});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",d)}var c=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",m.add(this),q(),this.shadowRoot?d():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){m.delete(this)}start(){let t=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!t)return;let a=performance.now(),r=this.attachShadow({mode:"open"});r.adoptedStyleSheets=[k],r.addEventListener("keydown",M),d();try{r.append(...this.build(JSON.parse(t.textContent))),this.dataset.ready=(performance.now()-a).toFixed(1)}catch(o){let s=`这幅交互图没有启动（${o.message}），下面是静态的图。`;r.replaceChildren(i("p",{class:"problem",role:"alert"},s),i("slot")),console.error(o)}}};function M(e){e.key!=="Escape"&&!e.ctrlKey&&!e.metaKey&&!e.altKey&&e.stopPropagation()}function y(e,t){customElements.get(e)||customElements.define(e,t)}function u(e){return e.split("`").map((t,a)=>a%2?i("code",{},t):t)}var h=class extends c{build({questions:t}){this.first=new Map,this.score=i("p",{class:"live",role:"status"}),this.total=t.length;let a=t.map((r,o)=>this.question(r,o));return this.show(),[...a,this.score]}question({text:t,options:a},r){let o=w("question"),s=i("p",{class:"why",role:"status"}),f=a.map((n,p)=>{let l=`${o}-${p}`,z=i("input",{type:"radio",id:l,name:o,onChange:()=>S(n,g)}),g=i("div",{class:"option"},z,i("label",{for:l},...u(n.text)));return g}),S=(n,p)=>{for(let l of f)l.classList.remove("right","wrong");p.classList.add(n.right?"right":"wrong"),s.replaceChildren(i("b",{},n.right?"✓ 对。":"× 不对。"),...u(n.why)),this.first.has(r)||this.first.set(r,n.right),this.show()},C=i("legend",{},`${r+1}. `,...u(t));return i("fieldset",{class:"question"},C,...f,s)}show(){let t=[...this.first.values()].filter(Boolean).length;this.score.textContent=this.first.size?`做了 ${this.first.size} 题（共 ${this.total} 题），第一次就选对的有 ${t} 题。`:`共 ${this.total} 题，选一个选项就有解释。`}};y("rnn-self-test",h);})();
