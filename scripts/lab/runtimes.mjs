// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureNpmPackage } from "./npm-package.mjs";
import { SetupError } from "./shell.mjs";

// Programs that run JavaScript come from npm in a package for each platform.
const exe = process.platform === "win32" ? ".exe" : "";

/** The Nodes that the unit tests run on besides the one that runs them: what is supported, and the newest. */
export const nodeVersions = ["22.23.3", "24.21.0", "26.12.1"];

/**
 * The directory with the program `node` of a version.
 * @param {string} version
 */
export function ensureNode(version) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  return join(ensureNpmPackage(name, version), "node_modules", name, "bin");
}

/** Path of Bun. */
export function ensureBun() {
  const name = `@oven/bun-${process.platform === "win32" ? "windows" : process.platform}-${armName("aarch64")}`;
  return program(join(ensureNpmPackage(name, "1.4.5"), "node_modules", name, "bin", `bun${exe}`));
}

/** Path of Deno. */
export function ensureDeno() {
  const name = `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;
  return program(join(ensureNpmPackage(name, "2.9.6"), "node_modules", name, `deno${exe}`));
}

/** The directory whose node_modules hold Jest. */
export const ensureJest = () => ensureNpmPackage("jest", "30.5.2");

/** Path of the oldest TypeScript compiler that the package's types are for. */
export const ensureOldestTypeScript = () =>
  join(ensureNpmPackage("typescript", "5.2.2"), "node_modules/typescript/bin/tsc");

/** @param {string} arm64 */
const armName = (arm64) => (process.arch === "arm64" ? arm64 : process.arch);

/** @param {string} path */
function program(path) {
  if (!existsSync(path)) throw new SetupError(`${path} is missing in its package`);
  return path;
}
