(()=>{var me="http://www.w3.org/2000/svg";function U(r,e,t){for(let[n,o]of Object.entries(e))typeof o=="function"?r.addEventListener(n.slice(2).toLowerCase(),o):o===!0?r.setAttribute(n,""):o!==!1&&o!=null&&r.setAttribute(n,o);return r.append(...t.flat().filter(n=>n!=null)),r}function h(r,e={},...t){return U(document.createElement(r),e,t)}function w(r,e={},...t){return U(document.createElementNS(me,r),e,t)}function k(r,e=2){return r.toFixed(e).replace("-","−")}function K(r){return r.replaceAll(" ","␣")}var B=0;function $(r){return B+=1,`${r}-${B}`}var A=class{constructor({caption:e}){this.body=h("tbody"),this.node=h("table",{class:"bars"},h("caption",{},e),this.body)}update(e){let t=e.map(({name:n,value:o,emphasis:s=!1})=>h("tr",{class:s?"emphasis":null},h("th",{scope:"row"},n),h("td",{class:"bar"},h("i",{style:`width:${100*o}%`})),h("td",{class:"number"},k(o,3))));this.body.replaceChildren(...t)}};function X(r){let e=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${e}%, var(--paper))`}var C=class{constructor({onSelect:e=()=>{},cell:t=18,rowHeight:n=14,name:o}){Object.assign(this,{onSelect:e,cell:t,rowHeight:n}),this.node=h("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${o}，可横向滚动`})}update({rows:e,columns:t,values:n,color:o,selected:s,label:a}){let{cell:i,rowHeight:l}=this,c=8+7.5*Math.max(...e.map(g=>[...g].length+(g.match(/[\u3000-\u9fff]/g)?.length??0))),[u,d]=[c+t.length*i+2,e.length*l+22],m=n.flatMap((g,x)=>Array.from(g,(y,pe)=>{let ue=`fill:${o(y)}`;return w("rect",{x:c+pe*i,y:x*l,width:i-1,height:l-1,style:ue})})),f=e.map((g,x)=>w("text",{x:c-4,y:x*l+l-3,class:"small end"},g)),p=t.map((g,x)=>w("text",{x:c+(x+.5)*i,y:d-7,class:"mid"},K(g))),z=w("rect",{class:"frame",x:c+s*i-1,y:0,width:i+1,height:d-1,visibility:s>=0&&s<t.length?"visible":"hidden"}),he={width:u,height:d,role:"img","aria-label":a,onClick:g=>{let x=g.clientX-g.currentTarget.getBoundingClientRect().left-c,y=Math.floor(x/i);y>=0&&y<t.length&&this.onSelect(y)}};this.node.replaceChildren(w("svg",he,m,f,p,z))}};function j({label:r,min:e,max:t,step:n=1,value:o,format:s=String,onInput:a}){let i=$("slider"),l=h("output",{for:i}),c=h("input",{id:i,type:"range",min:e,max:t,step:n,value:o}),u=()=>{l.value=s(Number(c.value)),c.setAttribute("aria-valuetext",l.value)};return c.addEventListener("input",()=>{u(),a(Number(c.value))}),u(),{node:h("div",{class:"control"},h("label",{for:i},r),c,l),input:c,get value(){return Number(c.value)},set(d,m=c.max){c.max=m,c.value=d,u()}}}function D({label:r,options:e,value:t,onChange:n}){let o=$("choice"),s=e.map(([i,l])=>h("option",{value:i,selected:i===t},l)),a=h("select",{id:o,onChange:()=>n(a.value)},s);return{node:h("div",{class:"control"},h("label",{for:o},r),a),input:a,get value(){return a.value},set(i){a.value=i}}}function E(r,e,t={}){return h("button",{type:"button",onClick:e,...t},r)}function J({label:r,value:e,check:t=()=>({}),onInput:n,examples:o=[]}){let s=$("text"),a=h("p",{id:`${s}-note`,class:"note",role:"status"}),i=h("input",{id:s,type:"text",value:e,autocomplete:"off",spellcheck:"false","aria-describedby":`${s}-note`}),l=()=>{let{error:d,note:m}=t(i.value);a.textContent=d??m??"",a.classList.toggle("problem",!!d),i.setAttribute("aria-invalid",String(!!d)),d||n(i.value)},c=d=>{i.value=d,l()};i.addEventListener("input",d=>d.isComposing||l()),i.addEventListener("compositionend",l);let u=o.map(d=>E(d,()=>c(d),{class:"sample"}));return{node:h("div",{class:"field"},h("label",{for:s},r),i,o.length?h("div",{class:"samples",role:"group","aria-label":"例句"},u):null,a),input:i,get value(){return i.value},set:c}}function N(...r){return h("div",{class:"controls"},...r.map(e=>e.node??e))}function Y(){let r=h("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(e){r.textContent!==e&&(r.textContent=e)}}}var V=`:host {
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
`;var W=new CSSStyleSheet;W.replaceSync(V);var T=new Set;function ge(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??r;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function L(){for(let r of T)r.toggleAttribute("dark",ge())}var Q=!1;function be(){if(Q)return;Q=!0;let r=new MutationObserver(L),e=["data-theme","data-jp-theme-light"];for(let t of[document.documentElement,document.body])r.observe(t,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",L)}var _=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",T.add(this),be(),this.shadowRoot?L():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){T.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let t=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[W],n.addEventListener("keydown",xe),L();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-t).toFixed(1)}catch(o){let s=`这幅交互图没有启动（${o.message}），下面是静态的图。`;n.replaceChildren(h("p",{class:"problem",role:"alert"},s),h("slot")),console.error(o)}}};function xe(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function Z(r,e){customElements.get(r)||customElements.define(r,e)}function we(r){let e=r&32768?-1:1,t=r>>10&31,n=r&1023;return t===0?e*n*2**-24:t===31?n?NaN:e*(1/0):e*(1+n/1024)*2**(t-15)}function ee(r){let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<e.length;n++)t[n]=e.charCodeAt(n);return t}function ve(r,e){let t=r.length/e.length;return Float32Array.from(new Int8Array(r.buffer),(n,o)=>n*e[Math.floor(o/t)])}function ye({shape:r,dtype:e,data:t,scale:n}){let o=ee(t),s;e==="float16"?s=Float32Array.from(new Uint16Array(o.buffer),we):e==="int8"?s=ve(o,new Float32Array(ee(n).buffer)):s=new Float32Array(o.buffer);let a=r.reduce((i,l)=>i*l,1);if(s.length!==a)throw new Error(`张量应有 ${a} 个数，实际有 ${s.length} 个`);return Object.assign(s,{shape:r})}function te(r){return Object.fromEntries(Object.entries(r).map(([e,t])=>[e,ye(t)]))}function I(r,e){let t=r.shape[1];return r.subarray(e*t,(e+1)*t)}function b(r,e,t){let n=new Float32Array(t.length);for(let o=0,s=0;o<n.length;o++){let a=t[o];for(let i=0;i<e.length;i++,s++)a+=r[s]*e[i];n[o]=a}return n}function ke(r,e,t){let n=r.shape[1];return t.map((o,s)=>o+r[s*n+e])}function M(...r){let e=new Float32Array(r.reduce((n,o)=>n+o.length,0)),t=0;for(let n of r)e.set(n,t),t+=n.length;return e}function re(r){let e=r.reduce((n,o)=>Math.max(n,o),-1/0),t=r.reduce((n,o)=>n+Math.exp(o-e),0);return r.map(n=>n-e-Math.log(t))}var S=r=>1/(1+Math.exp(-r));function Se({w_hh:r,b_hh:e},t,{h:n},o={}){let s=n.length,a=b(r,n,e),[i,l,c,u]=Array.from({length:4},()=>new Float32Array(s));for(let d=0;d<s;d++)i[d]=o.r??S(t[d]+a[d]),l[d]=o.z??S(t[s+d]+a[s+d]),c[d]=Math.tanh(t[2*s+d]+i[d]*a[2*s+d]),u[d]=(1-l[d])*c[d]+l[d]*n[d];return{h:u,r:i,z:l,n:c}}function Me({w_hh:r,b_hh:e},t,{h:n,c:o},s={}){let a=n.length,i=b(r,n,e),[l,c,u,d,m,f]=Array.from({length:6},()=>new Float32Array(a));for(let p=0;p<a;p++)l[p]=s.i??S(t[p]+i[p]),c[p]=s.f??S(t[a+p]+i[a+p]),u[p]=Math.tanh(t[2*a+p]+i[2*a+p]),d[p]=s.o??S(t[3*a+p]+i[3*a+p]),m[p]=c[p]*o[p]+l[p]*u[p],f[p]=d[p]*Math.tanh(m[p]);return{h:f,c:m,i:l,f:c,g:u,o:d}}function $e({w_hh:r,b_hh:e},t,{h:n}){return{h:b(r,n,e).map((s,a)=>Math.tanh(t[a]+s))}}var Ae={rnn:[$e,1],gru:[Se,3],lstm:[Me,4]},v=class{constructor(e,t,n,o=""){[this.cell,this.blocks]=Ae[n],this.layers=[];for(let s=0;`${t}.weight_ih_l${s}${o}`in e;s++){let a=i=>e[`${t}.${i}_l${s}${o}`];this.layers.push({w_ih:a("weight_ih"),w_hh:a("weight_hh"),b_ih:a("bias_ih"),b_hh:a("bias_hh")})}}start(){return this.layers.map(({b_hh:e})=>{let t=e.length/this.blocks;return{h:new Float32Array(t),c:new Float32Array(t)}})}step(e,t,n){let o=[];for(let[s,a]of this.layers.entries()){let i=s?o[s-1].h:e,l=typeof i=="number"?ke:b;o.push(this.cell(a,l(a.w_ih,i,a.b_ih),t[s],n))}return o}run(e,t=this.start()){return e.map(n=>t=this.step(n,t))}};function O(r,e,t){let n=r.layers[e],o=r.start()[e];return t.map(s=>o=r.cell(n,b(n.w_ih,s,n.b_ih),o))}var F=class{constructor({tensors:e,source:t,target:n,special:o}){let s=this.tensors=te(e);this.forward=new v(s,"encoder.rnn","gru"),this.backward=new v(s,"encoder.rnn","gru","_reverse"),this.decoder=new v(s,"decoder.rnn","gru"),Object.assign(this,{source:t,target:n,special:o}),this.ids=new Map(t.map((a,i)=>[a,i]))}encodeTokens(e){return[...e,"<eos>"].map(t=>this.ids.get(t)??this.ids.get("<unk>"))}start(e){let t=e.map(s=>I(this.tensors["encoder.embedding.weight"],s)),n=this.readLayers(t),o=n.map(({last:s})=>({h:b(this.tensors["encoder.bridge.weight"],s,this.tensors["encoder.bridge.bias"]).map(Math.tanh)}));return{context:o.at(-1).h,states:o,encoder:n}}readLayers(e){let t=this.backward.layers.length>0;return this.forward.layers.map((n,o)=>{let s=O(this.forward,o,e),a=t?O(this.backward,o,e.toReversed()):[],i=M(...[s,a].filter(l=>l.length).map(l=>l.at(-1).h));return e=t?s.map(({h:l},c)=>M(l,a.at(-1-c).h)):s.map(({h:l})=>l),{hiddens:e,last:i}})}step(e,{context:t,states:n}){let o=this.tensors,s=o["decoder.embedding.weight"],a=this.decoder.step(M(I(s,e),t),n),i=M(a.at(-1).h,t),l=b(o["decoder.readout.weight"],i,o["decoder.readout.bias"]);return{logProbs:re(b(s,l,o["decoder.bias"])),state:{context:t,states:a}}}};function ne(r){let e=0;for(let t=1;t<r.length;t++)r[t]>r[e]&&(e=t);return e}function oe(r,e){return Array.from(r,(t,n)=>({id:n,value:Math.exp(t)})).sort((t,n)=>n.value-t.value).slice(0,e)}function se(r,e){return Array.from(r[0],(n,o)=>{let s=r.reduce((a,i)=>a+i[o],0)/r.length;return{i:o,value:r.reduce((a,i)=>a+(i[o]-s)**2,0)}}).sort((n,o)=>o.value-n.value).slice(0,e).map(({i:n})=>n)}var P="\\u3400-\\u9fff",ae=".,!?。，！？",Ce=new RegExp(`[${P}]|[${ae}]|[^\\s${P}${ae}]+`,"gu");function H(r){return r.toLowerCase().match(Ce)??[]}function ie(r){return r.join(new RegExp(`[${P}]`,"u").test(r.join(""))?"":" ")}function le(r,{known:e,limit:t}){let n=H(r);if(!n.length)return{error:"请输入一句英文。"};if(n.length>t)return{error:`最多 ${t} 个词元（标点也算），现在有 ${n.length} 个，请删短一些。`};let o=[...new Set(n.filter(a=>!e(a)))];return o.length?{note:`训练集里没有这些词，当作未知词：${o.slice(0,4).join("、")+(o.length>4?" 等":"")}。`}:{}}var R=[{key:"none",name:"没有错",why:"书里的写法：上下文不变，填充不读，遇到 <eos> 就停。"},{key:"moving",name:"上下文跟着状态走",why:"训练时上下文一直是编码器给的那个；这里每一步都换成解码器的新状态，第二步起就错了位。"},{key:"padding",name:"读进了填充",padded:!0,why:"没有告诉编码器有效长度，它把填充也读了进去，而训练时它从没读过填充。"},{key:"left",name:"填充放在左边",padded:!0,why:"填充在左，有效长度却从左数：先读填充，句尾反而读不到。"},{key:"endless",name:"不理会 <eos>",why:"该停的时候不停，一直写到最大长度，后面的字没有道理。"}];function Ee(r,e,t,n){let o=Array(t).fill(n);return e==="padding"?[...r,...o]:e==="left"?[...o,...r].slice(0,r.length):r}function q(r,e,{bug:t="none",padding:n=0,maxLength:o}){let{bos:s,eos:a,pad:i}=r.special,l=Ee(r.encodeTokens(e),t,n,i),c=r.start(l),{encoder:u}=c,d=[];for(let f=s;d.length<o;f=d.at(-1).id){let p=r.step(f,c);if(c=p.state,t==="moving"&&(c={...c,context:c.states.at(-1).h}),d.push({logProbs:p.logProbs,id:ne(p.logProbs),state:c}),d.at(-1).id===a&&t!=="endless")break}let m=d.reduce((f,{logProbs:p,id:z})=>f+p[z],0);return{source:l,encoder:u,steps:d,ids:d.map(({id:f})=>f),logProb:m}}var Le=25,ce=20,de=12,G=class extends _{build({model:e,examples:t}){this.model=new F(e),this.makeControls(t),this.heatmap=new C({name:"编码器的状态",cell:46}),this.bars=new A({caption:"下一个词元的概率"}),this.line=Y(),this.why=h("p",{class:"muted"}),this.results=h("tbody"),this.read(t[0]);let n=["写法","译文","log P"].map((i,l)=>h("th",{scope:"col",class:l>1?"number":null},i)),o=h("div",{},N(this.step,this.back,this.forward),this.line.node,this.bars.node),s=h("div",{},N(this.bug,this.padding),this.why,[h("table",{},h("caption",{},"译文"),h("thead",{},h("tr",{},n)),this.results)]),a=h("p",{class:"muted"},`编码器读每个词之后的状态（变化最大的 ${de} 个单元）`);return[this.field.node,a,this.heatmap.node,h("div",{class:"columns"},o,s)]}makeControls(e){let t=l=>this.model.ids.has(l),n=l=>le(l,{known:t,limit:Le}),o=l=>this.read(l);this.field=J({label:"英文句子",value:e[0],examples:e,check:n,onInput:o});let s=R.map(({key:l,name:c})=>[l,c]);this.bug=D({label:"错误",options:s,value:"none",onChange:()=>this.run()});let a=()=>this.run();this.padding=j({label:"填充几个",min:1,max:20,value:8,onInput:a});let i=()=>this.drawStep();this.step=j({label:"解码第几步",min:1,max:1,value:1,onInput:i}),this.back=E("上一步",()=>this.move(-1)),this.forward=E("下一步",()=>this.move(1))}move(e){this.step.set(this.step.value+e),this.drawStep()}read(e){this.tokens=H(e),this.step.set(1),this.run()}run(){let[e,t]=[this.bug.value,this.padding.value],{padded:n,why:o,name:s}=R.find(({key:c})=>c===e);this.padding.node.hidden=!n,this.why.textContent=o;let a=q(this.model,this.tokens,{maxLength:ce}),i={bug:e,padding:t,maxLength:ce};this.shown=e==="none"?a:q(this.model,this.tokens,i);let l=[["没有错",a],...e==="none"?[]:[[s,this.shown]]];this.results.replaceChildren(...l.map(([c,u])=>this.row(c,u))),this.step.set(this.step.value,this.shown.steps.length),this.drawEncoder(),this.drawStep()}row(e,{ids:t,logProb:n}){let o=[h("td",{},this.text(t)),h("td",{class:"number"},k(n))];return h("tr",{},h("th",{scope:"row"},e),o)}text(e){let t=e.map(n=>this.model.target[n]);return ie(t.at(-1)==="<eos>"?t.slice(0,-1):t)||"（空）"}drawEncoder(){let{encoder:e,source:t}=this.shown,{hiddens:n}=e.at(-1),o=se(n,Math.min(de,n[0].length)),s=t.map(l=>this.model.source[l]),a=o.map(l=>n.map(c=>c[l])),i=`编码器读 ${s.join(" ")} 时 ${o.length} 个单元的状态`;this.heatmap.update({rows:o.map(String),columns:s,values:a,color:X,selected:-1,label:i})}drawStep(){let e=this.step.value-1,{steps:t,ids:n}=this.shown;this.back.disabled=e===0,this.forward.disabled=e===t.length-1;let{logProbs:o,id:s}=t[e],a=e?`已经写了“${this.text(n.slice(0,e))}”，`:"从 <bos> 开始，",i=this.model.target[s];this.line.say(`${a}第 ${e+1} 步取概率最大的“${i}”（${k(Math.exp(o[s]),3)}）。`);let c=oe(o,6).map(u=>({...u,name:this.model.target[u.id],emphasis:u.id===s}));this.bars.update(c)}};Z("rnn-translator-lab",G);})();
