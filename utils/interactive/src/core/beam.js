// 束搜索，规则与 utils.beam.beam_search 相同，并留下整棵搜索树供图形显示。

/** 词元编号的路径，从第一个词元起。 */
export function pathOf(node) {
  const ids = [];
  for (let at = node; at.parent; at = at.parent) ids.unshift(at.id);
  return ids;
}

export const scoreOf = (node, alpha) => node.logProb / node.depth ** alpha;

function expand(model, node) {
  const { logProbs, state } = model.step(node.id, node.state);
  return Array.from(logProbs, (value, id) => ({
    id,
    parent: node,
    depth: node.depth + 1,
    probability: Math.exp(value),
    logProb: node.logProb + value,
    state,
    fate: "pruned",
  }));
}

/**
 * 从 `start` 起做束搜索。
 * 返回 {levels, finished}：levels 的第 t 项是第 t 步的全部候选，从好到坏，fate 是
 * kept、finished 或 pruned；finished 是完成名单，按 log P / L^alpha 从高到低，最多 width 个。
 */
export function beamSearch(model, start, { width, alpha, maxLength, bos, eos }) {
  let growing = [{ id: bos, parent: null, depth: 0, logProb: 0, state: start }];
  const levels = [];
  const finished = [];
  for (let t = 1; t <= maxLength; t++) {
    const candidates = growing.flatMap((node) => expand(model, node));
    candidates.sort((a, b) => b.logProb - a.logProb); // 稳定排序：并列时先来的在前
    levels.push(candidates);
    for (const node of candidates.slice(0, width)) {
      if (node.id === eos || t === maxLength) node.fate = "finished";
      if (node.fate === "finished") finished.push(node);
    }
    if (finished.length >= width || t === maxLength) break;
    growing = candidates.filter((node) => node.id !== eos).slice(0, width);
    for (const node of growing) node.fate = "kept";
  }
  finished.sort((a, b) => scoreOf(b, alpha) - scoreOf(a, alpha));
  return { levels, finished: finished.slice(0, width) };
}
