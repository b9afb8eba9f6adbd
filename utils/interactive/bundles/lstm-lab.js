(()=>{var wt="http://www.w3.org/2000/svg";function Z(r,t,e){for(let[n,s]of Object.entries(t))typeof s=="function"?r.addEventListener(n.slice(2).toLowerCase(),s):s===!0?r.setAttribute(n,""):s!==!1&&s!=null&&r.setAttribute(n,s);return r.append(...e.flat().filter(n=>n!=null)),r}function h(r,t={},...e){return Z(document.createElement(r),t,e)}function g(r,t={},...e){return Z(document.createElementNS(wt,r),t,e)}function y(r,t=2){return r.toFixed(t).replace("-","−")}function C(r){return r.replaceAll(" ","␣")}var W=0;function F(r){return W+=1,`${r}-${W}`}function et(r){return`color-mix(in srgb, var(--blue) ${Math.round(100*Math.min(1,Math.max(0,r)))}%, var(--paper))`}function rt(r){let t=Math.round(100*Math.min(1,Math.abs(r)));return`color-mix(in srgb, var(--${r<0?"orange":"blue"}) ${t}%, var(--paper))`}var B=class{constructor(t){this.node=h("div",t),this.width=0,new ResizeObserver(([e])=>{let n=Math.round(e.contentRect.width);n&&n!==this.width&&(this.width=n,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(t){this.data=t,this.redraw()}},_=class{constructor({onSelect:t=()=>{},cell:e=18,rowHeight:n=14,name:s}){Object.assign(this,{onSelect:t,cell:e,rowHeight:n}),this.node=h("div",{class:"scroll",tabindex:"0",role:"group","aria-label":`${s}，可横向滚动`})}update({rows:t,columns:e,values:n,color:s,selected:o,label:a}){let{cell:i,rowHeight:c}=this,d=8+7.5*Math.max(...t.map(b=>[...b].length+(b.match(/[\u3000-\u9fff]/g)?.length??0))),[m,l]=[d+e.length*i+2,t.length*c+22],f=n.flatMap((b,w)=>Array.from(b,(v,p)=>{let k=`fill:${s(v)}`;return g("rect",{x:d+p*i,y:w*c,width:i-1,height:c-1,style:k})})),x=t.map((b,w)=>g("text",{x:d-4,y:w*c+c-3,class:"small end"},b)),u=e.map((b,w)=>g("text",{x:d+(w+.5)*i,y:l-7,class:"mid"},C(b))),R=g("rect",{class:"frame",x:d+o*i-1,y:0,width:i+1,height:l-1,visibility:o>=0&&o<e.length?"visible":"hidden"}),H={width:m,height:l,role:"img","aria-label":a,onClick:b=>{let w=b.clientX-b.currentTarget.getBoundingClientRect().left-d,v=Math.floor(w/i);v>=0&&v<e.length&&this.onSelect(v)}};this.node.replaceChildren(g("svg",H,f,x,u,R))}},j=class{constructor({caption:t}){this.body=h("tbody"),this.node=h("table",{class:"bars"},h("caption",{},t),this.body)}update(t){let e=t.map(({name:n,value:s,emphasis:o=!1})=>h("tr",{class:o?"emphasis":null},h("th",{scope:"row"},n),h("td",{class:"bar"},h("i",{style:`width:${100*s}%`})),h("td",{class:"number"},y(s,3))));this.body.replaceChildren(...e)}},yt={left:48,right:12,top:22,bottom:34};function Q(r,t,e){let n=(t-r)/e,s=10**Math.floor(Math.log10(n)),o=s*[1,2,5,10].find(i=>i*s>=n),a=Math.ceil(r/o-1e-9);return Array.from({length:Math.floor(t/o+1e-9)-a+1},(i,c)=>(a+c)*o)}var I=class extends B{constructor({height:t=240}={}){super({class:"chart"}),this.height=t}paint(t){let{series:e,x:n,y:s,label:o,markers:a=[]}=this.data,{left:i,right:c,top:d,bottom:m}=yt,l=([p,k],S,P)=>U=>S+(U-p)/(k-p)*(P-S),[f,x]=[l(n.domain,i,t-c),l(s.domain,this.height-m,d)],u=[...Q(...n.domain,Math.max(3,t/110)).flatMap(p=>[g("line",{class:"grid",x1:f(p),x2:f(p),y1:d,y2:this.height-m}),g("text",{class:"small mid",x:f(p),y:this.height-m+15},tt(n,p))]),...Q(...s.domain,5).flatMap(p=>[g("line",{class:"grid",x1:i,x2:t-c,y1:x(p),y2:x(p)}),g("text",{class:"small end",x:i-5,y:x(p)+4},tt(s,p))])],R=e.map(({xs:p,ys:k,color:S,dash:P})=>{let U=Array.from(p,(bt,xt)=>`${f(bt).toFixed(1)},${x(k[xt]).toFixed(1)}`).join(" ");return g("polyline",{points:U,class:"line",style:`stroke:var(--${S})`,"stroke-dasharray":P})}),Y=a.map(p=>g("circle",{class:"dot",cx:f(p.x),cy:x(p.y),r:5})),H=[g("text",{class:"small end",x:t-c,y:this.height-3},n.label),g("text",{class:"small",x:2,y:11},s.label)],w=e.filter(({name:p})=>p).map(({name:p,color:k,dash:S})=>h("span",{class:"key"},h("i",{style:`border-color:var(--${k})`,class:S?"dashed":null}),p)),v=g("svg",{width:t,height:this.height,role:"img","aria-label":o},u,R,Y,H);return h("div",{},w.length?h("div",{class:"legend"},w):null,v)}};function tt({format:r=e=>y(e,Number.isInteger(e)?0:1)},t){return r(Number(t.toPrecision(12)))}function G({label:r,min:t,max:e,step:n=1,value:s,format:o=String,onInput:a}){let i=F("slider"),c=h("output",{for:i}),d=h("input",{id:i,type:"range",min:t,max:e,step:n,value:s}),m=()=>{c.value=o(Number(d.value)),d.setAttribute("aria-valuetext",c.value)};return d.addEventListener("input",()=>{m(),a(Number(d.value))}),m(),{node:h("div",{class:"control"},h("label",{for:i},r),d,c),input:d,get value(){return Number(d.value)},set(l,f=d.max){d.max=f,d.value=l,m()}}}function A({label:r,options:t,value:e,onChange:n}){let s=F("choice"),o=t.map(([i,c])=>h("option",{value:i,selected:i===e},c)),a=h("select",{id:s,onChange:()=>n(a.value)},o);return{node:h("div",{class:"control"},h("label",{for:s},r),a),input:a,get value(){return a.value},set(i){a.value=i}}}function K(r,t,e={}){return h("button",{type:"button",onClick:t,...e},r)}function nt({label:r,value:t,check:e=()=>({}),onInput:n,examples:s=[]}){let o=F("text"),a=h("p",{id:`${o}-note`,class:"note",role:"status"}),i=h("input",{id:o,type:"text",value:t,autocomplete:"off",spellcheck:"false","aria-describedby":`${o}-note`}),c=()=>{let{error:l,note:f}=e(i.value);a.textContent=l??f??"",a.classList.toggle("problem",!!l),i.setAttribute("aria-invalid",String(!!l)),l||n(i.value)},d=l=>{i.value=l,c()};i.addEventListener("input",l=>l.isComposing||c()),i.addEventListener("compositionend",c);let m=s.map(l=>K(l,()=>d(l),{class:"sample"}));return{node:h("div",{class:"field"},h("label",{for:o},r),i,s.length?h("div",{class:"samples",role:"group","aria-label":"例句"},m):null,a),input:i,get value(){return i.value},set:d}}function $(...r){return h("div",{class:"controls"},...r.map(t=>t.node??t))}function st(){let r=h("p",{class:"live",role:"status","aria-live":"polite"});return{node:r,say(t){r.textContent!==t&&(r.textContent=t)}}}var ot=`:host {
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
`;var at=new CSSStyleSheet;at.replaceSync(ot);var D=new Set;function kt(){let r={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],t=document.documentElement.dataset.theme??r;return t?t==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function L(){for(let r of D)r.toggleAttribute("dark",kt())}var it=!1;function $t(){if(it)return;it=!0;let r=new MutationObserver(L),t=["data-theme","data-jp-theme-light"];for(let e of[document.documentElement,document.body])r.observe(e,{attributes:!0,attributeFilter:t});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",L)}var O=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",D.add(this),$t(),this.shadowRoot?L():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){D.delete(this)}start(){let t=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!t)return;let e=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[at],n.addEventListener("keydown",Mt),L();try{n.append(...this.build(JSON.parse(t.textContent))),this.dataset.ready=(performance.now()-e).toFixed(1)}catch(s){let o=`这幅交互图没有启动（${s.message}），下面是静态的图。`;n.replaceChildren(h("p",{class:"problem",role:"alert"},o),h("slot")),console.error(s)}}};function Mt(r){r.key!=="Escape"&&!r.ctrlKey&&!r.metaKey&&!r.altKey&&r.stopPropagation()}function lt(r,t){customElements.get(r)||customElements.define(r,t)}function St(r){let t=r&32768?-1:1,e=r>>10&31,n=r&1023;return e===0?t*n*2**-24:e===31?n?NaN:t*(1/0):t*(1+n/1024)*2**(e-15)}function ct(r){let t=atob(r),e=new Uint8Array(t.length);for(let n=0;n<t.length;n++)e[n]=t.charCodeAt(n);return e}function Ct(r,t){let e=r.length/t.length;return Float32Array.from(new Int8Array(r.buffer),(n,s)=>n*t[Math.floor(s/e)])}function At({shape:r,dtype:t,data:e,scale:n}){let s=ct(e),o;t==="float16"?o=Float32Array.from(new Uint16Array(s.buffer),St):t==="int8"?o=Ct(s,new Float32Array(ct(n).buffer)):o=new Float32Array(s.buffer);let a=r.reduce((i,c)=>i*c,1);if(o.length!==a)throw new Error(`张量应有 ${a} 个数，实际有 ${o.length} 个`);return Object.assign(o,{shape:r})}function ht(r){return Object.fromEntries(Object.entries(r).map(([t,e])=>[t,At(e)]))}function E(r,t,e){let n=new Float32Array(e.length);for(let s=0,o=0;s<n.length;s++){let a=e[s];for(let i=0;i<t.length;i++,o++)a+=r[o]*t[i];n[s]=a}return n}function Et(r,t,e){let n=r.shape[1];return e.map((s,o)=>s+r[o*n+t])}function dt(r){let t=r.reduce((n,s)=>Math.max(n,s),-1/0),e=r.reduce((n,s)=>n+Math.exp(s-t),0);return r.map(n=>n-t-Math.log(e))}var z=r=>1/(1+Math.exp(-r));function zt({w_hh:r,b_hh:t},e,{h:n},s={}){let o=n.length,a=E(r,n,t),[i,c,d,m]=Array.from({length:4},()=>new Float32Array(o));for(let l=0;l<o;l++)i[l]=s.r??z(e[l]+a[l]),c[l]=s.z??z(e[o+l]+a[o+l]),d[l]=Math.tanh(e[2*o+l]+i[l]*a[2*o+l]),m[l]=(1-c[l])*d[l]+c[l]*n[l];return{h:m,r:i,z:c,n:d}}function Ft({w_hh:r,b_hh:t},e,{h:n,c:s},o={}){let a=n.length,i=E(r,n,t),[c,d,m,l,f,x]=Array.from({length:6},()=>new Float32Array(a));for(let u=0;u<a;u++)c[u]=o.i??z(e[u]+i[u]),d[u]=o.f??z(e[a+u]+i[a+u]),m[u]=Math.tanh(e[2*a+u]+i[2*a+u]),l[u]=o.o??z(e[3*a+u]+i[3*a+u]),f[u]=d[u]*s[u]+c[u]*m[u],x[u]=l[u]*Math.tanh(f[u]);return{h:x,c:f,i:c,f:d,g:m,o:l}}function _t({w_hh:r,b_hh:t},e,{h:n}){return{h:E(r,n,t).map((o,a)=>Math.tanh(e[a]+o))}}var jt={rnn:[_t,1],gru:[zt,3],lstm:[Ft,4]},T=class{constructor(t,e,n,s=""){[this.cell,this.blocks]=jt[n],this.layers=[];for(let o=0;`${e}.weight_ih_l${o}${s}`in t;o++){let a=i=>t[`${e}.${i}_l${o}${s}`];this.layers.push({w_ih:a("weight_ih"),w_hh:a("weight_hh"),b_ih:a("bias_ih"),b_hh:a("bias_hh")})}}start(){return this.layers.map(({b_hh:t})=>{let e=t.length/this.blocks;return{h:new Float32Array(e),c:new Float32Array(e)}})}step(t,e,n){let s=[];for(let[o,a]of this.layers.entries()){let i=o?s[o-1].h:t,c=typeof i=="number"?Et:E;s.push(this.cell(a,c(a.w_ih,i,a.b_ih),e[o],n))}return s}run(t,e=this.start()){return t.map(n=>e=this.step(n,e))}};var N=class{constructor({tensors:t,kind:e,vocab:n}){this.tensors=ht(t),this.stack=new T(this.tensors,"rnn",e),this.vocab=n,this.ids=new Map(n.map((s,o)=>[s,o]))}encode(t){return[...t].map(e=>this.ids.get(e)??this.ids.get("<unk>"))}step(t,e=this.stack.start(),n={}){let s=this.stack.step(t,e,n),o=E(this.tensors["output.weight"],s.at(-1).h,this.tensors["output.bias"]);return{logProbs:dt(o),state:s}}};function It(r){let t=r*2654435769+2135587861|0||1;return()=>(t^=t<<13,t^=t>>>17,t^=t<<5,(t>>>0)/2**32)}function J(r){let t=0;for(let e=1;e<r.length;e++)r[e]>r[t]&&(t=e);return t}function Lt(r,t,e){if(t===0)return J(r);let n=r[J(r)],s=Array.from(r,i=>Math.exp((i-n)/t)),o=e()*s.reduce((i,c)=>i+c),a=s.findIndex(i=>(o-=i)<0);return a<0?J(r):a}function ut(r,t,e){let n;return t.map(s=>{let o=r.step(s,n,e);return n=o.state,o})}function pt(r,t,{length:e,temperature:n,seed:s,frozen:o}){let a=It(s),i=[];for(let c=t;i.length<e;c=r.step(i.at(-1),c.state,o))i.push(Lt(c.logProbs,n,a));return i}function mt(r,t){return Array.from(r,(e,n)=>({id:n,value:Math.exp(e)})).sort((e,n)=>n.value-e.value).slice(0,t)}function ft(r,t){return Array.from(r[0],(n,s)=>{let o=r.reduce((a,i)=>a+i[s],0)/r.length;return{i:s,value:r.reduce((a,i)=>a+(i[s]-o)**2,0)}}).sort((n,s)=>s.value-n.value).slice(0,t).map(({i:n})=>n)}function V(r){return r.toLowerCase().replace(/[^a-z]+/g," ").trim()}function gt(r,t){let e=V(r);return e?e.length>t?{error:`最多 ${t} 个字符，现在有 ${e.length} 个，请删短一些。`}:e!==r.trim()?{note:`模型只认小写字母与空格，读到的是“${e}”。`}:{}:{error:"请输入英文，至少一个字母。"}}var Ot=60,M=12,Tt=80,Nt=[["","照常"],["0","固定为 0"],["0.5","固定为 0.5"],["1","固定为 1"]],q=class extends O{build({model:t,text:e,examples:n}){this.model=new N(t),this.seed=1,this.makeControls(e,n),this.heatmap=new _({name:"各单元随字符变化的热图",onSelect:i=>this.moveTo(i)}),this.bars=new j({caption:"下一个字符"}),this.written=h("p",{class:"prose"}),this.line=st();let s=this.extras();this.read(e);let o=h("p",{class:"muted"},"接着写"),a=h("div",{},o,$(this.temperature,this.again),this.written);return[this.field.node,$(...Object.values(this.freeze)),$(this.quantity,this.units),this.heatmap.node,$(this.position),this.line.node,...s,h("div",{class:"columns"},this.bars.node,a)]}extras(){return[]}drawExtras(){}makeControls(t,e){let n=l=>gt(l,Ot),s=l=>this.read(l);this.field=nt({label:"让模型读一段英文",value:t,examples:e,check:n,onInput:s});let o={options:Nt,value:"",onChange:()=>this.run()},a=this.gates.map(({key:l,name:f})=>[l,A({label:f,...o})]);this.freeze=Object.fromEntries(a);let i=this.quantities.map(({key:l,name:f})=>[l,f]),c=()=>this.draw();this.quantity=A({label:"热图画",options:i,value:i[0][0],onChange:c}),this.units=A({label:"单元",options:this.unitGroups(),value:"lively",onChange:c}),this.position=G({label:"位置",min:1,max:1,value:1,onInput:c});let m={min:0,max:1.5,step:.1,value:.5,format:l=>l?y(l,1):"0（取最大的）",onInput:()=>this.write()};this.temperature=G({label:"温度",...m}),this.again=K("换一个种子",()=>{this.seed+=1,this.write()})}unitGroups(){let t=this.model.stack.start()[0].h.length,e=Array.from({length:Math.ceil(t/M)},(n,s)=>{let[o,a]=[s*M,Math.min(t,(s+1)*M)-1];return[String(s),`第 ${o} 到 ${a} 个`]});return[["lively",`变化最大的 ${M} 个`],...e]}get frozen(){let t=Object.entries(this.freeze).filter(([,{value:e}])=>e!=="");return Object.fromEntries(t.map(([e,{value:n}])=>[e,Number(n)]))}read(t){this.characters=[...V(t)],this.position.set(this.characters.length,this.characters.length),this.run()}run(){this.steps=ut(this.model,this.model.encode(this.characters.join("")),this.frozen),this.draw(),this.write()}moveTo(t){this.position.set(t+1),this.draw()}draw(){let t=this.position.value-1,{key:e,name:n,signed:s}=this.quantities.find(i=>i.key===this.quantity.value),o=this.steps.map(({state:i})=>i[0][e]),a=this.chosenUnits(o);this.heatmap.update({rows:a.map(String),columns:this.characters,values:a.map(i=>o.map(c=>c[i])),color:s?rt:et,selected:t,label:`${n}在 ${a.length} 个单元、${o.length} 个字符上的热图`}),this.describe(t,n,o[t]),this.drawExtras(a)}describe(t,e,n){let s=n.reduce((i,c)=>i+c)/n.length,o=mt(this.steps[t].logProbs,6),a=C(this.model.vocab[o[0].id]);this.line.say(`读完第 ${t+1} 个字符“${C(this.characters[t])}”：${e} 平均 ${y(s)}，最可能的下一个字符是“${a}”，概率 ${y(o[0].value)}。`),this.bars.update(o.map(({id:i,value:c})=>({name:C(this.model.vocab[i]),value:c})))}chosenUnits(t){if(this.units.value==="lively")return ft(t,M);let e=Number(this.units.value)*M;return Array.from({length:Math.min(M,t[0].length-e)},(n,s)=>e+s)}write(){let[t,{seed:e,frozen:n}]=[this.temperature.value,this],o=pt(this.model,this.steps.at(-1),{length:Tt,temperature:t,seed:e,frozen:n}).map(a=>this.model.vocab[a]).join("");this.written.replaceChildren(h("strong",{},this.characters.join("")),o)}};var qt=[{key:"f",name:"遗忘门 F",color:"blue"},{key:"i",name:"输入门 I",color:"green"},{key:"o",name:"输出门 O",color:"purple"},{key:"c",name:"记忆元 C",color:"orange"}],X=class extends q{quantities=[{key:"f",name:"遗忘门 F"},{key:"i",name:"输入门 I"},{key:"o",name:"输出门 O"},{key:"c",name:"记忆元 C",signed:!0},{key:"h",name:"隐状态 H",signed:!0}];gates=this.quantities.slice(0,3);extras(){let t=this.model.stack.start()[0].h.length,e=Array.from({length:t},(n,s)=>[String(s),`第 ${s} 个`]);return this.unit=A({label:"跟踪一个单元",options:e,value:"0",onChange:()=>this.drawCurves()}),this.followed=!1,this.chart=new I({height:220}),[$(this.unit),this.chart.node]}drawExtras(t){this.followed||this.unit.set(String(t[0])),this.followed=!0,this.drawCurves()}drawCurves(){let t=Number(this.unit.value),e=this.steps.map(({state:a})=>a[0]),n=qt.map(({key:a,name:i,color:c})=>({name:i,color:c,dash:a==="c"?"6 3":void 0,xs:e.map((d,m)=>m+1),ys:e.map(d=>d[a][t])})),s=n.at(-1).ys,o=Math.max(1,...s.map(Math.abs));this.chart.update({series:n,x:{label:"第几个字符",domain:[1,Math.max(2,e.length)]},y:{label:"取值",domain:[s.some(a=>a<0)?-o:0,o]},label:`第 ${t} 个单元的三个门与记忆元随字符变化的曲线，最后的记忆元是 ${y(s.at(-1))}`})}};lt("rnn-lstm-lab",X);})();
