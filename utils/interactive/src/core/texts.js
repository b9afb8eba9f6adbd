// 检查读者输入的文字。这里不碰页面。

/**
 * 检查一段文字能不能交给模型。
 * `limit` 是最多几个字符，`known(character)` 判断字符在不在词表里，`replacement` 说明不认识的字符怎么办。
 * 返回 {error}、{note} 或 {}，可以直接用作文字框的 `check`。
 */
export function checkText(text, { limit, known, replacement }) {
  const characters = [...text];
  if (!text.trim()) return { error: "请输入至少一个字。" };
  if (characters.length > limit) {
    return { error: `最多 ${limit} 个字符，现在有 ${characters.length} 个，请删短一些。` };
  }
  const strange = [...new Set(characters.filter((character) => !known(character)))];
  if (!strange.length) return {};
  const shown = strange.slice(0, 5).join(" ") + (strange.length > 5 ? " 等" : "");
  return { note: `词表里没有 ${shown}，${replacement}。` };
}
