import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { errorCode } from "./error-code.js";

test.each([
  ["an error", Object.assign(new Error("no"), { code: "ENOENT" }), "ENOENT"],
  ["one of another realm", runInNewContext('Object.assign(new Error("no"), { code: "EACCES" })'), "EACCES"],
  ["one with a number", Object.assign(new Error("no"), { code: 2 }), undefined],
  ["one without", new Error("no"), undefined],
  ["what is no error", { code: "ENOENT" }, undefined],
  ["nothing", undefined, undefined],
])("the code of %s", (_what, reason: unknown, code) => {
  expect(errorCode(reason)).toBe(code);
});
