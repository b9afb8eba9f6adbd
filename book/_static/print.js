// 打印之前展开折叠的内容、换成浅色（交互图也会跟着换），打印之后还原。样式表管不到的旧浏览器与交互图靠这里。
// 下载菜单里的打印按钮也在这里处理：内容安全策略不许把事件处理器写在标记里（见 content_policy.py）。

const printing = { opened: [], theme: "" };

addEventListener("beforeprint", () => {
  printing.opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of printing.opened) details.open = true;
  printing.theme = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
});

addEventListener("afterprint", () => {
  for (const details of printing.opened) details.open = false;
  if (printing.theme) document.documentElement.dataset.theme = printing.theme;
});

addEventListener("click", (event) => {
  if (event.target.closest("[data-action=print]")) print();
});
