// 循环网络的前向计算，布局与门的次序同 torch.nn 的 RNN、GRU 与 LSTM。这里不碰页面，可以在 Node 里测试。

/** 半精度的位模式换成数。 */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function dequantize(bytes, scale) {
  const width = bytes.length / scale.length;
  return Float32Array.from(new Int8Array(bytes.buffer), (value, k) => value * scale[Math.floor(k / width)]);
}

/**
 * 打包的张量 {shape, dtype, data} 换成带 shape 的 Float32Array；data 是小端序字节的 base64。
 * dtype 是 float16、float32 或 int8，int8 的每一行要乘以 scale 里的一个数。
 */
export function unpackTensor({ shape, dtype, data, scale }) {
  const bytes = fromBase64(data);
  let values;
  if (dtype === "float16") values = Float32Array.from(new Uint16Array(bytes.buffer), fromHalf);
  else if (dtype === "int8") values = dequantize(bytes, new Float32Array(fromBase64(scale).buffer));
  else values = new Float32Array(bytes.buffer);
  const expected = shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) throw new Error(`张量应有 ${expected} 个数，实际有 ${values.length} 个`);
  return Object.assign(values, { shape });
}

/** 一包张量，键是参数名。 */
export function unpackTensors(packed) {
  return Object.fromEntries(Object.entries(packed).map(([name, tensor]) => [name, unpackTensor(tensor)]));
}

/** 矩阵的一行，不复制。 */
export function row(matrix, index) {
  const width = matrix.shape[1];
  return matrix.subarray(index * width, (index + 1) * width);
}

/** W x + b；W 按行存放，形状（输出，输入）。 */
export function affine(W, x, b) {
  const y = new Float32Array(b.length);
  for (let i = 0, k = 0; i < y.length; i++) {
    let sum = b[i];
    for (let j = 0; j < x.length; j++, k++) sum += W[k] * x[j];
    y[i] = sum;
  }
  return y;
}

/** 独热向量乘 W 再加 b：取出 W 的一列。 */
export function affineOneHot(W, index, b) {
  const width = W.shape[1];
  return b.map((bias, i) => bias + W[i * width + index]);
}

export function concat(...parts) {
  const joined = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export function logSoftmax(logits) {
  const peak = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = logits.reduce((sum, value) => sum + Math.exp(value - peak), 0);
  return logits.map((value) => value - peak - Math.log(total));
}

export const sigmoid = (value) => 1 / (1 + Math.exp(-value));

/**
 * GRU 的一步；`input` 是已经乘过输入权重的 W x + b。各个门也一并给出，供图形显示。
 * `frozen` 可以把门固定成一个数，例如 {r: 1, z: 0}。
 */
export function gruStep({ w_hh, b_hh }, input, { h }, frozen = {}) {
  const size = h.length;
  const recurrent = affine(w_hh, h, b_hh);
  const [r, z, n, next] = Array.from({ length: 4 }, () => new Float32Array(size));
  for (let i = 0; i < size; i++) {
    r[i] = frozen.r ?? sigmoid(input[i] + recurrent[i]);
    z[i] = frozen.z ?? sigmoid(input[size + i] + recurrent[size + i]);
    n[i] = Math.tanh(input[2 * size + i] + r[i] * recurrent[2 * size + i]);
    next[i] = (1 - z[i]) * n[i] + z[i] * h[i];
  }
  return { h: next, r, z, n };
}

/** LSTM 的一步；四块的次序是输入门、遗忘门、候选记忆元、输出门。`frozen` 可以固定 i、f、o。 */
export function lstmStep({ w_hh, b_hh }, input, { h, c }, frozen = {}) {
  const size = h.length;
  const recurrent = affine(w_hh, h, b_hh);
  const [i, f, g, o, memory, next] = Array.from({ length: 6 }, () => new Float32Array(size));
  for (let k = 0; k < size; k++) {
    i[k] = frozen.i ?? sigmoid(input[k] + recurrent[k]);
    f[k] = frozen.f ?? sigmoid(input[size + k] + recurrent[size + k]);
    g[k] = Math.tanh(input[2 * size + k] + recurrent[2 * size + k]);
    o[k] = frozen.o ?? sigmoid(input[3 * size + k] + recurrent[3 * size + k]);
    memory[k] = f[k] * c[k] + i[k] * g[k];
    next[k] = o[k] * Math.tanh(memory[k]);
  }
  return { h: next, c: memory, i, f, g, o };
}

/** 朴素循环网络的一步，激活函数是 tanh。 */
export function rnnStep({ w_hh, b_hh }, input, { h }) {
  const recurrent = affine(w_hh, h, b_hh);
  return { h: recurrent.map((value, i) => Math.tanh(input[i] + value)) };
}

const STEPS = { rnn: [rnnStep, 1], gru: [gruStep, 3], lstm: [lstmStep, 4] };

/** 一个方向的一叠循环层；`kind` 是 rnn、gru 或 lstm，`suffix` 是空串或 `"_reverse"`。 */
export class Stack {
  constructor(tensors, prefix, kind, suffix = "") {
    [this.cell, this.blocks] = STEPS[kind];
    this.layers = [];
    for (let l = 0; `${prefix}.weight_ih_l${l}${suffix}` in tensors; l++) {
      const get = (name) => tensors[`${prefix}.${name}_l${l}${suffix}`];
      this.layers.push({
        w_ih: get("weight_ih"),
        w_hh: get("weight_hh"),
        b_ih: get("bias_ih"),
        b_hh: get("bias_hh"),
      });
    }
  }

  /** 全零的状态，每层一个 {h, c}。 */
  start() {
    return this.layers.map(({ b_hh }) => {
      const size = b_hh.length / this.blocks;
      return { h: new Float32Array(size), c: new Float32Array(size) };
    });
  }

  /** 走一步；`x` 是向量，或者独热向量里 1 的位置；`frozen` 固定某些门。返回每层的状态与门。 */
  step(x, state, frozen) {
    const outputs = [];
    for (const [l, layer] of this.layers.entries()) {
      const below = l ? outputs[l - 1].h : x;
      const project = typeof below === "number" ? affineOneHot : affine;
      outputs.push(this.cell(layer, project(layer.w_ih, below, layer.b_ih), state[l], frozen));
    }
    return outputs;
  }

  /** 从头读完一串输入，返回每一步的结果。 */
  run(inputs, state = this.start()) {
    return inputs.map((x) => (state = this.step(x, state)));
  }
}

/**
 * 一层从头读完一串向量，返回每一步的状态与门。
 * 读的次序就是 `inputs` 的次序：后向的要由调用者先倒过来。
 */
export function runLayer(stack, l, inputs) {
  const layer = stack.layers[l];
  let state = stack.start()[l];
  return inputs.map((x) => (state = stack.cell(layer, affine(layer.w_ih, x, layer.b_ih), state)));
}
