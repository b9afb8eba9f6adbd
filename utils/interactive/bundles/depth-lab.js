(()=>{var ue="http://www.w3.org/2000/svg";function X(r,e,t){for(let[n,o]of Object.entries(e))typeof o=="function"?r.addEventListener(n.slice(2).toLowerCase(),o):o===!0?r.setAttribute(n,""):o!==!1&&o!=null&&r.setAttribute(n,o);return r.append(...t.flat().filter(n=>n!=null)),r}function p(r,e={},...t){return X(document.createElement(r),e,t)}function f(r,e={},...t){return X(document.createElementNS(ue,r),e,t)}function S(r,e=2){return r.toFixed(e).replace("-","−")}function k(r){return r.replaceAll(" ","␣")}var J=0;function E(r){return J+=1,`${r}-${J}`}var q=class{constructor(e){this.node=p("div",e),this.width=0,new ResizeObserver(([t])=>{let n=Math.round(t.contentRect.width);n&&n!==this.width&&(this.width=n,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}},A=class{constructor({caption:e}){this.body=p("tbody"),this.node=p("table",{class:"bars"},p("caption",{},e),this.body)}update(e){let t=e.map(({name:n,value:o,emphasis:s=!1})=>p("tr",{class:s?"emphasis":null},p("th",{scope:"row"},n),p("td",{class:"bar"},p("i",{style:`width:${100*o}%`})),p("td",{class:"number"},S(o,3))));this.body.replaceChildren(...t)}},me={left:48,right:12,top:22,bottom:34};function Y({domain:[r,e],whole:t=!1},n){let o=(e-r)/n,s=10**Math.floor(Math.log10(o)),i=Math.max(t?1:0,s*[1,2,5,10].find(d=>d*s>=o)),a=Math.ceil(r/i-1e-9);return Array.from({length:Math.floor(e/i+1e-9)-a+1},(d,c)=>(a+c)*i)}var _=class extends q{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:t,x:n,y:o,label:s,markers:i=[]}=this.data,{left:a,right:d,top:c,bottom:h}=me,l=([m,y],M,N)=>H=>M+(H-m)/(y-m)*(N-M),[g,x]=[l(n.domain,a,e-d),l(o.domain,this.height-h,c)],u=[...Y(n,Math.max(3,e/110)).flatMap(m=>[f("line",{class:"grid",x1:g(m),x2:g(m),y1:c,y2:this.height-h}),f("text",{class:"small mid",x:g(m),y:this.height-h+15},V(n,m))]),...Y(o,5).flatMap(m=>[f("line",{class:"grid",x1:a,x2:e-d,y1:x(m),y2:x(m)}),f("text",{class:"small end",x:a-5,y:x(m)+4},V(o,m))])],T=t.map(({xs:m,ys:y,color:M,dash:N})=>{let H=Array.from(m,(de,pe)=>`${g(de).toFixed(1)},${x(y[pe]).toFixed(1)}`).join(" ");return f("polyline",{points:H,class:"line",style:`stroke:var(--${M})`,"stroke-dasharray":N})}),D=i.map(m=>f("circle",{class:"dot",cx:g(m.x),cy:x(m.y),r:5})),O=[f("text",{class:"small end",x:e-d,y:this.height-3},n.label),f("text",{class:"small",x:2,y:11},o.label)],w=t.filter(({name:m})=>m).map(({name:m,color:y,dash:M})=>p("span",{class:"key"},p("i",{style:`border-color:var(--${y})`,class:M?"dashed":null}),m)),v=f("svg",{width:e,height:this.height,role:"img","aria-label":s},u,T,D,O);return p("div",{},w.length?p("div",{class:"legend"},w):null,v)}};function V({format:r=t=>S(t,Number.isInteger(t)?0:1)},e){return r(Number(e.toPrecision(12)))}function Q({label:r,min:e,max:t,step:n=1,value:o,format:s=String,onInput:i}){let a=E("slider"),d=p("output",{for:a}),c=p("input",{id:a,type:"range",min:e,max:t,step:n,value:o}),h=()=>{d.value=s(Number(c.value)),c.setAttribute("aria-valuetext",d.value)};return c.addEventListener("input",()=>{h(),i(Number(c.value))}),h(),{node:p("div",{class:"control"},p("label",{for:a},r),c,d),input:c,get value(){return Number(c.value)},set(l,g=c.max){c.max=g,c.value=l,h()}}}function R({label:r,options:e,value:t,onChange:n}){let o=E("choice"),s=e.map(([a,d])=>p("option",{value:a,selected:a===t},d)),i=p("select",{id:o,onChange:()=>n(i.value)},s);return{node:p("div",{class:"control"},p("label",{for:o},r),i),input:i,get value(){return i.value},set(a){i.value=a}}}function fe(r,e,t={}){return p("button",{type:"button",onClick:e,...t},r)}function W({label:r,value:e,check:t=()=>({}),onInput:n,examples:o=[]}){let s=E("text"),i=p("p",{id:`${s}-note`,class:"note",role:"status"}),a=p("input",{id:s,type:"text",value:e,autocomplete:"off",spellcheck:"false","aria-describedby":`${s}-note`}),d=()=>{let{error:l,note:g}=t(a.value);i.textContent=l??g??"",i.classList.toggle("problem",!!l),a.setAttribute("aria-invalid",String(!!l)),l||n(a.value)},c=l=>{a.value=l,d()};a.addEventListener("input",l=>l.isComposing||d()),a.addEventListener("compositionend",d);let h=o.map(l=>fe(l,()=>c(l),{class:"sample"}));return{node:p("div",{class:"field"},p("label",{for:s},r),a,o.length?p("div",{class:"samples",role:"group","aria-label":"例句"},h):null,i),input:a,get value(){return a.value},set:c}}function P(...r){return p("div",{class:"controls"},...r.map(e=>e.node??e))}function Z(){let r=p("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(e){r.textContent!==e&&(r.textContent=e)}}}var ee=`:host {
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
`;var re=new CSSStyleSheet;re.replaceSync(ee);var B=new Set;function be(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??r;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function L(){for(let r of B)r.toggleAttribute("dark",be())}var te=!1;function xe(){if(te)return;te=!0;let r=new MutationObserver(L),e=["data-theme","data-jp-theme-light"];for(let t of[document.documentElement,document.body])r.observe(t,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",L)}var z=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",B.add(this),xe(),this.shadowRoot?L():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){B.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let t=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[re],n.addEventListener("keydown",we),L();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-t).toFixed(1)}catch(o){let s=`这幅交互图没有启动（${o.message}），下面是静态的图。`;n.replaceChildren(p("p",{class:"problem",role:"alert"},s),p("slot")),console.error(o)}}};function we(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function ne(r,e){customElements.get(r)||customElements.define(r,e)}function oe(r){let e=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${e}%, var(--paper))`}var F=class{constructor({onSelect:e=()=>{},cell:t=18,rowHeight:n=14,name:o}){Object.assign(this,{onSelect:e,cell:t,rowHeight:n}),this.node=p("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${o}，可横向滚动`})}update({rows:e,columns:t,values:n,color:o,selected:s,label:i}){let{cell:a,rowHeight:d}=this,c=8+7.5*Math.max(...e.map(b=>[...b].length+(b.match(/[\u3000-\u9fff]/g)?.length??0))),[h,l]=[c+t.length*a+2,e.length*d+22],g=n.flatMap((b,w)=>Array.from(b,(v,m)=>{let y=`fill:${o(v)}`;return f("rect",{x:c+m*a,y:w*d,width:a-1,height:d-1,style:y})})),x=e.map((b,w)=>f("text",{x:c-4,y:w*d+d-3,class:"small end"},b)),u=t.map((b,w)=>f("text",{x:c+(w+.5)*a,y:l-7,class:"mid"},k(b))),T=f("rect",{class:"frame",x:c+s*a-1,y:0,width:a+1,height:l-1,visibility:s>=0&&s<t.length?"visible":"hidden"}),O={width:h,height:l,role:"img","aria-label":i,onClick:b=>{let w=b.clientX-b.currentTarget.getBoundingClientRect().left-c,v=Math.floor(w/a);v>=0&&v<t.length&&this.onSelect(v)}};this.node.replaceChildren(f("svg",O,g,x,u,T))}};function ve(r){let e=r&32768?-1:1,t=r>>10&31,n=r&1023;return t===0?e*n*2**-24:t===31?n?NaN:e*(1/0):e*(1+n/1024)*2**(t-15)}function se(r){let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<e.length;n++)t[n]=e.charCodeAt(n);return t}function ye(r,e){let t=r.length/e.length;return Float32Array.from(new Int8Array(r.buffer),(n,o)=>n*e[Math.floor(o/t)])}function ke({shape:r,dtype:e,data:t,scale:n}){let o=se(t),s;e==="float16"?s=Float32Array.from(new Uint16Array(o.buffer),ve):e==="int8"?s=ye(o,new Float32Array(se(n).buffer)):s=new Float32Array(o.buffer);let i=r.reduce((a,d)=>a*d,1);if(s.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${s.length} 个`);return Object.assign(s,{shape:r})}function ae(r){return Object.fromEntries(Object.entries(r).map(([e,t])=>[e,ke(t)]))}function $(r,e,t){let n=new Float32Array(t.length);for(let o=0,s=0;o<n.length;o++){let i=t[o];for(let a=0;a<e.length;a++,s++)i+=r[s]*e[a];n[o]=i}return n}function Me(r,e,t){let n=r.shape[1];return t.map((o,s)=>o+r[s*n+e])}function ie(r){let e=r.reduce((n,o)=>Math.max(n,o),-1/0),t=r.reduce((n,o)=>n+Math.exp(o-e),0);return r.map(n=>n-e-Math.log(t))}var C=r=>1/(1+Math.exp(-r));function $e({w_hh:r,b_hh:e},t,{h:n},o={}){let s=n.length,i=$(r,n,e),[a,d,c,h]=Array.from({length:4},()=>new Float32Array(s));for(let l=0;l<s;l++)a[l]=o.r??C(t[l]+i[l]),d[l]=o.z??C(t[s+l]+i[s+l]),c[l]=Math.tanh(t[2*s+l]+a[l]*i[2*s+l]),h[l]=(1-d[l])*c[l]+d[l]*n[l];return{h,r:a,z:d,n:c}}function Se({w_hh:r,b_hh:e},t,{h:n,c:o},s={}){let i=n.length,a=$(r,n,e),[d,c,h,l,g,x]=Array.from({length:6},()=>new Float32Array(i));for(let u=0;u<i;u++)d[u]=s.i??C(t[u]+a[u]),c[u]=s.f??C(t[i+u]+a[i+u]),h[u]=Math.tanh(t[2*i+u]+a[2*i+u]),l[u]=s.o??C(t[3*i+u]+a[3*i+u]),g[u]=c[u]*o[u]+d[u]*h[u],x[u]=l[u]*Math.tanh(g[u]);return{h:x,c:g,i:d,f:c,g:h,o:l}}function Ae({w_hh:r,b_hh:e},t,{h:n}){return{h:$(r,n,e).map((s,i)=>Math.tanh(t[i]+s))}}var Ce={rnn:[Ae,1],gru:[$e,3],lstm:[Se,4]},j=class{constructor(e,t,n,o=""){[this.cell,this.blocks]=Ce[n],this.layers=[];for(let s=0;`${t}.weight_ih_l${s}${o}`in e;s++){let i=a=>e[`${t}.${a}_l${s}${o}`];this.layers.push({w_ih:i("weight_ih"),w_hh:i("weight_hh"),b_ih:i("bias_ih"),b_hh:i("bias_hh")})}}start(){return this.layers.map(({b_hh:e})=>{let t=e.length/this.blocks;return{h:new Float32Array(t),c:new Float32Array(t)}})}step(e,t,n){let o=[];for(let[s,i]of this.layers.entries()){let a=s?o[s-1].h:e,d=typeof a=="number"?Me:$;o.push(this.cell(i,d(i.w_ih,a,i.b_ih),t[s],n))}return o}run(e,t=this.start()){return e.map(n=>t=this.step(n,t))}};var I=class{constructor({tensors:e,kind:t,vocab:n}){this.tensors=ae(e),this.stack=new j(this.tensors,"rnn",t),this.vocab=n,this.ids=new Map(n.map((o,s)=>[o,s]))}encode(e){return[...e].map(t=>this.ids.get(t)??this.ids.get("<unk>"))}step(e,t=this.stack.start(),n={}){let o=this.stack.step(e,t,n),s=$(this.tensors["output.weight"],o.at(-1).h,this.tensors["output.bias"]);return{logProbs:ie(s),state:o}}};function K(r,e,t){let n;return e.map(o=>{let s=r.step(o,n,t);return n=s.state,s})}function le(r,e){return Array.from(r,(t,n)=>({id:n,value:Math.exp(t)})).sort((t,n)=>n.value-t.value).slice(0,e)}function ce(r,e){return Array.from(r[0],(n,o)=>{let s=r.reduce((i,a)=>i+a[o],0)/r.length;return{i:o,value:r.reduce((i,a)=>i+(a[o]-s)**2,0)}}).sort((n,o)=>o.value-n.value).slice(0,e).map(({i:n})=>n)}function G(r){return r.toLowerCase().replace(/[^a-z]+/g," ").trim()}function he(r,e){let t=G(r);return t?t.length>e?{error:`最多 ${e} 个字符，现在有 ${t.length} 个，请删短一些。`}:t!==r.trim()?{note:`模型只认小写字母与空格，读到的是“${t}”。`}:{}:{error:"请输入英文，至少一个字母。"}}var Ee=60,_e=8,Le=["blue","orange","green","purple"],ze=[void 0,"7 3","2 3","9 3 2 3"],U=class extends z{build({model:e,text:t,examples:n}){this.model=new I(e);let o=this.model.stack.layers.length,s=h=>he(h,Ee),i=h=>this.read(h);this.field=W({label:"让模型读一段英文",value:t,examples:n,check:s,onInput:i}),this.position=Q({label:"改第几个字符",min:1,max:1,value:1,onInput:()=>this.draw()});let d=this.model.vocab.filter(h=>/^[a-z ]$/.test(h)).sort().map(h=>[h,k(h)]);this.letter=R({label:"换成",options:d,value:"z",onChange:()=>this.draw()}),this.line=Z();let c=Array.from({length:o},(h,l)=>[String(l),`第 ${l+1} 层`]);return this.layer=R({label:"热图画",options:c,value:"0",onChange:()=>this.drawHeatmap()}),this.heatmap=new F({name:"一层的状态",onSelect:h=>this.moveTo(h)}),this.chart=new _({height:220}),this.bars=[new A({caption:"原文的下一个字符"}),new A({caption:"改后的下一个字符"})],this.read(t),[this.field.node,P(this.layer),this.heatmap.node,P(this.position,this.letter),this.line.node,this.chart.node,p("div",{class:"columns"},this.bars.map(({node:h})=>h))]}read(e){this.characters=[...G(e)],this.original=K(this.model,this.model.encode(this.characters.join("")));let{length:t}=this.characters;this.position.set(Math.min(this.position.value,t),t),this.draw()}moveTo(e){this.position.set(e+1),this.draw()}draw(){let e=this.position.value-1,t=this.characters.with(e,this.letter.value);this.altered=K(this.model,this.model.encode(t.join(""))),this.drawHeatmap(),this.drawInfluence(e);for(let[n,o]of[this.original,this.altered].entries()){let s=le(o.at(-1).logProbs,5);this.bars[n].update(s.map(({id:i,value:a})=>({name:k(this.model.vocab[i]),value:a})))}}drawHeatmap(){let e=Number(this.layer.value),t=this.original.map(({state:o})=>o[e].h),n=ce(t,Math.min(_e,t[0].length));this.heatmap.update({rows:n.map(String),columns:this.characters,values:n.map(o=>t.map(s=>s[o])),color:oe,selected:this.position.value-1,label:`第 ${e+1} 层变化最大的 ${n.length} 个单元在 ${t.length} 个字符上的状态`})}drawInfluence(e){let t=this.model.stack.layers.length,n=(c,h)=>Fe(this.altered[h].state[c].h,this.original[h].state[c].h),o=this.characters.map((c,h)=>h+1),s=Array.from({length:t},(c,h)=>({name:`第 ${h+1} 层`,color:Le[h%4],dash:ze[h%4],xs:o,ys:o.map(l=>n(h,l-1))})),i=s.map(({name:c,ys:h})=>`${c} ${S(h.at(-1))}`).join("，"),a=this.characters[e]===this.letter.value?"（与原来相同，没有改动）":"",d=`第 ${e+1} 个字符“${k(this.characters[e])}”换成“${k(this.letter.value)}”${a}`;this.line.say(`${d}：读到最后一个字符时，隐状态的相对变化是${i}。`),this.chart.update({series:s,x:{label:"第几个字符",whole:!0,domain:[1,Math.max(2,o.length)]},y:{label:"隐状态的相对变化",domain:[0,Math.max(.5,...s.flatMap(({ys:c})=>c))]},label:`${d}之后，各层隐状态的相对变化随字符的曲线。最后：${i}。`})}};function Fe(r,e){return Math.hypot(...r.map((t,n)=>t-e[n]))/Math.hypot(...e)}ne("rnn-depth-lab",U);})();
