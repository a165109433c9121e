import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { driverFactory } from "../../driver/registry.js";
import { loadDrivers } from "./load-drivers.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-drivers-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function module(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const driver = (name: string) =>
  `{ name: "${name}", allowsInstances: true, startsDaemon: false, endpoint: async () => ({}), create: () => ({}) }`;

test("drivers of modules in either form are there afterwards", () => {
  const esm = module("esm.mjs", `export const driver = ${driver("from-esm")};`);
  const cjs = module("cjs.cjs", `exports.driver = ${driver("from-cjs")};`);
  loadDrivers(`${esm}${delimiter}${cjs}`);
  expect(driverFactory("from-esm").name).toBe("from-esm");
  expect(driverFactory("from-cjs").name).toBe("from-cjs");
});

test.each([
  ["a relative path", () => "drivers/mine.mjs", 'driver module "drivers/mine.mjs" is no absolute path'],
  ["an empty one", () => "", 'driver module "" is no absolute path'],
  ["one that is not there", () => join(directory, "none.mjs"), /cannot load driver module .*none\.mjs: /],
  ["one that fails", () => module("throws.cjs", "throw new Error('broken');"), /throws\.cjs: broken$/],
  ["one without a driver", () => module("empty.mjs", "export {};"), /empty\.mjs does not export a driver$/],
  [
    "one whose driver is none",
    () => module("text.mjs", 'export const driver = "x";'),
    /text\.mjs does not export a driver$/,
  ],
])("%s is refused", (_what, path, message) => {
  expect(() => loadDrivers(path())).toThrow(message);
});
