#!/usr/bin/env node
// @ts-check
// `npm run coverage`: runs the unit tests and prints which part of each room's lines they reach. Fails below the
// thresholds in vitest.config.ts. With `--print` it prints the figures of the last run.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectRoot } from "./lab/project.mjs";

/** @typedef {{ total: number, covered: number }} Lines */

const command = ["vitest", "run", "--project", "unit", "--coverage", "--reporter=dot"];
const run = process.argv.includes("--print")
  ? { status: 0 }
  : spawnSync("npx", command, { cwd: projectRoot, stdio: "inherit" });
const summary = join(projectRoot, ".tmp/coverage/coverage-summary.json");
/** @type {Record<string, { lines: Lines }>} */
const files = JSON.parse(readFileSync(summary, "utf8"));

/** @type {Map<string, Lines>} */
const rooms = new Map();
for (const [file, { lines }] of Object.entries(files)) {
  const room = file === "total" ? "all" : roomOf(relative(projectRoot, file).replaceAll("\\", "/"));
  const known = rooms.get(room) ?? { total: 0, covered: 0 };
  rooms.set(room, { total: known.total + lines.total, covered: known.covered + lines.covered });
}
for (const [room, { total, covered }] of [...rooms].sort(([one], [other]) => (one < other ? -1 : 1))) {
  const part = total === 0 ? 100 : (100 * covered) / total;
  console.log(`${room.padEnd(24)} ${part.toFixed(1).padStart(5)} % of ${String(total).padStart(5)} lines`);
}
process.exitCode = run.status ?? 1;

/** @param {string} file */
function roomOf(file) {
  const [source, room = "", part = ""] = file.split("/");
  if (room.endsWith(".ts")) return `${source}/`;
  return room === "buildkit" ? `${source}/${room}/${part}` : `${source}/${room}`;
}
