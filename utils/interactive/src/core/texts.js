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

/** 只留小写英文字母与空格，同 utils.text.normalize_english；一个字母也没有时得到空串。 */
export function normalizeEnglish(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z]+/g, " ")
    .trim();
}

/** 检查要交给英文字符模型的文字，返回值同 `checkText`。 */
export function checkEnglish(text, limit) {
  const cleaned = normalizeEnglish(text);
  if (!cleaned) return { error: "请输入英文，至少一个字母。" };
  if (cleaned.length > limit) {
    return { error: `最多 ${limit} 个字符，现在有 ${cleaned.length} 个，请删短一些。` };
  }
  const changed = cleaned !== text.trim();
  return changed ? { note: `模型只认小写字母与空格，读到的是“${cleaned}”。` } : {};
}
