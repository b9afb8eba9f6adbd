(()=>{var oe="http://www.w3.org/2000/svg";function q(t,e,r){for(let[o,s]of Object.entries(e))typeof s=="function"?t.addEventListener(o.slice(2).toLowerCase(),s):s===!0?t.setAttribute(o,""):s!==!1&&s!=null&&t.setAttribute(o,s);return t.append(...r.flat().filter(o=>o!=null)),t}function m(t,e={},...r){return q(document.createElement(t),e,r)}function g(t,e={},...r){return q(document.createElementNS(oe,t),e,r)}function x(t,e=2){return t.toFixed(e).replace("-","−")}var R=0;function H(t){return R+=1,`${t}-${R}`}var C=class{constructor(e){this.node=m("div",e),this.width=0,new ResizeObserver(([r])=>{let o=Math.round(r.contentRect.width);o&&o!==this.width&&(this.width=o,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}};var ne={left:48,right:12,top:22,bottom:34};function K({domain:[t,e],whole:r=!1},o){let s=(e-t)/o,n=10**Math.floor(Math.log10(s)),i=Math.max(r?1:0,n*[1,2,5,10].find(c=>c*n>=s)),d=Math.ceil(t/i-1e-9);return Array.from({length:Math.floor(e/i+1e-9)-d+1},(c,a)=>(d+a)*i)}var A=class extends C{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:r,x:o,y:s,label:n,markers:i=[]}=this.data,{left:d,right:c,top:a,bottom:h}=ne,p=([u,v],w,$)=>L=>w+(L-u)/(v-u)*($-w),[l,f]=[p(o.domain,d,e-c),p(s.domain,this.height-h,a)],y=[...K(o,Math.max(3,e/110)).flatMap(u=>[g("line",{class:"grid",x1:l(u),x2:l(u),y1:a,y2:this.height-h}),g("text",{class:"small mid",x:l(u),y:this.height-h+15},G(o,u))]),...K(s,5).flatMap(u=>[g("line",{class:"grid",x1:d,x2:e-c,y1:f(u),y2:f(u)}),g("text",{class:"small end",x:d-5,y:f(u)+4},G(s,u))])],b=r.map(({xs:u,ys:v,color:w,dash:$})=>{let L=Array.from(u,(te,re)=>`${l(te).toFixed(1)},${f(v[re]).toFixed(1)}`).join(" ");return g("polyline",{points:L,class:"line",style:`stroke:var(--${w})`,"stroke-dasharray":$})}),M=i.map(u=>g("circle",{class:"dot",cx:l(u.x),cy:f(u.y),r:5})),E=[g("text",{class:"small end",x:e-c,y:this.height-3},o.label),g("text",{class:"small",x:2,y:11},s.label)],T=r.filter(({name:u})=>u).map(({name:u,color:v,dash:w})=>m("span",{class:"key"},m("i",{style:`border-color:var(--${v})`,class:w?"dashed":null}),u)),ee=g("svg",{width:e,height:this.height,role:"img","aria-label":n},y,b,M,E);return m("div",{},T.length?m("div",{class:"legend"},T):null,ee)}};function G({format:t=r=>x(r,Number.isInteger(r)?0:1)},e){return t(Number(e.toPrecision(12)))}function z({label:t,min:e,max:r,step:o=1,value:s,format:n=String,onInput:i}){let d=H("slider"),c=m("output",{for:d}),a=m("input",{id:d,type:"range",min:e,max:r,step:o,value:s}),h=()=>{c.value=n(Number(a.value)),a.setAttribute("aria-valuetext",c.value)};return a.addEventListener("input",()=>{h(),i(Number(a.value))}),h(),{node:m("div",{class:"control"},m("label",{for:d},t),a,c),input:a,get value(){return Number(a.value)},set(p,l=a.max){a.max=l,a.value=p,h()}}}function U(...t){return m("div",{class:"controls"},...t.map(e=>e.node??e))}function B(){let t=m("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var D=`:host {
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
`;var J=new CSSStyleSheet;J.replaceSync(D);var j=new Set;function se(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function S(){for(let t of j)t.toggleAttribute("dark",se())}var P=!1;function ie(){if(P)return;P=!0;let t=new MutationObserver(S),e=["data-theme","data-jp-theme-light"];for(let r of[document.documentElement,document.body])t.observe(r,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",S)}var F=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",j.add(this),ie(),this.shadowRoot?S():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){j.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let r=performance.now(),o=this.attachShadow({mode:"open"});o.adoptedStyleSheets=[J],o.addEventListener("keydown",le),S();try{o.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-r).toFixed(1)}catch(s){let n=`这幅交互图没有启动（${s.message}），下面是静态的图。`;o.replaceChildren(m("p",{class:"problem",role:"alert"},n),m("slot")),console.error(s)}}};function le(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function Y(t,e){customElements.get(t)||customElements.define(t,e)}var k=t=>1/(1+Math.exp(-t));function ce({rows:t,columns:e,values:r},o,s){return Float64Array.from({length:t},(n,i)=>{let d=s[i];for(let c=0;c<e;c++)d+=r[i*e+c]*o[c];return d})}function de({rows:t,columns:e,values:r},o){let s=new Float64Array(e);for(let n=0;n<t;n++)for(let i=0;i<e;i++)s[i]+=r[n*e+i]*o[n];return s}var he={rnn:{forward:(t,e)=>({h:e.map((r,o)=>Math.tanh(t[o]+r))}),backward:({h:t},{dh:e})=>({recurrent:e.map((r,o)=>r*(1-t[o]**2)),direct:{}})},gru:{forward(t,e,{h:r}){let o=r.length,s=(a,h)=>a*o+h,n=r.map((a,h)=>k(t[h]+e[h])),i=r.map((a,h)=>k(t[s(1,h)]+e[s(1,h)])),d=e.slice(2*o),c=r.map((a,h)=>Math.tanh(t[s(2,h)]+n[h]*d[h]));return{h:r.map((a,h)=>(1-i[h])*c[h]+i[h]*a),old:r,r:n,z:i,u:d,n:c}},backward({old:t,r:e,z:r,u:o,n:s},{dh:n}){let i=n.map((c,a)=>c*(1-r[a])*(1-s[a]**2)),d=new Float64Array(3*n.length);return n.forEach((c,a)=>{d[a]=i[a]*o[a]*e[a]*(1-e[a]),d[n.length+a]=c*(t[a]-s[a])*r[a]*(1-r[a]),d[2*n.length+a]=i[a]*e[a]}),{recurrent:d,direct:{dh:n.map((c,a)=>c*r[a])}}}},lstm:{forward(t,e,{c:r}){let o=r.length,s=e.map((p,l)=>t[l]+p),n=(p,l)=>s.slice(p*o,(p+1)*o).map(l),[i,d,c,a]=[n(0,k),n(1,k),n(2,Math.tanh),n(3,k)],h=r.map((p,l)=>d[l]*p+i[l]*c[l]);return{h:h.map((p,l)=>a[l]*Math.tanh(p)),c:h,old:r,i,f:d,g:c,o:a}},backward({c:t,old:e,i:r,f:o,g:s,o:n},{dh:i,dc:d}){let c=i.length,a=new Float64Array(4*c),h=d.map((p,l)=>p+i[l]*n[l]*(1-Math.tanh(t[l])**2));return h.forEach((p,l)=>{a[l]=p*s[l]*r[l]*(1-r[l]),a[c+l]=p*e[l]*o[l]*(1-o[l]),a[2*c+l]=p*r[l]*(1-s[l]**2),a[3*c+l]=i[l]*Math.tanh(t[l])*n[l]*(1-n[l])}),{recurrent:a,direct:{dc:h.map((p,l)=>p*o[l])}}}}};function pe(t,{w_ih:e,w_hh:r,b:o},s,n){let i=he[t],d=()=>new Float64Array(n.length),c=new Float64Array(o.length),a={h:d(),c:d()},h=s.map(l=>{let f=o.map((y,b)=>y+e.values[b*e.columns+l]);return a=i.forward(f,ce(r,a.h,c),a)}),p={dh:Float64Array.from(n),dc:d()};return h.toReversed().map(l=>{let f=Math.hypot(...p.dh),{recurrent:y,direct:b}=i.backward(l,p),M=de(r,y);return p={dh:b.dh?M.map((E,I)=>E+b.dh[I]):M,dc:b.dc??d()},Math.log(Math.max(f,1e-300))})}function V(t,e,r,o){let s=r.map(n=>pe(t,e,n,o));return s[0].map((n,i)=>s.reduce((d,c)=>d+c[i],0)/s.length)}function X(t,e=1,r=11){let o=(e+r-1)/2,[s,n]=[0,0];for(let i=e;i<r;i++)s+=(i-o)*t[i],n+=(i-o)**2;return s/n}function ue(t){let e=t&32768?-1:1,r=t>>10&31,o=t&1023;return r===0?e*o*2**-24:r===31?o?NaN:e*(1/0):e*(1+o/1024)*2**(r-15)}function Q(t){let e=atob(t),r=new Uint8Array(e.length);for(let o=0;o<e.length;o++)r[o]=e.charCodeAt(o);return r}function me(t,e){let r=t.length/e.length;return Float32Array.from(new Int8Array(t.buffer),(o,s)=>o*e[Math.floor(s/r)])}function _({shape:t,dtype:e,data:r,scale:o}){let s=Q(r),n;e==="float16"?n=Float32Array.from(new Uint16Array(s.buffer),ue):e==="int8"?n=me(s,new Float32Array(Q(o).buffer)):n=new Float32Array(s.buffer);let i=t.reduce((d,c)=>d*c,1);if(n.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${n.length} 个`);return Object.assign(n,{shape:t})}var N=[{key:"rnn",name:"RNN",color:"orange",dash:"2 3"},{key:"gru",name:"GRU",color:"green",dash:"7 3"},{key:"lstm",name:"LSTM",color:"blue"}],Z=-14,W=4,O=class extends F{build({texts:e,direction:r,weights:o,std:s}){this.texts=e,this.direction=_(r);let n=({w_ih:h,w_hh:p})=>({w_ih:_(h),w_hh:_(p)});this.normals=Object.fromEntries(Object.entries(o).map(([h,p])=>[h,n(p)]));let i=()=>this.draw(),d={min:-2,max:4,step:.1,value:0,format:h=>x(h,1)};this.bias=z({label:"遗忘门的偏置",...d,onInput:i});let c={min:-2,max:-.3,step:.05,value:Math.log10(s)},a=h=>x(10**h,3);return this.std=z({label:"权重的标准差",...c,format:a,onInput:i}),this.line=B(),this.chart=new A({height:280}),this.draw(),[U(this.bias,this.std),this.line.node,this.chart.node]}weightsOf(e){let r=10**this.std.value,o=c=>({rows:c.shape[0],columns:c.shape[1],values:Float64Array.from(c,a=>a*r)}),{w_ih:s,w_hh:n}=this.normals[e],i=new Float64Array(n.shape[0]),d=n.shape[1];return e==="lstm"&&i.fill(this.bias.value,d,2*d),{w_ih:o(s),w_hh:o(n),b:i}}draw(){let e=N.map(({key:n})=>V(n,this.weightsOf(n),this.texts,this.direction)),o=`每往回走一步，梯度的自然对数平均变化：${e.map((n,i)=>`${N[i].name} ${x(X(n))}`).join("，")}。`;this.line.say(o);let s=N.map(({name:n,color:i,dash:d},c)=>{let a=e[c].map(l=>(l-e[c][0])/Math.LN10),h=a.findIndex(l=>l<Z||l>W),p=h<0?a:a.slice(0,h);return{name:n,color:i,dash:d,xs:p.map((l,f)=>f),ys:p}});this.chart.update({series:s,x:{label:"往回走的步数 k",whole:!0,domain:[0,e[0].length-1]},y:{label:"梯度是原来的 10 的几次方",domain:[Z,W]},label:`三种网络的梯度随往回走的步数变化的曲线。${o}`})}};Y("rnn-gradient-flow",O);})();
