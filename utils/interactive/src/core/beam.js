// 束搜索，规则与 utils.beam.beam_search 相同，并留下每一步的候选供图形显示。这里不碰页面。

/** 从第一个词元到 `node` 的全部节点。 */
export function pathOf(node) {
  const nodes = [];
  for (let at = node; at.parent; at = at.parent) nodes.unshift(at);
  return nodes;
}

/** 排序用的分数：对数概率除以词元数的 alpha 次方。 */
export const scoreOf = (node, alpha) => node.logProb / node.depth ** alpha;

function expand(model, node) {
  const { logProbs, state } = model.step(node.id, node.state);
  node.next = logProbs; // 留着显示下一个词元的分布
  return Array.from(logProbs, (value, id) => ({
    id,
    parent: node,
    depth: node.depth + 1,
    logProb: node.logProb + value,
    state,
    fate: "pruned",
  }));
}

/**
 * 从状态 `start` 起做束搜索。
 * 返回 {root, levels, finished}：`levels[t]` 是第 t + 1 步的候选，从好到坏，留下的全部与剪掉的前 `spare` 个，
 * fate 是 kept、finished 或 pruned；`finished` 是收进名单的全部候选，还没有按 alpha 排序。
 */
export function beamSearch(model, start, { width, maxLength, bos, eos, spare = 3 }) {
  const root = { id: bos, parent: null, depth: 0, logProb: 0, state: start, fate: "kept" };
  let growing = [root];
  const levels = [];
  const finished = [];
  for (let t = 1; t <= maxLength; t++) {
    const candidates = growing.flatMap((node) => expand(model, node));
    candidates.sort((a, b) => b.logProb - a.logProb); // 稳定排序：并列时先来的在前
    const ended = candidates.slice(0, width).filter(({ id }) => id === eos || t === maxLength);
    for (const node of ended.filter(({ logProb }) => logProb > -Infinity)) {
      node.fate = "finished";
      finished.push(node);
    }
    const done = finished.length >= width || t === maxLength;
    growing = done ? [] : candidates.filter(({ id }) => id !== eos).slice(0, width);
    for (const node of growing) node.fate = "kept";
    const pruned = candidates.filter(({ fate }) => fate === "pruned").slice(0, spare);
    levels.push(candidates.filter((node) => node.fate !== "pruned" || pruned.includes(node)));
    if (done) break;
  }
  return { root, levels, finished };
}

/** 完成名单：按分数从高到低，最多 `width` 个；并列时先完成的在前。 */
export function ranking(finished, alpha, width) {
  return finished.toSorted((a, b) => scoreOf(b, alpha) - scoreOf(a, alpha)).slice(0, width);
}
