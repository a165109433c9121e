#!/usr/bin/env node
// @ts-check
// `npm run lint:layers`: imports run downward only, no folder is in a circle of folders, and files stay short. Looks at
// the `src` of the directory it runs in.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, format } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const maxLines = 300;
const maxMedian = 60;

const config = fileURLToPath(new URL("../.dependency-cruiser.cjs", import.meta.url));
const options = await extractDepcruiseOptions(config);
const { output } = await cruise(["src"], options, undefined, { tsConfig: extractTSConfig("tsconfig.json") });
if (typeof output === "string") throw new Error("the cruise gave text in place of its result");

/** A folder's index is its door, above the folder: what it hands out may lie anywhere below. @param {string} file */
const placeOf = (file) => (file.endsWith("/index.ts") ? file : dirname(file));

/** @type {Map<string, Map<string, string>>} by folder, the folders it imports, each with an import as an example */
const imports = new Map();
for (const { source, dependencies } of output.modules) {
  if (source.endsWith(".test.ts")) continue;
  for (const { resolved } of dependencies) {
    const [from, to] = [placeOf(source), placeOf(resolved)];
    if (!resolved.startsWith("src/") || from === to) continue;
    const known = imports.get(from) ?? new Map();
    imports.set(from, known);
    if (!known.has(to)) known.set(to, `${source} → ${resolved}`);
  }
}

/** What is left when everything that is in no circle has been taken away. */
function circles() {
  const left = new Map([...imports].map(([folder, targets]) => [folder, new Set(targets.keys())]));
  for (;;) {
    const importedBy = new Set([...left.values()].flatMap((targets) => [...targets]));
    const free = [...left].filter(([folder, targets]) => targets.size === 0 || !importedBy.has(folder));
    if (
      free.length === 0 &&
      [...left.values()].every((targets) => [...targets].every((to) => left.has(to)))
    ) {
      return left;
    }
    for (const [folder] of free) left.delete(folder);
    for (const targets of left.values()) for (const to of targets) if (!left.has(to)) targets.delete(to);
  }
}

/** @param {string} directory @returns {string[]} */
function sources(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === "gen" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const problems = [];
const { violations } = output.summary;
if (violations.length > 0) problems.push(String((await format(output, { outputType: "err" })).output).trim());
for (const [folder, targets] of circles()) {
  for (const to of targets) problems.push(`circle of folders: ${imports.get(folder)?.get(to)}`);
}
const lengths = sources("src").map((path) => ({
  path,
  lines: readFileSync(path, "utf8").split("\n").length - 1,
}));
for (const { path, lines } of lengths) {
  if (lines > maxLines) problems.push(`${path} has ${lines} lines, ${maxLines} is the most`);
}
const sorted = lengths
  .filter(({ path }) => !path.endsWith(".test.ts"))
  .map(({ lines }) => lines)
  .sort((one, other) => one - other);
const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
if (median > maxMedian) problems.push(`the median file has ${median} lines, ${maxMedian} is the most`);

if (problems.length > 0) console.error(problems.join("\n"));
else
  console.log(`${sorted.length} files, ${median} lines the median: no import upward, no circle of folders`);
process.exitCode = problems.length > 0 ? 1 : 0;
