// 贪心翻译，以及错误博物馆里可以在预测时打开的几种错。这里不碰页面。

import { argmax } from "./sampling.js";

/** 错法；`padded` 表示要先在源句旁边填充。 */
export const BUGS = [
  { key: "none", name: "没有错", why: "书里的写法：上下文不变，填充不读，遇到 <eos> 就停。" },
  {
    key: "moving",
    name: "上下文跟着状态走",
    why: "训练时上下文一直是编码器给的那个；这里每一步都换成解码器的新状态，第二步起就错了位。",
  },
  {
    key: "padding",
    name: "读进了填充",
    padded: true,
    why: "没有告诉编码器有效长度，它把填充也读了进去，而训练时它从没读过填充。",
  },
  {
    key: "left",
    name: "填充放在左边",
    padded: true,
    why: "填充在左，有效长度却从左数：先读填充，句尾反而读不到。",
  },
  { key: "endless", name: "不理会 <eos>", why: "该停的时候不停，一直写到最大长度，后面的字没有道理。" },
];

/** 打开某种错之后，编码器实际读到的编号。 */
export function corruptSource(ids, bug, padding, pad) {
  const blanks = Array(padding).fill(pad);
  if (bug === "padding") return [...ids, ...blanks];
  if (bug === "left") return [...blanks, ...ids].slice(0, ids.length);
  return ids;
}

/**
 * 贪心翻译。返回 {read, steps, ids, logProb}：`read` 是编码器逐层的结果，`steps` 的每项是
 * {logProbs, id, state}，`ids` 是译文的编号（含 `<eos>`）。
 */
export function translateGreedily(model, tokens, { bug = "none", padding = 0, maxLength }) {
  const { bos, eos, pad } = model.special;
  const source = corruptSource(model.encodeTokens(tokens), bug, padding, pad);
  let state = model.start(source);
  const { encoder } = state;
  const steps = [];
  for (let last = bos; steps.length < maxLength; last = steps.at(-1).id) {
    const step = model.step(last, state);
    state = step.state;
    if (bug === "moving") state = { ...state, context: state.states.at(-1).h };
    steps.push({ logProbs: step.logProbs, id: argmax(step.logProbs), state });
    if (steps.at(-1).id === eos && bug !== "endless") break;
  }
  const logProb = steps.reduce((sum, { logProbs, id }) => sum + logProbs[id], 0);
  return { source, encoder, steps, ids: steps.map(({ id }) => id), logProb };
}
