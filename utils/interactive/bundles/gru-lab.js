(()=>{var ct="http://www.w3.org/2000/svg";function B(r,t,e){for(let[n,s]of Object.entries(t))typeof s=="function"?r.addEventListener(n.slice(2).toLowerCase(),s):s===!0?r.setAttribute(n,""):s!==!1&&s!=null&&r.setAttribute(n,s);return r.append(...e.flat().filter(n=>n!=null)),r}function h(r,t={},...e){return B(document.createElement(r),t,e)}function x(r,t={},...e){return B(document.createElementNS(ct,r),t,e)}function w(r,t=2){return r.toFixed(t).replace("-","−")}function y(r){return r.replaceAll(" ","␣")}var P=0;function A(r){return P+=1,`${r}-${P}`}function K(r){return`color-mix(in srgb, var(--blue) ${Math.round(100*Math.min(1,Math.max(0,r)))}%, var(--paper))`}function U(r){let t=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${t}%, var(--paper))`}var E=class{constructor({onSelect:t=()=>{},cell:e=18,rowHeight:n=14,name:s}){Object.assign(this,{onSelect:t,cell:e,rowHeight:n}),this.node=h("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${s}，可横向滚动`})}update({rows:t,columns:e,values:n,color:s,selected:o,label:a}){let{cell:i,rowHeight:c}=this,d=8+7.5*Math.max(...t.map(f=>[...f].length+(f.match(/[\u3000-\u9fff]/g)?.length??0))),[p,l]=[d+e.length*i+2,t.length*c+22],m=n.flatMap((f,g)=>Array.from(f,(k,at)=>{let lt=`fill:${s(k)}`;return x("rect",{x:d+at*i,y:g*c,width:i-1,height:c-1,style:lt})})),S=t.map((f,g)=>x("text",{x:d-4,y:g*c+c-3,class:"small end"},f)),u=e.map((f,g)=>x("text",{x:d+(g+.5)*i,y:l-7,class:"mid"},y(f))),ot=x("rect",{class:"frame",x:d+o*i-1,y:0,width:i+1,height:l-1,visibility:o>=0&&o<e.length?"visible":"hidden"}),it={width:p,height:l,role:"img","aria-label":a,onClick:f=>{let g=f.clientX-f.currentTarget.getBoundingClientRect().left-d,k=Math.floor(g/i);k>=0&&k<e.length&&this.onSelect(k)}};this.node.replaceChildren(x("svg",it,m,S,u,ot))}},C=class{constructor({caption:t}){this.body=h("tbody"),this.node=h("table",{class:"bars"},h("caption",{},t),this.body)}update(t){let e=t.map(({name:n,value:s,emphasis:o=!1})=>h("tr",{class:o?"emphasis":null},h("th",{scope:"row"},n),h("td",{class:"bar"},h("i",{style:`width:${100*s}%`})),h("td",{class:"number"},w(s,3))));this.body.replaceChildren(...e)}};function T({label:r,min:t,max:e,step:n=1,value:s,format:o=String,onInput:a}){let i=A("slider"),c=h("output",{for:i}),d=h("input",{id:i,type:"range",min:t,max:e,step:n,value:s}),p=()=>{c.value=o(Number(d.value)),d.setAttribute("aria-valuetext",c.value)};return d.addEventListener("input",()=>{p(),a(Number(d.value))}),p(),{node:h("div",{class:"control"},h("label",{for:i},r),d,c),input:d,get value(){return Number(d.value)},set(l,m=d.max){d.max=m,d.value=l,p()}}}function z({label:r,options:t,value:e,onChange:n}){let s=A("choice"),o=t.map(([i,c])=>h("option",{value:i,selected:i===e},c)),a=h("select",{id:s,onChange:()=>n(a.value)},o);return{node:h("div",{class:"control"},h("label",{for:s},r),a),input:a,get value(){return a.value},set(i){a.value=i}}}function O(r,t,e={}){return h("button",{type:"button",onClick:t,...e},r)}function G({label:r,value:t,check:e=()=>({}),onInput:n,examples:s=[]}){let o=A("text"),a=h("p",{id:`${o}-note`,class:"note",role:"status"}),i=h("input",{id:o,type:"text",value:t,autocomplete:"off",spellcheck:"false","aria-describedby":`${o}-note`}),c=()=>{let{error:l,note:m}=e(i.value);a.textContent=l??m??"",a.classList.toggle("problem",!!l),i.setAttribute("aria-invalid",String(!!l)),l||n(i.value)},d=l=>{i.value=l,c()};i.addEventListener("input",l=>l.isComposing||c()),i.addEventListener("compositionend",c);let p=s.map(l=>O(l,()=>d(l),{class:"sample"}));return{node:h("div",{class:"field"},h("label",{for:o},r),i,s.length?h("div",{class:"samples",role:"group","aria-label":"例句"},p):null,a),input:i,get value(){return i.value},set:d}}function $(...r){return h("div",{class:"controls"},...r.map(t=>t.node??t))}function D(){let r=h("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(t){r.textContent!==t&&(r.textContent=t)}}}var J=`:host {
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
`;var Y=new CSSStyleSheet;Y.replaceSync(J);var N=new Set;function dt(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],t=document.documentElement.dataset.theme??r;return t?t==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function j(){for(let r of N)r.toggleAttribute("dark",dt())}var X=!1;function ut(){if(X)return;X=!0;let r=new MutationObserver(j),t=["data-theme","data-jp-theme-light"];for(let e of[document.documentElement,document.body])r.observe(e,{attributes:!0,attributeFilter:t});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",j)}var F=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",N.add(this),ut(),this.shadowRoot?j():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){N.delete(this)}start(){let t=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!t)return;let e=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[Y],n.addEventListener("keydown",pt),j();try{n.append(...this.build(JSON.parse(t.textContent))),this.dataset.ready=(performance.now()-e).toFixed(1)}catch(s){let o=`这幅交互图没有启动（${s.message}），下面是静态的图。`;n.replaceChildren(h("p",{class:"problem",role:"alert"},o),h("slot")),console.error(s)}}};function pt(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function Z(r,t){customElements.get(r)||customElements.define(r,t)}function mt(r){let t=r&32768?-1:1,e=r>>10&31,n=r&1023;return e===0?t*n*2**-24:e===31?n?NaN:t*(1/0):t*(1+n/1024)*2**(e-15)}function V(r){let t=atob(r),e=new Uint8Array(t.length);for(let n=0;n<t.length;n++)e[n]=t.charCodeAt(n);return e}function ft(r,t){let e=r.length/t.length;return Float32Array.from(new Int8Array(r.buffer),(n,s)=>n*t[Math.floor(s/e)])}function gt({shape:r,dtype:t,data:e,scale:n}){let s=V(e),o;t==="float16"?o=Float32Array.from(new Uint16Array(s.buffer),mt):t==="int8"?o=ft(s,new Float32Array(V(n).buffer)):o=new Float32Array(s.buffer);let a=r.reduce((i,c)=>i*c,1);if(o.length!==a)throw new Error(`张量应有 ${a} 个数，实际有 ${o.length} 个`);return Object.assign(o,{shape:r})}function W(r){return Object.fromEntries(Object.entries(r).map(([t,e])=>[t,gt(e)]))}function v(r,t,e){let n=new Float32Array(e.length);for(let s=0,o=0;s<n.length;s++){let a=e[s];for(let i=0;i<t.length;i++,o++)a+=r[o]*t[i];n[s]=a}return n}function bt(r,t,e){let n=r.shape[1];return e.map((s,o)=>s+r[o*n+t])}function Q(r){let t=r.reduce((n,s)=>Math.max(n,s),-1/0),e=r.reduce((n,s)=>n+Math.exp(s-t),0);return r.map(n=>n-t-Math.log(e))}var M=r=>1/(1+Math.exp(-r));function xt({w_hh:r,b_hh:t},e,{h:n},s={}){let o=n.length,a=v(r,n,t),[i,c,d,p]=Array.from({length:4},()=>new Float32Array(o));for(let l=0;l<o;l++)i[l]=s.r??M(e[l]+a[l]),c[l]=s.z??M(e[o+l]+a[o+l]),d[l]=Math.tanh(e[2*o+l]+i[l]*a[2*o+l]),p[l]=(1-c[l])*d[l]+c[l]*n[l];return{h:p,r:i,z:c,n:d}}function wt({w_hh:r,b_hh:t},e,{h:n,c:s},o={}){let a=n.length,i=v(r,n,t),[c,d,p,l,m,S]=Array.from({length:6},()=>new Float32Array(a));for(let u=0;u<a;u++)c[u]=o.i??M(e[u]+i[u]),d[u]=o.f??M(e[a+u]+i[a+u]),p[u]=Math.tanh(e[2*a+u]+i[2*a+u]),l[u]=o.o??M(e[3*a+u]+i[3*a+u]),m[u]=d[u]*s[u]+c[u]*p[u],S[u]=l[u]*Math.tanh(m[u]);return{h:S,c:m,i:c,f:d,g:p,o:l}}function yt({w_hh:r,b_hh:t},e,{h:n}){return{h:v(r,n,t).map((o,a)=>Math.tanh(e[a]+o))}}var vt={rnn:[yt,1],gru:[xt,3],lstm:[wt,4]},_=class{constructor(t,e,n,s=""){[this.cell,this.blocks]=vt[n],this.layers=[];for(let o=0;`${e}.weight_ih_l${o}${s}`in t;o++){let a=i=>t[`${e}.${i}_l${o}${s}`];this.layers.push({w_ih:a("weight_ih"),w_hh:a("weight_hh"),b_ih:a("bias_ih"),b_hh:a("bias_hh")})}}start(){return this.layers.map(({b_hh:t})=>{let e=t.length/this.blocks;return{h:new Float32Array(e),c:new Float32Array(e)}})}step(t,e,n){let s=[];for(let[o,a]of this.layers.entries()){let i=o?s[o-1].h:t,c=typeof i=="number"?bt:v;s.push(this.cell(a,c(a.w_ih,i,a.b_ih),e[o],n))}return s}run(t,e=this.start()){return t.map(n=>e=this.step(n,e))}};var L=class{constructor({tensors:t,kind:e,vocab:n}){this.tensors=W(t),this.stack=new _(this.tensors,"rnn",e),this.vocab=n,this.ids=new Map(n.map((s,o)=>[s,o]))}encode(t){return[...t].map(e=>this.ids.get(e)??this.ids.get("<unk>"))}step(t,e=this.stack.start(),n={}){let s=this.stack.step(t,e,n),o=v(this.tensors["output.weight"],s.at(-1).h,this.tensors["output.bias"]);return{logProbs:Q(o),state:s}}};function kt(r){let t=r*2654435769+2135587861|0||1;return()=>(t^=t<<13,t^=t>>>17,t^=t<<5,(t>>>0)/2**32)}function q(r){let t=0;for(let e=1;e<r.length;e++)r[e]>r[t]&&(t=e);return t}function $t(r,t,e){if(t===0)return q(r);let n=r[q(r)],s=Array.from(r,i=>Math.exp((i-n)/t)),o=e()*s.reduce((i,c)=>i+c),a=s.findIndex(i=>(o-=i)<0);return a<0?q(r):a}function tt(r,t,e){let n;return t.map(s=>{let o=r.step(s,n,e);return n=o.state,o})}function et(r,t,{length:e,temperature:n,seed:s,frozen:o}){let a=kt(s),i=[];for(let c=t;i.length<e;c=r.step(i.at(-1),c.state,o))i.push($t(c.logProbs,n,a));return i}function rt(r,t){return Array.from(r,(e,n)=>({id:n,value:Math.exp(e)})).sort((e,n)=>n.value-e.value).slice(0,t)}function nt(r,t){return Array.from(r[0],(n,s)=>{let o=r.reduce((a,i)=>a+i[s],0)/r.length;return{i:s,value:r.reduce((a,i)=>a+(i[s]-o)**2,0)}}).sort((n,s)=>s.value-n.value).slice(0,t).map(({i:n})=>n)}function R(r){return r.toLowerCase().replace(/[^a-z]+/g," ").trim()}function st(r,t){let e=R(r);return e?e.length>t?{error:`最多 ${t} 个字符，现在有 ${e.length} 个，请删短一些。`}:e!==r.trim()?{note:`模型只认小写字母与空格，读到的是“${e}”。`}:{}:{error:"请输入英文，至少一个字母。"}}var Mt=60,b=12,St=80,At=[["","照常"],["0","固定为 0"],["0.5","固定为 0.5"],["1","固定为 1"]],I=class extends F{build({model:t,text:e,examples:n}){this.model=new L(t),this.seed=1,this.makeControls(e,n),this.heatmap=new E({name:"各单元随字符变化的热图",onSelect:i=>this.moveTo(i)}),this.bars=new C({caption:"下一个字符"}),this.written=h("p",{class:"prose"}),this.line=D();let s=this.extras();this.read(e);let o=h("p",{class:"muted"},"接着写"),a=h("div",{},o,$(this.temperature,this.again),this.written);return[this.field.node,$(...Object.values(this.freeze)),$(this.quantity,this.units),this.heatmap.node,$(this.position),this.line.node,...s,h("div",{class:"columns"},this.bars.node,a)]}extras(){return[]}drawExtras(){}makeControls(t,e){let n=l=>st(l,Mt),s=l=>this.read(l);this.field=G({label:"让模型读一段英文",value:t,examples:e,check:n,onInput:s});let o={options:At,value:"",onChange:()=>this.run()},a=this.gates.map(({key:l,name:m})=>[l,z({label:m,...o})]);this.freeze=Object.fromEntries(a);let i=this.quantities.map(({key:l,name:m})=>[l,m]),c=()=>this.draw();this.quantity=z({label:"热图画",options:i,value:i[0][0],onChange:c}),this.units=z({label:"单元",options:this.unitGroups(),value:"lively",onChange:c}),this.position=T({label:"位置",min:1,max:1,value:1,onInput:c});let p={min:0,max:1.5,step:.1,value:.5,format:l=>l?w(l,1):"0（取最大的）",onInput:()=>this.write()};this.temperature=T({label:"温度",...p}),this.again=O("换一个种子",()=>{this.seed+=1,this.write()})}unitGroups(){let t=this.model.stack.start()[0].h.length,e=Array.from({length:Math.ceil(t/b)},(n,s)=>{let[o,a]=[s*b,Math.min(t,(s+1)*b)-1];return[String(s),`第 ${o} 到 ${a} 个`]});return[["lively",`变化最大的 ${b} 个`],...e]}get frozen(){let t=Object.entries(this.freeze).filter(([,{value:e}])=>e!=="");return Object.fromEntries(t.map(([e,{value:n}])=>[e,Number(n)]))}read(t){this.characters=[...R(t)],this.position.set(this.characters.length,this.characters.length),this.run()}run(){this.steps=tt(this.model,this.model.encode(this.characters.join("")),this.frozen),this.draw(),this.write()}moveTo(t){this.position.set(t+1),this.draw()}draw(){let t=this.position.value-1,{key:e,name:n,signed:s}=this.quantities.find(i=>i.key===this.quantity.value),o=this.steps.map(({state:i})=>i[0][e]),a=this.chosenUnits(o);this.heatmap.update({rows:a.map(String),columns:this.characters,values:a.map(i=>o.map(c=>c[i])),color:s?U:K,selected:t,label:`${n}在 ${a.length} 个单元、${o.length} 个字符上的热图`}),this.describe(t,n,o[t]),this.drawExtras(a)}describe(t,e,n){let s=n.reduce((i,c)=>i+c)/n.length,o=rt(this.steps[t].logProbs,6),a=y(this.model.vocab[o[0].id]);this.line.say(`读完第 ${t+1} 个字符“${y(this.characters[t])}”：${e} 平均 ${w(s)}，最可能的下一个字符是“${a}”，概率 ${w(o[0].value)}。`),this.bars.update(o.map(({id:i,value:c})=>({name:y(this.model.vocab[i]),value:c})))}chosenUnits(t){if(this.units.value==="lively")return nt(t,b);let e=Number(this.units.value)*b;return Array.from({length:Math.min(b,t[0].length-e)},(n,s)=>e+s)}write(){let[t,{seed:e,frozen:n}]=[this.temperature.value,this],o=et(this.model,this.steps.at(-1),{length:St,temperature:t,seed:e,frozen:n}).map(a=>this.model.vocab[a]).join("");this.written.replaceChildren(h("strong",{},this.characters.join("")),o)}};var H=class extends I{quantities=[{key:"z",name:"更新门 Z"},{key:"r",name:"重置门 R"},{key:"h",name:"隐状态 H",signed:!0}];gates=this.quantities.slice(0,2).reverse()};Z("rnn-gru-lab",H);})();
