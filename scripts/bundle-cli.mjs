#!/usr/bin/env node
// @ts-check
// Bundles the command into dist/cli: slipway.js and one chunk per command, so that a command loads only what it uses.
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "dist/cli");
// Built beside and swapped in, so that a bundle that fails leaves the last good one.
const building = join(root, `dist/.cli-${process.pid}`);

/** @returns {string} the commit that is bundled, `unknown` outside a checkout */
function revision() {
  const git = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
  return git.status === 0 ? git.stdout.trim() : "unknown";
}

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

await build({
  absWorkingDir: root,
  entryPoints: [join(root, "src/cli/slipway.ts")],
  outdir: building,
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20",
  // Names stay for stack traces.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  // Packages written for require() find it here.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  define: {
    SLIPWAY_VERSION: JSON.stringify(version),
    SLIPWAY_REVISION: JSON.stringify(revision()),
  },
});
chmodSync(join(building, "slipway.js"), 0o755);
rmSync(outdir, { recursive: true, force: true });
renameSync(building, outdir);
