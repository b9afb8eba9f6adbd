// 隐马尔可夫模型的前向后向算法，全程取对数，双精度。这里不碰页面。

function logSumExp(values) {
  const peak = Math.max(...values);
  if (peak === -Infinity) return peak;
  return peak + Math.log(values.reduce((sum, value) => sum + Math.exp(value - peak), 0));
}

const logs = (rows) => rows.map((row) => row.map(Math.log));

function normalize(row) {
  const total = logSumExp(row);
  return row.map((value) => Math.exp(value - total));
}

/**
 * 前向后向：`pi[h]`、`A[i][j]`、`B[h][x]` 是概率，`observed` 是逐步的观测。
 * 返回 {alpha, beta, filtered, smoothed, logLikelihood}：`alpha`、`beta` 取过对数，形状（步数，状态数）；
 * `filtered` 只看到当步为止，`smoothed` 看完全部。
 */
export function forwardBackward({ pi, A, B }, observed) {
  const [[logPi], logA, logB] = [logs([pi]), logs(A), logs(B)];
  const states = pi.map((_, h) => h);
  const alpha = [states.map((h) => logPi[h] + logB[h][observed[0]])];
  for (const x of observed.slice(1)) {
    const last = alpha.at(-1);
    alpha.push(states.map((j) => logB[j][x] + logSumExp(states.map((i) => last[i] + logA[i][j]))));
  }
  const beta = [states.map(() => 0)];
  for (const x of observed.slice(1).toReversed()) {
    const next = beta[0];
    beta.unshift(states.map((i) => logSumExp(states.map((j) => logA[i][j] + logB[j][x] + next[j]))));
  }
  return {
    alpha,
    beta,
    filtered: alpha.map(normalize),
    smoothed: alpha.map((row, t) => normalize(row.map((value, h) => value + beta[t][h]))),
    logLikelihood: logSumExp(alpha.at(-1)),
  };
}

/** 列出全部状态序列，直接求和。返回 {logLikelihood, smoothed, count}，`count` 是序列的条数。 */
export function enumeratePaths({ pi, A, B }, observed) {
  const states = pi.map((_, h) => h);
  let paths = states.map((h) => ({ path: [h], p: pi[h] * B[h][observed[0]] }));
  for (const x of observed.slice(1)) {
    paths = paths.flatMap(({ path, p }) =>
      states.map((h) => ({ path: [...path, h], p: p * A[path.at(-1)][h] * B[h][x] })),
    );
  }
  const total = paths.reduce((sum, { p }) => sum + p, 0);
  const share = (t, h) => paths.reduce((sum, { path, p }) => sum + (path[t] === h ? p : 0), 0) / total;
  const smoothed = observed.map((_, t) => states.map((h) => share(t, h)));
  return { logLikelihood: Math.log(total), smoothed, count: paths.length };
}
