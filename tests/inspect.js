/* 一页的语言、替代文本、公式、溢出与放不下的代码，折叠的解答先展开；由 test_pages.py 在页面里执行。 */
() => {
  document.querySelectorAll("details").forEach((node) => (node.open = true));
  const article = document.querySelector("article");
  const copy = article ? article.cloneNode(true) : document.createElement("div");
  copy.querySelectorAll("code, pre, annotation, script, style").forEach((node) => node.remove());
  return {
    lang: document.documentElement.lang,
    viewport: !!document.querySelector('meta[name="viewport"]'),
    noAlt: [...document.images].filter((image) => !image.alt.trim()).map((image) => image.src),
    silent: [...document.querySelectorAll("svg.book-svg")]
      .filter((svg) => svg.getAttribute("role") !== "img" || !svg.getAttribute("aria-label").trim()).length,
    text: copy.textContent,
    cut: [...document.querySelectorAll("div.cell_input pre")].filter((pre) => pre.scrollWidth > pre.clientWidth)
      .map((pre) => pre.textContent.slice(0, 40)),
    errors: document.querySelectorAll(".katex-error").length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}
