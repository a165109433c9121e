// @ts-check
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
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

/** Path of the built command. */
export const commandPath = join(projectRoot, "dist/cli/slipway.js");

/**
 * Builds unless the command is newer than every source file.
 * @param {"build" | "build:cli"} [script] all of it, or the command alone, which does not wait for the type checker
 */
export function buildIfStale(script = "build") {
  const built = modified("dist/cli/slipway.js");
  const sources = readdirSync(join(projectRoot, "src"), { recursive: true, encoding: "utf8" });
  const isNewer = (/** @type {string} */ name) =>
    name.endsWith(".ts") && !name.endsWith(".test.ts") && modified(join("src", name)) > built;
  if (built > 0 && !sources.some(isNewer)) return;
  say("Building Slipway");
  runVisibly("npm", ["run", "--silent", script]);
}

/** Builds the page of the build view unless it is newer than every file of its source. */
export function buildPageIfStale() {
  const built = modified("dist/web/page/page.js");
  const sources = readdirSync(join(projectRoot, "src/web"), { recursive: true, encoding: "utf8" });
  if (built > 0 && !sources.some((name) => modified(join("src/web", name)) > built)) return;
  runVisibly("npm", ["run", "--silent", "build:web"]);
}

/**
 * Runs a command in the checkout with its output in sight, on stderr: stdout belongs to results.
 * @param {string} program
 * @param {string[]} args
 */
export function runVisibly(program, args) {
  const { status } = spawnSync(program, args, { cwd: projectRoot, stdio: ["ignore", 2, "inherit"] });
  if (status !== 0) throw new SetupError(`\`${program} ${args.join(" ")}\` failed: see above.`);
}

/** @param {string} path */
function modified(path) {
  return statSync(join(projectRoot, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
