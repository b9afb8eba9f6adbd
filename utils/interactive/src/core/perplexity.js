// 困惑度。这里不碰页面。

/** 灌过铅的骰子：第一面的概率是 `first`，其余各面平分剩下的。 */
export function loadedDie(faces, first) {
  return Array.from({ length: faces }, (_, i) => (i === 0 ? first : (1 - first) / (faces - 1)));
}

/** 真实分布 `truth` 之下，用 `belief` 预测的平均负对数似然（奈特）；概率为零的面不出现，不计。 */
export function crossEntropy(truth, belief) {
  return truth.reduce((sum, p, i) => (p > 0 ? sum - p * Math.log(belief[i]) : sum), 0);
}
