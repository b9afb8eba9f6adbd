// 删掉主题样式里全书用不到的规则：node book/tools/purge.mjs <建成的网站>
//
// 依据是建成的全部页面与脚本：页面里没有出现、脚本里也没有提到的类名，规则才会删去。
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PurgeCSS } = createRequire(import.meta.url)("purgecss");
const site = process.argv[2];
const results = await new PurgeCSS().purge({
  content: [`${site}/**/*.html`, `${site}/_static/**/*.js`],
  css: [`${site}/_static/styles/*.css`, `${site}/_static/mystnb.*.css`],
});
for (const { file, css } of results) writeFileSync(file, css);
