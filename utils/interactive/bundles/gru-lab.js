(()=>{var ce="http://www.w3.org/2000/svg";function B(r,e,t){for(let[n,o]of Object.entries(e))typeof o=="function"?r.addEventListener(n.slice(2).toLowerCase(),o):o===!0?r.setAttribute(n,""):o!==!1&&o!=null&&r.setAttribute(n,o);return r.append(...t.flat().filter(n=>n!=null)),r}function h(r,e={},...t){return B(document.createElement(r),e,t)}function b(r,e={},...t){return B(document.createElementNS(ce,r),e,t)}function v(r,e=2){return r.toFixed(e).replace("-","−")}function w(r){return r.replaceAll(" ","␣")}var P=0;function A(r){return P+=1,`${r}-${P}`}var E=class{constructor({caption:e}){this.body=h("tbody"),this.node=h("table",{class:"bars"},h("caption",{},e),this.body)}update(e){let t=e.map(({name:n,value:o,emphasis:s=!1})=>h("tr",{class:s?"emphasis":null},h("th",{scope:"row"},n),h("td",{class:"bar"},h("i",{style:`width:${100*o}%`})),h("td",{class:"number"},v(o,3))));this.body.replaceChildren(...t)}};function K(r){return`color-mix(in srgb, var(--blue) ${Math.round(100*Math.min(1,Math.max(0,r)))}%, var(--paper))`}function U(r){let e=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${e}%, var(--paper))`}var z=class{constructor({onSelect:e=()=>{},cell:t=18,rowHeight:n=14,name:o}){Object.assign(this,{onSelect:e,cell:t,rowHeight:n}),this.node=h("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${o}，可横向滚动`})}update({rows:e,columns:t,values:n,color:o,selected:s,label:a}){let{cell:i,rowHeight:c}=this,d=8+7.5*Math.max(...e.map(f=>[...f].length+(f.match(/[\u3000-\u9fff]/g)?.length??0))),[p,l]=[d+t.length*i+2,e.length*c+22],m=n.flatMap((f,g)=>Array.from(f,(k,ae)=>{let le=`fill:${o(k)}`;return b("rect",{x:d+ae*i,y:g*c,width:i-1,height:c-1,style:le})})),S=e.map((f,g)=>b("text",{x:d-4,y:g*c+c-3,class:"small end"},f)),u=t.map((f,g)=>b("text",{x:d+(g+.5)*i,y:l-7,class:"mid"},w(f))),se=b("rect",{class:"frame",x:d+s*i-1,y:0,width:i+1,height:l-1,visibility:s>=0&&s<t.length?"visible":"hidden"}),ie={width:p,height:l,role:"img","aria-label":a,onClick:f=>{let g=f.clientX-f.currentTarget.getBoundingClientRect().left-d,k=Math.floor(g/i);k>=0&&k<t.length&&this.onSelect(k)}};this.node.replaceChildren(b("svg",ie,m,S,u,se))}};function T({label:r,min:e,max:t,step:n=1,value:o,format:s=String,onInput:a}){let i=A("slider"),c=h("output",{for:i}),d=h("input",{id:i,type:"range",min:e,max:t,step:n,value:o}),p=()=>{c.value=s(Number(d.value)),d.setAttribute("aria-valuetext",c.value)};return d.addEventListener("input",()=>{p(),a(Number(d.value))}),p(),{node:h("div",{class:"control"},h("label",{for:i},r),d,c),input:d,get value(){return Number(d.value)},set(l,m=d.max){d.max=m,d.value=l,p()}}}function C({label:r,options:e,value:t,onChange:n}){let o=A("choice"),s=e.map(([i,c])=>h("option",{value:i,selected:i===t},c)),a=h("select",{id:o,onChange:()=>n(a.value)},s);return{node:h("div",{class:"control"},h("label",{for:o},r),a),input:a,get value(){return a.value},set(i){a.value=i}}}function q(r,e,t={}){return h("button",{type:"button",onClick:e,...t},r)}function G({label:r,value:e,check:t=()=>({}),onInput:n,examples:o=[]}){let s=A("text"),a=h("p",{id:`${s}-note`,class:"note",role:"status"}),i=h("input",{id:s,type:"text",value:e,autocomplete:"off",spellcheck:"false","aria-describedby":`${s}-note`}),c=()=>{let{error:l,note:m}=t(i.value);a.textContent=l??m??"",a.classList.toggle("problem",!!l),i.setAttribute("aria-invalid",String(!!l)),l||n(i.value)},d=l=>{i.value=l,c()};i.addEventListener("input",l=>l.isComposing||c()),i.addEventListener("compositionend",c);let p=o.map(l=>q(l,()=>d(l),{class:"sample"}));return{node:h("div",{class:"field"},h("label",{for:s},r),i,o.length?h("div",{class:"samples",role:"group","aria-label":"例句"},p):null,a),input:i,get value(){return i.value},set:d}}function M(...r){return h("div",{class:"controls"},...r.map(e=>e.node??e))}function D(){let r=h("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(e){r.textContent!==e&&(r.textContent=e)}}}var J=`:host {
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
`;var Y=new CSSStyleSheet;Y.replaceSync(J);var O=new Set;function de(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??r;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function j(){for(let r of O)r.toggleAttribute("dark",de())}var X=!1;function ue(){if(X)return;X=!0;let r=new MutationObserver(j),e=["data-theme","data-jp-theme-light"];for(let t of[document.documentElement,document.body])r.observe(t,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",j)}var F=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",O.add(this),ue(),this.shadowRoot?j():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){O.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let t=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[Y],n.addEventListener("keydown",pe),j();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-t).toFixed(1)}catch(o){let s=`这幅交互图没有启动（${o.message}），下面是静态的图。`;n.replaceChildren(h("p",{class:"problem",role:"alert"},s),h("slot")),console.error(o)}}};function pe(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function Z(r,e){customElements.get(r)||customElements.define(r,e)}function me(r){let e=r&32768?-1:1,t=r>>10&31,n=r&1023;return t===0?e*n*2**-24:t===31?n?NaN:e*(1/0):e*(1+n/1024)*2**(t-15)}function V(r){let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<e.length;n++)t[n]=e.charCodeAt(n);return t}function fe(r,e){let t=r.length/e.length;return Float32Array.from(new Int8Array(r.buffer),(n,o)=>n*e[Math.floor(o/t)])}function ge({shape:r,dtype:e,data:t,scale:n}){let o=V(t),s;e==="float16"?s=Float32Array.from(new Uint16Array(o.buffer),me):e==="int8"?s=fe(o,new Float32Array(V(n).buffer)):s=new Float32Array(o.buffer);let a=r.reduce((i,c)=>i*c,1);if(s.length!==a)throw new Error(`张量应有 ${a} 个数，实际有 ${s.length} 个`);return Object.assign(s,{shape:r})}function W(r){return Object.fromEntries(Object.entries(r).map(([e,t])=>[e,ge(t)]))}function y(r,e,t){let n=new Float32Array(t.length);for(let o=0,s=0;o<n.length;o++){let a=t[o];for(let i=0;i<e.length;i++,s++)a+=r[s]*e[i];n[o]=a}return n}function be(r,e,t){let n=r.shape[1];return t.map((o,s)=>o+r[s*n+e])}function Q(r){let e=r.reduce((n,o)=>Math.max(n,o),-1/0),t=r.reduce((n,o)=>n+Math.exp(o-e),0);return r.map(n=>n-e-Math.log(t))}var $=r=>1/(1+Math.exp(-r));function xe({w_hh:r,b_hh:e},t,{h:n},o={}){let s=n.length,a=y(r,n,e),[i,c,d,p]=Array.from({length:4},()=>new Float32Array(s));for(let l=0;l<s;l++)i[l]=o.r??$(t[l]+a[l]),c[l]=o.z??$(t[s+l]+a[s+l]),d[l]=Math.tanh(t[2*s+l]+i[l]*a[2*s+l]),p[l]=(1-c[l])*d[l]+c[l]*n[l];return{h:p,r:i,z:c,n:d}}function ve({w_hh:r,b_hh:e},t,{h:n,c:o},s={}){let a=n.length,i=y(r,n,e),[c,d,p,l,m,S]=Array.from({length:6},()=>new Float32Array(a));for(let u=0;u<a;u++)c[u]=s.i??$(t[u]+i[u]),d[u]=s.f??$(t[a+u]+i[a+u]),p[u]=Math.tanh(t[2*a+u]+i[2*a+u]),l[u]=s.o??$(t[3*a+u]+i[3*a+u]),m[u]=d[u]*o[u]+c[u]*p[u],S[u]=l[u]*Math.tanh(m[u]);return{h:S,c:m,i:c,f:d,g:p,o:l}}function we({w_hh:r,b_hh:e},t,{h:n}){return{h:y(r,n,e).map((s,a)=>Math.tanh(t[a]+s))}}var ye={rnn:[we,1],gru:[xe,3],lstm:[ve,4]},_=class{constructor(e,t,n,o=""){[this.cell,this.blocks]=ye[n],this.layers=[];for(let s=0;`${t}.weight_ih_l${s}${o}`in e;s++){let a=i=>e[`${t}.${i}_l${s}${o}`];this.layers.push({w_ih:a("weight_ih"),w_hh:a("weight_hh"),b_ih:a("bias_ih"),b_hh:a("bias_hh")})}}start(){return this.layers.map(({b_hh:e})=>{let t=e.length/this.blocks;return{h:new Float32Array(t),c:new Float32Array(t)}})}step(e,t,n){let o=[];for(let[s,a]of this.layers.entries()){let i=s?o[s-1].h:e,c=typeof i=="number"?be:y;o.push(this.cell(a,c(a.w_ih,i,a.b_ih),t[s],n))}return o}run(e,t=this.start()){return e.map(n=>t=this.step(n,t))}};var L=class{constructor({tensors:e,kind:t,vocab:n}){this.tensors=W(e),this.stack=new _(this.tensors,"rnn",t),this.vocab=n,this.ids=new Map(n.map((o,s)=>[o,s]))}encode(e){return[...e].map(t=>this.ids.get(t)??this.ids.get("<unk>"))}step(e,t=this.stack.start(),n={}){let o=this.stack.step(e,t,n),s=y(this.tensors["output.weight"],o.at(-1).h,this.tensors["output.bias"]);return{logProbs:Q(s),state:o}}};function ke(r){let e=r*2654435769+2135587861|0||1;return()=>(e^=e<<13,e^=e>>>17,e^=e<<5,(e>>>0)/2**32)}function N(r){let e=0;for(let t=1;t<r.length;t++)r[t]>r[e]&&(e=t);return e}function Me(r,e,t){if(e===0)return N(r);let n=r[N(r)],o=Array.from(r,i=>Math.exp((i-n)/e)),s=t()*o.reduce((i,c)=>i+c),a=o.findIndex(i=>(s-=i)<0);return a<0?N(r):a}function ee(r,e,t){let n;return e.map(o=>{let s=r.step(o,n,t);return n=s.state,s})}function te(r,e,{length:t,temperature:n,seed:o,frozen:s}){let a=ke(o),i=[];for(let c=e;i.length<t;c=r.step(i.at(-1),c.state,s))i.push(Me(c.logProbs,n,a));return i}function re(r,e){return Array.from(r,(t,n)=>({id:n,value:Math.exp(t)})).sort((t,n)=>n.value-t.value).slice(0,e)}function ne(r,e){return Array.from(r[0],(n,o)=>{let s=r.reduce((a,i)=>a+i[o],0)/r.length;return{i:o,value:r.reduce((a,i)=>a+(i[o]-s)**2,0)}}).sort((n,o)=>o.value-n.value).slice(0,e).map(({i:n})=>n)}function R(r){return r.toLowerCase().replace(/[^a-z]+/g," ").trim()}function oe(r,e){let t=R(r);return t?t.length>e?{error:`最多 ${e} 个字符，现在有 ${t.length} 个，请删短一些。`}:t!==r.trim()?{note:`模型只认小写字母与空格，读到的是“${t}”。`}:{}:{error:"请输入英文，至少一个字母。"}}var $e=60,x=12,Se=80,Ae=[["","照常"],["0","固定为 0"],["0.5","固定为 0.5"],["1","固定为 1"]],I=class extends F{build({model:e,text:t,examples:n}){this.model=new L(e),this.seed=1,this.makeControls(t,n),this.heatmap=new z({name:"各单元随字符变化的热图",onSelect:i=>this.moveTo(i)}),this.bars=new E({caption:"下一个字符"}),this.written=h("p",{class:"prose"}),this.line=D();let o=this.extras();this.read(t);let s=h("p",{class:"muted"},"接着写"),a=h("div",{},s,M(this.temperature,this.again),this.written);return[this.field.node,M(...Object.values(this.freeze)),M(this.quantity,this.units),this.heatmap.node,M(this.position),this.line.node,...o,h("div",{class:"columns"},this.bars.node,a)]}extras(){return[]}drawExtras(){}makeControls(e,t){let n=l=>oe(l,$e),o=l=>this.read(l);this.field=G({label:"让模型读一段英文",value:e,examples:t,check:n,onInput:o});let s={options:Ae,value:"",onChange:()=>this.run()},a=this.gates.map(({key:l,name:m})=>[l,C({label:m,...s})]);this.freeze=Object.fromEntries(a);let i=this.quantities.map(({key:l,name:m})=>[l,m]),c=()=>this.draw();this.quantity=C({label:"热图画",options:i,value:i[0][0],onChange:c}),this.units=C({label:"单元",options:this.unitGroups(),value:"lively",onChange:c}),this.position=T({label:"位置",min:1,max:1,value:1,onInput:c});let p={min:0,max:1.5,step:.1,value:.5,format:l=>l?v(l,1):"0（取最大的）",onInput:()=>this.write()};this.temperature=T({label:"温度",...p}),this.again=q("换一个种子",()=>{this.seed+=1,this.write()})}unitGroups(){let e=this.model.stack.start()[0].h.length,t=Array.from({length:Math.ceil(e/x)},(n,o)=>{let[s,a]=[o*x,Math.min(e,(o+1)*x)-1];return[String(o),`第 ${s} 到 ${a} 个`]});return[["lively",`变化最大的 ${x} 个`],...t]}get frozen(){let e=Object.entries(this.freeze).filter(([,{value:t}])=>t!=="");return Object.fromEntries(e.map(([t,{value:n}])=>[t,Number(n)]))}read(e){this.characters=[...R(e)],this.position.set(this.characters.length,this.characters.length),this.run()}run(){this.steps=ee(this.model,this.model.encode(this.characters.join("")),this.frozen),this.draw(),this.write()}moveTo(e){this.position.set(e+1),this.draw()}draw(){let e=this.position.value-1,{key:t,name:n,signed:o}=this.quantities.find(i=>i.key===this.quantity.value),s=this.steps.map(({state:i})=>i[0][t]),a=this.chosenUnits(s);this.heatmap.update({rows:a.map(String),columns:this.characters,values:a.map(i=>s.map(c=>c[i])),color:o?U:K,selected:e,label:`${n}在 ${a.length} 个单元、${s.length} 个字符上的热图`}),this.describe(e,n,s[e]),this.drawExtras(a)}describe(e,t,n){let o=n.reduce((i,c)=>i+c)/n.length,s=re(this.steps[e].logProbs,6),a=w(this.model.vocab[s[0].id]);this.line.say(`读完第 ${e+1} 个字符“${w(this.characters[e])}”：${t} 平均 ${v(o)}，最可能的下一个字符是“${a}”，概率 ${v(s[0].value)}。`),this.bars.update(s.map(({id:i,value:c})=>({name:w(this.model.vocab[i]),value:c})))}chosenUnits(e){if(this.units.value==="lively")return ne(e,x);let t=Number(this.units.value)*x;return Array.from({length:Math.min(x,e[0].length-t)},(n,o)=>t+o)}write(){let[e,{seed:t,frozen:n}]=[this.temperature.value,this],s=te(this.model,this.steps.at(-1),{length:Se,temperature:e,seed:t,frozen:n}).map(a=>this.model.vocab[a]).join("");this.written.replaceChildren(h("strong",{},this.characters.join("")),s)}};var H=class extends I{quantities=[{key:"z",name:"更新门 Z"},{key:"r",name:"重置门 R"},{key:"h",name:"隐状态 H",signed:!0}];gates=this.quantities.slice(0,2).reverse()};Z("rnn-gru-lab",H);})();
