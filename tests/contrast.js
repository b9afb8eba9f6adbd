/* 正文里对比度低于 4.5 的文字；由 test_pages.py 在页面里执行。 */
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [R, G, B] = [r, g, b].map((v) => linear(v / 255));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const kinds = ["p", "a.reference", "h1", "h2", "li", "figcaption", ".admonition-title", "td", "th", "code", "pre span"];
  const ratio = (node) => {
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  /* 自定义元素有了影子树，元素里原来的内容就不再显示。 */
  const shown = (node) => node === null || (!node.shadowRoot && shown(node.parentElement));
  const found = kinds.flatMap((kind) => [...document.querySelectorAll(`article ${kind}`)].slice(0, 400));
  return found
    .filter(shown)
    .map((node) => [node.tagName, ratio(node), node.textContent.trim().slice(0, 20)])
    .filter(([, value, text]) => text && value < 4.5);
}
