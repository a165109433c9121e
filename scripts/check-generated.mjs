#!/usr/bin/env node
// @ts-check
// Fails when the code under src/buildkit/gen is not what proto/ generates.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./lab/project.mjs";

const committed = "src/buildkit/gen";
const scratch = mkdtempSync(join(tmpdir(), "slipway-generated-"));

/**
 * @param {string} directory
 * @returns {Map<string, string>} content by path
 */
function readTree(directory) {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    files
      .filter((name) => statSync(join(directory, name)).isFile())
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );
}

try {
  const result = spawnSync("npx", ["buf", "generate", "--output", scratch], {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.status !== 0) throw new Error("buf generate failed");
  const fresh = readTree(join(scratch, committed));
  const present = readTree(join(projectRoot, committed));
  const differing = [...new Set([...fresh.keys(), ...present.keys()])].filter(
    (name) => fresh.get(name) !== present.get(name),
  );
  for (const name of differing) console.error(`${join(committed, name)} differs from what proto/ generates`);
  if (differing.length > 0) {
    console.error("Run `npm run generate` and commit the result.");
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
