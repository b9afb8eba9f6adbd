(()=>{var D="http://www.w3.org/2000/svg";function M(r,e,t){for(let[o,n]of Object.entries(e))typeof n=="function"?r.addEventListener(o.slice(2).toLowerCase(),n):n===!0?r.setAttribute(o,""):n!==!1&&n!=null&&r.setAttribute(o,n);return r.append(...t.flat().filter(o=>o!=null)),r}function c(r,e={},...t){return M(document.createElement(r),e,t)}function f(r,e={},...t){return M(document.createElementNS(D,r),e,t)}var L=0;function z(r){return L+=1,`${r}-${L}`}function v({label:r,min:e,max:t,step:o=1,value:n,format:d=String,onInput:s}){let u=z("slider"),m=c("output",{for:u}),a=c("input",{id:u,type:"range",min:e,max:t,step:o,value:n}),p=()=>{m.value=d(Number(a.value)),a.setAttribute("aria-valuetext",m.value)};return a.addEventListener("input",()=>{p(),s(Number(a.value))}),p(),{node:c("div",{class:"control"},c("label",{for:u},r),a,m),input:a,get value(){return Number(a.value)},set(h,g=a.max){a.max=g,a.value=h,p()}}}function S(...r){return c("div",{class:"controls"},...r.map(e=>e.node??e))}function A(){let r=c("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(e){r.textContent!==e&&(r.textContent=e)}}}var q=`:host {
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
`;var O=new CSSStyleSheet;O.replaceSync(q);var $=new Set;function J(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??r;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function w(){for(let r of $)r.toggleAttribute("dark",J())}var N=!1;function R(){if(N)return;N=!0;let r=new MutationObserver(w),e=["data-theme","data-jp-theme-light"];for(let t of[document.documentElement,document.body])r.observe(t,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",w)}var y=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",$.add(this),R(),this.shadowRoot?w():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){$.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let t=performance.now(),o=this.attachShadow({mode:"open"});o.adoptedStyleSheets=[O],o.addEventListener("keydown",U),w();try{o.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-t).toFixed(1)}catch(n){let d=`这幅交互图没有启动（${n.message}），下面是静态的图。`;o.replaceChildren(c("p",{class:"problem",role:"alert"},d),c("slot")),console.error(n)}}};function U(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function I(r,e){customElements.get(r)||customElements.define(r,e)}function Y(r,e){let t=1;for(let o=1;o<=e;o++)t=t*(r-e+o)/o;return Math.round(t)}function K({layer:r,step:e},t){let[o,n]=[e-t,r-1];return o<0?{count:0,length:0}:{count:Y(o+n,n),length:o+n+1}}function T({layer:r,step:e},t,o){return t<=r&&o<=e}var[j,F,x]=[52,54,15],C=class extends y{build({layers:e,steps:t,layer:o,step:n,source:d}){let s=()=>this.draw();return this.layers=v({label:"共几层",min:1,max:5,value:e,onInput:s}),this.steps=v({label:"共几步",min:2,max:10,value:t,onInput:s}),this.layer=v({label:"看第几层",min:1,max:e,value:o,onInput:s}),this.step=v({label:"看第几步",min:1,max:t,value:n,onInput:s}),this.source=v({label:"从第几个输入来",min:1,max:t,value:d,onInput:s}),this.line=A(),this.grid=c("div",{class:"scroll",tabindex:"0",role:"group","aria-label":"网格，可横向滚动"}),this.draw(),[S(this.layers,this.steps),S(this.layer,this.step,this.source),this.line.node,this.grid]}draw(){let[e,t]=[this.layers.value,this.steps.value];this.layer.set(Math.min(this.layer.value,e),e),this.step.set(Math.min(this.step.value,t),t),this.source.set(Math.min(this.source.value,t),t);let o={layer:this.layer.value,step:this.step.value},n=this.source.value,{count:d,length:s}=K(o,n),u=`第 ${o.layer} 层第 ${o.step} 步`,m=d?`从第 ${n} 个输入到它有 ${d} 条路，每条经过 ${s} 条边`:`第 ${n} 个输入在它后面，到不了`,a=`${u}依赖 ${o.layer*o.step} 个格子与 ${o.step} 个输入；${m}。`;this.line.say(a);let p=[];for(let i=0;i<=e;i++)for(let l=1;l<=t;l++)p.push({l:i,t:l});let h=({l:i,t:l})=>[30+(l-.5)*j,20+(e-i)*F],[g,k]=[40+t*j,40+e*F],b=({l:i,t:l})=>T(o,i,l),E=({l:i,t:l})=>b({l:i,t:l})&&l>=n&&(i>0||l===n),G=p.flatMap(i=>this.edges(i,{layers:e,steps:t,at:h,onPath:E,past:b})),H=p.map(i=>this.cell(i,{at:h,past:b,onPath:E,target:o})),P=Array.from({length:e+1},(i,l)=>f("text",{x:0,y:h({l,t:1})[1]+4,class:"small"},l?`${l} 层`:"输入")),B=`${e} 层 ${t} 步的网格。${a}`;this.grid.replaceChildren(f("svg",{width:g,height:k,role:"img","aria-label":B},G,H,P))}edges(e,{layers:t,steps:o,at:n,onPath:d,past:s}){let u=e.l<t?[{l:e.l+1,t:e.t}]:[],m=e.l>0&&e.t<o?[{l:e.l,t:e.t+1}]:[];return[...u,...m].map(a=>{let[[p,h],[g,k]]=[n(e),n(a)],b=d(e)&&d(a)?"best":s(e)&&s(a)?"kept":"grid";return f("line",{x1:p,y1:h,x2:g,y2:k,class:b==="grid"?"grid":`edge ${b}`})})}cell({l:e,t},{at:o,past:n,onPath:d,target:s}){let[u,m]=o({l:e,t}),a=e===s.layer&&t===s.step,p=d({l:e,t})?"best":n({l:e,t})?"kept":"pruned",h={x:u-x,y:m-x,width:2*x,height:2*x,rx:e?4:x},g={class:`node ${p}`,"data-selected":a,onClick:()=>this.choose(e,t)};return f("g",g,f("rect",h),f("text",{x:u,y:m+4,class:"small mid"},e?"H":`x${t}`))}choose(e,t){e?(this.layer.set(e),this.step.set(t)):this.source.set(t),this.draw()}};I("rnn-receptive-field",C);})();
