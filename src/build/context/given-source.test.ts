import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { ContextFiles } from "../options/context-source.js";
import { entriesOf } from "./given-source.js";

/** As a program in JavaScript gives it. */
const anything = <Type>(value: unknown) => value as Type;

test.each([
  [[{ content: "x" }], "context.files[0].path is missing; a string is wanted"],
  [[5], "context.files[0] is a number"],
  [new Map([["a", undefined]]), "context.files.a is missing"],
  [new Map([["a", { content: "x", mode: "755" }]]), "context.files.a.mode is a string"],
  [[{ path: "a", content: 5 }], "context.files[0].content is a number"],
  [[{ path: "a", content: "x", symlink: "b" }], "context.files[0] has content and symlink"],
])("the files %j are refused", async (files, message) => {
  await expect(entriesOf(anything<ContextFiles>(files))).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining(message),
  });
});

test("a Map is one, whatever context of the process it comes from", async () => {
  const files = runInNewContext('new Map([["a", "x"]])') as ContextFiles;
  expect([...(await entriesOf(files))]).toEqual([["a", "x"]]);
});

test("an object gives files by path", async () => {
  const files = { a: "x", "bin/run": { content: new Uint8Array([1]), mode: 0o755 } };
  expect([...(await entriesOf(files))]).toEqual(Object.entries(files));
});
