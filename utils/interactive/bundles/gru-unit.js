(()=>{var Q="http://www.w3.org/2000/svg";function F(t,e,o){for(let[r,n]of Object.entries(e))typeof n=="function"?t.addEventListener(r.slice(2).toLowerCase(),n):n===!0?t.setAttribute(r,""):n!==!1&&n!=null&&t.setAttribute(r,n);return t.append(...o.flat().filter(r=>r!=null)),t}function i(t,e={},...o){return F(document.createElement(t),e,o)}function d(t,e={},...o){return F(document.createElementNS(Q,t),e,o)}function f(t,e=2){return t.toFixed(e).replace("-","−")}var N=0;function I(t){return N+=1,`${t}-${N}`}var z=class{constructor(e){this.node=i("div",e),this.width=0,new ResizeObserver(([o])=>{let r=Math.round(o.contentRect.width);r&&r!==this.width&&(this.width=r,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}};var W={left:48,right:12,top:22,bottom:34};function q({domain:[t,e],whole:o=!1},r){let n=(e-t)/r,p=10**Math.floor(Math.log10(n)),u=Math.max(o?1:0,p*[1,2,5,10].find(m=>m*p>=n)),a=Math.ceil(t/u-1e-9);return Array.from({length:Math.floor(e/u+1e-9)-a+1},(m,s)=>(a+s)*u)}var w=class extends z{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:o,x:r,y:n,label:p,markers:u=[]}=this.data,{left:a,right:m,top:s,bottom:c}=W,b=([l,v],x,S)=>M=>x+(M-l)/(v-l)*(S-x),[h,g]=[b(r.domain,a,e-m),b(n.domain,this.height-c,s)],B=[...q(r,Math.max(3,e/110)).flatMap(l=>[d("line",{class:"grid",x1:h(l),x2:h(l),y1:s,y2:this.height-c}),d("text",{class:"small mid",x:h(l),y:this.height-c+15},H(r,l))]),...q(n,5).flatMap(l=>[d("line",{class:"grid",x1:a,x2:e-m,y1:g(l),y2:g(l)}),d("text",{class:"small end",x:a-5,y:g(l)+4},H(n,l))])],D=o.map(({xs:l,ys:v,color:x,dash:S})=>{let M=Array.from(l,(_,V)=>`${h(_).toFixed(1)},${g(v[V]).toFixed(1)}`).join(" ");return d("polyline",{points:M,class:"line",style:`stroke:var(--${x})`,"stroke-dasharray":S})}),J=u.map(l=>d("circle",{class:"dot",cx:h(l.x),cy:g(l.y),r:5})),U=[d("text",{class:"small end",x:e-m,y:this.height-3},r.label),d("text",{class:"small",x:2,y:11},n.label)],A=o.filter(({name:l})=>l).map(({name:l,color:v,dash:x})=>i("span",{class:"key"},i("i",{style:`border-color:var(--${v})`,class:x?"dashed":null}),l)),Y=d("svg",{width:e,height:this.height,role:"img","aria-label":p},B,D,J,U);return i("div",{},A.length?i("div",{class:"legend"},A):null,Y)}};function H({format:t=o=>f(o,Number.isInteger(o)?0:1)},e){return t(Number(e.toPrecision(12)))}function y({label:t,min:e,max:o,step:r=1,value:n,format:p=String,onInput:u}){let a=I("slider"),m=i("output",{for:a}),s=i("input",{id:a,type:"range",min:e,max:o,step:r,value:n}),c=()=>{m.value=p(Number(s.value)),s.setAttribute("aria-valuetext",m.value)};return s.addEventListener("input",()=>{c(),u(Number(s.value))}),c(),{node:i("div",{class:"control"},i("label",{for:a},t),s,m),input:s,get value(){return Number(s.value)},set(b,h=s.max){s.max=h,s.value=b,c()}}}function T(t,e,o={}){return i("button",{type:"button",onClick:e,...o},t)}function Z(...t){return i("div",{class:"controls"},...t.map(e=>e.node??e))}function j(){let t=i("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var K=`:host {
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
`;var G=new CSSStyleSheet;G.replaceSync(K);var C=new Set;function te(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function k(){for(let t of C)t.toggleAttribute("dark",te())}var O=!1;function re(){if(O)return;O=!0;let t=new MutationObserver(k),e=["data-theme","data-jp-theme-light"];for(let o of[document.documentElement,document.body])t.observe(o,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",k)}var $=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",C.add(this),re(),this.shadowRoot?k():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){C.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let o=performance.now(),r=this.attachShadow({mode:"open"});r.adoptedStyleSheets=[G],r.addEventListener("keydown",oe),k();try{r.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-o).toFixed(1)}catch(n){let p=`这幅交互图没有启动（${n.message}），下面是静态的图。`;r.replaceChildren(i("p",{class:"problem",role:"alert"},p),i("slot")),console.error(n)}}};function oe(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function X(t,e){customElements.get(t)||customElements.define(t,e)}function E({r:t,z:e,x:o},r){let n=Math.tanh(o+t*r);return{candidate:n,next:e*r+(1-e)*n}}function P(t,e,o){let r=[e];for(;r.length<=o;)r.push(E(t,r.at(-1)).next);return r}var L=12,ne=[{name:"照搬旧状态（Z = 1）",r:1,z:1},{name:"朴素循环网络（R = 1，Z = 0）",r:1,z:0},{name:"只看输入（R = 0，Z = 0）",r:0,z:0}],R=class extends ${build(e){let r={min:0,max:1,step:.05,format:f,onInput:()=>this.draw()};this.r=y({label:"重置门 R",value:e.r,...r}),this.z=y({label:"更新门 Z",value:e.z,...r}),this.h=y({...r,label:"旧隐状态 H",value:e.h,min:-1}),this.x=y({...r,label:"输入的贡献 X",value:e.x,min:-2,max:2}),this.line=j(),this.formulas=i("div",{class:"prose"}),this.axis=i("div",{class:"chart"}),this.chart=new w({height:200}),this.draw();let n=ne.map(({name:p,r:u,z:a})=>T(p,()=>this.setGates(u,a)));return[Z(this.r,this.z,this.h,this.x),i("div",{class:"controls",role:"group","aria-label":"门的极端取值"},n),this.line.node,i("div",{class:"columns"},i("div",{},this.formulas,this.axis),this.chart.node)]}setGates(e,o){this.r.set(e),this.z.set(o),this.draw()}draw(){let[e,o,r,n]=[this.r,this.z,this.h,this.x].map(s=>s.value),{candidate:p,next:u}=E({r:e,z:o,x:n},r),a=s=>f(s);this.formulas.textContent=`候选 = tanh(X + R·H) = tanh(${a(n)} + ${a(e)} × ${a(r)}) = ${a(p)}
新的 = Z·H + (1 − Z)·候选 = ${a(o)} × ${a(r)} + ${a(1-o)} × ${a(p)} = ${a(u)}`,this.line.say(`新隐状态 ${a(u)}：从候选隐状态 ${a(p)} 向旧隐状态 ${a(r)} 走 ${a(100*o).replace(/\.00$/,"")}%。`),this.axis.replaceChildren(ae({h:r,candidate:p,next:u}));let m=P({r:e,z:o,x:n},r,L);this.chart.update({series:[{xs:m.map((s,c)=>c),ys:m,color:"blue"}],x:{label:"时间步（门与输入不变）",whole:!0,domain:[0,L]},y:{label:"隐状态",domain:[-1,1]},markers:m.map((s,c)=>({x:c,y:s})),label:`门与输入不变时，隐状态 ${L} 步的变化：从 ${a(r)} 到 ${a(m.at(-1))}。`})}};function ae({h:t,candidate:e,next:o}){let r=c=>20+(c+1)/2*240,n=(c,b,h,g)=>[h,d("text",{x:Math.min(246,Math.max(30,r(c))),y:g,class:"mid"},b)],p=`数轴：旧隐状态 ${f(t)}，候选隐状态 ${f(e)}，新隐状态 ${f(o)}。`,u=[...n(t,"旧",d("rect",{x:r(t)-5,y:31,width:10,height:10,style:"fill:var(--purple)"}),22),...n(e,"候选",d("circle",{cx:r(e),cy:36,r:5,style:"fill:var(--green)"}),22),...n(o,"新",d("path",{d:`M${r(o)} 44l6 10h-12z`,style:"fill:var(--orange)"}),68)],a=[-1,-.5,0,.5,1].map(c=>d("text",{x:r(c),y:88,class:"small mid"},f(c,1))),m=d("line",{x1:r(-1),x2:r(1),y1:36,y2:36,class:"grid"}),s=d("line",{x1:r(t),x2:r(e),y1:36,y2:36,class:"line",style:"stroke:var(--rule)"});return d("svg",{width:280,height:92,role:"img","aria-label":p},m,s,u,a)}X("rnn-gru-unit",R);})();
