(()=>{var te="http://www.w3.org/2000/svg";function T(r,e,t){for(let[n,o]of Object.entries(e))typeof o=="function"?r.addEventListener(n.slice(2).toLowerCase(),o):o===!0?r.setAttribute(n,""):o!==!1&&o!=null&&r.setAttribute(n,o);return r.append(...t.flat().filter(n=>n!=null)),r}function d(r,e={},...t){return T(document.createElement(r),e,t)}function b(r,e={},...t){return T(document.createElementNS(te,r),e,t)}function v(r,e=2){return r.toFixed(e).replace("-","−")}function I(r){return r.replaceAll(" ","␣")}var O=0;function F(r){return O+=1,`${r}-${O}`}var $=class{constructor({caption:e}){this.body=d("tbody"),this.node=d("table",{class:"bars"},d("caption",{},e),this.body)}update(e){let t=e.map(({name:n,value:o,emphasis:s=!1})=>d("tr",{class:s?"emphasis":null},d("th",{scope:"row"},n),d("td",{class:"bar"},d("i",{style:`width:${100*o}%`})),d("td",{class:"number"},v(o,3))));this.body.replaceChildren(...t)}};function q(r){let e=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${e}%, var(--paper))`}var M=class{constructor({onSelect:e=()=>{},cell:t=18,rowHeight:n=14,name:o}){Object.assign(this,{onSelect:e,cell:t,rowHeight:n}),this.node=d("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${o}，可横向滚动`})}update({rows:e,columns:t,values:n,color:o,selected:s,label:i}){let{cell:a,rowHeight:l}=this,c=8+7.5*Math.max(...e.map(m=>[...m].length+(m.match(/[\u3000-\u9fff]/g)?.length??0))),[p,h]=[c+t.length*a+2,e.length*l+22],f=n.flatMap((m,g)=>Array.from(m,(x,W)=>{let ee=`fill:${o(x)}`;return b("rect",{x:c+W*a,y:g*l,width:a-1,height:l-1,style:ee})})),k=e.map((m,g)=>b("text",{x:c-4,y:g*l+l-3,class:"small end"},m)),u=t.map((m,g)=>b("text",{x:c+(g+.5)*a,y:h-7,class:"mid"},I(m))),Q=b("rect",{class:"frame",x:c+s*a-1,y:0,width:a+1,height:h-1,visibility:s>=0&&s<t.length?"visible":"hidden"}),Z={width:p,height:h,role:"img","aria-label":i,onClick:m=>{let g=m.clientX-m.currentTarget.getBoundingClientRect().left-c,x=Math.floor(g/a);x>=0&&x<t.length&&this.onSelect(x)}};this.node.replaceChildren(b("svg",Z,f,k,u,Q))}};function _({label:r,options:e,value:t,onChange:n}){let o=F("choice"),s=e.map(([a,l])=>d("option",{value:a,selected:a===t},l)),i=d("select",{id:o,onChange:()=>n(i.value)},s);return{node:d("div",{class:"control"},d("label",{for:o},r),i),input:i,get value(){return i.value},set(a){i.value=a}}}function re(r,e,t={}){return d("button",{type:"button",onClick:e,...t},r)}function H({label:r,value:e,check:t=()=>({}),onInput:n,examples:o=[]}){let s=F("text"),i=d("p",{id:`${s}-note`,class:"note",role:"status"}),a=d("input",{id:s,type:"text",value:e,autocomplete:"off",spellcheck:"false","aria-describedby":`${s}-note`}),l=()=>{let{error:h,note:f}=t(a.value);i.textContent=h??f??"",i.classList.toggle("problem",!!h),a.setAttribute("aria-invalid",String(!!h)),h||n(a.value)},c=h=>{a.value=h,l()};a.addEventListener("input",h=>h.isComposing||l()),a.addEventListener("compositionend",l);let p=o.map(h=>re(h,()=>c(h),{class:"sample"}));return{node:d("div",{class:"field"},d("label",{for:s},r),a,o.length?d("div",{class:"samples",role:"group","aria-label":"例句"},p):null,i),input:a,get value(){return a.value},set:c}}function j(...r){return d("div",{class:"controls"},...r.map(e=>e.node??e))}function R(){let r=d("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(e){r.textContent!==e&&(r.textContent=e)}}}var B=`:host {
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
`;var P=new CSSStyleSheet;P.replaceSync(B);var z=new Set;function oe(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??r;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function S(){for(let r of z)r.toggleAttribute("dark",oe())}var K=!1;function se(){if(K)return;K=!0;let r=new MutationObserver(S),e=["data-theme","data-jp-theme-light"];for(let t of[document.documentElement,document.body])r.observe(t,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",S)}var A=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",z.add(this),se(),this.shadowRoot?S():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){z.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let t=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[P],n.addEventListener("keydown",ae),S();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-t).toFixed(1)}catch(o){let s=`这幅交互图没有启动（${o.message}），下面是静态的图。`;n.replaceChildren(d("p",{class:"problem",role:"alert"},s),d("slot")),console.error(o)}}};function ae(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function G(r,e){customElements.get(r)||customElements.define(r,e)}function ie(r){let e=r&32768?-1:1,t=r>>10&31,n=r&1023;return t===0?e*n*2**-24:t===31?n?NaN:e*(1/0):e*(1+n/1024)*2**(t-15)}function U(r){let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<e.length;n++)t[n]=e.charCodeAt(n);return t}function le(r,e){let t=r.length/e.length;return Float32Array.from(new Int8Array(r.buffer),(n,o)=>n*e[Math.floor(o/t)])}function ce({shape:r,dtype:e,data:t,scale:n}){let o=U(t),s;e==="float16"?s=Float32Array.from(new Uint16Array(o.buffer),ie):e==="int8"?s=le(o,new Float32Array(U(n).buffer)):s=new Float32Array(o.buffer);let i=r.reduce((a,l)=>a*l,1);if(s.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${s.length} 个`);return Object.assign(s,{shape:r})}function D(r){return Object.fromEntries(Object.entries(r).map(([e,t])=>[e,ce(t)]))}function J(r,e){let t=r.shape[1];return r.subarray(e*t,(e+1)*t)}function w(r,e,t){let n=new Float32Array(t.length);for(let o=0,s=0;o<n.length;o++){let i=t[o];for(let a=0;a<e.length;a++,s++)i+=r[s]*e[a];n[o]=i}return n}function he(r,e,t){let n=r.shape[1];return t.map((o,s)=>o+r[s*n+e])}function X(...r){let e=new Float32Array(r.reduce((n,o)=>n+o.length,0)),t=0;for(let n of r)e.set(n,t),t+=n.length;return e}function Y(r){let e=r.reduce((n,o)=>Math.max(n,o),-1/0),t=r.reduce((n,o)=>n+Math.exp(o-e),0);return r.map(n=>n-e-Math.log(t))}var y=r=>1/(1+Math.exp(-r));function de({w_hh:r,b_hh:e},t,{h:n},o={}){let s=n.length,i=w(r,n,e),[a,l,c,p]=Array.from({length:4},()=>new Float32Array(s));for(let h=0;h<s;h++)a[h]=o.r??y(t[h]+i[h]),l[h]=o.z??y(t[s+h]+i[s+h]),c[h]=Math.tanh(t[2*s+h]+a[h]*i[2*s+h]),p[h]=(1-l[h])*c[h]+l[h]*n[h];return{h:p,r:a,z:l,n:c}}function pe({w_hh:r,b_hh:e},t,{h:n,c:o},s={}){let i=n.length,a=w(r,n,e),[l,c,p,h,f,k]=Array.from({length:6},()=>new Float32Array(i));for(let u=0;u<i;u++)l[u]=s.i??y(t[u]+a[u]),c[u]=s.f??y(t[i+u]+a[i+u]),p[u]=Math.tanh(t[2*i+u]+a[2*i+u]),h[u]=s.o??y(t[3*i+u]+a[3*i+u]),f[u]=c[u]*o[u]+l[u]*p[u],k[u]=h[u]*Math.tanh(f[u]);return{h:k,c:f,i:l,f:c,g:p,o:h}}function ue({w_hh:r,b_hh:e},t,{h:n}){return{h:w(r,n,e).map((s,i)=>Math.tanh(t[i]+s))}}var me={rnn:[ue,1],gru:[de,3],lstm:[pe,4]},C=class{constructor(e,t,n,o=""){[this.cell,this.blocks]=me[n],this.layers=[];for(let s=0;`${t}.weight_ih_l${s}${o}`in e;s++){let i=a=>e[`${t}.${a}_l${s}${o}`];this.layers.push({w_ih:i("weight_ih"),w_hh:i("weight_hh"),b_ih:i("bias_ih"),b_hh:i("bias_hh")})}}start(){return this.layers.map(({b_hh:e})=>{let t=e.length/this.blocks;return{h:new Float32Array(t),c:new Float32Array(t)}})}step(e,t,n){let o=[];for(let[s,i]of this.layers.entries()){let a=s?o[s-1].h:e,l=typeof a=="number"?he:w;o.push(this.cell(i,l(i.w_ih,a,i.b_ih),t[s],n))}return o}run(e,t=this.start()){return e.map(n=>t=this.step(n,t))}};function L(r,e,t){let n=r.layers[e],o=r.start()[e];return t.map(s=>o=r.cell(n,w(n.w_ih,s,n.b_ih),o))}var E=class{constructor({tensors:e,directions:t},{tokens:n,labels:o}){this.tensors=D(e),this.labels=o,this.ids=new Map(n.map((s,i)=>[s,i])),this.unknown=this.ids.get("<unk>"),this.stacks=Object.fromEntries([...t].map(s=>[s,new C(this.tensors,`layers.${s}`,"lstm")]))}encode(e){return e.map(t=>this.ids.get(t)??this.unknown)}predict(e,t,n){let o=this.tensors["embedding.weight"],s=e.map(p=>J(o,p)),i=[];this.stacks.f&&i.push(L(this.stacks.f,0,s.slice(0,t+1)).at(-1).h),this.stacks.b&&i.push(L(this.stacks.b,0,s.slice(t).toReversed()).at(-1).h);let a=w(this.tensors["output.weight"],X(...i),this.tensors["output.bias"]),l=this.labels.map((p,h)=>({label:p,i:h})).filter(({label:p})=>p[0]===n),c=Y(Float32Array.from(l,({i:p})=>a[p]));return l.map(({label:p},h)=>({reading:p[1],value:Math.exp(c[h])}))}occlude(e,t,n,o){let s=a=>this.predict(a,t,n).find(l=>l.reading===o).value,i=s(e);return e.map((a,l)=>l===t?0:i-s(e.with(l,this.unknown)))}};function V(r,{limit:e,known:t,replacement:n}){let o=[...r];if(!r.trim())return{error:"请输入至少一个字。"};if(o.length>e)return{error:`最多 ${e} 个字符，现在有 ${o.length} 个，请删短一些。`};let s=[...new Set(o.filter(a=>!t(a)))];return s.length?{note:`词表里没有 ${s.slice(0,5).join(" ")+(s.length>5?" 等":"")}，${n}。`}:{}}var fe=24,N=class extends A{build({readers:e,dictionary:t,pinyin:n,examples:o}){this.readers=e.map(({name:c,...p})=>({name:c,reader:new E(p,t)})),this.pinyin=n,this.polyphones=new Set(t.labels.map(([c])=>c));let s=c=>this.check(c.trim()),i=c=>this.read(c.trim());this.field=H({label:"中文句子",value:o[0],examples:o,check:s,onInput:i}),this.target=_({label:"注哪个字",options:[],onChange:()=>this.draw()});let a=this.readers.map(({name:c},p)=>[String(p),c]);return this.watched=_({label:"看谁的",options:a,value:String(a.length-1),onChange:()=>this.draw()}),this.line=R(),this.bars=this.readers.map(({name:c})=>new $({caption:c})),this.strip=new M({name:"遮住每个字的影响",cell:30,rowHeight:24}),this.read(o[0]),[this.field.node,j(this.target),this.line.node,d("div",{class:"columns"},this.bars.map(({node:c})=>c)),j(this.watched),d("p",{class:"muted"},"逐个遮住别的字，最可能的读音的概率降多少：蓝色是降，橙色是升，越深变得越多。"),this.strip.node]}check(e){let n=V(e,{limit:fe,known:o=>this.readers[0].reader.ids.has(o),replacement:"模型当作未知字"});return n.error||[...e].some(o=>this.polyphones.has(o))?n:{error:`句子里没有模型认识的多音字。认识的有：${[...this.polyphones].join("")}。`}}read(e){this.characters=[...e];let n=this.characters.flatMap((o,s)=>this.polyphones.has(o)?[s]:[]).map(o=>d("option",{value:o},`第 ${o+1} 个字“${this.characters[o]}”`));this.target.input.replaceChildren(...n),this.draw()}draw(){let e=Number(this.target.value),t=this.characters[e],n=this.readers[0].reader.encode(this.characters),o=this.readers.map(({reader:a})=>a.predict(n,e,t)),s=o.map(a=>a.reduce((l,c)=>c.value>l.value?c:l));o.forEach((a,l)=>this.bars[l].update(a.map(c=>({name:this.pinyin[c.reading],value:c.value,emphasis:c.reading===s[l].reading}))));let i=this.readers.map(({name:a},l)=>`${a} ${this.pinyin[s[l].reading]}（${v(s[l].value)}）`);this.line.say(`“${t}”的读音：${i.join("，")}。`),this.drawStrip(n,e,t,s)}drawStrip(e,t,n,o){let s=Number(this.watched.value),{name:i,reader:a}=this.readers[s],l=a.occlude(e,t,n,o[s].reading),c=l.indexOf(Math.max(...l)),p=l[c]>.005?`影响最大的是“${this.characters[c]}”，降 ${v(l[c])}`:"哪个字都几乎没有影响";this.strip.update({rows:[i],columns:this.characters,values:[l],color:q,selected:t,label:`${i}：逐个遮住别的字，读音概率的变化；${p}`})}};G("rnn-polyphone-lab",N);})();
