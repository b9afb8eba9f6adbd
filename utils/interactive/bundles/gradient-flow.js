(()=>{var rt="http://www.w3.org/2000/svg";function H(e,t,n){for(let[r,s]of Object.entries(t))typeof s=="function"?e.addEventListener(r.slice(2).toLowerCase(),s):s===!0?e.setAttribute(r,""):s!==!1&&s!=null&&e.setAttribute(r,s);return e.append(...n.flat().filter(r=>r!=null)),e}function m(e,t={},...n){return H(document.createElement(e),t,n)}function g(e,t={},...n){return H(document.createElementNS(rt,e),t,n)}function w(e,t=2){return e.toFixed(t).replace("-","−")}var R=0;function K(e){return R+=1,`${e}-${R}`}var L=class{constructor(t){this.node=m("div",t),this.width=0,new ResizeObserver(([n])=>{let r=Math.round(n.contentRect.width);r&&r!==this.width&&(this.width=r,this.redraw())}).observe(this.node)}redraw(){this.width&&this.data&&this.node.replaceChildren(this.paint(this.width))}update(t){this.data=t,this.redraw()}};var ot={left:48,right:12,top:22,bottom:34};function q(e,t,n){let r=(t-e)/n,s=10**Math.floor(Math.log10(r)),o=s*[1,2,5,10].find(d=>d*s>=r),i=Math.ceil(e/o-1e-9);return Array.from({length:Math.floor(t/o+1e-9)-i+1},(d,c)=>(i+c)*o)}var S=class extends L{constructor({height:t=240}={}){super({class:"chart"}),this.height=t}paint(t){let{series:n,x:r,y:s,label:o,markers:i=[]}=this.data,{left:d,right:c,top:a,bottom:h}=ot,p=([u,v],x,E)=>C=>x+(C-u)/(v-u)*(E-x),[l,f]=[p(r.domain,d,t-c),p(s.domain,this.height-h,a)],y=[...q(...r.domain,Math.max(3,t/110)).flatMap(u=>[g("line",{class:"grid",x1:l(u),x2:l(u),y1:a,y2:this.height-h}),g("text",{class:"small mid",x:l(u),y:this.height-h+15},B(r,u))]),...q(...s.domain,5).flatMap(u=>[g("line",{class:"grid",x1:d,x2:t-c,y1:f(u),y2:f(u)}),g("text",{class:"small end",x:d-5,y:f(u)+4},B(s,u))])],b=n.map(({xs:u,ys:v,color:x,dash:E})=>{let C=Array.from(u,(et,nt)=>`${l(et).toFixed(1)},${f(v[nt]).toFixed(1)}`).join(" ");return g("polyline",{points:C,class:"line",style:`stroke:var(--${x})`,"stroke-dasharray":E})}),A=i.map(u=>g("circle",{class:"dot",cx:l(u.x),cy:f(u.y),r:5})),_=[g("text",{class:"small end",x:t-c,y:this.height-3},r.label),g("text",{class:"small",x:2,y:11},s.label)],T=n.filter(({name:u})=>u).map(({name:u,color:v,dash:x})=>m("span",{class:"key"},m("i",{style:`border-color:var(--${v})`,class:x?"dashed":null}),u)),tt=g("svg",{width:t,height:this.height,role:"img","aria-label":o},y,b,A,_);return m("div",{},T.length?m("div",{class:"legend"},T):null,tt)}};function B({format:e=n=>w(n,Number.isInteger(n)?0:1)},t){return e(Number(t.toPrecision(12)))}function j({label:e,min:t,max:n,step:r=1,value:s,format:o=String,onInput:i}){let d=K("slider"),c=m("output",{for:d}),a=m("input",{id:d,type:"range",min:t,max:n,step:r,value:s}),h=()=>{c.value=o(Number(a.value)),a.setAttribute("aria-valuetext",c.value)};return a.addEventListener("input",()=>{h(),i(Number(a.value))}),h(),{node:m("div",{class:"control"},m("label",{for:d},e),a,c),input:a,get value(){return Number(a.value)},set(p,l=a.max){a.max=l,a.value=p,h()}}}function G(...e){return m("div",{class:"controls"},...e.map(t=>t.node??t))}function U(){let e=m("p",{class:"live",role:"status","aria-live":"polite"});return{node:e,say(t){e.textContent!==t&&(e.textContent=t)}}}var D=`:host {
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
`;var J=new CSSStyleSheet;J.replaceSync(D);var z=new Set;function st(){let e={true:"light",false:"dark"}[document.body.dataset.jpThemeLight],t=document.documentElement.dataset.theme??e;return t?t==="dark":matchMedia("(prefers-color-scheme: dark)").matches}function $(){for(let e of z)e.toggleAttribute("dark",st())}var P=!1;function it(){if(P)return;P=!0;let e=new MutationObserver($),t=["data-theme","data-jp-theme-light"];for(let n of[document.documentElement,document.body])e.observe(n,{attributes:!0,attributeFilter:t});matchMedia("(prefers-color-scheme: dark)").addEventListener("change",$)}var F=class extends HTMLElement{connectedCallback(){this.dataset.lmSuppressShortcuts="true",z.add(this),it(),this.shadowRoot?$():document.readyState==="loading"?document.addEventListener("DOMContentLoaded",()=>this.start(),{once:!0}):this.start()}disconnectedCallback(){z.delete(this)}start(){let t=this.querySelector(':scope > script[type="application/json"]');if(this.shadowRoot||!t)return;let n=performance.now(),r=this.attachShadow({mode:"open"});r.adoptedStyleSheets=[J],r.addEventListener("keydown",lt),$();try{r.append(...this.build(JSON.parse(t.textContent))),this.dataset.ready=(performance.now()-n).toFixed(1)}catch(s){let o=`这幅交互图没有启动（${s.message}），下面是静态的图。`;r.replaceChildren(m("p",{class:"problem",role:"alert"},o),m("slot")),console.error(s)}}};function lt(e){e.key!=="Escape"&&!e.ctrlKey&&!e.metaKey&&!e.altKey&&e.stopPropagation()}function X(e,t){customElements.get(e)||customElements.define(e,t)}var M=e=>1/(1+Math.exp(-e));function ct({rows:e,columns:t,values:n},r,s){return Float64Array.from({length:e},(o,i)=>{let d=s[i];for(let c=0;c<t;c++)d+=n[i*t+c]*r[c];return d})}function dt({rows:e,columns:t,values:n},r){let s=new Float64Array(t);for(let o=0;o<e;o++)for(let i=0;i<t;i++)s[i]+=n[o*t+i]*r[o];return s}var ht={rnn:{forward:(e,t)=>({h:t.map((n,r)=>Math.tanh(e[r]+n))}),backward:({h:e},{dh:t})=>({recurrent:t.map((n,r)=>n*(1-e[r]**2)),direct:{}})},gru:{forward(e,t,{h:n}){let r=n.length,s=(a,h)=>a*r+h,o=n.map((a,h)=>M(e[h]+t[h])),i=n.map((a,h)=>M(e[s(1,h)]+t[s(1,h)])),d=t.slice(2*r),c=n.map((a,h)=>Math.tanh(e[s(2,h)]+o[h]*d[h]));return{h:n.map((a,h)=>(1-i[h])*c[h]+i[h]*a),old:n,r:o,z:i,u:d,n:c}},backward({old:e,r:t,z:n,u:r,n:s},{dh:o}){let i=o.map((c,a)=>c*(1-n[a])*(1-s[a]**2)),d=new Float64Array(3*o.length);return o.forEach((c,a)=>{d[a]=i[a]*r[a]*t[a]*(1-t[a]),d[o.length+a]=c*(e[a]-s[a])*n[a]*(1-n[a]),d[2*o.length+a]=i[a]*t[a]}),{recurrent:d,direct:{dh:o.map((c,a)=>c*n[a])}}}},lstm:{forward(e,t,{c:n}){let r=n.length,s=t.map((p,l)=>e[l]+p),o=(p,l)=>s.slice(p*r,(p+1)*r).map(l),[i,d,c,a]=[o(0,M),o(1,M),o(2,Math.tanh),o(3,M)],h=n.map((p,l)=>d[l]*p+i[l]*c[l]);return{h:h.map((p,l)=>a[l]*Math.tanh(p)),c:h,old:n,i,f:d,g:c,o:a}},backward({c:e,old:t,i:n,f:r,g:s,o},{dh:i,dc:d}){let c=i.length,a=new Float64Array(4*c),h=d.map((p,l)=>p+i[l]*o[l]*(1-Math.tanh(e[l])**2));return h.forEach((p,l)=>{a[l]=p*s[l]*n[l]*(1-n[l]),a[c+l]=p*t[l]*r[l]*(1-r[l]),a[2*c+l]=p*n[l]*(1-s[l]**2),a[3*c+l]=i[l]*Math.tanh(e[l])*o[l]*(1-o[l])}),{recurrent:a,direct:{dc:h.map((p,l)=>p*r[l])}}}}};function pt(e,{w_ih:t,w_hh:n,b:r},s,o){let i=ht[e],d=()=>new Float64Array(o.length),c=new Float64Array(r.length),a={h:d(),c:d()},h=s.map(l=>{let f=r.map((y,b)=>y+t.values[b*t.columns+l]);return a=i.forward(f,ct(n,a.h,c),a)}),p={dh:Float64Array.from(o),dc:d()};return h.toReversed().map(l=>{let f=Math.hypot(...p.dh),{recurrent:y,direct:b}=i.backward(l,p),A=dt(n,y);return p={dh:b.dh?A.map((_,I)=>_+b.dh[I]):A,dc:b.dc??d()},Math.log(Math.max(f,1e-300))})}function Y(e,t,n,r){let s=n.map(o=>pt(e,t,o,r));return s[0].map((o,i)=>s.reduce((d,c)=>d+c[i],0)/s.length)}function V(e,t=1,n=11){let r=(t+n-1)/2,[s,o]=[0,0];for(let i=t;i<n;i++)s+=(i-r)*e[i],o+=(i-r)**2;return s/o}function ut(e){let t=e&32768?-1:1,n=e>>10&31,r=e&1023;return n===0?t*r*2**-24:n===31?r?NaN:t*(1/0):t*(1+r/1024)*2**(n-15)}function Q(e){let t=atob(e),n=new Uint8Array(t.length);for(let r=0;r<t.length;r++)n[r]=t.charCodeAt(r);return n}function mt(e,t){let n=e.length/t.length;return Float32Array.from(new Int8Array(e.buffer),(r,s)=>r*t[Math.floor(s/n)])}function k({shape:e,dtype:t,data:n,scale:r}){let s=Q(n),o;t==="float16"?o=Float32Array.from(new Uint16Array(s.buffer),ut):t==="int8"?o=mt(s,new Float32Array(Q(r).buffer)):o=new Float32Array(s.buffer);let i=e.reduce((d,c)=>d*c,1);if(o.length!==i)throw new Error(`张量应有 ${i} 个数，实际有 ${o.length} 个`);return Object.assign(o,{shape:e})}var N=[{key:"rnn",name:"RNN",color:"orange",dash:"2 3"},{key:"gru",name:"GRU",color:"green",dash:"7 3"},{key:"lstm",name:"LSTM",color:"blue"}],Z=-14,W=4,O=class extends F{build({texts:t,direction:n,weights:r,std:s}){this.texts=t,this.direction=k(n);let o=({w_ih:h,w_hh:p})=>({w_ih:k(h),w_hh:k(p)});this.normals=Object.fromEntries(Object.entries(r).map(([h,p])=>[h,o(p)]));let i=()=>this.draw(),d={min:-2,max:4,step:.1,value:0,format:h=>w(h,1)};this.bias=j({label:"遗忘门的偏置",...d,onInput:i});let c={min:-2,max:-.3,step:.05,value:Math.log10(s)},a=h=>w(10**h,3);return this.std=j({label:"权重的标准差",...c,format:a,onInput:i}),this.line=U(),this.chart=new S({height:280}),this.draw(),[G(this.bias,this.std),this.line.node,this.chart.node]}weightsOf(t){let n=10**this.std.value,r=c=>({rows:c.shape[0],columns:c.shape[1],values:Float64Array.from(c,a=>a*n)}),{w_ih:s,w_hh:o}=this.normals[t],i=new Float64Array(o.shape[0]),d=o.shape[1];return t==="lstm"&&i.fill(this.bias.value,d,2*d),{w_ih:r(s),w_hh:r(o),b:i}}draw(){let t=N.map(({key:o})=>Y(o,this.weightsOf(o),this.texts,this.direction)),r=`每往回走一步，梯度的自然对数平均变化：${t.map((o,i)=>`${N[i].name} ${w(V(o))}`).join("，")}。`;this.line.say(r);let s=N.map(({name:o,color:i,dash:d},c)=>{let a=t[c].map(l=>(l-t[c][0])/Math.LN10),h=a.findIndex(l=>l<Z||l>W),p=h<0?a:a.slice(0,h);return{name:o,color:i,dash:d,xs:p.map((l,f)=>f),ys:p}});this.chart.update({series:s,x:{label:"往回走的步数 k",domain:[0,t[0].length-1]},y:{label:"梯度是原来的 10 的几次方",domain:[Z,W]},label:`三种网络的梯度随往回走的步数变化的曲线。${r}`})}};X("rnn-gradient-flow",O);})();
