#!/usr/bin/env node
// @ts-check
// Writes docs/reference: a page for each command, made from the definitions that the program itself runs by.
// With --check it writes nothing and fails when a page is not what it would write.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { projectRoot } from "./lab/project.mjs";

const directory = join(projectRoot, "docs/reference");

/** @returns {Promise<Map<string, string>>} Markdown by file name */
async function renderPages() {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-reference-"));
  try {
    const outfile = join(scratch, "pages.mjs");
    await build({
      entryPoints: [join(projectRoot, "src/cli/reference/reference-pages.ts")],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      // Packages written for require() find it here.
      banner: {
        js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
      },
      define: { SLIPWAY_VERSION: '""', SLIPWAY_REVISION: '""' },
      logLevel: "warning",
    });
    const { referencePages } = await import(pathToFileURL(outfile).href);
    return referencePages();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @returns {Map<string, string>} Markdown by file name */
function readPages() {
  mkdirSync(directory, { recursive: true });
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

const fresh = await renderPages();
const present = readPages();
const stale = [...new Set([...fresh.keys(), ...present.keys()])].filter(
  (name) => fresh.get(name) !== present.get(name),
);
if (process.argv.includes("--check")) {
  for (const name of stale) console.error(`docs/reference/${name} is not what the command definitions say`);
  if (stale.length > 0) console.error("Run `npm run docs:reference` and commit the result.");
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    const page = fresh.get(name);
    if (page === undefined) rmSync(join(directory, name));
    else writeFileSync(join(directory, name), page);
  }
}
