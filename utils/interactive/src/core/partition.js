// 把一串词元切成小批量，同 utils.data 的 SequentialLoader 与 RandomLoader。这里不碰页面。

import { randomSource } from "./sampling.js";

/** 每个小批量是各行 X 的起点；Y 的起点晚一个。`length` 是词元数。顺序分区。 */
export function sequentialBatches({ length, batchSize, numSteps, offset }) {
  const row = Math.floor((length - 1 - offset) / batchSize); // 每一行的词元数
  const starts = Array.from({ length: batchSize }, (_, r) => offset + r * row);
  return Array.from({ length: Math.floor(row / numSteps) }, (_, i) =>
    starts.map((start) => start + i * numSteps),
  );
}

/** 随机采样：切成互不重叠的段，打乱次序，每 `batchSize` 段一个小批量，凑不满的丢掉。 */
export function randomBatches({ length, batchSize, numSteps, offset, seed }) {
  const count = Math.floor((length - 1 - offset) / numSteps);
  const starts = Array.from({ length: count }, (_, i) => offset + i * numSteps);
  const random = randomSource(seed);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1)); // Fisher–Yates 洗牌
    [starts[i], starts[j]] = [starts[j], starts[i]];
  }
  const batches = Array.from({ length: Math.floor(count / batchSize) }, (_, b) => b * batchSize);
  return batches.map((first) => starts.slice(first, first + batchSize));
}

/** 一遍下来没有作为输入的词元有几个：开头跳过的与末尾剩下的。 */
export function unused(batches, { length, numSteps, offset }) {
  const inputs = batches.flat().length * numSteps;
  return { head: offset, tail: length - offset - inputs };
}
