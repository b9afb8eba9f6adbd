// 切词与接句，同 utils.parallel 的 tokenize 与 detokenize。这里不碰页面。

const HAN = "\\u3400-\\u9fff";
const PUNCTUATION = ".,!?。，！？";
const TOKEN = new RegExp(`[${HAN}]|[${PUNCTUATION}]|[^\\s${HAN}${PUNCTUATION}]+`, "gu");

/** 汉字一字一个，其他文字按空白切成小写单词，标点单独成为一个。 */
export function tokenize(sentence) {
  return sentence.toLowerCase().match(TOKEN) ?? [];
}

/** 中文的词元直接相连，其他文字用空格隔开。 */
export function detokenize(tokens) {
  return tokens.join(new RegExp(`[${HAN}]`, "u").test(tokens.join("")) ? "" : " ");
}

/**
 * 检查要翻译的句子，返回值同 `checkText`；`known(token)` 判断词元在不在词表里，`limit` 是最多几个词元。
 */
export function checkSentence(sentence, { known, limit }) {
  const tokens = tokenize(sentence);
  if (!tokens.length) return { error: "请输入一句英文。" };
  if (tokens.length > limit) {
    return { error: `最多 ${limit} 个词元（标点也算），现在有 ${tokens.length} 个，请删短一些。` };
  }
  const strange = [...new Set(tokens.filter((token) => !known(token)))];
  if (!strange.length) return {};
  const shown = strange.slice(0, 4).join("、") + (strange.length > 4 ? " 等" : "");
  return { note: `训练集里没有这些词，当作未知词：${shown}。` };
}
