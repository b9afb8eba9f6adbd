(()=>{var ne="http://www.w3.org/2000/svg";function H(t,e,r){for(let[n,s]of Object.entries(e))typeof s=="function"?t.addEventListener(n.slice(2).toLowerCase(),s):s===!0?t.setAttribute(n,""):s!==!1&&s!=null&&t.setAttribute(n,s);return t.append(...r.flat().filter(n=>n!=null)),t}function m(t,e={},...r){return H(document.createElement(t),e,r)}function g(t,e={},...r){return H(document.createElementNS(ne,t),e,r)}function x(t,e=2){return t.toFixed(e).replace("-","−")}var R=0;function K(t){return R+=1,`${t}-${R}`}var C=class{constructor(e){this.node=m("div",e),this.width=0,new ResizeObserver(([r])=>{let n=Math.round(r.contentRect.width);n&&n!==this.width&&(this.width=n,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(e){this.data=e,this.redraw()}};var oe={left:48,right:12,top:22,bottom:34};function q({domain:[t,e],whole:r=!1},n){let s=(e-t)/n,o=10**Math.floor(Math.log10(s)),i=Math.max(r?1:0,o*[1,2,5,10].find(c=>c*o>=s)),d=Math.ceil(t/i-1e-9);return Array.from({length:Math.floor(e/i+1e-9)-d+1},(c,a)=>(d+a)*i)}var A=class extends C{constructor({height:e=240}={}){super({class:"chart"}),this.height=e}paint(e){let{series:r,x:n,y:s,label:o,markers:i=[]}=this.data,{left:d,right:c,top:a,bottom:h}=oe,p=([u,v],w,$)=>L=>w+(L-u)/(v-u)*($-w),[l,f]=[p(n.domain,d,e-c),p(s.domain,this.height-h,a)],y=[...q(n,Math.max(3,e/110)).flatMap(u=>[g("line",{class:"grid",x1:l(u),x2:l(u),y1:a,y2:this.height-h}),g("text",{class:"small mid",x:l(u),y:this.height-h+15},G(n,u))]),...q(s,5).flatMap(u=>[g("line",{class:"grid",x1:d,x2:e-c,y1:f(u),y2:f(u)}),g("text",{class:"small end",x:d-5,y:f(u)+4},G(s,u))])],b=r.map(({xs:u,ys:v,color:w,dash:$})=>{let L=Array.from(u,(te,re)=>`${l(te).toFixed(1)},${f(v[re]).toFixed(1)}`).join(" ");return g("polyline",{points:L,class:"line",style:`stroke:var(--${w})`,"stroke-dasharray":$})}),M=i.map(u=>g("circle",{class:"dot",cx:l(u.x),cy:f(u.y),r:5})),E=[g("text",{class:"small end",x:e-c,y:this.height-3},n.label),g("text",{class:"small",x:2,y:11},s.label)],T=r.filter(({name:u})=>u).map(({name:u,color:v,dash:w})=>m("span",{class:"key"},m("i",{style:`border-color:var(--${v})`,class:w?"dashed":null}),u)),ee=g("svg",{width:e,height:this.height,role:"img","aria-label":o},y,b,M,E);return m("div",{},T.length?m("div",{class:"legend"},T):null,ee)}};function G({format:t=r=>x(r,Number.isInteger(r)?0:1)},e){return t(Number(e.toPrecision(12)))}function z({label:t,min:e,max:r,step:n=1,value:s,format:o=String,onInput:i}){let d=K("slider"),c=m("output",{for:d}),a=m("input",{id:d,type:"range",min:e,max:r,step:n,value:s}),h=()=>{c.value=o(Number(a.value)),a.setAttribute("aria-valuetext",c.value)};return a.addEventListener("input",()=>{h(),i(Number(a.value))}),h(),{node:m("div",{class:"control"},m("label",{for:d},t),a,c),input:a,get value(){return Number(a.value)},set(p,l=a.max){a.max=l,a.value=p,h()}}}function U(...t){return m("div",{class:"controls"},...t.map(e=>e.node??e))}function B(){let t=m("p",{class:"live",role:"status","aria-live":"polite"});return{node:t,say(e){t.textContent!==e&&(t.textContent=e)}}}var D=`:host {
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
`;var J=new CSSStyleSheet;J.replaceSync(D);var j=new Set;function se(){let t={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],e=document.documentElement.dataset.theme??t;return e?e==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function S(){for(let t of j)t.toggleAttribute("dark",se())}var P=!1;function ie(){if(P)return;P=!0;let t=new MutationObserver(S),e=["data-theme","data-jp-theme-light"];for(let r of[document.documentElement,document.body])t.observe(r,{attributes:!0,attributeFilter:e});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",S)}var F=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",j.add(this),ie(),this.shadowRoot?S():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){j.delete(this)}start(){let e=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!e)return;let r=performance.now(),n=this.attachShadow({mode:"open"});n.adoptedStyleSheets=[J],n.addEventListener("keydown",le),S();try{n.append(...this.build(JSON.parse(e.textContent))),this.dataset.ready=(performance.now()-r).toFixed(1)}catch(s){let o=`这幅交互图没有启动（${s.message}），下面是静态的图。`;n.replaceChildren(m("p",{class:"problem",role:"alert"},o),m("slot")),console.error(s)}}};function le(t){t.key!=="Escape"&&!t.ctrlKey&&!t.metaKey&&!t.altKey&&t.stopPropagation()}function Y(t,e){customElements.get(t)||customElements.define(t,e)}var k=t=>1/(1+Math.exp(-t));function ce({rows:t,columns:e,values:r},n,s){return Float64Array.from({length:t},(o,i)=>{let d=s[i];for(let c=0;c<e;c++)d+=r[i*e+c]*n[c];return d})}function de({rows:t,columns:e,values:r},n){let s=new Float64Array(e);for(let o=0;o<t;o++)for(let i=0;i<e;i++)s[i]+=r[o*e+i]*n[o];return s}var he={rnn:{forward:(t,e)=>({h:e.map((r,n)=>Math.tanh(t[n]+r))}),backward:({h:t},{dh:e})=>({recurrent:e.map((r,n)=>r*(1-t[n]**2)),direct:{}})},gru:{forward(t,e,{h:r}){let n=r.length,s=(a,h)=>a*n+h,o=r.map((a,h)=>k(t[h]+e[h])),i=r.map((a,h)=>k(t[s(1,h)]+e[s(1,h)])),d=e.slice(2*n),c=r.map((a,h)=>Math.tanh(t[s(2,h)]+o[h]*d[h]));return{h:r.map((a,h)=>(1-i[h])*c[h]+i[h]*a),old:r,r:o,z:i,u:d,n:c}},backward({old:t,r:e,z:r,u:n,n:s},{dh:o}){let i=o.map((c,a)=>c*(1-r[a])*(1-s[a]**2)),d=new Float64Array(3*o.length);return o.forEach((c,a)=>{d[a]=i[a]*n[a]*e[a]*(1-e[a]),d[o.length+a]=c*(t[a]-s[a])*r[a]*(1-r[a]),d[2*o.length+a]=i[a]*e[a]}),{recurrent:d,direct:{dh:o.map((c,a)=>c*r[a])}}}},lstm:{forward(t,e,{c:r}){let n=r.length,s=e.map((p,l)=>t[l]+p),o=(p,l)=>s.slice(p*n,(p+1)*n).map(l),[i,d,c,a]=[o(0,k),o(1,k),o(2,Math.tanh),o(3,k)],h=r.map((p,l)=>d[l]*p+i[l]*c[l]);return{h:h.map((p,l)=>a[l]*Math.tanh(p)),c:h,old:r,i,f:d,g:c,o:a}},backward({c:t,old:e,i:r,f:n,g:s,o},{dh:i,dc:d}){let c=i.length,a=new Float64Array(4*c),h=d.map((p,l)=>p+i[l]*o[l]*(1-Math.tanh(t[l])**2));return h.forEach((p,l)=>{a[l]=p*s[l]*r[l]*(1-r[l]),a[c+l]=p*e[l]*n[l]*(1-n[l]),a[2*c+l]=p*r[l]*(1-s[l]**2),a[3*c+l]=i[l]*Math.tanh(t[l])*o[l]*(1-o[l])}),{recurrent:a,direct:{dc:h.map((p,l)=>p*n[l])}}}}};function pe(t,{w_ih:e,w_hh:r,b:n},s,o){let i=he[t],d=()=>new Float64Array(o.length),c=new Float64Array(n.length),a={h:d(),c:d()},h=s.map(l=>{let f=n.map((y,b)=>y+e.values[b*e.columns+l]);return a=i.forward(f,ce(r,a.h,c),a)}),p={dh:Float64Array.from(o),dc:d()};return h.toReversed().map(l=>{let f=Math.hypot(...p.dh),{recurrent:y,direct:b}=i.backward(l,p),M=de(r,y);return p={dh:b.dh?M.map((E,I)=>E+b.dh[I]):M,dc:b.dc??d()},Math.log(Math.max(f,1e-300))})}function V(t,e,r,n){let s=r.map(o=>pe(t,e,o,n));return s[0].map((o,i)=>s.reduce((d,c)=>d+c[i],0)/s.length)}function X(t,e=1,r=11){let n=(e+r-1)/2,[s,o]=[0,0];for(let i=e;i<r;i++)s+=(i-n)*t[i],o+=(i-n)**2;return s/o}function ue(t){let e=t&32768?-1:1,r=t>>10&31,n=t&1023;return r===0?e*n*2**-24:r===31?n?NaN:e*(1/0):e*(1+n/1024)*2**(r-15)}function Q(t){let e=atob(t),r=new Uint8Array(e.length);for(let n=0;n<e.length;n++)r[n]=e.charCodeAt(n);return r}function me(t,e){let r=t.length/e.length;return Float32Array.from(new Int8Array(t.buffer),(n,s)=>n*e[Math.floor(s/r)])}function _({shape:t,dtype:e,data:r,scale:n}){let s=Q(r),o;e==="float16"?o=Float32Array.from(new Uint16Array(s.buffer),ue):e==="int8"?o=me(s,new Float32Array(Q(n).buffer)):o=new Float32Array(s.buffer);let i=t.reduce((d,c)=>d*c,1);if(o.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${o.length} 个`);return Object.assign(o,{shape:t})}var N=[{key:"rnn",name:"RNN",color:"orange",dash:"2 3"},{key:"gru",name:"GRU",color:"green",dash:"7 3"},{key:"lstm",name:"LSTM",color:"blue"}],Z=-14,W=4,O=class extends F{build({texts:e,direction:r,weights:n,std:s}){this.texts=e,this.direction=_(r);let o=({w_ih:h,w_hh:p})=>({w_ih:_(h),w_hh:_(p)});this.normals=Object.fromEntries(Object.entries(n).map(([h,p])=>[h,o(p)]));let i=()=>this.draw(),d={min:-2,max:4,step:.1,value:0,format:h=>x(h,1)};this.bias=z({label:"遗忘门的偏置",...d,onInput:i});let c={min:-2,max:-.3,step:.05,value:Math.log10(s)},a=h=>x(10**h,3);return this.std=z({label:"权重的标准差",...c,format:a,onInput:i}),this.line=B(),this.chart=new A({height:280}),this.draw(),[U(this.bias,this.std),this.line.node,this.chart.node]}weightsOf(e){let r=10**this.std.value,n=c=>({rows:c.shape[0],columns:c.shape[1],values:Float64Array.from(c,a=>a*r)}),{w_ih:s,w_hh:o}=this.normals[e],i=new Float64Array(o.shape[0]),d=o.shape[1];return e==="lstm"&&i.fill(this.bias.value,d,2*d),{w_ih:n(s),w_hh:n(o),b:i}}draw(){let e=N.map(({key:o})=>V(o,this.weightsOf(o),this.texts,this.direction)),n=`每往回走一步，梯度的自然对数平均变化：${e.map((o,i)=>`${N[i].name} ${x(X(o))}`).join("，")}。`;this.line.say(n);let s=N.map(({name:o,color:i,dash:d},c)=>{let a=e[c].map(l=>(l-e[c][0])/Math.LN10),h=a.findIndex(l=>l<Z||l>W),p=h<0?a:a.slice(0,h);return{name:o,color:i,dash:d,xs:p.map((l,f)=>f),ys:p}});this.chart.update({series:s,x:{label:"往回走的步数 k",whole:!0,domain:[0,e[0].length-1]},y:{label:"梯度是原来的 10 的几次方",domain:[Z,W]},label:`三种网络的梯度随往回走的步数变化的曲线。${n}`})}};Y("rnn-gradient-flow",O);})();
