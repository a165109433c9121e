// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labPath, run, say } from "./shell.mjs";

/**
 * A package from npm that is too large to be a dependency of the project, and the directory it is in. No script of it
 * runs.
 * @param {string} name
 * @param {string} version
 * @returns the directory that has it in its `node_modules`
 */
export function ensureNpmPackage(name, version) {
  const target = labPath("npm", `${name.replace("/", "+")}-${version}`);
  if (existsSync(target)) return target;
  say(`Fetching ${name} ${version}`);
  const fresh = `${target}.${process.pid}`;
  mkdirSync(fresh);
  try {
    writeFileSync(
      join(fresh, "package.json"),
      JSON.stringify({ private: true, dependencies: { [name]: version } }),
    );
    run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"], { cwd: fresh });
    // Another process may have been faster; one of the two is enough.
    if (!existsSync(target)) renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}
