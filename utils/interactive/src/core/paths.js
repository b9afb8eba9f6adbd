// 深度循环网络展开成网格：从第 s 步的输入到第 l 层第 t 步有多少条路、多长。这里不碰页面。

/** 二项式系数。 */
export function choose(n, k) {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return Math.round(value);
}

/**
 * 从第 `source` 步的输入到第 `layer` 层第 `step` 步（都从 1 数起）：先进第 1 层，然后每次向右一步或向上一层。
 * 返回 {count, length}：`count` 是路的条数，`length` 是每条路经过几条边（含进第 1 层的那条）；到不了时条数是 0。
 */
export function pathsTo({ layer, step }, source) {
  const [right, up] = [step - source, layer - 1];
  if (right < 0) return { count: 0, length: 0 };
  return { count: choose(right + up, up), length: right + up + 1 };
}

/** 第 `l` 层第 `t` 步的隐状态用不用得到第 `layer` 层第 `step` 步看过的东西：在它的左下方（含自己）才用得到。 */
export function dependsOn({ layer, step }, l, t) {
  return l <= layer && t <= step;
}
