// @ts-check
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError, say } from "./shell.mjs";

/** The checkout's root directory. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Installs the project's packages, exactly as locked, unless they are there. */
export function installDependencies() {
  if (modified("node_modules/.package-lock.json") >= modified("package-lock.json")) return;
  say("Installing the project's packages with npm");
  runVisibly("npm", ["ci", "--no-audit", "--no-fund"]);
}

/**
 * Runs a command in the checkout with its output in sight.
 * @param {string} program
 * @param {string[]} args
 */
export function runVisibly(program, args) {
  const { status } = spawnSync(program, args, { cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new SetupError(`\`${program} ${args.join(" ")}\` failed: see above.`);
}

/** @param {string} path */
function modified(path) {
  return statSync(join(projectRoot, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
