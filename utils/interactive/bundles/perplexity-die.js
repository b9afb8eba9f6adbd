(()=>{var Z="http://www.w3.org/2000/svg";function j(t,e,o){for(let[r,n]of Object.entries(e))typeof n=="function"?t.addEventListener(r.slice(2).toLowerCase(),n):n===!0?t.setAttribute(r,""):n!==!1&&n!=null&&t.setAttribute(r,n);return t.append(...o.flat().filter(r=>r!=null)),t}function a(t,e={},...o){return j(document.createElement(t),e,o)}function u(t,e={},...o){return j(document.createElementNS(Z,t),e,o)}function f(t,e=2){return t.toFixed(e).replace("-","−")}var q=0;function K(t){return q+=1,`${t}-${q}`}var z=class{constructor(e){this.node=a("div",e),this.width=0,new ResizeObserver(([o])=>{let r=Math.round(o.contentRect.width);r&&r!==this.width&&(this.width=r,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}},y=class{constructor({caption:e}){this.body=a("tbody"),this.node=a("table",{class:"bars"},a("caption",{},e),this.body)}update(e){let o=e.map(({name:r,value:n,emphasis:l=!1})=>a("tr",{class:l?"emphasis":null},a("th",{scope:"row"},r),a("td",{class:"bar"},a("i",{style:`width:${100*n}%`})),a("td",{class:"number"},f(n,3))));this.body.replaceChildren(...o)}},ee={left:48,right:12,top:22,bottom:34};function O({domain:[t,e],whole:o=!1},r){let n=(e-t)/r,l=10**Math.floor(Math.log10(n)),m=Math.max(o?1:0,l*[1,2,5,10].find(p=>p*l>=n)),c=Math.ceil(t/m-1e-9);return Array.from({length:Math.floor(e/m+1e-9)-c+1},(p,i)=>(c+i)*m)}var w=class extends z{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:o,x:r,y:n,label:l,markers:m=[]}=this.data,{left:c,right:p,top:i,bottom:d}=ee,h=([s,x],g,L)=>$=>g+($-s)/(x-s)*(L-g),[b,v]=[h(r.domain,c,e-p),h(n.domain,this.height-d,i)],P=[...O(r,Math.max(3,e/110)).flatMap(s=>[u("line",{class:"grid",x1:b(s),x2:b(s),y1:i,y2:this.height-d}),u("text",{class:"small mid",x:b(s),y:this.height-d+15},R(r,s))]),...O(n,5).flatMap(s=>[u("line",{class:"grid",x1:c,x2:e-p,y1:v(s),y2:v(s)}),u("text",{class:"small end",x:c-5,y:v(s)+4},R(n,s))])],Y=o.map(({xs:s,ys:x,color:g,dash:L})=>{let $=Array.from(s,(Q,W)=>`${b(Q).toFixed(1)},${v(x[W]).toFixed(1)}`).join(" ");return u("polyline",{points:$,class:"line",style:`stroke:var(--${g})`,"stroke-dasharray":L})}),U=m.map(s=>u("circle",{class:"dot",cx:b(s.x),cy:v(s.y),r:5})),V=[u("text",{class:"small end",x:e-p,y:this.height-3},r.label),u("text",{class:"small",x:2,y:11},n.label)],F=o.filter(({name:s})=>s).map(({name:s,color:x,dash:g})=>a("span",{class:"key"},a("i",{style:`border-color:var(--${x})`,class:g?"dashed":null}),s)),X=u("svg",{width:e,height:this.height,role:"img","aria-label":l},P,Y,U,V);return a("div",{},F.length?a("div",{class:"legend"},F):null,X)}};function R({format:t=o=>f(o,Number.isInteger(o)?0:1)},e){return t(Number(e.toPrecision(12)))}function A({label:t,min:e,max:o,step:r=1,value:n,format:l=String,onInput:m}){let c=K("slider"),p=a("output",{for:c}),i=a("input",{id:c,type:"range",min:e,max:o,step:r,value:n}),d=()=>{p.value=l(Number(i.value)),i.setAttribute("aria-valuetext",p.value)};return i.addEventListener("input",()=>{d(),m(Number(i.value))}),d(),{node:a("div",{class:"control"},a("label",{for:c},t),i,p),input:i,get value(){return Number(i.value)},set(h,b=i.max){i.max=b,i.value=h,d()}}}function B(...t){return a("div",{class:"controls"},...t.map(e=>e.node??e))}function G(){let t=a("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var T=`:host {
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
`;var D=new CSSStyleSheet;D.replaceSync(T);var N=new Set;function re(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function k(){for(let t of N)t.toggleAttribute("dark",re())}var _=!1;function oe(){if(_)return;_=!0;let t=new MutationObserver(k),e=["data-theme","data-jp-theme-light"];for(let o of[document.documentElement,document.body])t.observe(o,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",k)}var S=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",N.add(this),oe(),this.shadowRoot?k():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){N.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let o=performance.now(),r=this.attachShadow({mode:"open"});r.adoptedStyleSheets=[D],r.addEventListener("keydown",ne),k();try{r.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-o).toFixed(1)}catch(n){let l=`这幅交互图没有启动（${n.message}），下面是静态的图。`;r.replaceChildren(a("p",{class:"problem",role:"alert"},l),a("slot")),console.error(n)}}};function ne(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function H(t,e){customElements.get(t)||customElements.define(t,e)}function E(t,e){return Array.from({length:t},(o,r)=>r===0?e:(1-e)/(t-1))}function M(t,e){return t.reduce((o,r,n)=>r>0?o-r*Math.log(e[n]):o,0)}var J=Array.from({length:99},(t,e)=>(e+1)/100),C=20,I=class extends S{build({faces:e,truth:o,belief:r}){this.faces=e;let n={min:.01,max:.99,step:.01,format:f,onInput:()=>this.draw()};this.truth=A({label:"骰子掷出一点的概率",value:o,...n}),this.belief=A({label:"模型预测一点的概率",value:r,...n}),this.line=G(),this.chart=new w,this.bars=new y({caption:"模型的预测"}),this.draw();let l=[this.chart.node,this.bars.node];return[B(this.truth,this.belief),this.line.node,a("div",{class:"columns"},l)]}draw(){let{faces:e}=this,o=E(e,this.truth.value),r=E(e,this.belief.value),n=M(o,r),l=Math.exp(n),m=Math.exp(M(o,o)),c=`平均负对数似然 ${f(n,3)} 奈特，困惑度 ${f(l)}；最好能到 ${f(m)}。`;this.line.say(c);let p=J.map(d=>Math.exp(M(o,E(e,d)))),i=J.filter((d,h)=>p[h]<=C);this.chart.update({series:[{xs:i,ys:p.filter(d=>d<=C),color:"blue"}],x:{label:"模型预测一点的概率",domain:[0,1]},y:{label:"困惑度",domain:[1,C]},markers:l<=C?[{x:this.belief.value,y:l}]:[],label:`困惑度随模型的预测变化的曲线，最低处在两个概率相等的地方。${c}`}),this.bars.update(r.map((d,h)=>({name:`${h+1} 点`,value:d})))}};H("rnn-perplexity-die",I);})();
