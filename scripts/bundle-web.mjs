#!/usr/bin/env node
// @ts-check
// Bundles the page of the build view into dist/web/page: index.html, page.js and page.css, which nothing else belongs to.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "dist/web/page");
const page = join(root, "src/web/page");
// Built beside and swapped in, so that a bundle that fails leaves the last good one.
const building = join(root, `dist/.page-${process.pid}`);
/** Bytes of all three together, compressed. */
const most = 150_000;

const bundled = ["preact", "@preact/signals"];
/** The licenses of what is bundled ask to be kept with it; a saved build is a copy, too. */
const licenses = bundled
  .map((name) => `${name}\n\n${readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8")}`)
  .join("\n")
  .replaceAll("*/", "* /");

mkdirSync(building, { recursive: true });
mkdirSync(join(root, "dist/web"), { recursive: true });
await build({
  absWorkingDir: root,
  bundle: true,
  minify: true,
  entryPoints: { page: join(page, "main.tsx") },
  outdir: building,
  format: "iife",
  platform: "browser",
  target: ["chrome123", "firefox121", "safari17.5"],
  tsconfig: join(page, "tsconfig.json"),
  // It stands in an HTML file too, where there is no server to say which encoding it has.
  charset: "ascii",
  legalComments: "none",
  footer: { js: `/*\n${licenses}*/` },
  logLevel: "warning",
});
await build({
  entryPoints: { page: join(page, "page.css") },
  outdir: building,
  minify: true,
  charset: "ascii",
  target: ["chrome123", "firefox121", "safari17.5"],
  logLevel: "warning",
});
copyFileSync(join(page, "index.html"), join(building, "index.html"));

const size = ["index.html", "page.js", "page.css"]
  .map((name) => gzipSync(readFileSync(join(building, name))).length)
  .reduce((sum, bytes) => sum + bytes, 0);
if (size > most) throw new Error(`the page has ${size} bytes compressed, ${most} is the most`);
rmSync(outdir, { recursive: true, force: true });
renameSync(building, outdir);
