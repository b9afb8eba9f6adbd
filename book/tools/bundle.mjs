// 打包交互图：utils/interactive/src/figures 里的每个文件打成一个不依赖任何别的文件的脚本。
//
// 用法：node book/tools/bundle.mjs [输出文件夹]，默认写进 utils/interactive/bundles。

import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const figures = path.join(root, "utils/interactive/src/figures");
const outdir = path.resolve(process.argv[2] ?? path.join(root, "utils/interactive/bundles"));

const names = (await readdir(figures)).filter((name) => name.endsWith(".js")).sort();
await build({
  entryPoints: names.map((name) => path.join(figures, name)),
  outdir,
  bundle: true,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
  loader: { ".css": "text" },
  logLevel: "warning",
  minify: true,
  target: "es2022",
});
