(()=>{var D="http://www.w3.org/2000/svg";function A(t,e,r){for(let[n,o]of Object.entries(e))typeof o=="function"?t.addEventListener(n.slice(2).toLowerCase(),o):o===!0?t.setAttribute(n,""):o!==!1&&o!=null&&t.setAttribute(n,o);return t.append(...r.flat().filter(n=>n!=null)),t}function l(t,e={},...r){return A(document.createElement(t),e,r)}function b(t,e={},...r){return A(document.createElementNS(D,t),e,r)}function S(t){return t.replaceAll(" ","␣")}var z=0;function x(t){return z+=1,`${t}-${z}`}function v({label:t,min:e,max:r,step:n=1,value:o,format:a=String,onInput:i}){let s=x("slider"),h=l("output",{for:s}),c=l("input",{id:s,type:"range",min:e,max:r,step:n,value:o}),d=()=>{h.value=a(Number(c.value)),c.setAttribute("aria-valuetext",h.value)};return c.addEventListener("input",()=>{d(),i(Number(c.value))}),d(),{node:l("div",{class:"control"},l("label",{for:s},t),c,h),input:c,get value(){return Number(c.value)},set(u,m=c.max){c.max=m,c.value=u,d()}}}function q({label:t,options:e,value:r,onChange:n}){let o=x("choice"),a=e.map(([s,h])=>l("option",{value:s,selected:s===r},h)),i=l("select",{id:o,onChange:()=>n(i.value)},a);return{node:l("div",{class:"control"},l("label",{for:o},t),i),input:i,get value(){return i.value},set(s){i.value=s}}}function $(t,e,r={}){return l("button",{type:"button",onClick:e,...r},t)}function I({label:t,value:e,check:r=()=>({}),onInput:n,examples:o=[]}){let a=x("text"),i=l("p",{id:`${a}-note`,class:"note",role:"status"}),s=l("input",{id:a,type:"text",value:e,autocomplete:"off",spellcheck:"false","aria-describedby":`${a}-note`}),h=()=>{let{error:u,note:m}=r(s.value);i.textContent=u??m??"",i.classList.toggle("problem",!!u),s.setAttribute("aria-invalid",String(!!u)),u||n(s.value)},c=u=>{s.value=u,h()};s.addEventListener("input",u=>u.isComposing||h()),s.addEventListener("compositionend",h);let d=o.map(u=>$(u,()=>c(u),{class:"sample"}));return{node:l("div",{class:"field"},l("label",{for:a},t),s,o.length?l("div",{class:"samples",role:"group","aria-label":"例句"},d):null,i),input:s,get value(){return s.value},set:c}}function C(...t){return l("div",{class:"controls"},...t.map(e=>e.node??e))}function j(){let t=l("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var T=`:host {
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
`;var F=new CSSStyleSheet;F.replaceSync(T);var M=new Set;function J(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function w(){for(let t of M)t.toggleAttribute("dark",J())}var B=!1;function P(){if(B)return;B=!0;let t=new MutationObserver(w),e=["data-theme","data-jp-theme-light"];for(let r of[document.documentElement,document.body])t.observe(r,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",w)}var k=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",M.add(this),P(),this.shadowRoot?w():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){M.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let r=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[F],n.addEventListener("keydown",U),w();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-r).toFixed(1)}catch(o){let a=`这幅交互图没有启动（${o.message}），下面是静态的图。`;n.replaceChildren(l("p",{class:"problem",role:"alert"},a),l("slot")),console.error(o)}}};function U(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function O(t,e){customElements.get(t)||customElements.define(t,e)}function _(t){let e=t*2654435769+2135587861|0||1;return()=>(e^=e<<13,e^=e>>>17,e^=e<<5,(e>>>0)/2**32)}function N({length:t,batchSize:e,numSteps:r,offset:n}){let o=Math.floor((t-1-n)/e),a=Array.from({length:e},(i,s)=>n+s*o);return Array.from({length:Math.floor(o/r)},(i,s)=>a.map(h=>h+s*r))}function K({length:t,batchSize:e,numSteps:r,offset:n,seed:o}){let a=Math.floor((t-1-n)/r),i=Array.from({length:a},(c,d)=>n+d*r),s=_(o);for(let c=a-1;c>0;c--){let d=Math.floor(s()*(c+1));[i[c],i[d]]=[i[d],i[c]]}return Array.from({length:Math.floor(a/e)},(c,d)=>d*e).map(c=>i.slice(c,c+e))}function H(t,{length:e,numSteps:r,offset:n}){let o=t.flat().length*r;return{head:n,tail:e-n-o}}function R(t,{limit:e,known:r,replacement:n}){let o=[...t];if(!t.trim())return{error:"请输入至少一个字。"};if(o.length>e)return{error:`最多 ${e} 个字符，现在有 ${o.length} 个，请删短一些。`};let a=[...new Set(o.filter(s=>!r(s)))];return a.length?{note:`词表里没有 ${a.slice(0,5).join(" ")+(a.length>5?" 等":"")}，${n}。`}:{}}var g=18,X=12,V=80,Y=["blue","orange","green","purple"],E=class extends k{build({text:e,batch_size:r,num_steps:n}){this.seed=1;let o=()=>this.draw(),a=d=>this.check(d);this.characters=[...e];let i=d=>{this.characters=[...d],this.draw()};this.field=I({label:"要切分的文字",value:e,check:a,onInput:i});let s=[["sequential","顺序分区"],["random","随机采样"]];this.mode=q({label:"切法",options:s,value:"sequential",onChange:o}),this.again=$("重新打乱",()=>{this.seed+=1,this.draw()}),this.batchSize=v({label:"批量大小",min:1,max:4,value:r,onInput:o}),this.numSteps=v({label:"时间步数",min:2,max:8,value:n,onInput:o}),this.offset=v({label:"偏移",min:0,max:n-1,value:0,onInput:o}),this.which=v({label:"第几个小批量",min:1,max:1,value:1,onInput:o}),this.line=j(),this.strip=l("div",{class:"scroll",tabindex:"0",role:"group","aria-label":"文字，可横向滚动"}),this.body=l("tbody"),this.draw();let h=["行","输入 X","目标 Y"].map(d=>l("th",{scope:"col"},d)),c=l("table",{},l("caption",{},"这个小批量"),l("thead",{},l("tr",{},h)),this.body);return[this.field.node,C(this.mode,this.again),C(this.batchSize,this.numSteps,this.offset,this.which),this.line.node,this.strip,c]}check(e){let r=R(e,{limit:V,known:()=>!0}),{length:n}=[...e];return!r.error&&n<X?{error:`至少要 ${X} 个字符，现在有 ${n} 个，请写长一些。`}:r}get batches(){let e=this.characters.length,[r,n]=[this.batchSize.value,this.numSteps.value],o={length:e,batchSize:r,numSteps:n,offset:this.offset.value,seed:this.seed};return this.mode.value==="random"?K(o):N(o)}draw(){let[e,r]=[this.characters.length,this.numSteps.value],n=this.mode.value==="random";this.again.hidden=!n;let o=Math.min(r-1,e-1-this.batchSize.value*r);this.offset.set(Math.max(0,Math.min(this.offset.value,o)),Math.max(0,o));let{batches:a}=this;if(this.strip.hidden=!a.length,!a.length){this.line.say("文字太短，一个小批量也凑不满：写长一些，或把批量大小、时间步数调小。"),this.body.replaceChildren();return}this.which.set(Math.min(this.which.value,a.length),a.length);let i=this.which.value-1,{head:s,tail:h}=H(a,{length:e,numSteps:r,offset:this.offset.value}),c=n?"前后两个小批量不相接，隐状态要清零":i?"每一行都接着上一个小批量的同一行，隐状态可以接着用":"这是第一个，隐状态从零开始";this.line.say(`共 ${a.length} 个小批量；${c}。没有当过输入的：开头 ${s} 个，行末与结尾 ${h} 个。`),this.drawStrip(a,i);let d=m=>this.characters.slice(m,m+r).map(S).join(""),u=a[i].map((m,L)=>l("tr",{},l("th",{scope:"row"},String(L+1)),[m,m+1].map(y=>l("td",{},d(y)))));this.body.replaceChildren(...u)}drawStrip(e,r){let n=this.numSteps.value,o=e[r],a=this.characters.map((p,f)=>b("text",{x:(f+.5)*g,y:18,class:"mid"},S(p))),i=o.flatMap((p,f)=>[...this.window(p,f,24,`X${f+1}`,!1),...this.window(p+1,f,46,`Y${f+1}`,!0)]),h=e.slice(0,r).flat().map(p=>b("rect",{x:p*g,y:2,width:n*g,height:20,class:"past"})),[c,d]=[this.characters.length*g,70],u=o.map((p,f)=>`第 ${f+1} 行从第 ${p+1} 个字符起`).join("，"),m=`${this.characters.length} 个字符；这个小批量的输入：${u}。`,y={width:c,height:d,role:"img","aria-label":m,class:"drag",...{onPointerdown:p=>this.grab(p),onPointermove:p=>this.drag(p)}};this.strip.replaceChildren(b("svg",y,h,i,a))}window(e,r,n,o,a){let i=`var(--${Y[r%Y.length]})`,s={x:e*g+1,y:n,width:this.numSteps.value*g-2,height:20,rx:4},h=`fill:color-mix(in srgb, ${i} ${a?0:14}%, var(--paper));stroke:${i}`;return[b("rect",{...s,style:h,"stroke-dasharray":a?"4 3":null}),b("text",{x:s.x+s.width/2,y:n+14,class:"small mid"},o)]}grab(e){this.grabbed={x:e.clientX,offset:this.offset.value}}drag(e){if(!e.buttons||!this.grabbed)return;let r=this.grabbed.offset+Math.round((e.clientX-this.grabbed.x)/g);r!==this.offset.value&&(this.offset.set(r),this.draw())}};O("rnn-partition-lab",E);})();
