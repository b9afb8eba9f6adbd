/* 搜索页：摘要只取正文，按完整的查询词定位与高亮。file:// 下浏览器不许 fetch，便不显示摘要。 */
(() => {
  "use strict";
  if (typeof Search === "undefined") return;
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  const query = (new URLSearchParams(location.search).get("q") || "").trim();
  const words = query.split(/\s+/).filter(Boolean);
  const BEFORE = 40;
  const AFTER = 110;

  /* 高亮整个查询词，而不是切出来的二字片段 */
  const parse = Search._parseQuery;
  Search._parseQuery = (text) => {
    const parsed = parse(text);
    parsed[3] = new Set(words.map((word) => word.toLowerCase()));
    localStorage.setItem("sphinx_highlight_terms", [...parsed[3]].join(" "));
    return parsed;
  };

  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const article = page.querySelector("article.bd-article") || page.body;
    const target = anchor ? page.getElementById(decodeURIComponent(anchor.slice(1))) : null;
    const part = target ? target.closest("section, dl, figure") || target : article;
    const noise = "script, style, nav, button, .headerlink, .katex-html, .toctree-wrapper, .book-svg, annotation";
    part.querySelectorAll(noise).forEach((node) => node.remove());
    return part.textContent.replace(/\s+/g, " ").trim();
  };

  Search.makeSearchSummary = (html, terms, anchor) => {
    const text = Search.htmlToText(html, anchor);
    const lower = text.toLowerCase();
    const keys = [query, ...words, ...terms].map((key) => key.toLowerCase());
    const found = Math.max(0, lower.indexOf(keys.find((key) => key && lower.includes(key)) || ""));
    const start = Math.max(0, found - BEFORE);
    const summary = document.createElement("p");
    summary.className = "context";
    const end = Math.min(text.length, found + AFTER);
    summary.textContent = (start ? "…" : "") + text.slice(start, end) + (end < text.length ? "…" : "");
    return summary;
  };
})();
