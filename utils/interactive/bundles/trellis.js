(()=>{var te="http://www.w3.org/2000/svg";function O(t,e,r){for(let[o,n]of Object.entries(e))typeof n=="function"?t.addEventListener(o.slice(2).toLowerCase(),n):n===!0?t.setAttribute(o,""):n!==!1&&n!=null&&t.setAttribute(o,n);return t.append(...r.flat().filter(o=>o!=null)),t}function l(t,e={},...r){return O(document.createElement(t),e,r)}function g(t,e={},...r){return O(document.createElementNS(te,t),e,r)}function b(t,e=2){return t.toFixed(e).replace("-","−")}var q=0;function R(t){return q+=1,`${t}-${q}`}var L=class{constructor(e){this.node=l("div",e),this.width=0,new ResizeObserver(([r])=>{let o=Math.round(r.contentRect.width);o&&o!==this.width&&(this.width=o,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}};var re={left:48,right:12,top:22,bottom:34};function j({domain:[t,e],whole:r=!1},o){let n=(e-t)/o,i=10**Math.floor(Math.log10(n)),d=Math.max(r?1:0,i*[1,2,5,10].find(p=>p*i>=n)),c=Math.ceil(t/d-1e-9);return Array.from({length:Math.floor(e/d+1e-9)-c+1},(p,a)=>(c+a)*d)}var y=class extends L{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:r,x:o,y:n,label:i,markers:d=[]}=this.data,{left:c,right:p,top:a,bottom:s}=re,h=([u,v],x,E)=>$=>x+($-u)/(v-u)*(E-x),[m,f]=[h(o.domain,c,e-p),h(n.domain,this.height-s,a)],U=[...j(o,Math.max(3,e/110)).flatMap(u=>[g("line",{class:"grid",x1:m(u),x2:m(u),y1:a,y2:this.height-s}),g("text",{class:"small mid",x:m(u),y:this.height-s+15},B(o,u))]),...j(n,5).flatMap(u=>[g("line",{class:"grid",x1:c,x2:e-p,y1:f(u),y2:f(u)}),g("text",{class:"small end",x:c-5,y:f(u)+4},B(n,u))])],V=r.map(({xs:u,ys:v,color:x,dash:E})=>{let $=Array.from(u,(Z,ee)=>`${m(Z).toFixed(1)},${f(v[ee]).toFixed(1)}`).join(" ");return g("polyline",{points:$,class:"line",style:`stroke:var(--${x})`,"stroke-dasharray":E})}),W=d.map(u=>g("circle",{class:"dot",cx:m(u.x),cy:f(u.y),r:5})),X=[g("text",{class:"small end",x:e-p,y:this.height-3},o.label),g("text",{class:"small",x:2,y:11},n.label)],I=r.filter(({name:u})=>u).map(({name:u,color:v,dash:x})=>l("span",{class:"key"},l("i",{style:`border-color:var(--${v})`,class:x?"dashed":null}),u)),Q=g("svg",{width:e,height:this.height,role:"img","aria-label":i},U,V,W,X);return l("div",{},I.length?l("div",{class:"legend"},I):null,Q)}};function B({format:t=r=>b(r,Number.isInteger(r)?0:1)},e){return t(Number(e.toPrecision(12)))}function w({label:t,min:e,max:r,step:o=1,value:n,format:i=String,onInput:d}){let c=R("slider"),p=l("output",{for:c}),a=l("input",{id:c,type:"range",min:e,max:r,step:o,value:n}),s=()=>{p.value=i(Number(a.value)),a.setAttribute("aria-valuetext",p.value)};return a.addEventListener("input",()=>{s(),d(Number(a.value))}),s(),{node:l("div",{class:"control"},l("label",{for:c},t),a,p),input:a,get value(){return Number(a.value)},set(h,m=a.max){a.max=m,a.value=h,s()}}}function k(t,e,r={}){return l("button",{type:"button",onClick:e,...r},t)}function z(...t){return l("div",{class:"controls"},...t.map(e=>e.node??e))}function K(){let t=l("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var P=`:host {
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
`;var _=new CSSStyleSheet;_.replaceSync(P);var A=new Set;function ae(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function M(){for(let t of A)t.toggleAttribute("dark",ae())}var T=!1;function se(){if(T)return;T=!0;let t=new MutationObserver(M),e=["data-theme","data-jp-theme-light"];for(let r of[document.documentElement,document.body])t.observe(r,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",M)}var S=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",A.add(this),se(),this.shadowRoot?M():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){A.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let r=performance.now(),o=this.attachShadow({mode:"open"});o.adoptedStyleSheets=[_],o.addEventListener("keydown",ne),M();try{o.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-r).toFixed(1)}catch(n){let i=`这幅交互图没有启动（${n.message}），下面是静态的图。`;o.replaceChildren(l("p",{class:"problem",role:"alert"},i),l("slot")),console.error(n)}}};function ne(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function G(t,e){customElements.get(t)||customElements.define(t,e)}function C(t){let e=Math.max(...t);return e===-1/0?e:e+Math.log(t.reduce((r,o)=>r+Math.exp(o-e),0))}var N=t=>t.map(e=>e.map(Math.log));function H(t){let e=C(t);return t.map(r=>Math.exp(r-e))}function D({pi:t,A:e,B:r},o){let[[n],i,d]=[N([t]),N(e),N(r)],c=t.map((s,h)=>h),p=[c.map(s=>n[s]+d[s][o[0]])];for(let s of o.slice(1)){let h=p.at(-1);p.push(c.map(m=>d[m][s]+C(c.map(f=>h[f]+i[f][m]))))}let a=[c.map(()=>0)];for(let s of o.slice(1).toReversed()){let h=a[0];a.unshift(c.map(m=>C(c.map(f=>i[m][f]+d[f][s]+h[f]))))}return{alpha:p,beta:a,filtered:p.map(H),smoothed:p.map((s,h)=>H(s.map((m,f)=>m+a[h][f]))),logLikelihood:C(p.at(-1))}}function J({pi:t,A:e,B:r},o){let n=t.map((a,s)=>s),i=n.map(a=>({path:[a],p:t[a]*r[a][o[0]]}));for(let a of o.slice(1))i=i.flatMap(({path:s,p:h})=>n.map(m=>({path:[...s,m],p:h*e[s.at(-1)][m]*r[m][a]})));let d=i.reduce((a,{p:s})=>a+s,0),c=(a,s)=>i.reduce((h,{path:m,p:f})=>h+(m[a]===s?f:0),0)/d,p=o.map((a,s)=>n.map(h=>c(s,h)));return{logLikelihood:Math.log(d),smoothed:p,count:i.length}}var Y=["不带","带"],[ie,le]=[2,8],F=class extends S{build({first:e,stay:r,dry:o,wet:n,observed:i}){this.observed=[...i];let d={min:.01,max:.99,step:.01,format:b,onInput:()=>this.draw()};this.first=w({label:"第一天下雨",value:e,...d}),this.stay=w({label:"天气与前一天相同",value:r,...d}),this.dry=w({label:"晴天带伞",value:o,...d}),this.wet=w({label:"雨天带伞",value:n,...d}),this.days=l("div",{class:"controls",role:"group","aria-label":"每天的记录"}),this.fewer=k("少一天",()=>this.resize(this.observed.length-1)),this.more=k("多一天",()=>this.resize(this.observed.length+1)),this.line=K(),this.chart=new y({height:200}),this.body=l("tbody"),this.draw();let p=l("tr",{},["","α（晴，雨）","β（晴，雨）","只看前文：雨","前后都看：雨"].map(h=>h?l("th",{scope:"col"},h):l("td"))),a=l("table",{},l("caption",{},"逐日的 α、β 与下雨的概率"),l("thead",{},p),this.body),s={class:"scroll",tabindex:"0",role:"group","aria-label":"逐日的表，可横向滚动"};return[z(this.first,this.stay,this.dry,this.wet),z(this.days,this.fewer,this.more),this.line.node,this.chart.node,l("div",s,a)]}resize(e){this.observed.length=e,this.observed[e-1]??=0,this.draw()}toggle(e){this.observed[e]=1-this.observed[e],this.draw(),this.days.children[e].focus()}get parameters(){let[e,r,o,n]=[this.first,this.stay,this.dry,this.wet].map(({value:i})=>i);return{pi:[1-e,e],A:[[r,1-r],[1-r,r]],B:[[1-o,o],[1-n,n]]}}draw(){let{observed:e}=this,r=D(this.parameters,e),o=J(this.parameters,e),n=e.map((a,s)=>k(`第 ${s+1} 天：${Y[a]}`,()=>this.toggle(s),{"aria-pressed":String(a===1)}));this.days.replaceChildren(...n),this.fewer.disabled=e.length<=ie,this.more.disabled=e.length>=le;let i=Math.abs(r.logLikelihood-o.logLikelihood),d=i<1e-9?"相同":`相差 ${i.toExponential(1)}`;this.line.say(`这份记录的概率是 ${b(Math.exp(r.logLikelihood),4)}；列出全部 ${o.count} 种天气序列来加，结果${d}。`),this.drawChart(r);let c=a=>a.map(s=>b(Math.exp(s),4)).join("，"),p=e.map((a,s)=>{let h=[c(r.alpha[s]),c(r.beta[s]),b(r.filtered[s][1]),b(r.smoothed[s][1])],m=l("th",{scope:"row"},`第 ${s+1} 天（${Y[a]}）`);return l("tr",{},m,h.map(f=>l("td",{},f)))});this.body.replaceChildren(...p)}drawChart({filtered:e,smoothed:r}){let o=e.map((i,d)=>d+1),n=i=>i.map(d=>d[1]);this.chart.update({series:[{name:"只看前文",xs:o,ys:n(e),color:"orange",dash:"6 3"},{name:"前后都看",xs:o,ys:n(r),color:"blue"}],x:{label:"第几天",whole:!0,domain:[1,o.length]},y:{label:"下雨的概率",domain:[0,1]},label:`逐日下雨的概率。只看前文：${n(e).map(i=>b(i)).join("、")}；前后都看：${n(r).map(i=>b(i)).join("、")}`})}};G("rnn-trellis",F);})();
