// 梯度往回走：训练之前的一层循环网络，用通过时间反向传播算 ‖∂L/∂H‖。全部用双精度。这里不碰页面。

const sigmoid = (value) => 1 / (1 + Math.exp(-value));

/** W x + b；W 是 {rows, columns, values}，按行存放。 */
function affine({ rows, columns, values }, x, b) {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = b[i];
    for (let j = 0; j < columns; j++) sum += values[i * columns + j] * x[j];
    return sum;
  });
}

/** W 的转置乘 y。 */
function transposed({ rows, columns, values }, y) {
  const x = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) x[j] += values[i * columns + j] * y[i];
  return x;
}

// 每种单元有 `forward` 与 `backward`。`forward` 收到输入、循环部分与旧状态；`backward` 收到这一步存下的量与
// 新状态的梯度，给出循环部分的梯度，以及绕过循环权重直接传给旧状态的梯度。
const CELLS = {
  rnn: {
    forward: (input, recurrent) => ({ h: recurrent.map((value, k) => Math.tanh(input[k] + value)) }),
    backward: ({ h }, { dh }) => ({ recurrent: dh.map((value, k) => value * (1 - h[k] ** 2)), direct: {} }),
  },
  gru: {
    forward(input, recurrent, { h }) {
      const size = h.length;
      const at = (block, k) => block * size + k;
      const r = h.map((_, k) => sigmoid(input[k] + recurrent[k]));
      const z = h.map((_, k) => sigmoid(input[at(1, k)] + recurrent[at(1, k)]));
      const u = recurrent.slice(2 * size);
      const n = h.map((_, k) => Math.tanh(input[at(2, k)] + r[k] * u[k]));
      return { h: h.map((old, k) => (1 - z[k]) * n[k] + z[k] * old), old: h, r, z, u, n };
    },
    backward({ old, r, z, u, n }, { dh }) {
      const inner = dh.map((value, k) => value * (1 - z[k]) * (1 - n[k] ** 2));
      const recurrent = new Float64Array(3 * dh.length);
      dh.forEach((value, k) => {
        recurrent[k] = inner[k] * u[k] * r[k] * (1 - r[k]);
        recurrent[dh.length + k] = value * (old[k] - n[k]) * z[k] * (1 - z[k]);
        recurrent[2 * dh.length + k] = inner[k] * r[k];
      });
      return { recurrent, direct: { dh: dh.map((value, k) => value * z[k]) } };
    },
  },
  lstm: {
    forward(input, recurrent, { c }) {
      const size = c.length;
      const total = recurrent.map((value, k) => input[k] + value);
      const block = (index, f) => total.slice(index * size, (index + 1) * size).map(f);
      const [i, f, g, o] = [block(0, sigmoid), block(1, sigmoid), block(2, Math.tanh), block(3, sigmoid)];
      const memory = c.map((old, k) => f[k] * old + i[k] * g[k]);
      return { h: memory.map((value, k) => o[k] * Math.tanh(value)), c: memory, old: c, i, f, g, o };
    },
    backward({ c, old, i, f, g, o }, { dh, dc }) {
      const size = dh.length;
      const recurrent = new Float64Array(4 * size);
      const total = dc.map((value, k) => value + dh[k] * o[k] * (1 - Math.tanh(c[k]) ** 2));
      total.forEach((value, k) => {
        recurrent[k] = value * g[k] * i[k] * (1 - i[k]);
        recurrent[size + k] = value * old[k] * f[k] * (1 - f[k]);
        recurrent[2 * size + k] = value * i[k] * (1 - g[k] ** 2);
        recurrent[3 * size + k] = dh[k] * Math.tanh(c[k]) * o[k] * (1 - o[k]);
      });
      return { recurrent, direct: { dc: total.map((value, k) => value * f[k]) } };
    },
  },
};

/**
 * 一段文字上的 ln‖∂L/∂H_{T−k}‖，k 从 0 到 T−1；L 是最后的隐状态与 `direction` 的内积。
 * `weights` 是 {w_ih, w_hh, b}，布局同 torch.nn；`ids` 是逐步的输入编号（独热）。
 */
export function gradientNorms(kind, { w_ih, w_hh, b }, ids, direction) {
  const cell = CELLS[kind];
  const zeros = () => new Float64Array(direction.length);
  const blank = new Float64Array(b.length);
  let state = { h: zeros(), c: zeros() };
  const steps = ids.map((id) => {
    const input = b.map((bias, i) => bias + w_ih.values[i * w_ih.columns + id]);
    return (state = cell.forward(input, affine(w_hh, state.h, blank), state));
  });
  let gradient = { dh: Float64Array.from(direction), dc: zeros() };
  return steps.toReversed().map((step) => {
    const norm = Math.hypot(...gradient.dh);
    const { recurrent, direct } = cell.backward(step, gradient);
    const dh = transposed(w_hh, recurrent);
    gradient = { dh: direct.dh ? dh.map((value, k) => value + direct.dh[k]) : dh, dc: direct.dc ?? zeros() };
    return Math.log(Math.max(norm, 1e-300));
  });
}

/** 几段文字的平均。 */
export function meanFlow(kind, weights, texts, direction) {
  const flows = texts.map((ids) => gradientNorms(kind, weights, ids, direction));
  return flows[0].map((_, k) => flows.reduce((sum, flow) => sum + flow[k], 0) / flows.length);
}

/** 每往回走一步，对数平均变化多少：第 first 到 last − 1 步上的最小二乘斜率。 */
export function slope(flow, first = 1, last = 11) {
  const middle = (first + last - 1) / 2;
  let [top, bottom] = [0, 0];
  for (let k = first; k < last; k++) {
    top += (k - middle) * flow[k];
    bottom += (k - middle) ** 2;
  }
  return top / bottom;
}
