// 只有一个隐藏单元的 GRU，循环权重是 1，门由读者给定。这里不碰页面。

/** 走一步：`x` 是输入的贡献，已经乘过权重、加过偏置。 */
export function unitStep({ r, z, x }, h) {
  const candidate = Math.tanh(x + r * h);
  return { candidate, next: z * h + (1 - z) * candidate };
}

/** 门与输入不变，连走 `steps` 步，返回从 `h` 起的全部隐状态。 */
export function traceUnit(gates, h, steps) {
  const path = [h];
  while (path.length <= steps) path.push(unitStep(gates, path.at(-1)).next);
  return path;
}
