// 续写：逐个抽取下一个词元。这里不碰页面。

/** 可以重复的随机数：Marsaglia 的 xorshift32，给出 0 到 1 之间的数；同样的种子总给出同样的一串。 */
export function randomSource(seed) {
  let state = (seed * 0x9e3779b9 + 0x7f4a7c15) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** 最大值的下标；并列时取最前面的。 */
export function argmax(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** 按对数概率除以温度之后的分布抽一个编号；温度是 0 就取概率最大的。 */
export function pick(logProbs, temperature, random) {
  if (temperature === 0) return argmax(logProbs);
  const peak = logProbs[argmax(logProbs)];
  const weights = Array.from(logProbs, (value) => Math.exp((value - peak) / temperature));
  let left = random() * weights.reduce((a, b) => a + b);
  const chosen = weights.findIndex((weight) => (left -= weight) < 0);
  return chosen < 0 ? argmax(logProbs) : chosen;
}

/** 读完一串编号，返回每一步的结果。 */
export function readIds(model, ids, frozen) {
  let state;
  return ids.map((id) => {
    const step = model.step(id, state, frozen);
    state = step.state;
    return step;
  });
}

/** 从 `last`（最近一步的结果）起写 `length` 个词元，返回它们的编号。 */
export function continueFrom(model, last, { length, temperature, seed, frozen }) {
  const random = randomSource(seed);
  const ids = [];
  for (let step = last; ids.length < length; step = model.step(ids.at(-1), step.state, frozen)) {
    ids.push(pick(step.logProbs, temperature, random));
  }
  return ids;
}

/** 概率最大的 `count` 个，从大到小：{id, value}。 */
export function topProbabilities(logProbs, count) {
  return Array.from(logProbs, (value, id) => ({ id, value: Math.exp(value) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, count);
}

/** 随时间变化最大（标准差最大）的 `count` 个单元；`series[t][i]` 是第 t 步单元 i 的值。 */
export function liveliest(series, count) {
  const spread = Array.from(series[0], (_, i) => {
    const mean = series.reduce((sum, values) => sum + values[i], 0) / series.length;
    return { i, value: series.reduce((sum, values) => sum + (values[i] - mean) ** 2, 0) };
  });
  return spread
    .sort((a, b) => b.value - a.value)
    .slice(0, count)
    .map(({ i }) => i);
}
