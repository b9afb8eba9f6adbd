(()=>{function C(s){let t=[];for(let e=s;e.parent;e=e.parent)t.unshift(e);return t}var M=(s,t)=>s.logProb/s.depth**t;function dt(s,t){let{logProbs:e,state:r}=s.step(t.id,t.state);return t.next=e,Array.from(e,(n,o)=>({id:o,parent:t,depth:t.depth+1,logProb:t.logProb+n,state:r,fate:"pruned"}))}function H(s,t,{width:e,maxLength:r,bos:n,eos:o,spare:i=3}){let a={id:n,parent:null,depth:0,logProb:0,state:t,fate:"kept"},l=[a],c=[],p=[];for(let h=1;h<=r;h++){let f=l.flatMap(m=>dt(s,m));f.sort((m,T)=>T.logProb-m.logProb);let g=f.slice(0,e).filter(({id:m})=>m===o||h===r);for(let m of g.filter(({logProb:T})=>T>-1/0))m.fate="finished",p.push(m);let u=p.length>=e||h===r;l=u?[]:f.filter(({id:m})=>m!==o).slice(0,e);for(let m of l)m.fate="kept";let N=f.filter(({fate:m})=>m==="pruned").slice(0,i);if(c.push(f.filter(m=>m.fate!=="pruned"||N.includes(m))),u)break}return{root:a,levels:c,finished:p}}function X(s,t,e){return s.toSorted((r,n)=>M(n,t)-M(r,t)).slice(0,e)}var pt="http://www.w3.org/2000/svg";function Y(s,t,e){for(let[r,n]of Object.entries(t))typeof n=="function"?s.addEventListener(r.slice(2).toLowerCase(),n):n===!0?s.setAttribute(r,""):n!==!1&&n!=null&&s.setAttribute(r,n);return s.append(...e.flat().filter(r=>r!=null)),s}function d(s,t={},...e){return Y(document.createElement(s),t,e)}function w(s,t={},...e){return Y(document.createElementNS(pt,s),t,e)}function b(s,t=2){return s.toFixed(t).replace("-","−")}var J=0;function y(s){return J+=1,`${s}-${J}`}var x={width:62,height:34},O={x:96,y:42},ut={kept:"保留",finished:"完成",pruned:"剪掉"},R=s=>ut[s.fate],P=class{constructor({onFocus:t,word:e}){Object.assign(this,{onFocus:t,word:e}),this.prefix=y("node"),this.node=d("div",{class:"scroll",role:"group","aria-label":"搜索树，可横向滚动"}),this.picture=w("svg",{role:"tree",tabindex:"0",onKeydown:r=>this.walk(r)}),this.node.append(this.picture)}update({root:t,levels:e,best:r,focus:n,label:o}){let i=[[t],...e];Object.assign(this,{columns:i,focus:n}),this.at=new Map(i.flatMap((f,g)=>f.map((u,N)=>[u,{x:g,y:N}])));let a=8+(i.length-1)*O.x+x.width,l=8+Math.max(...i.map(f=>f.length))*O.y;for(let[f,g]of Object.entries({width:a,height:l,"aria-label":o}))this.picture.setAttribute(f,g);let c=i.flat(),p=c.filter(({parent:f})=>f).map(f=>this.edge(f,r)),h=c.map((f,g)=>this.box(f,g,r));this.picture.setAttribute("aria-activedescendant",`${this.prefix}-${c.indexOf(n)}`),this.picture.replaceChildren(w("g",{"aria-hidden":"true"},p),...h)}corner(t){let{x:e,y:r}=this.at.get(t);return[4+e*O.x,4+r*O.y]}edge(t,e){let[[r,n],[o,i]]=[this.corner(t.parent),this.corner(t)],[a,l]=[r+x.width,(r+x.width+o)/2],[c,p]=[n+x.height/2,i+x.height/2],h=e.has(t)?"best":t.fate;return w("path",{d:`M${a} ${c}C${l} ${c} ${l} ${p} ${o} ${p}`,class:`edge ${h}`})}box(t,e,r){let[n,o]=this.corner(t),i=r.has(t)?`${t.fate} best`:t.fate,[a,l]=t.parent?[this.word(t.id),b(t.logProb)]:["<bos>","起点"],c={width:x.width,height:x.height,rx:t.fate==="finished"?16:5};return w("g",{id:`${this.prefix}-${e}`,class:`node ${i}`,role:"treeitem",transform:`translate(${n} ${o})`,"aria-label":`${a} ${l}，${R(t)}`,"aria-level":t.depth+1,"aria-selected":String(t===this.focus),onClick:()=>this.onFocus(t)},w("rect",c),w("text",{x:x.width/2,y:15,class:"mid"},a),w("text",{x:x.width/2,y:29,class:"small mid"},l))}walk(t){let{focus:e,columns:r}=this,n=r[e.depth],o=n.indexOf(e),i={ArrowLeft:e.parent,ArrowRight:r[e.depth+1]?.find(({parent:a})=>a===e),ArrowUp:n[o-1],ArrowDown:n[o+1],Home:r[0][0]}[t.key];/^(Arrow|Home)/.test(t.key)&&t.preventDefault(),i&&this.onFocus(i)}};function V(s,t){return new Set(s?[t,...C(s)]:[])}var E=class{constructor({caption:t}){this.body=d("tbody"),this.node=d("table",{class:"bars"},d("caption",{},t),this.body)}update(t){let e=t.map(({name:r,value:n,emphasis:o=!1})=>d("tr",{class:o?"emphasis":null},d("th",{scope:"row"},r),d("td",{class:"bar"},d("i",{style:`width:${100*n}%`})),d("td",{class:"number"},b(n,3))));this.body.replaceChildren(...e)}};function F({label:s,min:t,max:e,step:r=1,value:n,format:o=String,onInput:i}){let a=y("slider"),l=d("output",{for:a}),c=d("input",{id:a,type:"range",min:t,max:e,step:r,value:n}),p=()=>{l.value=o(Number(c.value)),c.setAttribute("aria-valuetext",l.value)};return c.addEventListener("input",()=>{p(),i(Number(c.value))}),p(),{node:d("div",{class:"control"},d("label",{for:a},s),c,l),input:c,get value(){return Number(c.value)},set(h,f=c.max){c.max=f,c.value=h,p()}}}function Q({label:s,options:t,value:e,onChange:r}){let n=y("choice"),o=t.map(([a,l])=>d("option",{value:a,selected:a===e},l)),i=d("select",{id:n,onChange:()=>r(i.value)},o);return{node:d("div",{class:"control"},d("label",{for:n},s),i),input:i,get value(){return i.value},set(a){i.value=a}}}function $(s,t,e={}){return d("button",{type:"button",onClick:t,...e},s)}function Z({label:s,value:t,check:e=()=>({}),onInput:r,examples:n=[]}){let o=y("text"),i=d("p",{id:`${o}-note`,class:"note",role:"status"}),a=d("input",{id:o,type:"text",value:t,autocomplete:"off",spellcheck:"false","aria-describedby":`${o}-note`}),l=()=>{let{error:h,note:f}=e(a.value);i.textContent=h??f??"",i.classList.toggle("problem",!!h),a.setAttribute("aria-invalid",String(!!h)),h||r(a.value)},c=h=>{a.value=h,l()};a.addEventListener("input",h=>h.isComposing||l()),a.addEventListener("compositionend",l);let p=n.map(h=>$(h,()=>c(h),{class:"sample"}));return{node:d("div",{class:"field"},d("label",{for:o},s),a,n.length?d("div",{class:"samples",role:"group","aria-label":"例句"},p):null,i),input:a,get value(){return a.value},set:c}}function I(...s){return d("div",{class:"controls"},...s.map(t=>t.node??t))}function W(){let s=d("p",{class:"live",role:"status","aria-live":"polite"});return{node:s,say(t){s.textContent!==t&&(s.textContent=t)}}}var tt=`:host {
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
`;var rt=new CSSStyleSheet;rt.replaceSync(tt);var q=new Set;function mt(){let s={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],t=document.documentElement.dataset.theme??s;return t?t==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function L(){for(let s of q)s.toggleAttribute("dark",mt())}var et=!1;function gt(){if(et)return;et=!0;let s=new MutationObserver(L),t=["data-theme","data-jp-theme-light"];for(let e of[document.documentElement,document.body])s.observe(e,{attributes:!0,attributeFilter:t});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",L)}var j=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",q.add(this),gt(),this.shadowRoot?L():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){q.delete(this)}start(){let t=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!t)return;let e=performance.now(),r=this.attachShadow({mode:"open"});r.adoptedStyleSheets=[rt],r.addEventListener("keydown",bt),L();try{r.append(...this.build(JSON.parse(t.textContent))),this.dataset.ready=(performance.now()-e).toFixed(1)}catch(n){let o=`这幅交互图没有启动（${n.message}），下面是静态的图。`;r.replaceChildren(d("p",{class:"problem",role:"alert"},o),d("slot")),console.error(n)}}};function bt(s){s.key!=="Escape"&&!s.ctrlKey&&!s.metaKey&&!s.altKey&&s.stopPropagation()}function st(s,t){customElements.get(s)||customElements.define(s,t)}function wt(s){let t=s&32768?-1:1,e=s>>10&31,r=s&1023;return e===0?t*r*2**-24:e===31?r?NaN:t*(1/0):t*(1+r/1024)*2**(e-15)}function nt(s){let t=atob(s),e=new Uint8Array(t.length);for(let r=0;r<t.length;r++)e[r]=t.charCodeAt(r);return e}function xt(s,t){let e=s.length/t.length;return Float32Array.from(new Int8Array(s.buffer),(r,n)=>r*t[Math.floor(n/e)])}function vt({shape:s,dtype:t,data:e,scale:r}){let n=nt(e),o;t==="float16"?o=Float32Array.from(new Uint16Array(n.buffer),wt):t==="int8"?o=xt(n,new Float32Array(nt(r).buffer)):o=new Float32Array(n.buffer);let i=s.reduce((a,l)=>a*l,1);if(o.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${o.length} 个`);return Object.assign(o,{shape:s})}function ot(s){return Object.fromEntries(Object.entries(s).map(([t,e])=>[t,vt(e)]))}function K(s,t){let e=s.shape[1];return s.subarray(t*e,(t+1)*e)}function v(s,t,e){let r=new Float32Array(e.length);for(let n=0,o=0;n<r.length;n++){let i=e[n];for(let a=0;a<t.length;a++,o++)i+=s[o]*t[a];r[n]=i}return r}function yt(s,t,e){let r=s.shape[1];return e.map((n,o)=>n+s[o*r+t])}function A(...s){let t=new Float32Array(s.reduce((r,n)=>r+n.length,0)),e=0;for(let r of s)t.set(r,e),e+=r.length;return t}function it(s){let t=s.reduce((r,n)=>Math.max(r,n),-1/0),e=s.reduce((r,n)=>r+Math.exp(n-t),0);return s.map(r=>r-t-Math.log(e))}var S=s=>1/(1+Math.exp(-s));function kt({w_hh:s,b_hh:t},e,{h:r},n={}){let o=r.length,i=v(s,r,t),[a,l,c,p]=Array.from({length:4},()=>new Float32Array(o));for(let h=0;h<o;h++)a[h]=n.r??S(e[h]+i[h]),l[h]=n.z??S(e[o+h]+i[o+h]),c[h]=Math.tanh(e[2*o+h]+a[h]*i[2*o+h]),p[h]=(1-l[h])*c[h]+l[h]*r[h];return{h:p,r:a,z:l,n:c}}function $t({w_hh:s,b_hh:t},e,{h:r,c:n},o={}){let i=r.length,a=v(s,r,t),[l,c,p,h,f,g]=Array.from({length:6},()=>new Float32Array(i));for(let u=0;u<i;u++)l[u]=o.i??S(e[u]+a[u]),c[u]=o.f??S(e[i+u]+a[i+u]),p[u]=Math.tanh(e[2*i+u]+a[2*i+u]),h[u]=o.o??S(e[3*i+u]+a[3*i+u]),f[u]=c[u]*n[u]+l[u]*p[u],g[u]=h[u]*Math.tanh(f[u]);return{h:g,c:f,i:l,f:c,g:p,o:h}}function St({w_hh:s,b_hh:t},e,{h:r}){return{h:v(s,r,t).map((o,i)=>Math.tanh(e[i]+o))}}var At={rnn:[St,1],gru:[kt,3],lstm:[$t,4]},k=class{constructor(t,e,r,n=""){[this.cell,this.blocks]=At[r],this.layers=[];for(let o=0;`${e}.weight_ih_l${o}${n}`in t;o++){let i=a=>t[`${e}.${a}_l${o}${n}`];this.layers.push({w_ih:i("weight_ih"),w_hh:i("weight_hh"),b_ih:i("bias_ih"),b_hh:i("bias_hh")})}}start(){return this.layers.map(({b_hh:t})=>{let e=t.length/this.blocks;return{h:new Float32Array(e),c:new Float32Array(e)}})}step(t,e,r){let n=[];for(let[o,i]of this.layers.entries()){let a=o?n[o-1].h:t,l=typeof a=="number"?yt:v;n.push(this.cell(i,l(i.w_ih,a,i.b_ih),e[o],r))}return n}run(t,e=this.start()){return t.map(r=>e=this.step(r,e))}};function U(s,t,e){let r=s.layers[t],n=s.start()[t];return e.map(o=>n=s.cell(r,v(r.w_ih,o,r.b_ih),n))}var _=class{constructor({tensors:t,source:e,target:r,special:n}){let o=this.tensors=ot(t);this.forward=new k(o,"encoder.rnn","gru"),this.backward=new k(o,"encoder.rnn","gru","_reverse"),this.decoder=new k(o,"decoder.rnn","gru"),Object.assign(this,{source:e,target:r,special:n}),this.ids=new Map(e.map((i,a)=>[i,a]))}encodeTokens(t){return[...t,"<eos>"].map(e=>this.ids.get(e)??this.ids.get("<unk>"))}start(t){let e=t.map(o=>K(this.tensors["encoder.embedding.weight"],o)),r=this.readLayers(e),n=r.map(({last:o})=>({h:v(this.tensors["encoder.bridge.weight"],o,this.tensors["encoder.bridge.bias"]).map(Math.tanh)}));return{context:n.at(-1).h,states:n,encoder:r}}readLayers(t){let e=this.backward.layers.length>0;return this.forward.layers.map((r,n)=>{let o=U(this.forward,n,t),i=e?U(this.backward,n,t.toReversed()):[],a=A(...[o,i].filter(l=>l.length).map(l=>l.at(-1).h));return t=e?o.map(({h:l},c)=>A(l,i.at(-1-c).h)):o.map(({h:l})=>l),{hiddens:t,last:a}})}step(t,{context:e,states:r}){let n=this.tensors,o=n["decoder.embedding.weight"],i=this.decoder.step(A(K(o,t),e),r),a=A(i.at(-1).h,e),l=v(n["decoder.readout.weight"],a,n["decoder.readout.bias"]);return{logProbs:it(v(o,l,n["decoder.bias"])),state:{context:e,states:i}}}};function at(s,t){return Array.from(s,(e,r)=>({id:r,value:Math.exp(e)})).sort((e,r)=>r.value-e.value).slice(0,t)}var z=class{constructor({tokens:t,table:e,others:r,eos:n}){Object.assign(this,{target:t,table:e,others:r,eos:n,bos:t.length})}start(){return[]}step(t,e){let r=t===this.bos?e:[...e,t];return{logProbs:(this.table[r.join(",")]??this.others).map(Math.log),state:r}}};var G="\\u3400-\\u9fff",lt=".,!?。，！？",Mt=new RegExp(`[${G}]|[${lt}]|[^\\s${G}${lt}]+`,"gu");function B(s){return s.toLowerCase().match(Mt)??[]}function ct(s){return s.join(new RegExp(`[${G}]`,"u").test(s.join(""))?"":" ")}function ht(s,{known:t,limit:e}){let r=B(s);if(!r.length)return{error:"请输入一句英文。"};if(r.length>e)return{error:`最多 ${e} 个词元（标点也算），现在有 ${r.length} 个，请删短一些。`};let n=[...new Set(r.filter(i=>!t(i)))];return n.length?{note:`训练集里没有这些词，当作未知词：${n.slice(0,4).join("、")+(n.length>4?" 等":"")}。`}:{}}var Ct=25,Ot=20,Pt=900,D=class extends j{build({model:t,table:e,examples:r,width:n,alpha:o}){this.models={sentence:new _(t),table:new z(e)},this.makeControls(r,n,o);let i=p=>this.words[p];this.tree=new P({onFocus:p=>this.select(p),word:i}),this.line=W(),this.bars=new E({caption:"它后面的词元"}),this.list=d("tbody"),this.search();let a=["名次","完成的候选","log P","L","分数"].map((p,h)=>d("th",{scope:"col",class:h>1?"number":null},p)),l=d("caption",{},"完成名单（分数是 log P 除以 L 的 α 次方）"),c=d("table",{},l,d("thead",{},d("tr",{},a)),this.list);return[I(this.mode),this.field.node,I(this.width,this.alpha),I(this.step,this.back,this.forward,this.play),Et(),this.tree.node,this.line.node,d("div",{class:"columns"},c,this.bars.node)]}makeControls(t,e,r){let n=[["sentence","翻译一句英文"],["table","正文里的例子"]];this.mode=Q({label:"看什么",options:n,value:"sentence",onChange:()=>this.changeMode()});let o=c=>this.models.sentence.ids.has(c),i=c=>ht(c,{known:o,limit:Ct});this.field=Z({label:"英文句子",value:t[0],examples:t,check:i,onInput:()=>this.search()}),this.width=F({label:"束宽 k",min:1,max:6,value:e,onInput:()=>this.search()});let l={min:0,max:1.5,step:.05,value:r,format:c=>b(c)};this.alpha=F({label:"归一化指数 α",...l,onInput:()=>this.draw()}),this.step=F({label:"第几步",min:1,max:1,value:1,onInput:()=>this.draw()}),this.back=$("上一步",()=>this.move(-1)),this.forward=$("下一步",()=>this.move(1)),this.play=$("播放",()=>this.timer?this.stop():this.begin())}disconnectedCallback(){super.disconnectedCallback(),this.timer&&this.stop()}get model(){return this.models[this.mode.value]}get words(){return this.model.target}changeMode(){let t=this.mode.value==="table";this.field.node.hidden=t,this.width.set(t?1:3),t&&this.alpha.set(0),this.search()}begin(){this.step.set(1),this.draw(),this.play.textContent="停",this.timer=setInterval(()=>{this.step.value===this.found.levels.length?this.stop():this.move(1)},Pt)}stop(){clearInterval(this.timer),this.timer=0,this.play.textContent="播放"}move(t){this.step.set(this.step.value+t),this.draw()}search(){let{model:t}=this,e=this.width.value;if(this.mode.value==="table")this.found=H(t,t.start(),{width:e,maxLength:4,bos:t.bos,eos:t.eos});else{let r=t.start(t.encodeTokens(B(this.field.value)));this.found=H(t,r,{width:e,maxLength:Ot,...t.special})}this.step.set(this.found.levels.length,this.found.levels.length),this.focus=null,this.draw()}draw(){let{root:t,levels:e,finished:r}=this.found,n=this.step.value,o=r.filter(({depth:l})=>l<=n);this.ranked=X(o,this.alpha.value,this.width.value);let i=this.ranked[0];(!this.focus||this.focus.depth>n)&&(this.focus=i??e[n-1][0]),this.back.disabled=n===1,this.forward.disabled=n===e.length;let a=i?`眼下第一名是“${this.text(i)}”`:"还没有完成的候选";this.tree.update({root:t,levels:e.slice(0,n),best:V(i,t),focus:this.focus,label:`束宽 ${this.width.value} 的搜索树，走到第 ${n} 步，${a}。用方向键走动。`}),this.list.replaceChildren(...this.ranked.map((l,c)=>this.row(l,c))),this.describe()}row(t,e){let n=[b(t.logProb),t.depth,b(M(t,this.alpha.value),3)].map(o=>d("td",{class:"number"},String(o)));return d("tr",{class:e?null:"emphasis"},d("td",{},String(e+1)),d("td",{},this.text(t)),n)}text(t){let e=C(t).map(({id:r})=>this.words[r]);return ct(e.at(-1)==="<eos>"?e.slice(0,-1):e)||"（空）"}select(t){this.focus=t,this.draw()}describe(){let t=this.focus,e=`P = ${b(Math.exp(t.logProb),3)}，log P = ${b(t.logProb)}`,r=this.found.levels[t.depth-1]?.indexOf(t)+1,n=`第 ${t.depth} 步第 ${r} 名，${R(t)}`;this.line.say(t.parent?`“${this.text(t)}”：${e}，${n}。`:"起点：什么也还没有写。"),this.bars.node.hidden=!t.next;let o=t.next?at(t.next,5):[];this.bars.update(o.map(({id:i,value:a})=>({name:this.words[i],value:a})))}};function Et(){return d("div",{class:"legend"},[["kept","保留"],["finished","完成（圆角）"],["pruned","剪掉（虚线，每步至多画三个）"],["best","眼下第一名（粗线）"]].map(([t,e])=>d("span",{class:"key"},d("i",{class:`swatch ${t}`}),e)))}st("rnn-beam-lab",D);})();
