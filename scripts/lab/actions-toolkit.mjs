// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labPath, run, say } from "./shell.mjs";

const version = "0.101.0";

/**
 * The library that Docker's own GitHub actions are made of, from npm, and the directory it is in. It brings 300
 * packages along, which is why it is no dependency of the project.
 */
export function ensureActionsToolkit() {
  const target = labPath(`actions-toolkit-${version}`);
  if (existsSync(target)) return target;
  say("Fetching @docker/actions-toolkit");
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  const manifest = { private: true, dependencies: { "@docker/actions-toolkit": version } };
  writeFileSync(join(fresh, "package.json"), JSON.stringify(manifest));
  run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"], { cwd: fresh });
  renameSync(fresh, target);
  return target;
}
