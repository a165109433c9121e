import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { ContextFiles, ContextSource } from "../options/context-source.js";
import { checkedSource, entriesOf } from "./given-source.js";

/** As a program in JavaScript gives it. */
const anything = <Type>(value: unknown) => value as Type;

test.each([
  [undefined, "needs a context"],
  [{}, "needs a context"],
  [{ directory: 5 }, "needs a context"],
  [{ files: { a: "x" } }, "are a Map, or an iterable"],
  [{ tar: "context.tar" }, "is a stream"],
])("the context %j is refused", (source, message) => {
  expect(() => checkedSource(anything<ContextSource>(source))).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
  );
});

test.each([
  [[{ content: "x" }], "has no path"],
  [new Map([["a", undefined]]), 'file "a" of the build context has no content'],
  [[{ path: "a", content: 5 }], 'file "a" of the build context has no content'],
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
